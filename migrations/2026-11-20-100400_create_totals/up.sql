-- Counts and sums of packages and shipments. Deltas only, locked and applied in id order, so that two
-- transactions that touch the same shipments wait for each other and never deadlock.

-- Item rows that name a donor, one delta per shipment and donor.
create type donor_delta as (shipment_id integer, donor_id integer, item_rows bigint);

create function set_shipment_donors(ids integer[]) returns void language sql as $$
    update shipments s
    set donor_count = d.donors, donor_id = d.only_donor
    from (select id as shipment_id, count(donor_id) as donors,
                 case when count(donor_id) = 1 then min(donor_id) end as only_donor
          from unnest(ids) id left join shipment_donors on shipment_id = id
          group by id) d
    where s.id = d.shipment_id and (s.donor_count, s.donor_id) is distinct from (d.donors, d.only_donor)
$$;

create function apply_donor_deltas(deltas donor_delta[]) returns void language plpgsql as $$
declare
    ids integer[] := array(select distinct shipment_id from unnest(deltas) order by shipment_id);
begin
    if deltas is null then
        return;
    end if;
    perform 1 from shipments where id = any(ids) order by id for no key update;
    insert into shipment_donors (shipment_id, donor_id, item_rows)
    select shipment_id, donor_id, item_rows from unnest(deltas) order by shipment_id, donor_id
    on conflict (shipment_id, donor_id) do update set item_rows = shipment_donors.item_rows + excluded.item_rows;
    delete from shipment_donors where shipment_id = any(ids) and item_rows = 0;
    perform set_shipment_donors(ids);
end
$$;

create function package_items_added() returns trigger language plpgsql as $$
begin
    perform 1 from packages where id in (select package_id from new_rows) order by id for no key update;
    update packages p
    set item_row_count = p.item_row_count + d.rows, item_count = p.item_count + d.items,
        price_local = p.price_local + d.price_local, price_usd = p.price_usd + d.price_usd
    from (select package_id, count(*) as rows, sum(quantity) as items,
                 sum(quantity * price_local) as price_local, sum(quantity * price_usd) as price_usd
          from new_rows group by package_id) d
    where p.id = d.package_id;
    perform apply_donor_deltas((
        select array_agg(row(shipment_id, donor_id, rows)::donor_delta)
        from (select p.shipment_id, n.donor_id, count(*) as rows
              from new_rows n join packages p on p.id = n.package_id
              where n.donor_id is not null group by p.shipment_id, n.donor_id) d));
    return null;
end
$$;

create function package_items_removed() returns trigger language plpgsql as $$
begin
    perform 1 from packages where id in (select package_id from old_rows) order by id for no key update;
    update packages p
    set item_row_count = p.item_row_count - d.rows, item_count = p.item_count - d.items,
        price_local = p.price_local - d.price_local, price_usd = p.price_usd - d.price_usd
    from (select package_id, count(*) as rows, sum(quantity) as items,
                 sum(quantity * price_local) as price_local, sum(quantity * price_usd) as price_usd
          from old_rows group by package_id) d
    where p.id = d.package_id;
    -- Rows whose package is going too find none here; packages_removed counts its shipment anew.
    perform apply_donor_deltas((
        select array_agg(row(shipment_id, donor_id, rows)::donor_delta)
        from (select p.shipment_id, o.donor_id, -count(*) as rows
              from old_rows o join packages p on p.id = o.package_id
              where o.donor_id is not null group by p.shipment_id, o.donor_id) d));
    return null;
end
$$;

