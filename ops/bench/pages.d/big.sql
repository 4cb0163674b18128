-- One shipment of 1,000 packages with 20 items each, after data.sql: psql -v shipment=N -v prefix=/S -f big.sql
-- Inserted as the app does, triggers and all. A third of the packages arrived, the rest is on the road.
\set ON_ERROR_STOP on
\timing off
set client_min_messages = warning;

insert into shipments (id, description, shipment_on, expected_on, store_release, partner_id, status, base_status,
                       last_scan_label, last_scan_at, ready_on, picked_up_on, in_transit_on, received_on)
overriding system value
select :shipment, 'A shipment of 1,000 packages', current_date - 9, current_date - 2, 'WR-BIG', min(id), 5, 2,
       'Distribution point 7', now(), current_date - 9, current_date - 8, current_date - 8, current_date - 1
from users where role = 'partner';
insert into packages (shipment_id, number, code, name, status, base_status, last_scan_label, last_scan_at, picked_up_at,
                      in_transit_at, received_at)
select :shipment, n, :'prefix' || :shipment || '.' || n, 'Package ' || n, case when n % 3 = 0 then 5 else 4 end, 2,
       'Distribution point ' || n % 9, now() - n % 90 * interval '1 hour', now() - interval '8 days',
       now() - interval '8 days', case when n % 3 = 0 then now() - interval '1 day' end
from generate_series(1, 1000) n;
insert into package_items (package_id, catalog_item_id, description, unit, quantity, price_usd, price_local, weight,
                           item_category_id, donor_id, supplier_id)
select p.id, c.id, c.description, c.unit, 1 + i, c.price_usd, c.price_local, c.weight, c.item_category_id, c.donor_id,
       c.supplier_id
from packages p, generate_series(1, 20) i
join catalog_items c on true
where p.shipment_id = :shipment and c.id = (select min(id) from catalog_items) + (p.number / 50 * 20 + i) % 200;
vacuum analyze shipments, packages, package_items;
