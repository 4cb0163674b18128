alter table packages drop constraint packages_last_scan_id_fkey;
drop index packages_last_scan_id_idx;
drop table scans;
drop table observations;
drop table submission_revisions;
drop table submissions;
drop table form_definitions;
drop table source_forms;
drop table sources;
