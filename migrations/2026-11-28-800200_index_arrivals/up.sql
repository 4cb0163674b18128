-- What arrived lately is asked on every page, for the bell: by when it was heard of, not by when it was scanned.
create index events_arrived_idx on events (at, shipment_id) where kind = 'status' and to_status = 5;
