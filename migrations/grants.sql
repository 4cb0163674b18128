-- Rights of the two roles that log in, loaded after the views. :writer and :reader are put in by db/migrate.rs.
revoke all on schema public from public;
grant usage on schema public, views to :writer, :reader;
grant select, insert, update, delete on all tables in schema public to :writer;
grant usage on all sequences in schema public to :writer;
grant select on all tables in schema public to :reader;
grant select on all tables in schema views to :writer, :reader;
-- History only grows.
revoke update, delete on audit, events from :writer;
-- What was backed up is the platform's to say.
revoke insert, update, delete on backups from :writer;
-- The app may know which migrations ran, not pretend others did.
revoke insert, update, delete on __diesel_schema_migrations from :writer;
-- What signs people in is no analyst's business.
revoke select on sessions, api_tokens, password_links, outgoing_mails, sent_forms, users from :reader;
grant select (id, email, name, role, is_active, is_superuser, code, device_id, color, language, joined_at, last_sign_in_at)
    on users to :reader;
