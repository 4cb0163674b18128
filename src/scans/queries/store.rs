//! Submissions, their replaced revisions and their observations, a page at a time.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Double, Integer, Nullable, SmallInt, Text, Timestamptz,
};

use crate::kernel::Status;
use crate::kernel::ids::{PackageId, SourceFormId, SourceId, SubmissionId, UserId};
use crate::scans::model::ObservationKind;

/// A submission that is stored already.
#[derive(QueryableByName)]
pub(in crate::scans) struct Known {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: SubmissionId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) row_key: String,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) revision_key: String,
    #[diesel(sql_type = Bool)]
    pub(in crate::scans) is_deleted: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::scans) is_alias: bool,
}

/// Columns of `submissions`, each as long as there are rows.
#[derive(Default)]
pub(in crate::scans) struct Columns {
    pub(in crate::scans) id: Vec<SubmissionId>,
    pub(in crate::scans) row_key: Vec<String>,
    pub(in crate::scans) row_number: Vec<Option<i64>>,
    pub(in crate::scans) revision_key: Vec<String>,
    pub(in crate::scans) instance_id: Vec<Option<String>>,
    pub(in crate::scans) received_at: Vec<DateTime<Utc>>,
    pub(in crate::scans) device_time_at: Vec<Option<DateTime<Utc>>>,
    pub(in crate::scans) scanned_at: Vec<DateTime<Utc>>,
    pub(in crate::scans) device_id: Vec<String>,
    pub(in crate::scans) submitted_by: Vec<String>,
    pub(in crate::scans) version: Vec<String>,
    pub(in crate::scans) location: Vec<String>,
    pub(in crate::scans) status: Vec<Option<Status>>,
    pub(in crate::scans) label: Vec<String>,
    pub(in crate::scans) latitude: Vec<Option<f64>>,
    pub(in crate::scans) longitude: Vec<Option<f64>>,
    pub(in crate::scans) altitude: Vec<Option<f64>>,
    pub(in crate::scans) accuracy: Vec<Option<f64>>,
    pub(in crate::scans) country: Vec<Option<String>>,
    pub(in crate::scans) error: Vec<String>,
    pub(in crate::scans) payload: Vec<String>,
    pub(in crate::scans) payload_sha256: Vec<Vec<u8>>,
    pub(in crate::scans) alias_of: Vec<Option<SubmissionId>>,
}

/// Observations to be, each as long as there are rows.
#[derive(Default)]
pub(in crate::scans) struct Observed {
    pub(in crate::scans) submission: Vec<SubmissionId>,
    pub(in crate::scans) code: Vec<Option<String>>,
    pub(in crate::scans) status: Vec<Option<Status>>,
}

#[derive(QueryableByName)]
pub(in crate::scans) struct LockedForm {
    #[diesel(sql_type = Integer)]
    pub(in crate::scans) source_id: SourceId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) source: String,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) form_key: String,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) identity: String,
}

/// Pages of one form are stored one after the other, also by two processes.
pub(in crate::scans) fn lock_form(
    conn: &mut PgConnection,
    form: SourceFormId,
) -> QueryResult<LockedForm> {
    crate::db::sql_query(
        "select f.source_id, s.name as source, f.form_key, f.identity
         from source_forms f join sources s on s.id = f.source_id
         where f.id = $1 for no key update of f",
    )
    .replanned()
    .bind::<Integer, _>(form)
    .get_result(conn)
}

pub(in crate::scans) fn list_known(
    conn: &mut PgConnection,
    form: SourceFormId,
    row_keys: &[String],
) -> QueryResult<Vec<Known>> {
    crate::db::sql_query(
        "select id, row_key, revision_key, deleted_at is not null as is_deleted,
                alias_of is not null as is_alias
         from submissions where source_form_id = $1 and row_key = any($2)",
    )
    .replanned()
    .bind::<Integer, _>(form)
    .bind::<Array<Text>, _>(row_keys)
    .load(conn)
}

#[derive(QueryableByName)]
pub(in crate::scans) struct Original {
    #[diesel(sql_type = Text)]
    pub(in crate::scans) instance_id: String,
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: SubmissionId,
}

/// The same filled forms, arrived earlier over another server that carries the same form.
pub(in crate::scans) fn list_originals(
    conn: &mut PgConnection,
    form: &LockedForm,
    instance_ids: &[String],
) -> QueryResult<Vec<Original>> {
    crate::db::sql_query(
        "select distinct on (o.instance_id) o.instance_id, o.id
         from submissions o
         join source_forms f on f.id = o.source_form_id
         where f.identity = $1 and f.source_id <> $2
           and o.instance_id = any($3) and o.alias_of is null
         order by o.instance_id, o.id",
    )
    .replanned()
    .bind::<Text, _>(&form.identity)
    .bind::<Integer, _>(form.source_id)
    .bind::<Array<Text>, _>(instance_ids)
    .load(conn)
}

