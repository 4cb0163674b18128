comment on column packages.last_scan_id is null;
drop table scans;
drop table observations;
drop table submission_revisions;
drop table submissions;
drop table form_definitions;
drop table source_forms;
drop table sources;
