//! Stored submissions to be read again, and where their observations stand.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Double, Integer, Nullable, SmallInt, Text, Timestamptz,
};

use super::store::Columns;
use crate::kernel::ids::{ObservationId, SourceFormId, SubmissionId};
use crate::scans::model::{ObservationKind, ObservedStanding, Purpose, ReplayFilter};

/// A submission as it is kept.
#[derive(QueryableByName)]
pub(in crate::scans) struct Kept {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: SubmissionId,
    #[diesel(sql_type = Integer)]
    pub(in crate::scans) source_form_id: SourceFormId,
    /// What kind of source it came from.
    #[diesel(sql_type = Text)]
    pub(in crate::scans) source_kind: String,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) purpose: Purpose,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) payload: String,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::scans) received_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(in crate::scans) is_alias: bool,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: SubmissionId,
}

/// Ids of the next submissions after one.
pub(in crate::scans) fn list_ids(
    conn: &mut PgConnection,
    filter: &ReplayFilter,
    after: SubmissionId,
    limit: i64,
) -> QueryResult<Vec<SubmissionId>> {
    let rows: Vec<Id> = crate::db::sql_query(
        "select s.id from submissions s join source_forms f on f.id = s.source_form_id
         where s.id > $1 and ($2 is null or f.form_key = $2) and ($3 is null or s.id = $3)
           and ($4 is null or s.fetched_at >= $4) and ($5 is null or s.fetched_at < $5)
         order by s.id limit $6",
    )
    .replanned()
    .bind::<BigInt, _>(after)
    .bind::<Nullable<Text>, _>(&filter.form)
    .bind::<Nullable<BigInt>, _>(filter.submission)
    .bind::<Nullable<Timestamptz>, _>(filter.since)
    .bind::<Nullable<Timestamptz>, _>(filter.until)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// No page of these forms is stored meanwhile.
pub(in crate::scans) fn lock_forms(
    conn: &mut PgConnection,
    submissions: &[SubmissionId],
) -> QueryResult<()> {
    crate::db::sql_query(
        "select 1 from source_forms where id in (select source_form_id from submissions where id = any($1))
         order by id for no key update",
    ).replanned()
    .bind::<Array<BigInt>, _>(submissions)
    .execute(conn)
    .map(drop)
}

pub(in crate::scans) fn list(
    conn: &mut PgConnection,
    ids: &[SubmissionId],
) -> QueryResult<Vec<Kept>> {
    crate::db::sql_query(
        "select s.id, s.source_form_id, c.kind as source_kind, f.purpose, s.payload, s.received_at,
                s.alias_of is not null as is_alias
         from submissions s join source_forms f on f.id = s.source_form_id join sources c on c.id = f.source_id
         where s.id = any($1) order by s.id",
    ).replanned()
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
}

/// Writes what was read anew: what the sender said. Ids, revisions, payloads and the times of receipt stay. Returns
/// how many differ from what was stored.
pub(in crate::scans) fn update_readings(
    conn: &mut PgConnection,
    columns: &Columns,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update submissions s
         set device_time_at = n.device_time_at, scanned_at = n.scanned_at, device_id = n.device_id,
             submitted_by = n.submitted_by, version = n.version, location = n.location, status = n.status,
             label = n.label, latitude = n.latitude, longitude = n.longitude, altitude = n.altitude,
             accuracy = n.accuracy, error = n.error, received_at = n.received_at
         from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            as n(id, device_time_at, scanned_at, device_id, submitted_by, version, location, status, label,
                 latitude, longitude, altitude, accuracy, error, received_at)
         where s.id = n.id
           and (s.device_time_at, s.scanned_at, s.device_id, s.submitted_by, s.version, s.location, s.status,
                s.label, s.latitude, s.longitude, s.altitude, s.accuracy, s.error, s.received_at)
               is distinct from
               (n.device_time_at, n.scanned_at, n.device_id, n.submitted_by, n.version, n.location, n.status,
                n.label, n.latitude, n.longitude, n.altitude, n.accuracy, n.error, n.received_at)",
    ).replanned()
    .bind::<Array<BigInt>, _>(&columns.id)
    .bind::<Array<Nullable<Timestamptz>>, _>(&columns.device_time_at)
    .bind::<Array<Timestamptz>, _>(&columns.scanned_at)
    .bind::<Array<Text>, _>(&columns.device_id)
    .bind::<Array<Text>, _>(&columns.submitted_by)
    .bind::<Array<Text>, _>(&columns.version)
    .bind::<Array<Text>, _>(&columns.location)
    .bind::<Array<Nullable<SmallInt>>, _>(&columns.status)
    .bind::<Array<Text>, _>(&columns.label)
    .bind::<Array<Nullable<Double>>, _>(&columns.latitude)
    .bind::<Array<Nullable<Double>>, _>(&columns.longitude)
    .bind::<Array<Nullable<Double>>, _>(&columns.altitude)
    .bind::<Array<Nullable<Double>>, _>(&columns.accuracy)
    .bind::<Array<Text>, _>(&columns.error)
    .bind::<Array<Timestamptz>, _>(&columns.received_at)
    .execute(conn)
}

/// Where the observations of some submissions stand.
pub(in crate::scans) fn list_standing(
    conn: &mut PgConnection,
    submissions: &[SubmissionId],
) -> QueryResult<Vec<ObservedStanding>> {
    crate::db::sql_query(
        "select o.id, o.submission_id, f.form_key as form, s.row_key, coalesce(o.corrected_code, o.code) as code,
                o.state, o.reason, c.id is not null and c.voided_at is null as counts,
                coalesce(o.corrected_status, o.status) as status, coalesce(c.label, s.label) as label,
                coalesce(c.scanned_at, s.scanned_at) as scanned_at, p.status as package_status
         from observations o
         join submissions s on s.id = o.submission_id
         join source_forms f on f.id = s.source_form_id
         left join scans c on c.observation_id = o.id
         left join packages p on p.id = c.package_id
         where o.submission_id = any($1) order by o.id",
    ).replanned()
    .bind::<Array<BigInt>, _>(submissions)
    .load(conn)
}

/// Observations of some submissions that are to be interpreted, ours until the transaction ends.
#[derive(QueryableByName)]
pub(in crate::scans) struct Pending {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: ObservationId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) kind: ObservationKind,
}

pub(in crate::scans) fn claim_of(
    conn: &mut PgConnection,
    submissions: &[SubmissionId],
) -> QueryResult<Vec<Pending>> {
    crate::db::sql_query(
        "select id, kind from observations where submission_id = any($1) and state = 'pending' order by id for update",
    ).replanned()
    .bind::<Array<BigInt>, _>(submissions)
    .load(conn)
}

/// All shipments that observations of these submissions point at or pointed at, locked in one go and in id order.
pub(in crate::scans) fn lock_shipments(
    conn: &mut PgConnection,
    submissions: &[SubmissionId],
) -> QueryResult<()> {
    crate::db::sql_query(
        "select 1 from shipments
         where id in (select p.shipment_id from observations o
                      join packages p on p.code = coalesce(o.corrected_code, o.code)
                      where o.submission_id = any($1)
                      union
                      select shipment_id from scans where submission_id = any($1))
         order by id for no key update",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(submissions)
    .execute(conn)
    .map(drop)
}

/// Settles observations that wait for a person without a need.
pub(in crate::scans) fn set_applied(
    conn: &mut PgConnection,
    ids: &[ObservationId],
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update observations set state = 'applied', reason = null, detail = '' where id = any($1)",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(ids)
    .execute(conn)
}
