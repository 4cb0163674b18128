create table audit (
    id bigint generated always as identity constraint audit_pkey primary key,
    at timestamptz not null,
    actor_kind text not null,
    actor_id integer,
    actor_name text not null default '',
    door text not null,
    request_id text not null default '',
    action text not null,
    object_type text not null,
    object_id text not null default '',
    before jsonb,
    after jsonb,
    constraint audit_actor_kind_check check (actor_kind in ('anonymous', 'user', 'operator', 'source', 'system'))
);
create index audit_at_idx on audit (at);
create index audit_object_idx on audit (object_type, object_id);
create index audit_actor_idx on audit (actor_kind, actor_id);
comment on table audit is 'Who changed what, through which door, when; rows are only ever added.';
comment on column audit.action is 'What was done, for example shipment.finalize.';
comment on column audit.before is 'The values that changed, as they were.';
comment on column audit.after is 'The values that changed, as they are now.';

create table events (
    id bigint generated always as identity constraint events_pkey primary key,
    at timestamptz not null,
    kind text not null,
    shipment_id integer,
    package_id integer,
    scan_id bigint,
    from_status smallint,
    to_status smallint,
    actor_kind text not null,
    actor_id integer,
    actor_name text not null default '',
    door text not null,
    constraint events_kind_check check (kind in ('created', 'status', 'expected'))
);
create index events_shipment_id_idx on events (shipment_id, id);
create index events_package_id_idx on events (package_id, id) where package_id is not null;
create index events_at_idx on events using brin (at);
comment on table events is 'Append-only history of packages and shipments, written by the statements that change them. No foreign keys: history outlives its objects.';
comment on column events.at is 'When we recorded it; the scan holds when it happened on the road.';
comment on column events.package_id is 'Null for an event of the shipment itself.';
