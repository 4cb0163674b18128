-- The search box takes the id of a phone. One entry a submission, not one a scan: backlogs are stored here.
create index submissions_device_id_idx on submissions (device_id, id) where device_id <> '';
