-- A search finds what people mean, whatever their keyboard: capitals and small letters, ı and i, ş and s, é and e, the
-- hamza and the vowel marks that most people leave out in Arabic, ة and ه, ى and ي, digits of both kinds.
create function public.folded(text) returns text
    language sql immutable strict parallel safe
    return translate(
        lower(regexp_replace(normalize($1, NFD), U&'[\0300-\036F\0640\064B-\065F\0670]', '', 'g')),
        'ıٱىة٠١٢٣٤٥٦٧٨٩', 'iايه0123456789'
    );
comment on function public.folded(text) is 'A text as searches compare it: without case, marks and the ways one letter or digit is written.';

-- Kept for the tables that grow long; what is short is folded when it is looked at.
alter table shipments
    add column searched text not null generated always as (public.folded(description || ' ' || store_release)) stored;
comment on column shipments.searched is 'What a search looks through.';
alter table catalog_items
    add column searched text not null generated always as (public.folded(description || E'\n' || item_code)) stored;
comment on column catalog_items.searched is 'What a search looks through.';
drop index shipments_search_idx;
drop index catalog_items_description_trgm_idx;
drop index catalog_items_item_code_trgm_idx;
create index shipments_searched_idx on shipments using gin (searched gin_trgm_ops);
create index catalog_items_searched_idx on catalog_items using gin (searched gin_trgm_ops);
