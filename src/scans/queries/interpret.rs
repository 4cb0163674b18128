//! Claims pending observations and judges them, a batch at a time.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};

use crate::kernel::OpContext;
use crate::kernel::ids::{ObservationId, PackageId};
use crate::scans::model::ObservationKind;

/// A pending observation that is ours until the transaction ends.
#[derive(QueryableByName)]
pub(in crate::scans) struct Claimed {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: ObservationId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) kind: ObservationKind,
}

pub(in crate::scans) fn claim(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Claimed>> {
    crate::db::sql_query(
        "select id, kind from observations where state = 'pending' order by id limit $1
         for update skip locked",
    )
    .replanned()
    .bind::<BigInt, _>(limit)
    .load(conn)
}

/// Voids corrections, and their scans, to a code that the sender says by now in another observation of the same
/// submission, one of these. Without a note, as [`void_gone`](super::store::void_gone): should the sender take the code
/// away again, the correction counts again.
pub(in crate::scans) fn void_overtaken(
    cx: &mut OpContext<'_>,
    ids: &[ObservationId],
) -> QueryResult<Vec<ObservationId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: ObservationId,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "with overtaken as (
            update observations o set state = 'void', settled_at = $2, note = ''
            where o.corrected_code is not null and o.state <> 'void'
              and exists (select from observations own
                          where own.submission_id = o.submission_id and own.code = o.corrected_code
                            and own.id <> o.id and own.corrected_code is null and own.id = any($1))
            returning o.id),
         gone as (
            update scans s set voided_at = $2 from overtaken
            where s.observation_id = overtaken.id and s.voided_at is null)
         select id from overtaken",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Timestamptz, _>(cx.now)
    .load(cx.conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A scan that an observation made when it was interpreted before.
#[derive(QueryableByName)]
pub(in crate::scans) struct Former {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) observation_id: ObservationId,
    #[diesel(sql_type = Integer)]
    pub(in crate::scans) package_id: PackageId,
}

pub(in crate::scans) fn list_former(
    conn: &mut PgConnection,
    ids: &[ObservationId],
) -> QueryResult<Vec<Former>> {
    crate::db::sql_query(
        "select observation_id, package_id from scans where observation_id = any($1)",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
}

/// Locks the shipments these observations point at, and those their scans pointed at before.
pub(in crate::scans) fn lock_shipments(
    conn: &mut PgConnection,
    ids: &[ObservationId],
    former: &[PackageId],
) -> QueryResult<()> {
    crate::db::sql_query(
        "select 1 from shipments
         where id in (select p.shipment_id from observations o
                      join packages p on p.code = coalesce(o.corrected_code, o.code)
                      where o.id = any($1)
                      union
                      select shipment_id from packages where id = any($2))
         order by id for no key update",
    )
    .replanned()
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Integer>, _>(former)
    .execute(conn)
    .map(drop)
}

/// What judging a batch did.
#[derive(QueryableByName)]
pub(in crate::scans) struct Judged {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) applied: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) open: i64,
    /// Packages whose scans changed.
    #[diesel(sql_type = Array<Integer>)]
    pub(in crate::scans) packages: Vec<PackageId>,
}

