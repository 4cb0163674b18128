drop index events_made_by_idx;
drop table notices_seen;
