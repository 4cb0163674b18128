create table outgoing_mails (
    id bigint generated always as identity constraint outgoing_mails_pkey primary key,
    recipient text not null,
    subject text not null,
    text_body text not null,
    html_body text,
    purpose text not null,
    created_at timestamptz not null,
    next_attempt_at timestamptz,
    sent_at timestamptz,
    attempts integer not null default 0,
    last_error text not null default ''
);
create index outgoing_mails_next_attempt_at_idx on outgoing_mails (next_attempt_at) where next_attempt_at is not null;
create index outgoing_mails_created_at_idx on outgoing_mails (created_at);
comment on table outgoing_mails is 'Mail to be sent and mail that was; written with the change it tells of, so that it is neither lost nor sent for nothing.';
comment on column outgoing_mails.text_body is 'Emptied once settled, outside dev: it may hold a link that lets somebody in. The same for html_body.';
comment on column outgoing_mails.purpose is 'What it is about, for example user.invitation.';
comment on column outgoing_mails.next_attempt_at is 'Not sent before this; null once it is settled: sent, or given up.';
comment on column outgoing_mails.last_error is 'What the mail server said at the last attempt; empty when it took it.';
