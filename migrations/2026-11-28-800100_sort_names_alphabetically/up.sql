-- Names in the order of a dictionary: ç beside c, capitals beside small letters, Arabic by its alphabet. The database
-- itself compares bytes, which is quick and never changes, and puts Ç, İ and Ş behind z.
do $$
begin
    create collation public.alphabetical (provider = icu, locale = 'und');
exception
    when feature_not_supported then
        raise exception 'this PostgreSQL is built without ICU, by which names are sorted; use a server that is built with it, as the packages of Debian, Ubuntu and PostgreSQL itself are';
end
$$;
comment on collation public.alphabetical is 'How lists sort names and other texts that people read.';

-- The catalog as it is opened.
create index catalog_items_description_idx on catalog_items (description collate public.alphabetical, id) where archived_at is null;
