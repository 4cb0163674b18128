//! Sources, their forms, cursors and definitions; and the comparison of all rows.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Text, Timestamptz};

use crate::db::schema::{form_definitions, source_forms, sources};
use crate::kernel::Status;
use crate::kernel::ids::{PackageId, SourceFormId, SourceId, SubmissionId};
use crate::scans::definition::FormDefinition;
use crate::scans::model::{Purpose, SourceFormRow};
use crate::scans::sources::RECEIPT_KIND;

pub(in crate::scans) fn upsert_source(
    conn: &mut PgConnection,
    name: &str,
    kind: &str,
) -> QueryResult<SourceId> {
    diesel::insert_into(sources::table)
        .values((sources::name.eq(name), sources::kind.eq(kind)))
        .on_conflict(sources::name)
        .do_update()
        .set(sources::kind.eq(kind))
        .returning(sources::id)
        .get_result(conn)
}

pub(in crate::scans) fn find_form(
    conn: &mut PgConnection,
    source: &str,
    form_key: &str,
) -> QueryResult<Option<SourceFormRow>> {
    source_forms::table
        .inner_join(sources::table)
        .filter(sources::name.eq(source))
        .filter(source_forms::form_key.eq(form_key))
        .select(SourceFormRow::as_select())
        .first(conn)
        .optional()
}

pub(in crate::scans) fn upsert_form(
    conn: &mut PgConnection,
    source: SourceId,
    form_key: &str,
    purpose: Purpose,
) -> QueryResult<SourceFormRow> {
    diesel::insert_into(source_forms::table)
        .values((
            source_forms::source_id.eq(source),
            source_forms::form_key.eq(form_key),
            source_forms::purpose.eq(purpose),
        ))
        .on_conflict((source_forms::source_id, source_forms::form_key))
        .do_update()
        .set(source_forms::purpose.eq(purpose))
        .returning(SourceFormRow::as_returning())
        .get_result(conn)
}

/// Forms of servers; receipts by hand come by themselves.
pub(in crate::scans) fn list_forms(
    conn: &mut PgConnection,
) -> QueryResult<Vec<(String, SourceFormRow)>> {
    source_forms::table
        .inner_join(sources::table)
        .filter(sources::kind.ne(RECEIPT_KIND))
        .select((sources::name, SourceFormRow::as_select()))
        .order((sources::name, source_forms::form_key))
        .load(conn)
}

/// What an attempt changed about how reading a form goes.
#[derive(AsChangeset)]
#[diesel(table_name = source_forms, treat_none_as_null = true)]
pub(in crate::scans) struct FormProgress {
    pub(in crate::scans) page_size: i32,
    pub(in crate::scans) state: crate::scans::model::FormState,
    pub(in crate::scans) error: String,
    pub(in crate::scans) failures: i32,
    pub(in crate::scans) failing_since: Option<DateTime<Utc>>,
    pub(in crate::scans) next_attempt_at: Option<DateTime<Utc>>,
    pub(in crate::scans) polled_at: Option<DateTime<Utc>>,
    pub(in crate::scans) succeeded_at: Option<DateTime<Utc>>,
    pub(in crate::scans) compared_at: Option<DateTime<Utc>>,
    pub(in crate::scans) time_outs: i16,
    pub(in crate::scans) ask_again_at: Option<DateTime<Utc>>,
    pub(in crate::scans) warning: String,
}

pub(in crate::scans) fn set_progress(
    conn: &mut PgConnection,
    form: SourceFormId,
    progress: &FormProgress,
) -> QueryResult<usize> {
    diesel::update(source_forms::table.find(form))
        .set(progress)
        .execute(conn)
}

pub(in crate::scans) fn find_definition(
    conn: &mut PgConnection,
    form: SourceFormId,
    version: &str,
) -> QueryResult<Option<serde_json::Value>> {
    form_definitions::table
        .find((form, version))
        .select(form_definitions::definition)
        .first(conn)
        .optional()
}

pub(in crate::scans) fn upsert_definition(
    conn: &mut PgConnection,
    form: SourceFormId,
    version: &str,
    definition: &FormDefinition,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let json = serde_json::to_value(definition)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    diesel::insert_into(form_definitions::table)
        .values((
            form_definitions::source_form_id.eq(form),
            form_definitions::version.eq(version),
            form_definitions::definition.eq(&json),
            form_definitions::fetched_at.eq(now),
        ))
        .on_conflict((form_definitions::source_form_id, form_definitions::version))
        .do_update()
        .set((
            form_definitions::definition.eq(&json),
            form_definitions::fetched_at.eq(now),
        ))
        .execute(conn)?;
    diesel::update(source_forms::table.find(form))
        .set((
            source_forms::title.eq(&definition.title),
            source_forms::identity.eq(&definition.identity),
        ))
        .execute(conn)
        .map(drop)
}

#[derive(QueryableByName)]
struct Floor {
    #[diesel(sql_type = Nullable<BigInt>)]
    floor: Option<i64>,
}