create function package_items_changed() returns trigger language plpgsql as $$
begin
    perform 1 from packages
    where id in (select package_id from new_rows union select package_id from old_rows)
    order by id for no key update;
    update packages p
    set item_row_count = p.item_row_count + d.rows, item_count = p.item_count + d.items,
        price_local = p.price_local + d.price_local, price_usd = p.price_usd + d.price_usd
    from (select package_id, sum(rows) as rows, sum(items) as items,
                 sum(price_local) as price_local, sum(price_usd) as price_usd
          from (select package_id, 1 as rows, quantity as items,
                       quantity * price_local as price_local, quantity * price_usd as price_usd
                from new_rows
                union all
                select package_id, -1, -quantity, -(quantity * price_local), -(quantity * price_usd)
                from old_rows) x
          group by package_id
          having sum(rows) <> 0 or sum(items) <> 0 or sum(price_local) <> 0 or sum(price_usd) <> 0) d
    where p.id = d.package_id;
    perform apply_donor_deltas((
        select array_agg(row(shipment_id, donor_id, rows)::donor_delta)
        from (select p.shipment_id, x.donor_id, sum(x.sign) as rows
              from (select package_id, donor_id, 1 as sign from new_rows
                    union all
                    select package_id, donor_id, -1 from old_rows) x
              join packages p on p.id = x.package_id
              where x.donor_id is not null
              group by p.shipment_id, x.donor_id having sum(x.sign) <> 0) d));
    return null;
end
$$;

create trigger package_items_added after insert on package_items
    referencing new table as new_rows for each statement execute function package_items_added();
create trigger package_items_removed after delete on package_items
    referencing old table as old_rows for each statement execute function package_items_removed();
create trigger package_items_changed after update on package_items
    referencing old table as old_rows new table as new_rows for each statement execute function package_items_changed();

-- One delta per shipment; negative numbers take away.
create type shipment_delta as (
    shipment_id integer, packages bigint, items bigint, received_items bigint,
    price_local numeric, price_usd numeric,
    in_progress bigint, ready bigint, picked_up bigint, in_transit bigint, received bigint
);

create function apply_shipment_deltas(deltas shipment_delta[]) returns void language plpgsql as $$
begin
    if deltas is null then
        return;
    end if;
    perform 1 from shipments where id in (select shipment_id from unnest(deltas)) order by id for no key update;
    update shipments s
    set package_count = s.package_count + d.packages,
        item_count = s.item_count + d.items,
        received_item_count = s.received_item_count + d.received_items,
        price_local = s.price_local + d.price_local,
        price_usd = s.price_usd + d.price_usd,
        in_progress_count = s.in_progress_count + d.in_progress,
        ready_count = s.ready_count + d.ready,
        picked_up_count = s.picked_up_count + d.picked_up,
        in_transit_count = s.in_transit_count + d.in_transit,
        received_count = s.received_count + d.received
    from unnest(deltas) d
    where s.id = d.shipment_id;
end
$$;

create function packages_added() returns trigger language plpgsql as $$
begin
    perform apply_shipment_deltas((
        select array_agg(d) from (
            select row(shipment_id, count(*), sum(item_count), coalesce(sum(item_count) filter (where status = 5), 0),
                       sum(price_local), sum(price_usd),
                       count(*) filter (where status = 1), count(*) filter (where status = 2),
                       count(*) filter (where status = 3), count(*) filter (where status = 4),
                       count(*) filter (where status = 5))::shipment_delta as d
            from new_rows group by shipment_id) x));
    return null;
end
$$;

create function packages_removed() returns trigger language plpgsql as $$
begin
    perform apply_shipment_deltas((
        select array_agg(d) from (
            select row(shipment_id, -count(*), -sum(item_count), -coalesce(sum(item_count) filter (where status = 5), 0),
                       -sum(price_local), -sum(price_usd),
                       -count(*) filter (where status = 1), -count(*) filter (where status = 2),
                       -count(*) filter (where status = 3), -count(*) filter (where status = 4),
                       -count(*) filter (where status = 5))::shipment_delta as d
            from old_rows group by shipment_id) x));
    delete from shipment_donors where shipment_id in (select shipment_id from old_rows);
    insert into shipment_donors (shipment_id, donor_id, item_rows)
    select p.shipment_id, i.donor_id, count(*)
    from packages p join package_items i on i.package_id = p.id
    where p.shipment_id in (select shipment_id from old_rows) and i.donor_id is not null
    group by p.shipment_id, i.donor_id;
    perform set_shipment_donors(array(select distinct shipment_id from old_rows));
    return null;
