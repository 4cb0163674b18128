drop index shipments_on_the_road_idx;
create index shipments_on_the_road_idx on shipments (shipment_on desc, id desc)
    include (partner_id, expected_on, last_scan_at, ready_count, picked_up_count, in_transit_count)
    where status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0;
drop index shipments_silent_idx;
drop index shipments_overdue_idx;
