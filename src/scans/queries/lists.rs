//! The inbox, lists of scans, raw payloads.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};

use crate::db::given;
use crate::kernel::ids::{SubmissionId, UserId};
use crate::kernel::paging::{Paginated, Paging};
use crate::scans::model::{ExceptionFilter, ExceptionRow, Reason, Revision, ScanFilter, ScanRow};

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Open observations and unsettled deletions, as one list; it binds four values.
fn inbox(filter: &ExceptionFilter) -> String {
    let of_reason = given(&filter.reason, 1, "o.reason = $1");
    let deleted = given(&filter.reason, 1, "$1 = 'deleted_at_source'");
    let has_words = given(
        &filter.search,
        2,
        "public.folded(concat_ws(' ', i.code, s.location, s.label, s.device_id, s.row_key, s.submitted_by)) like public.folded($2)",
    );
    let is_observation = given(&filter.observation, 3, "i.observation_id = $3");
    let is_deletion = given(
        &filter.deletion,
        4,
        "i.kind = 'deletion' and i.submission_id = $4",
    );
    format!(
        "with inbox as (
    select 'observation' as kind, o.id as observation_id, o.submission_id, o.kind as about, o.reason, o.detail,
           coalesce(o.corrected_code, o.code) as code, coalesce(o.corrected_status, o.status) as status,
           coalesce(o.settled_at, o.created_at) as since
    from observations o
    where o.state = 'open' and {of_reason}
    union all
    select 'deletion', null, s.id, f.purpose, 'deleted_at_source', '',
           (select string_agg(o.code, ' ' order by o.id) from observations o where o.submission_id = s.id and o.state <> 'void'),
           s.status, s.deleted_at
    from submissions s join source_forms f on f.id = s.source_form_id
    where s.deleted_at is not null and s.deletion_settled_at is null
      and {deleted}
), found as (
    select i.*, s.location, s.label, s.row_key, s.device_id, s.submitted_by, s.scanned_at, s.source_form_id
    from inbox i join submissions s on s.id = i.submission_id
    where {has_words}
      and {is_observation}
      and {is_deletion}
)"
    )
}

pub(in crate::scans) fn list_exceptions(
    conn: &mut PgConnection,
    filter: &ExceptionFilter,
    paging: Paging,
) -> QueryResult<Paginated<ExceptionRow>> {
    let pattern = filter.search.as_deref().map(crate::db::containing);
    let inbox = inbox(filter);
    let select = format!(
        "{inbox}, page as (
            select * from found order by since desc, submission_id desc, observation_id desc limit $5 offset $6)
         select p.kind, p.observation_id, p.submission_id, p.about, p.reason, p.detail, p.code, p.status,
                p.location, p.label, x.id as scan_id, x.package_id, x.shipment_id, r.name as source,
                f.form_key as form, p.row_key, p.device_id, coalesce(nullif(u.name, ''), u.email) as user_name,
                p.submitted_by, p.scanned_at, p.since, null::text as suggestion
         from page p
         join source_forms f on f.id = p.source_form_id
         join sources r on r.id = f.source_id
         left join scans x on x.observation_id = p.observation_id
         left join lateral (
            select u.name, u.email from users u
            where p.device_id <> '' and u.device_id = p.device_id order by u.id limit 1) u on true
         order by p.since desc, p.submission_id desc, p.observation_id desc"
    );
    let rows = |conn: &mut PgConnection, paging: Paging| {
        crate::db::sql_query(select.clone())
            .bind::<Nullable<Text>, _>(filter.reason)
            .bind::<Nullable<Text>, _>(&pattern)
            .bind::<Nullable<BigInt>, _>(filter.observation)
            .bind::<Nullable<BigInt>, _>(filter.deletion)
            .bind::<BigInt, _>(paging.size)
            .bind::<BigInt, _>(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        let counted: Total =
            crate::db::sql_query(format!("{inbox} select count(*) as total from found"))
                .bind::<Nullable<Text>, _>(filter.reason)
                .bind::<Nullable<Text>, _>(&pattern)
                .bind::<Nullable<BigInt>, _>(filter.observation)
                .bind::<Nullable<BigInt>, _>(filter.deletion)
                .get_result(conn)?;
        Ok(counted.total)
    })
}

#[derive(QueryableByName)]
pub(in crate::scans) struct ReasonCount {
    #[diesel(sql_type = Text)]
    pub(in crate::scans) reason: Reason,
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) count: i64,
}

