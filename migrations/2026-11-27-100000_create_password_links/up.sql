create table password_links (
    token_hash text constraint password_links_pkey primary key,
    user_id integer constraint password_links_user_id_fkey references users on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint password_links_user_id_key unique nulls not distinct (user_id)
);
comment on table password_links is 'Links with which somebody sets a password once; a used one is gone.';
comment on column password_links.token_hash is 'SHA-256 (hex) of the last part of the link, so that a copy of this table lets nobody in.';
comment on column password_links.user_id is 'Whose password; null for the one that makes the first coordinator of a country.';
