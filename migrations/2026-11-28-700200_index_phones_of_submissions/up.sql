-- The search finds what a phone sent. Submissions are fewer than their scans, so that taking one in costs little more.
create index submissions_device_id_idx on submissions (device_id, id) where device_id <> '';
