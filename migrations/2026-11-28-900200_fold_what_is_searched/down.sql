drop index catalog_items_searched_idx;
drop index shipments_searched_idx;
alter table catalog_items drop column searched;
alter table shipments drop column searched;
drop function public.folded(text);
create index shipments_search_idx on shipments using gin ((description || ' ' || store_release) gin_trgm_ops);
create index catalog_items_description_trgm_idx on catalog_items using gin (description gin_trgm_ops);
create index catalog_items_item_code_trgm_idx on catalog_items using gin (item_code gin_trgm_ops);
