-- A form holds a code once among the scans that count; those that are void stand in nobody's way. One index for all
-- of them, so that it also finds the scans of a submission.
alter table scans drop constraint scans_submission_id_code_key;
create unique index scans_submission_id_code_key
    on scans (submission_id, code, (case when voided_at is null then 0 else id end));

-- Few are corrected; asked for with every batch that is interpreted.
create index observations_corrected_idx on observations (submission_id, corrected_code) where corrected_code is not null;
