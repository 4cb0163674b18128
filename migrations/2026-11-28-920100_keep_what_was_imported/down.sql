delete from catalog_uploads where imported_at is not null;
comment on table catalog_uploads is 'Files for the catalog that were previewed and wait for a yes; gone after it, or after a day.';
alter table catalog_uploads
    drop column item_count,
    drop column imported_at,
    drop column encoding;
