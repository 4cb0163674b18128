drop index submissions_device_id_idx;