/// `lateral` with `offset 0` keeps the planner on the index, also while tables grow faster than their statistics.
const JUDGE: &str = "
with claimed as materialized (
    select o.id, o.submission_id, coalesce(o.corrected_code, o.code) as code,
           coalesce(o.corrected_status, o.status) as status,
           p.id as package_id, p.shipment_id, h.closed_as,
           s.label, s.latitude, s.longitude, s.altitude, s.accuracy, s.country, s.scanned_at, s.received_at,
           s.fetched_at, s.row_key, s.device_id, s.location, s.error
    from unnest($1) as w(id)
    cross join lateral (select * from observations o where o.id = w.id offset 0) o
    join submissions s on s.id = o.submission_id
    left join packages p on p.code = coalesce(o.corrected_code, o.code)
    left join shipments h on h.id = p.shipment_id
), judged as materialized (
    select c.*, x.name as other_country,
           case when c.package_id is null and c.code is null and c.error <> '' then 'malformed'
                when c.package_id is null and c.code is null then 'no_code'
                when c.package_id is null and x.name is not null then 'other_country'
                when c.package_id is null then 'unknown_code'
                when c.status is null and c.location = '' then 'missing_status'
                when c.status is null then 'unknown_status'
                when c.status not between 3 and 5 then 'status_without_effect'
                when c.closed_as = 7 then 'shipment_lost'
                when c.closed_as = 8 then 'shipment_cancelled'
           end as reason
    from claimed c
    left join lateral (
        select o.name from unnest($2, $3) as o(prefix, name)
        where c.package_id is null and starts_with(c.code, o.prefix)
          and substr(c.code, length(o.prefix) + 1, 1) between '0' and '9'
        order by length(o.prefix) desc limit 1) x on true
), placed as materialized (
    select j.*, u.id as user_id
    from judged j
    left join lateral (
        select u.id from users u where j.device_id <> '' and u.device_id = j.device_id order by u.id limit 1) u on true
    where j.package_id is not null
), scanned as (
    insert into scans (observation_id, submission_id, package_id, shipment_id, code, status, label,
        latitude, longitude, altitude, accuracy, country, scanned_at, submitted_at, received_at, row_key,
        device_id, user_id)
    select id, submission_id, package_id, shipment_id, code, status, label,
           latitude, longitude, altitude, accuracy, country, scanned_at, received_at, fetched_at, row_key,
           device_id, user_id
    from placed where not (id = any($5))
    returning package_id
), rescanned as (
    update scans t
    set package_id = p.package_id, shipment_id = p.shipment_id, code = p.code, status = p.status,
        label = p.label, latitude = p.latitude, longitude = p.longitude, altitude = p.altitude,
        accuracy = p.accuracy, country = p.country, scanned_at = p.scanned_at, submitted_at = p.received_at,
        row_key = p.row_key, device_id = p.device_id, user_id = coalesce(t.user_id, p.user_id),
        voided_at = null, voided_by = null, void_note = ''
    from placed p
    where t.observation_id = p.id and p.id = any($5)
    returning t.package_id
), settled as (
    update observations o
    set state = case when j.reason is null then 'applied' else 'open' end, reason = j.reason,
        detail = case j.reason when 'other_country' then j.other_country when 'malformed' then j.error
                               when 'unknown_status' then j.location else '' end,
        settled_at = $4
    from judged j
    where o.id = j.id
    returning j.reason
)
select count(*) filter (where reason is null) as applied, count(reason) as open,
       (select coalesce(array_agg(distinct package_id), '{}')
        from (select package_id from scanned union all select package_id from rescanned) x) as packages
from settled";

/// Writes scans and the state of each observation; those `rescanned` have a scan already, which is brought up to
/// date. Names of other countries come by their prefixes.
pub(in crate::scans) fn judge(
    cx: &mut OpContext<'_>,
    ids: &[ObservationId],
    rescanned: &[ObservationId],
) -> QueryResult<Judged> {
    let around = cx.settings.surroundings.now();
    let (prefixes, names): (Vec<&str>, Vec<&str>) = around
        .other_prefixes
        .iter()
        .filter(|(prefix, _)| !prefix.is_empty())
        .map(|(prefix, name)| (prefix.as_str(), name.as_str()))
        .unzip();
    crate::db::sql_query(JUDGE)
        .replanned()
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<Text>, _>(prefixes)
        .bind::<Array<Text>, _>(names)
        .bind::<Timestamptz, _>(cx.now)
        .bind::<Array<BigInt>, _>(rescanned)
        .get_result(cx.conn)
}

/// The database refused what this observation says: it waits for a person.
pub(in crate::scans) fn set_refused(
    cx: &mut OpContext<'_>,
    id: ObservationId,
    detail: &str,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update observations set state = 'open', reason = 'refused', detail = $2, settled_at = $3 where id = $1",
    ).replanned()
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(detail)
    .bind::<Timestamptz, _>(cx.now)
    .execute(cx.conn)
}

/// Sends back what can be judged otherwise by now: codes that became known, shipments no longer closed, users with
/// a code nobody had.
pub(in crate::scans) fn reopen(conn: &mut PgConnection) -> QueryResult<usize> {
    crate::db::sql_query(
        "update observations o set state = 'pending', reason = null, detail = '', settled_at = null
         where o.state = 'open' and (
            (o.reason in ('unknown_code', 'other_country')
             and exists (select from packages p where p.code = coalesce(o.corrected_code, o.code)))
            or (o.reason in ('shipment_lost', 'shipment_cancelled')
                and not exists (select from scans s join shipments h on h.id = s.shipment_id
                                where s.observation_id = o.id and h.closed_as is not null))
            or (o.reason = 'unknown_user'
                and exists (select from users u where u.code = coalesce(o.corrected_code, o.code))))",
    ).replanned()
    .execute(conn)
}

/// An observation that waits for a person, or one that is done with, locked for a decision.
#[derive(QueryableByName)]
pub(in crate::scans) struct Decidable {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) submission_id: crate::kernel::ids::SubmissionId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) kind: ObservationKind,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::scans) code: Option<String>,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) state: crate::scans::model::ObservationState,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::scans) reason: Option<crate::scans::model::Reason>,
}

pub(in crate::scans) fn lock(
    conn: &mut PgConnection,
    id: ObservationId,
) -> QueryResult<Option<Decidable>> {
    crate::db::sql_query(
        "select submission_id, kind, coalesce(corrected_code, code) as code, state, reason
         from observations where id = $1 for update",
    )
    .replanned()
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .optional()
}
