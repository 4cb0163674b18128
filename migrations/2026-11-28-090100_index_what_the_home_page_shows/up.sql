-- The worst five of each kind, and the sums of what is on the road, without reading everything on the road.
create index shipments_overdue_idx on shipments (expected_on, id)
    where status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0;
create index shipments_silent_idx on shipments (last_scan_at nulls first, id)
    where status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0;
drop index shipments_on_the_road_idx;
create index shipments_on_the_road_idx on shipments (shipment_on desc, id desc)
    include (partner_id, expected_on, last_scan_at, ready_count, picked_up_count, in_transit_count, received_count,
             price_local, price_usd)
    where status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0;
