alter table users drop column time_format;
drop table api_tokens;
create table api_tokens (
    user_id integer constraint api_tokens_pkey primary key constraint api_tokens_user_id_fkey references users on delete cascade,
    token text not null,
    created_at timestamptz not null default now(),
    constraint api_tokens_token_key unique (token),
    constraint api_tokens_token_check check (token ~ '^[0-9a-f]{40}$')
);
comment on table api_tokens is 'One token for machines per user, shown to those who manage users.';
