//! Statuses, dates and last scans of packages and their shipments, from the set of scans.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Nullable, Text, Timestamptz};

use crate::kernel::OpContext;
use crate::kernel::ids::PackageId;
use crate::scans::model::StatusDifference;

/// Shipments first and in id order: whoever changes packages of the same shipments waits here.
pub(in crate::scans) fn lock_shipments(
    conn: &mut PgConnection,
    packages: &[PackageId],
) -> QueryResult<()> {
    crate::db::sql_query(
        "select 1 from shipments
         where id in (select shipment_id from packages where id = any($1))
         order by id for no key update",
    )
    .replanned()
    .bind::<Array<Integer>, _>(packages)
    .execute(conn)
    .map(drop)
}

/// The rules of `design.md` §5, in one statement:
/// a package's status is the furthest of its base status and its scans that count and name 3, 4 or 5; the date of a
/// status is its earliest scan; the last scan is the latest by (scan time, progress, row key), never by our ids.
/// A shipment follows its packages unless a person closed it. What changed is written to `events`.
/// `lateral` (and `offset 0`) keep the planner on the indexes, so that the cost follows the packages asked for and
/// not the size of the tables, also before statistics exist.
const RECOMPUTE: &str = "
with facts as materialized (
    select p.id, p.shipment_id, p.status as from_status, greatest(p.base_status, f.status) as to_status,
           f.picked_up_at, f.in_transit_at, f.received_at, l.id as last_id, l.label, l.scanned_at
    from packages p
    cross join lateral (
        select max(s.status) filter (where s.status between 3 and 5) as status,
               min(s.scanned_at) filter (where s.status = 3) as picked_up_at,
               min(s.scanned_at) filter (where s.status = 4) as in_transit_at,
               min(s.scanned_at) filter (where s.status = 5) as received_at
        from scans s where s.package_id = p.id and s.voided_at is null) f
    left join lateral (
        select s.id, s.label, s.scanned_at from scans s
        where s.package_id = p.id and s.voided_at is null
        order by s.scanned_at desc, case when s.status between 1 and 5 then s.status else 0 end desc,
                 length(s.row_key) desc, s.row_key desc
        limit 1) l on true
    where p.id = any($1)
), moved as (
    update packages p
    set status = f.to_status, picked_up_at = f.picked_up_at, in_transit_at = f.in_transit_at,
        received_at = f.received_at, last_scan_id = f.last_id, last_scan_label = f.label, last_scan_at = f.scanned_at
    from facts f
    where p.id = f.id
      and (p.status, p.picked_up_at, p.in_transit_at, p.received_at, p.last_scan_id, p.last_scan_label, p.last_scan_at)
          is distinct from
          (f.to_status, f.picked_up_at, f.in_transit_at, f.received_at, f.last_id, f.label, f.scanned_at)
    returning p.id, p.shipment_id, f.from_status, f.to_status
), touched as (
    select distinct shipment_id from facts
), packed as (
    select t.shipment_id, max(coalesce(f.to_status, p.status)) as furthest,
           min(case when f.id is null then p.picked_up_at else f.picked_up_at end) as picked_up_at,
           min(case when f.id is null then p.in_transit_at else f.in_transit_at end) as in_transit_at,
           min(case when f.id is null then p.received_at else f.received_at end) as received_at
    from touched t
    cross join lateral (select * from packages p where p.shipment_id = t.shipment_id offset 0) p
    left join facts f on f.id = p.id
    group by t.shipment_id
), wanted as (
    select h.id, h.status as from_status, coalesce(h.closed_as, greatest(h.base_status, k.furthest)) as to_status,
           (k.picked_up_at at time zone $2)::date as picked_up_on,
           (k.in_transit_at at time zone $2)::date as in_transit_on,
           (k.received_at at time zone $2)::date as received_on,
           l.label, l.scanned_at
    from packed k
    join shipments h on h.id = k.shipment_id
    left join lateral (
        select s.label, s.scanned_at from scans s
        where s.shipment_id = h.id and s.voided_at is null
        order by s.scanned_at desc, case when s.status between 1 and 5 then s.status else 0 end desc,
                 length(s.row_key) desc, s.row_key desc
        limit 1) l on true
), shipped as (
    update shipments h
    set status = w.to_status, picked_up_on = w.picked_up_on, in_transit_on = w.in_transit_on,
        received_on = w.received_on, last_scan_label = w.label, last_scan_at = w.scanned_at
    from wanted w
    where h.id = w.id
      and (h.status, h.picked_up_on, h.in_transit_on, h.received_on, h.last_scan_label, h.last_scan_at)
          is distinct from
          (w.to_status, w.picked_up_on, w.in_transit_on, w.received_on, w.label, w.scanned_at)
    returning h.id, w.from_status, w.to_status
), changes as (
    select m.id as package_id, m.shipment_id, m.from_status, m.to_status from moved m
    union all
    select null, s.id, s.from_status, s.to_status from shipped s
), history as (
    insert into events (at, kind, shipment_id, package_id, scan_id, from_status, to_status,
                        actor_kind, actor_id, actor_name, door)
    select $3, 'status', c.shipment_id, c.package_id, e.id, c.from_status, c.to_status, $4, $5, $6, $7
    from changes c
    left join lateral (
        select s.id from scans s
        where s.package_id = c.package_id and s.status = c.to_status and s.voided_at is null
        order by s.scanned_at, length(s.row_key), s.row_key limit 1) e on true
    where c.from_status <> c.to_status
)
select package_id, shipment_id, from_status, to_status from changes order by shipment_id, package_id";

/// Brings packages and their shipments to what the scans say. Returns what changed; equal statuses mean that only
/// dates or the last scan did. The shipments must be locked.
pub(in crate::scans) fn recompute(
    cx: &mut OpContext<'_>,
    packages: &[PackageId],
) -> QueryResult<Vec<StatusDifference>> {
    crate::db::sql_query(RECOMPUTE)
        .replanned()
        .bind::<Array<Integer>, _>(packages)
        .bind::<Text, _>(cx.settings.time_zone.name())
        .bind::<Timestamptz, _>(cx.now)
        .bind::<Text, _>(cx.actor.kind())
        .bind::<Nullable<Integer>, _>(cx.actor.user_id())
        .bind::<Text, _>(cx.actor.name())
        .bind::<Text, _>(cx.door.slug())
        .load(cx.conn)
}

/// The next packages after one, whole shipments apart from the last, in order of shipment.
pub(in crate::scans) fn list_packages_after(
    conn: &mut PgConnection,
    after: i32,
    limit: i64,
) -> QueryResult<Vec<PackageId>> {
    use crate::db::schema::packages;
    packages::table
        .select(packages::id)
        .filter(packages::id.gt(PackageId(after)))
        .order(packages::id)
        .limit(limit)
        .load(conn)
}
