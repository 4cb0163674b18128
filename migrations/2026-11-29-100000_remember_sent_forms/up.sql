create table sent_forms (
    user_id integer not null constraint sent_forms_user_id_fkey references users on delete cascade,
    form_key text not null,
    path text not null,
    done jsonb not null,
    sent_at timestamptz not null,
    constraint sent_forms_pkey primary key (user_id, form_key, path)
);
comment on table sent_forms is 'Forms that were carried out, so that one that is sent twice is carried out once. Rows of a week ago are cleaned up.';
comment on column sent_forms.form_key is 'Made with the page the form was shown on, and a checksum of what was filled in, without passwords.';
comment on column sent_forms.path is 'Where the form was sent to.';
comment on column sent_forms.done is 'What was said of it, and where it led.';
create index sent_forms_sent_at_idx on sent_forms (sent_at);
