create table backups (
    id bigint generated always as identity constraint backups_pkey primary key,
    file text not null,
    kind text not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    bytes bigint,
    rows bigint,
    verified_at timestamptz,
    error text,
    constraint backups_kind_check check (kind in ('nightly', 'command'))
);
create index backups_started_at_idx on backups (started_at);
comment on table backups is 'Backups of this country that were tried, written by the platform; the app only reads it.';
comment on column backups.rows is 'Rows in all tables.';
comment on column backups.verified_at is 'When it was restored into a scratch database and compared.';
comment on column backups.error is 'Why there is no backup, or why it is not to be trusted.';