/// The id a new row got.
#[derive(QueryableByName)]
pub(in crate::scans) struct Inserted {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: SubmissionId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) row_key: String,
}

macro_rules! bind_columns {
    ($query:expr, $c:expr) => {
        $query
            .bind::<Array<Text>, _>(&$c.row_key)
            .bind::<Array<Nullable<BigInt>>, _>(&$c.row_number)
            .bind::<Array<Text>, _>(&$c.revision_key)
            .bind::<Array<Nullable<Text>>, _>(&$c.instance_id)
            .bind::<Array<Timestamptz>, _>(&$c.received_at)
            .bind::<Array<Nullable<Timestamptz>>, _>(&$c.device_time_at)
            .bind::<Array<Timestamptz>, _>(&$c.scanned_at)
            .bind::<Array<Text>, _>(&$c.device_id)
            .bind::<Array<Text>, _>(&$c.submitted_by)
            .bind::<Array<Text>, _>(&$c.version)
            .bind::<Array<Text>, _>(&$c.location)
            .bind::<Array<Nullable<SmallInt>>, _>(&$c.status)
            .bind::<Array<Text>, _>(&$c.label)
            .bind::<Array<Nullable<Double>>, _>(&$c.latitude)
            .bind::<Array<Nullable<Double>>, _>(&$c.longitude)
            .bind::<Array<Nullable<Double>>, _>(&$c.altitude)
            .bind::<Array<Nullable<Double>>, _>(&$c.accuracy)
            .bind::<Array<Nullable<Text>>, _>(&$c.country)
            .bind::<Array<Text>, _>(&$c.error)
            .bind::<Array<Text>, _>(&$c.payload)
            .bind::<Array<Binary>, _>(&$c.payload_sha256)
    };
}

pub(in crate::scans) fn insert_submissions(
    conn: &mut PgConnection,
    form: SourceFormId,
    now: DateTime<Utc>,
    columns: &Columns,
) -> QueryResult<Vec<Inserted>> {
    let query = crate::db::sql_query(
        "insert into submissions (source_form_id, fetched_at, row_key, row_number, revision_key, instance_id,
            received_at, device_time_at, scanned_at, device_id, submitted_by, version, location, status, label,
            latitude, longitude, altitude, accuracy, country, error, payload, payload_sha256, alias_of)
         select $1, $2, * from unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23, $24)
         returning id, row_key",
    ).replanned()
    .bind::<Integer, _>(form)
    .bind::<Timestamptz, _>(now);
    bind_columns!(query, columns)
        .bind::<Array<Nullable<BigInt>>, _>(&columns.alias_of)
        .load(conn)
}

/// A stored submission by its id at the source.
pub(in crate::scans) fn find_id(
    conn: &mut PgConnection,
    form: SourceFormId,
    row_key: &str,
) -> QueryResult<SubmissionId> {
    use crate::db::schema::submissions;
    submissions::table
        .filter(submissions::source_form_id.eq(form))
        .filter(submissions::row_key.eq(row_key))
        .select(submissions::id)
        .first(conn)
}

/// Says whose scans those of a submission are.
pub(in crate::scans) fn set_scanned_by(
    conn: &mut PgConnection,
    submission: SubmissionId,
    user: UserId,
) -> QueryResult<usize> {
    use crate::db::schema::scans;
    diesel::update(scans::table.filter(scans::submission_id.eq(submission)))
        .set(scans::user_id.eq(user))
        .execute(conn)
}

/// Keeps what is about to be replaced.
pub(in crate::scans) fn insert_revisions(
    conn: &mut PgConnection,
    ids: &[SubmissionId],
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "insert into submission_revisions
            (submission_id, revision_key, payload, payload_sha256, fetched_at, replaced_at)
         select id, revision_key, payload, payload_sha256, fetched_at, $2 from submissions where id = any($1)
         on conflict do nothing",
    ).replanned()
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
}