pub(in crate::scans) fn count_reasons(conn: &mut PgConnection) -> QueryResult<Vec<ReasonCount>> {
    crate::db::sql_query(
        "select reason, count(*) as count from observations where state = 'open' group by reason
         union all
         select 'deleted_at_source', count(*) from submissions
         where deleted_at is not null and deletion_settled_at is null having count(*) > 0
         order by 2 desc, 1",
    )
    .load(conn)
}

#[derive(QueryableByName)]
pub(in crate::scans) struct CodeRow {
    #[diesel(sql_type = Text)]
    pub(in crate::scans) code: String,
}

/// Those of the codes that packages have.
pub(in crate::scans) fn list_existing_codes(
    conn: &mut PgConnection,
    codes: &[String],
) -> QueryResult<Vec<CodeRow>> {
    crate::db::sql_query("select code from packages where code = any($1)")
        .bind::<Array<Text>, _>(codes)
        .load(conn)
}

/// Scans of a filter; it binds five values.
fn scans(filter: &ScanFilter, partner: Option<UserId>) -> String {
    format!(
        "from scans s
join observations o on o.id = s.observation_id
left join users u on u.id = s.user_id
join shipments h on h.id = s.shipment_id
where {}
  and {}
  and {}
  and {}
  and {}",
        given(&filter.shipment, 1, "s.shipment_id = $1"),
        given(&filter.package, 2, "s.package_id = $2"),
        given(&filter.since, 3, "s.scanned_at >= $3"),
        given(&partner, 4, "h.partner_id = $4"),
        given(&filter.scan, 5, "s.id = $5"),
    )
}

/// Scans, of one partner's shipments only when `partner` is given.
pub(in crate::scans) fn list_scans(
    conn: &mut PgConnection,
    filter: &ScanFilter,
    partner: Option<UserId>,
    paging: Paging,
) -> QueryResult<Paginated<ScanRow>> {
    let scans = scans(filter, partner);
    let order = if filter.newest_first {
        "s.scanned_at desc, length(s.row_key) desc, s.row_key desc, s.code desc"
    } else {
        "s.scanned_at, length(s.row_key), s.row_key, s.code"
    };
    let select = format!(
        "select s.id, s.observation_id, s.submission_id, s.package_id, s.shipment_id, s.code, s.status, s.label,
                s.latitude, s.longitude, s.accuracy, s.country, s.scanned_at, s.submitted_at, s.received_at,
                s.device_id, s.user_id, coalesce(nullif(u.name, ''), u.email) as user_name,
                o.state, o.reason, s.voided_at, s.void_note
         {scans} order by {order} limit $6 offset $7"
    );
    let rows = |conn: &mut PgConnection, paging: Paging| {
        crate::db::sql_query(select.clone())
            .bind::<Nullable<Integer>, _>(filter.shipment)
            .bind::<Nullable<Integer>, _>(filter.package)
            .bind::<Nullable<Timestamptz>, _>(filter.since)
            .bind::<Nullable<Integer>, _>(partner)
            .bind::<Nullable<BigInt>, _>(filter.scan)
            .bind::<BigInt, _>(paging.size)
            .bind::<BigInt, _>(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        let counted: Total = crate::db::sql_query(format!("select count(*) as total {scans}"))
            .bind::<Nullable<Integer>, _>(filter.shipment)
            .bind::<Nullable<Integer>, _>(filter.package)
            .bind::<Nullable<Timestamptz>, _>(filter.since)
            .bind::<Nullable<Integer>, _>(partner)
            .bind::<Nullable<BigInt>, _>(filter.scan)
            .get_result(conn)?;
        Ok(counted.total)
    })
}

pub(in crate::scans) fn find_payload(
    conn: &mut PgConnection,
    id: SubmissionId,
) -> QueryResult<Option<Revision>> {
    crate::db::sql_query("select revision_key, payload, fetched_at from submissions where id = $1")
        .bind::<BigInt, _>(id)
        .get_result(conn)
        .optional()
}

pub(in crate::scans) fn list_replaced(
    conn: &mut PgConnection,
    id: SubmissionId,
) -> QueryResult<Vec<Revision>> {
    crate::db::sql_query(
        "select revision_key, payload, fetched_at from submission_revisions
         where submission_id = $1 order by replaced_at desc",
    )
    .bind::<BigInt, _>(id)
    .load(conn)
}
