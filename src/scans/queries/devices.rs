//! Device captures: which phone is whose.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};

use crate::kernel::ids::ObservationId;

/// One capture that waits to be applied.
#[derive(QueryableByName)]
pub(in crate::scans) struct Capture {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: ObservationId,
    /// The code of a user.
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::scans) code: Option<String>,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) device_id: String,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::scans) received_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) row_key: String,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) error: String,
}

/// In the order the source received them, so that the last one wins.
pub(in crate::scans) fn list_captures(
    conn: &mut PgConnection,
    ids: &[ObservationId],
) -> QueryResult<Vec<Capture>> {
    crate::db::sql_query(
        "select o.id, coalesce(o.corrected_code, o.code) as code, s.device_id, s.received_at, s.row_key, s.error
         from observations o join submissions s on s.id = o.submission_id
         where o.id = any($1)
         order by s.received_at, length(s.row_key), s.row_key",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Whether a capture received later has bound this phone or this user already.
pub(in crate::scans) fn is_outdated(
    conn: &mut PgConnection,
    capture: &Capture,
) -> QueryResult<bool> {
    let answer: Answer = crate::db::sql_query(
        "select exists (
            select from observations o join submissions s on s.id = o.submission_id
            where o.kind = 'device' and o.state = 'applied' and o.id <> $1
              and (s.device_id = $2 or coalesce(o.corrected_code, o.code) = $3)
              and (s.received_at, length(s.row_key), s.row_key) > ($4, length($5), $5)) as yes",
    )
    .bind::<BigInt, _>(capture.id)
    .bind::<Text, _>(&capture.device_id)
    .bind::<Nullable<Text>, _>(&capture.code)
    .bind::<Timestamptz, _>(capture.received_at)
    .bind::<Text, _>(&capture.row_key)
    .get_result(conn)?;
    Ok(answer.yes)
}

/// Settles one capture: applied without a reason, open with one.
pub(in crate::scans) fn set_settled(
    conn: &mut PgConnection,
    id: ObservationId,
    reason: Option<crate::scans::model::Reason>,
    detail: &str,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update observations
         set state = case when $2 is null then 'applied' else 'open' end, reason = $2, detail = $3, settled_at = $4
         where id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Nullable<Text>, _>(reason)
    .bind::<Text, _>(detail)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
}

/// Whether some account has this code in its QR code.
pub(in crate::scans) fn is_user_code(conn: &mut PgConnection, code: &str) -> QueryResult<bool> {
    let answer: Answer =
        crate::db::sql_query("select exists (select from users where code = $1) as yes")
            .bind::<Text, _>(code)
            .get_result(conn)?;
    Ok(answer.yes)
}
