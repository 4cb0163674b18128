drop index observations_corrected_idx;
drop index scans_submission_id_code_key;
alter table scans add constraint scans_submission_id_code_key unique (submission_id, code);
