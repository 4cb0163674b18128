drop table receipt_lines;
drop table receipts;
