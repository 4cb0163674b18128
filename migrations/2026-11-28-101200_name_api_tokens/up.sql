-- Nothing has ever asked for the tokens of before: no page showed them and no door took them.
drop table api_tokens;
create table api_tokens (
    id integer generated always as identity constraint api_tokens_pkey primary key,
    user_id integer not null constraint api_tokens_user_id_fkey references users on delete cascade,
    name text not null,
    token_hash text not null,
    hint text not null,
    created_at timestamptz not null,
    created_by integer constraint api_tokens_created_by_fkey references users,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint api_tokens_token_hash_key unique (token_hash),
    constraint api_tokens_name_check check (length(name) between 1 and 60)
);
create unique index api_tokens_user_id_name_key on api_tokens (user_id, lower(name)) where revoked_at is null;
comment on table api_tokens is 'Tokens with which programs act as a person; shown once, when they are made.';
comment on column api_tokens.token_hash is 'SHA-256 (hex) of the token, so that a copy of this table lets nobody in.';
comment on column api_tokens.hint is 'Its first characters, to tell it from others.';
comment on column api_tokens.revoked_at is 'From then on it is worth nothing.';

alter table users add column time_format text constraint users_time_format_check check (time_format in ('12', '24'));
comment on column users.time_format is 'Hours shown as 12 or 24; null for 24.';
