drop table api_tokens;
drop table sessions;
drop table users;
drop extension pg_trgm;