pub(in crate::scans) fn update_submissions(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    columns: &Columns,
) -> QueryResult<usize> {
    let query = crate::db::sql_query(
        "update submissions s
         set fetched_at = $1, row_number = n.row_number, revision_key = n.revision_key,
             instance_id = n.instance_id, received_at = n.received_at, device_time_at = n.device_time_at,
             scanned_at = n.scanned_at, device_id = n.device_id, submitted_by = n.submitted_by,
             version = n.version, location = n.location, status = n.status, label = n.label,
             latitude = n.latitude, longitude = n.longitude, altitude = n.altitude, accuracy = n.accuracy,
             country = n.country, error = n.error, payload = n.payload, payload_sha256 = n.payload_sha256
         from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                     $21, $22, $23)
            as n(id, row_key, row_number, revision_key, instance_id, received_at, device_time_at, scanned_at,
                 device_id, submitted_by, version, location, status, label, latitude, longitude, altitude,
                 accuracy, country, error, payload, payload_sha256)
         where s.id = n.id",
    ).replanned()
    .bind::<Timestamptz, _>(now)
    .bind::<Array<BigInt>, _>(&columns.id);
    bind_columns!(query, columns).execute(conn)
}

pub(in crate::scans) fn insert_observations(
    conn: &mut PgConnection,
    kind: ObservationKind,
    now: DateTime<Utc>,
    observed: &Observed,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "insert into observations (kind, created_at, submission_id, code, status)
         select $1, $2, * from unnest($3, $4, $5)",
    )
    .replanned()
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<BigInt>, _>(&observed.submission)
    .bind::<Array<Nullable<Text>>, _>(&observed.code)
    .bind::<Array<Nullable<SmallInt>>, _>(&observed.status)
    .execute(conn)
}

#[derive(QueryableByName)]
struct PackageRow {
    #[diesel(sql_type = Integer)]
    package_id: PackageId,
}

/// Voids observations, and their scans, whose codes an edit took away; a note would say that a person did it, and keep
/// them void when an edit brings them back. Returns the packages of those scans.
pub(in crate::scans) fn void_gone(
    conn: &mut PgConnection,
    edited: &[SubmissionId],
    now: DateTime<Utc>,
    observed: &Observed,
) -> QueryResult<Vec<PackageId>> {
    let rows: Vec<PackageRow> = crate::db::sql_query(
        "with wanted as (select * from unnest($3, $4) as w(submission_id, code)),
         gone as (
            update observations o set state = 'void', settled_at = $2, note = ''
            where o.submission_id = any($1) and o.state <> 'void'
              and not exists (select from wanted w where w.submission_id = o.submission_id
                              and w.code is not distinct from o.code)
            returning o.id)
         update scans s set voided_at = $2 from gone
         where s.observation_id = gone.id and s.voided_at is null
         returning s.package_id",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(edited)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<BigInt>, _>(&observed.submission)
    .bind::<Array<Nullable<Text>>, _>(&observed.code)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.package_id).collect())
}

/// Adds the codes an edit brought and sends the others back to be interpreted. What a person decided stands: void
/// stays void, dismissed stays so until the status changes, a corrected status gives way to the sender's.
pub(in crate::scans) fn renew_observations(
    conn: &mut PgConnection,
    kind: ObservationKind,
    now: DateTime<Utc>,
    observed: &Observed,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "insert into observations as o (kind, created_at, submission_id, code, status)
         select $1, $2, * from unnest($3, $4, $5)
         on conflict on constraint observations_submission_id_code_key do update
         set status = excluded.status,
             corrected_status = case when o.status is not distinct from excluded.status
                                     then o.corrected_status end,
             state = 'pending', reason = null, detail = '', settled_at = null,
             settled_by = case when o.status is not distinct from excluded.status then o.settled_by end
         where not (o.state = 'void' and o.note <> '')
           and not (o.state = 'dismissed' and o.status is not distinct from excluded.status)",
    ).replanned()
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<BigInt>, _>(&observed.submission)
    .bind::<Array<Nullable<Text>>, _>(&observed.code)
    .bind::<Array<Nullable<SmallInt>>, _>(&observed.status)
    .execute(conn)
}

/// Forgets that these were gone at the source: they are back.
pub(in crate::scans) fn set_undeleted(
    conn: &mut PgConnection,
    ids: &[SubmissionId],
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update submissions set deleted_at = null, deletion_settled_at = null where id = any($1)",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(ids)
    .execute(conn)
}

/// Moves the cursor forward, never back.
pub(in crate::scans) fn set_cursor(
    conn: &mut PgConnection,
    form: SourceFormId,
    max_row: Option<i64>,
    modified_mark: Option<DateTime<Utc>>,
    new_row_at: Option<DateTime<Utc>>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update source_forms
         set max_row = greatest(max_row, $2), modified_mark = greatest(modified_mark, $3),
             new_row_at = coalesce($4, new_row_at)
         where id = $1",
    )
    .replanned()
    .bind::<Integer, _>(form)
    .bind::<Nullable<BigInt>, _>(max_row)
    .bind::<Nullable<Timestamptz>, _>(modified_mark)
    .bind::<Nullable<Timestamptz>, _>(new_row_at)
    .execute(conn)
}
