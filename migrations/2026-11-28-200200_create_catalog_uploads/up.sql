create table catalog_uploads (
    id uuid constraint catalog_uploads_pkey primary key,
    file_name text not null,
    content bytea not null,
    uploaded_by integer constraint catalog_uploads_uploaded_by_fkey references users on delete cascade,
    uploaded_at timestamptz not null
);
create index catalog_uploads_uploaded_at_idx on catalog_uploads (uploaded_at);
comment on table catalog_uploads is 'Files for the catalog that were previewed and wait for a yes; gone after it, or after a day.';