/// The smallest id among the newest rows the source received within a day of its newest one.
pub(in crate::scans) fn find_floor(
    conn: &mut PgConnection,
    form: SourceFormId,
    at_most: i64,
) -> QueryResult<Option<i64>> {
    let floor: Floor = crate::db::sql_query(
        "with newest as (
            select row_number, received_at from submissions
            where source_form_id = $1 and row_number is not null
            order by row_number desc limit $2)
         select min(row_number) as floor from newest
         where received_at > (select max(received_at) from newest) - interval '24 hours'",
    )
    .bind::<Integer, _>(form)
    .bind::<BigInt, _>(at_most)
    .get_result(conn)?;
    Ok(floor.floor)
}

pub(in crate::scans) fn count_rows(
    conn: &mut PgConnection,
    form: SourceFormId,
) -> QueryResult<i64> {
    use crate::db::schema::submissions;
    submissions::table
        .filter(submissions::source_form_id.eq(form))
        .count()
        .get_result(conn)
}

/// A stretch of ids of the server's list against the rows we hold there.
#[derive(QueryableByName)]
pub(in crate::scans) struct Stretch {
    /// Ids the server has and we lack, hold in another revision, or flagged as gone.
    #[diesel(sql_type = Array<BigInt>)]
    pub(in crate::scans) wanted: Vec<i64>,
    /// Rows we hold and the server does not list.
    #[diesel(sql_type = Array<BigInt>)]
    pub(in crate::scans) vanished: Vec<SubmissionId>,
    /// How many are on both sides.
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) alive: i64,
}

/// Compares ids above `after`, up to `last` where the list goes on.
pub(in crate::scans) fn compare_stretch(
    conn: &mut PgConnection,
    form: SourceFormId,
    (after, last): (i64, Option<i64>),
    numbers: &[i64],
    revisions: &[&str],
) -> QueryResult<Stretch> {
    crate::db::sql_query(
        "select coalesce(array_agg(l.row_number) filter (where l.row_number is not null and (h.id is null
                    or h.deleted_at is not null or l.revision not in ('', h.revision_key))), '{}') as wanted,
                coalesce(array_agg(h.id) filter (where l.row_number is null and h.deleted_at is null), '{}')
                    as vanished,
                count(*) filter (where l.row_number is not null and h.id is not null) as alive
         from unnest($4, $5) as l(row_number, revision)
         full join (select id, row_number, revision_key, deleted_at from submissions
                    where source_form_id = $1 and row_number > $2 and row_number <= $3) h using (row_number)",
    )
    .replanned()
    .bind::<Integer, _>(form)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(last.unwrap_or(i64::MAX))
    .bind::<Array<BigInt>, _>(numbers)
    .bind::<Array<Text>, _>(revisions)
    .get_result(conn)
}

pub(in crate::scans) fn set_deleted(
    conn: &mut PgConnection,
    ids: &[SubmissionId],
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update submissions set deleted_at = $2 where id = any($1) and deleted_at is null",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
}

/// A place that submissions name, with the words they have for it.
#[derive(Clone, Debug, QueryableByName)]
pub(in crate::scans) struct Place {
    #[diesel(sql_type = Text)]
    pub(in crate::scans) location: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub(in crate::scans) status: Option<i16>,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) label: String,
}

impl Place {
    /// Whether these came as vouchers: received, at a place that says something else.
    pub(in crate::scans) fn is_voucher(&self) -> bool {
        self.status == Some(Status::Received.code())
    }
}

/// The places that submissions of some versions name.
pub(in crate::scans) fn list_places(
    conn: &mut PgConnection,
    form: SourceFormId,
    versions: &[String],
) -> QueryResult<Vec<Place>> {
    crate::db::sql_query(
        "select distinct location, status, label from submissions
         where source_form_id = $1 and version = any($2) and location <> ''",
    )
    .bind::<Integer, _>(form)
    .bind::<Array<Text>, _>(versions)
    .load(conn)
}

/// Gives places other words, in submissions and scans; the packages whose scans changed.
pub(in crate::scans) fn relabel(
    conn: &mut PgConnection,
    form: SourceFormId,
    versions: &[String],
    places: &[Place],
) -> QueryResult<Vec<PackageId>> {
    #[derive(QueryableByName)]
    struct Changed {
        #[diesel(sql_type = Array<Integer>)]
        packages: Vec<PackageId>,
    }
    let locations: Vec<&str> = places.iter().map(|p| p.location.as_str()).collect();
    let statuses: Vec<Option<i16>> = places.iter().map(|p| p.status).collect();
    let labels: Vec<&str> = places.iter().map(|p| p.label.as_str()).collect();
    let changed: Changed = crate::db::sql_query(
        "with renamed as (
            update submissions s set label = n.label
            from unnest($3, $4, $5) n(location, status, label)
            where s.source_form_id = $1 and s.version = any($2) and s.location = n.location
              and s.status is not distinct from n.status and s.label <> n.label
            returning s.id, s.label
         ), scanned as (
            update scans c set label = r.label from renamed r
            where c.submission_id = r.id and c.label <> r.label
            returning c.package_id
         )
         select coalesce(array_agg(distinct package_id), '{}') as packages from scanned",
    )
    .bind::<Integer, _>(form)
    .bind::<Array<Text>, _>(versions)
    .bind::<Array<Text>, _>(locations)
    .bind::<Array<Nullable<SmallInt>>, _>(statuses)
    .bind::<Array<Text>, _>(labels)
    .get_result(conn)?;
    Ok(changed.packages)
}
