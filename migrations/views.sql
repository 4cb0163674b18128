-- All views, in creation order, in their own schema. db/migrate.rs drops the schema before migrations and loads
-- this file after them, when either changed.
create schema views;

-- Today in the country's zone. Provisioning sets cts.time_zone on the database; cts.today is for tests.
create function views.today() returns date stable parallel safe language sql as $$
    select coalesce(
        nullif(current_setting('cts.today', true), '')::date,
        (now() at time zone coalesce(nullif(current_setting('cts.time_zone', true), ''), 'UTC'))::date)
$$;

-- The lowest own status that can be overdue: 3, or 2 where the country says so (cts.overdue_from).
create function views.overdue_from() returns smallint stable parallel safe language sql as $$
    select coalesce(nullif(current_setting('cts.overdue_from', true), ''), '3')::smallint
$$;

create view views.shipments as
select s.*,
       coalesce(nullif(s.description, ''),
                coalesce(nullif(u.name, ''), u.email) || '-' || s.store_release || '-' || s.shipment_on) as display_name,
       coalesce(nullif(u.name, ''), u.email) as partner_name,
       u.color as partner_color,
       d.name as donor_name,
       t.name as transporter_name,
       case when s.status not in (7, 8) and s.expected_on < views.today()
            then s.picked_up_count + s.in_transit_count
                 + case when views.overdue_from() = 2 then s.ready_count else 0 end
            else 0 end as overdue_count
from public.shipments s
join public.users u on u.id = s.partner_id
left join public.donors d on d.id = s.donor_id
left join public.transporters t on t.id = s.transporter_id;

create view views.packages as
select p.*,
       (case when p.status = 5 then 5
             when s.closed_as is not null then s.closed_as
             when p.status between views.overdue_from() and 4 and s.expected_on < views.today() then 6
             else p.status end)::smallint as effective_status,
       s.partner_id, s.shipment_on, s.expected_on, s.closed_as, s.status as shipment_status
from public.packages p
join public.shipments s on s.id = p.shipment_id;

-- Packages whose own status a scan or a person moved on the road: when that was, and when we heard of it. The clock of a
-- phone may be wrong: nothing moved after it was heard of.
create view views.moves as
select least(x.scanned_at, e.at) as at, e.at as recorded_at, e.shipment_id, e.package_id, e.to_status,
       s.display_name, s.partner_id, p.last_scan_label as place
from public.events e
join views.shipments s on s.id = e.shipment_id
left join public.packages p on p.id = e.package_id
left join public.scans x on x.id = e.scan_id
where e.kind = 'status' and e.package_id is not null and e.to_status >= 3;
