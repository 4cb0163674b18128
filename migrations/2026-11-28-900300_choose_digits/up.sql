alter table users add column digits text constraint users_digits_check check (digits in ('western', 'arabic'));
comment on column users.digits is 'Digits of Arabic pages, western or arabic (Arabic-Indic); null for western.';
