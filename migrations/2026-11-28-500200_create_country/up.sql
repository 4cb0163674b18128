create table country (
    is_only boolean constraint country_pkey primary key default true,
    languages text not null,
    version integer not null default 1,
    constraint country_is_only_check check (is_only),
    constraint country_languages_check check (languages ~ '^[a-z]{2}(,[a-z]{2})*$')
);
comment on table country is 'What coordinators chose for their country, over its file; no row until they did.';
comment on column country.languages is 'Tags of the languages offered on pages, the default first (en,tr,ar).';
comment on column country.version is 'Goes up with every change a person saves; an edit begun on an older one is told, not taken.';
