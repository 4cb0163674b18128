-- Made-up data for ops/bench/pages, into an empty, migrated database:
--   psql -v shipments=500 -v packages=20 -v items=5 -f data.sql
-- One shipment in ten is on the road (a third of them late), the rest is old and received, some lost or cancelled.
-- Triggers are off while rows go in and totals are set at the end, so that 5,000,000 items take a minute.
\set ON_ERROR_STOP on
\timing off
set client_min_messages = warning;
set session_replication_role = replica;
select setseed(0.42);

insert into users (email, name, role, code, color)
select 'partner' || n || '@bench.example', 'Partner ' || n, 'partner', 'bench-' || n,
       '#' || lpad(to_hex((n * 2654435761) % 16777216), 6, '0')
from generate_series(1, 40) n;
insert into donors (name) select 'Donor ' || n from generate_series(1, 12) n;
insert into suppliers (name) select 'Supplier ' || n from generate_series(1, 12) n;
insert into transporters (name) select 'Transporter ' || n from generate_series(1, 8) n;
insert into item_categories (name) select 'Category ' || n from generate_series(1, 10) n;
insert into catalog_items (item_code, description, unit, price_usd, price_local, weight, item_category_id, donor_id, supplier_id)
select 'C' || n, 'Item number ' || n, 'box', 1 + n * 0.125, 40 + n * 5.5, 1 + n % 7,
       (select min(id) from item_categories) + n % 10, (select min(id) from donors) + n % 12,
       (select min(id) from suppliers) + n % 12
from generate_series(1, 200) n;

create temp table kinds as
select n, case when n % 10 = 0 then 4 when n % 37 = 0 then 7 when n % 41 = 0 then 8 when n % 29 = 0 then 2
               when n % 31 = 0 then 1 else 5 end as kind,
       (random() * 700)::integer as age, (random() * 39)::integer as partner
from generate_series(1, :shipments) n;

insert into shipments (id, description, shipment_on, expected_on, store_release, partner_id, transporter_id, status,
                       base_status, closed_as, status_note, last_scan_label, last_scan_at, ready_on, picked_up_on, in_transit_on,
                       received_on)
select n, case when n % 5 = 0 then '' else 'Shipment of relief goods ' || n end,
       current_date - case when kind = 4 then age % 12 else age end,
       current_date - case when kind = 4 then age % 12 else age end + 7,
       'WR-' || (1000 + n), (select min(id) from users where code like 'bench-%') + partner,
       (select min(id) from transporters) + n % 8, kind, least(kind, 2),
       case when kind in (7, 8) then kind end, case when kind = 7 then 'Lost on the road' else '' end,
       case when kind >= 4 then 'Distribution point ' || n % 90 end,
       case when kind >= 4 then now() - make_interval(days => case when kind = 4 then age % 12 else age end) end,
       case when kind > 1 then current_date - age end, case when kind >= 4 then current_date - age end,
       case when kind >= 4 then current_date - age end,
       case when kind = 5 then current_date - age + 6 end
from kinds;

insert into packages (id, shipment_id, number, code, name, description, status, base_status, last_scan_label,
                      last_scan_at, picked_up_at, in_transit_at, received_at)
select (n - 1) * :packages + p, n, p, :'prefix' || n || '.' || p, 'Package ' || p, 'Relief goods',
       own, least(own, 2), case when own >= 3 then 'Distribution point ' || n % 90 end,
       case when own >= 3 then now() - make_interval(days => age) end,
       case when own >= 3 then now() - make_interval(days => age + 6) end,
       case when own >= 4 then now() - make_interval(days => age + 5) end,
       case when own = 5 then now() - make_interval(days => age) end
from kinds, generate_series(1, :packages) p,
     lateral (select case kind when 4 then 3 + (n + p) % (2 + n / 10 % 2) when 7 then 4 when 8 then 2 else kind end as own) o;

insert into package_items (package_id, catalog_item_id, description, unit, quantity, price_usd, price_local, weight,
                           item_category_id, donor_id, supplier_id)
select p.id, c.id, c.description, c.unit, 1 + (p.id + i) % 20, c.price_usd, c.price_local, c.weight,
       c.item_category_id,
       case when p.shipment_id % 3 = 0 then c.donor_id else (select min(id) from donors) + p.shipment_id % 12 end,
       c.supplier_id
from packages p, generate_series(1, :items) i
join catalog_items c on true
where c.id = (select min(id) from catalog_items) + (p.id * 7 + i * 13) % 200;

update packages p
set item_row_count = d.rows, item_count = d.items, price_local = d.price_local, price_usd = d.price_usd
from (select package_id, count(*) as rows, sum(quantity) as items, sum(quantity * price_local) as price_local,
             sum(quantity * price_usd) as price_usd
      from package_items group by package_id) d
where p.id = d.package_id;
update shipments s
set package_count = d.packages, item_count = d.items, received_item_count = d.received, price_local = d.price_local,
    price_usd = d.price_usd, in_progress_count = d.c1, ready_count = d.c2, picked_up_count = d.c3,
    in_transit_count = d.c4, received_count = d.c5,
    status = coalesce(s.closed_as, case when d.c5 > 0 then 5 when d.c4 > 0 then 4 when d.c3 > 0 then 3
                                        when d.c2 > 0 then 2 else 1 end)
from (select shipment_id, count(*) as packages, sum(item_count) as items,
             coalesce(sum(item_count) filter (where status = 5), 0) as received, sum(price_local) as price_local,
             sum(price_usd) as price_usd, count(*) filter (where status = 1) as c1,
             count(*) filter (where status = 2) as c2, count(*) filter (where status = 3) as c3,
             count(*) filter (where status = 4) as c4, count(*) filter (where status = 5) as c5
      from packages group by shipment_id) d
where s.id = d.shipment_id;
insert into shipment_donors (shipment_id, donor_id, item_rows)
select p.shipment_id, i.donor_id, count(*) from packages p join package_items i on i.package_id = p.id
group by p.shipment_id, i.donor_id;
select set_shipment_donors(array(select id from shipments)) \g /dev/null

insert into shipment_tallies select partner_id, status, count(*) from shipments group by partner_id, status;

select setval(pg_get_serial_sequence('shipments', 'id'), (select max(id) from shipments)) \g /dev/null
select setval(pg_get_serial_sequence('packages', 'id'), (select max(id) from packages)) \g /dev/null
set session_replication_role = origin;
vacuum (analyze, freeze) shipments, packages, package_items, shipment_donors, shipment_tallies, users, catalog_items, donors;
