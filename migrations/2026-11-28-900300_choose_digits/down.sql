alter table users drop column digits;
