create table alerts (
    subject text constraint alerts_pkey primary key,
    problem text not null,
    detail text not null,
    since timestamptz not null,
    told_at timestamptz,
    is_known boolean not null
);
comment on table alerts is 'What is broken now, so that administrators are told once, and once more when it is well again, whatever restarts.';
comment on column alerts.subject is 'job:NAME, form:SERVER/NUMBER or backup.';
comment on column alerts.told_at is 'When they were told of this problem; null while it may mend itself.';
comment on column alerts.is_known is 'Whether they were ever told that this is broken: then they hear when it is well.';

create table shipment_alerts (
    shipment_id integer not null constraint shipment_alerts_shipment_id_fkey references shipments on delete cascade,
    expected_on date not null,
    stage smallint not null,
    told_at timestamptz not null,
    constraint shipment_alerts_pkey primary key (shipment_id, expected_on, stage),
    constraint shipment_alerts_stage_check check (stage between 1 and 4)
);
comment on table shipment_alerts is 'Of which lateness of a shipment people were told; another expected day begins anew.';
comment on column shipment_alerts.stage is '1 due tomorrow, 2 overdue, 3 three days, 4 a week.';
