//! What people decide about observations, scans and deletions.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text, Timestamptz};

use crate::kernel::Status;
use crate::kernel::ids::{ObservationId, PackageId, ScanId, SubmissionId, UserId};
use crate::scans::model::{Correction, Settled};

pub(in crate::scans) fn find_settled(
    conn: &mut PgConnection,
    id: ObservationId,
) -> QueryResult<Settled> {
    crate::db::sql_query("select id, state, reason, detail from observations where id = $1")
        .bind::<BigInt, _>(id)
        .get_result(conn)
}

/// Back to be interpreted, with what a person says it should have been.
pub(in crate::scans) fn set_pending(
    conn: &mut PgConnection,
    id: ObservationId,
    correction: &Correction,
    by: Option<UserId>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update observations
         set state = 'pending', reason = null, detail = '', settled_at = null, settled_by = $5,
             corrected_code = coalesce($2, corrected_code), corrected_status = coalesce($3, corrected_status),
             note = case when $4 = '' then note else $4 end
         where id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Nullable<Text>, _>(&correction.code)
    .bind::<Nullable<SmallInt>, _>(correction.status)
    .bind::<Text, _>(&correction.note)
    .bind::<Nullable<Integer>, _>(by)
    .execute(conn)
}

pub(in crate::scans) fn set_dismissed(
    conn: &mut PgConnection,
    id: ObservationId,
    note: &str,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update observations set state = 'dismissed', note = $2, settled_by = $3, settled_at = $4 where id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(note)
    .bind::<Nullable<Integer>, _>(by)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Whether the same submission already holds this code in another observation.
pub(in crate::scans) fn is_in_submission(
    conn: &mut PgConnection,
    id: ObservationId,
    submission: SubmissionId,
    code: &str,
) -> QueryResult<bool> {
    let answer: Answer = crate::db::sql_query(
        "select exists (select from observations
                        where submission_id = $2 and id <> $1 and state <> 'void'
                          and coalesce(corrected_code, code) = $3)
             or exists (select from scans where submission_id = $2 and observation_id <> $1 and code = $3
                        and voided_at is null) as yes",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(submission)
    .bind::<Text, _>(code)
    .get_result(conn)?;
    Ok(answer.yes)
}

pub(in crate::scans) fn is_package_code(conn: &mut PgConnection, code: &str) -> QueryResult<bool> {
    let answer: Answer =
        crate::db::sql_query("select exists (select from packages where code = $1) as yes")
            .bind::<Text, _>(code)
            .get_result(conn)?;
    Ok(answer.yes)
}

/// A scan that is to be voided, locked.
#[derive(QueryableByName)]
pub(in crate::scans) struct Voidable {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) observation_id: ObservationId,
    #[diesel(sql_type = Integer)]
    pub(in crate::scans) package_id: PackageId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) code: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub(in crate::scans) status: Option<Status>,
    #[diesel(sql_type = Bool)]
    pub(in crate::scans) is_void: bool,
}

/// The observation is locked with it, as everybody locks observations before shipments.
pub(in crate::scans) fn lock_scan(
    conn: &mut PgConnection,
    id: ScanId,
) -> QueryResult<Option<Voidable>> {
    crate::db::sql_query(
        "select s.observation_id, s.package_id, s.code, s.status, s.voided_at is not null as is_void
         from scans s join observations o on o.id = s.observation_id
         where s.id = $1 for update of o",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .optional()
}

#[derive(QueryableByName)]
struct PackageRow {
    #[diesel(sql_type = Integer)]
    package_id: PackageId,
}

/// Voids observations with their scans and returns the packages of those.
pub(in crate::scans) fn void(
    conn: &mut PgConnection,
    ids: &[ObservationId],
    note: &str,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> QueryResult<Vec<PackageId>> {
    crate::db::sql_query(
        "update observations set state = 'void', note = $2, settled_by = $3, settled_at = $4 where id = any($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Text, _>(note)
    .bind::<Nullable<Integer>, _>(by)
    .bind::<Timestamptz, _>(now)
    .execute(conn)?;
    let rows: Vec<PackageRow> = crate::db::sql_query(
        "update scans set voided_at = $4, voided_by = $3, void_note = $2
         where observation_id = any($1) and voided_at is null returning package_id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Text, _>(note)
    .bind::<Nullable<Integer>, _>(by)
    .bind::<Timestamptz, _>(now)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.package_id).collect())
}

/// A submission found gone at the source.
#[derive(QueryableByName)]
pub(in crate::scans) struct Deletion {
    #[diesel(sql_type = Bool)]
    pub(in crate::scans) is_open: bool,
}

pub(in crate::scans) fn lock_deletion(
    conn: &mut PgConnection,
    id: SubmissionId,
) -> QueryResult<Option<Deletion>> {
    crate::db::sql_query(
        "select deleted_at is not null and deletion_settled_at is null as is_open
         from submissions where id = $1 for no key update",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .optional()
}

pub(in crate::scans) fn set_deletion_settled(
    conn: &mut PgConnection,
    id: SubmissionId,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query("update submissions set deletion_settled_at = $2 where id = $1")
        .bind::<BigInt, _>(id)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
}

/// Observations of a submission that are not void, locked.
pub(in crate::scans) fn lock_of_submission(
    conn: &mut PgConnection,
    id: SubmissionId,
) -> QueryResult<Vec<ObservationId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: ObservationId,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "select id from observations where submission_id = $1 and state <> 'void' order by id for update",
    )
    .bind::<BigInt, _>(id)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
