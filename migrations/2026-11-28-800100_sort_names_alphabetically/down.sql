drop index catalog_items_description_idx;
drop collation public.alphabetical;
