alter table donor_codes add column version integer not null default 1;
comment on column donor_codes.version is 'Goes up with every change a person saves; an edit begun on an older one is told, not taken.';

alter table item_categories add column archived_at timestamptz;
alter table donors add column archived_at timestamptz;
alter table donor_codes add column archived_at timestamptz;
alter table suppliers add column archived_at timestamptz;
alter table transporters add column archived_at timestamptz;
alter table catalog_items add column archived_at timestamptz;

comment on column item_categories.archived_at is 'Since when it is no longer offered; what uses it keeps it.';
comment on column donors.archived_at is 'Since when it is no longer offered; what uses it keeps it.';
comment on column donor_codes.archived_at is 'Since when it is no longer offered; what uses it keeps it.';
comment on column suppliers.archived_at is 'Since when it is no longer offered; what uses it keeps it.';
comment on column transporters.archived_at is 'Since when it is no longer offered; what uses it keeps it.';
comment on column catalog_items.archived_at is 'Since when it is no longer offered; what uses it keeps it.';

-- The search looks into both; what may be deleted asks who points at a code.
create index catalog_items_item_code_trgm_idx on catalog_items using gin (item_code gin_trgm_ops);
create index catalog_items_donor_t1_id_idx on catalog_items (donor_t1_id);
create index package_items_donor_t1_id_idx on package_items (donor_t1_id);
