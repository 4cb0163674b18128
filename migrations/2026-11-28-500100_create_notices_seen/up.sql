create table notices_seen (
    user_id integer constraint notices_seen_pkey primary key
        constraint notices_seen_user_id_fkey references users on delete cascade,
    seen_at timestamptz not null
);
comment on table notices_seen is 'Until when somebody has seen what is addressed to them; the notices themselves follow from what is.';
-- Who made a shipment is asked on every page, for the bell.
create index events_made_by_idx on events (actor_id, shipment_id)
    where kind = 'created' and package_id is null and actor_kind = 'user';
