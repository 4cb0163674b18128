drop table outgoing_mails;
