drop index events_arrived_idx;