end
$$;

create function packages_changed() returns trigger language plpgsql as $$
begin
    perform apply_shipment_deltas((
        select array_agg(d) from (
            select row(shipment_id, sum(sign), sum(sign * item_count),
                       coalesce(sum(sign * item_count) filter (where status = 5), 0),
                       sum(sign * price_local), sum(sign * price_usd),
                       coalesce(sum(sign) filter (where status = 1), 0), coalesce(sum(sign) filter (where status = 2), 0),
                       coalesce(sum(sign) filter (where status = 3), 0), coalesce(sum(sign) filter (where status = 4), 0),
                       coalesce(sum(sign) filter (where status = 5), 0))::shipment_delta as d
            from (
                select v.*
                from new_rows n
                join old_rows o using (id)
                cross join lateral (values
                    (n.shipment_id, n.status, n.item_count, n.price_local, n.price_usd, 1),
                    (o.shipment_id, o.status, o.item_count, o.price_local, o.price_usd, -1))
                    as v (shipment_id, status, item_count, price_local, price_usd, sign)
                where (n.shipment_id, n.status, n.item_count, n.price_local, n.price_usd)
                      is distinct from (o.shipment_id, o.status, o.item_count, o.price_local, o.price_usd)
            ) x
            group by shipment_id) y));
    return null;
end
$$;

create trigger packages_added after insert on packages
    referencing new table as new_rows for each statement execute function packages_added();
create trigger packages_removed after delete on packages
    referencing old table as old_rows for each statement execute function packages_removed();
create trigger packages_changed after update on packages
    referencing old table as old_rows new table as new_rows for each statement execute function packages_changed();

-- Shipments by partner and own status. Taken last in a transaction, after the locks on shipments, in key order.
create type shipment_tally_delta as (partner_id integer, status smallint, shipments bigint);

create function apply_shipment_tallies(deltas shipment_tally_delta[]) returns void language sql as $$
    insert into shipment_tallies (partner_id, status, shipments)
    select partner_id, status, sum(shipments) from unnest(deltas)
    group by partner_id, status having sum(shipments) <> 0 order by partner_id, status
    on conflict (partner_id, status) do update set shipments = shipment_tallies.shipments + excluded.shipments
$$;

create function shipments_added() returns trigger language plpgsql as $$
begin
    perform apply_shipment_tallies((
        select array_agg(row(partner_id, status, n)::shipment_tally_delta)
        from (select partner_id, status, count(*) as n from new_rows group by partner_id, status) x));
    return null;
end
$$;

create function shipments_removed() returns trigger language plpgsql as $$
begin
    perform apply_shipment_tallies((
        select array_agg(row(partner_id, status, n)::shipment_tally_delta)
        from (select partner_id, status, -count(*) as n from old_rows group by partner_id, status) x));
    return null;
end
$$;

create function shipments_changed() returns trigger language plpgsql as $$
declare
    deltas shipment_tally_delta[] := (
        select array_agg(row(x.partner_id, x.status, x.sign)::shipment_tally_delta)
        from new_rows n
        join old_rows o using (id)
        cross join lateral (values (n.partner_id, n.status, 1), (o.partner_id, o.status, -1)) x(partner_id, status, sign)
        where (n.partner_id, n.status) is distinct from (o.partner_id, o.status));
begin
    if deltas is not null then
        perform apply_shipment_tallies(deltas);
    end if;
    return null;
end
$$;

create trigger shipments_added after insert on shipments
    referencing new table as new_rows for each statement execute function shipments_added();
create trigger shipments_removed after delete on shipments
    referencing old table as old_rows for each statement execute function shipments_removed();
create trigger shipments_changed after update on shipments
    referencing old table as old_rows new table as new_rows for each statement execute function shipments_changed();
