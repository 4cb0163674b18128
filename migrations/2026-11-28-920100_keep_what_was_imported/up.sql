alter table catalog_uploads
    add column encoding text constraint catalog_uploads_encoding_check check (encoding in ('utf-8', 'windows-1254', 'windows-1256')),
    add column imported_at timestamptz,
    add column item_count integer;
comment on column catalog_uploads.encoding is 'How a text file was read; none for spreadsheets and where there is nothing to choose.';
comment on column catalog_uploads.imported_at is 'When somebody said yes; its content is gone then.';
comment on column catalog_uploads.item_count is 'How many items came in with it.';
comment on table catalog_uploads is 'Files for the catalog that were previewed and wait for a yes, or had it; gone after a day.';
