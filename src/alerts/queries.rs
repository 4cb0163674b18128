//! Rows of `alerts` and `shipment_alerts`, and what they are about.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, Nullable, SmallInt, Text, Timestamptz};

use super::model::{Alert, Late, Stage};
use crate::db::schema::alerts;
use crate::kernel::ids::ShipmentId;

#[derive(QueryableByName)]
pub(super) struct Backup {
    #[diesel(sql_type = Timestamptz)]
    pub(super) started_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) bytes: Option<i64>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) verified_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) error: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) is_nightly: bool,
}

/// The latest that says how backups go: one of the nights, or one that was verified. What somebody makes by hand and
/// does not verify, or puts elsewhere, says so only where there is no other.
pub(super) fn last_backup(conn: &mut PgConnection) -> QueryResult<Option<Backup>> {
    crate::db::sql_query(
        "select started_at, bytes, verified_at, error, kind = 'nightly' as is_nightly from public.backups
         order by (kind = 'nightly' or verified_at is not null) desc, started_at desc, id desc limit 1",
    )
    .get_result(conn)
    .optional()
}

pub(super) fn list_alerts(conn: &mut PgConnection) -> QueryResult<Vec<Alert>> {
    alerts::table
        .select(Alert::as_select())
        .order(alerts::subject)
        .load(conn)
}

/// Puts what is known now in the place of what was known.
pub(super) fn replace_alerts(conn: &mut PgConnection, now: &[Alert]) -> QueryResult<()> {
    diesel::delete(alerts::table).execute(conn)?;
    diesel::insert_into(alerts::table)
        .values(now)
        .execute(conn)
        .map(drop)
}

/// Shipments with packages on the road that are expected tomorrow or were expected before today, and of whose stage
/// nobody was told yet.
pub(super) fn list_late(
    conn: &mut PgConnection,
    today: NaiveDate,
    from_ready: bool,
) -> QueryResult<Vec<Late>> {
    let stage: Vec<String> = Stage::FURTHEST_FIRST
        .iter()
        .map(|stage| {
            format!(
                "when $1 - s.expected_on >= {} then {}",
                stage.begins(),
                stage.number()
            )
        })
        .collect();
    let stage = stage.join(" ");
    crate::db::sql_query(format!(
        "select s.id, s.display_name as name, s.partner_name as partner, s.expected_on, s.last_scan_at, u.id as owner,
                s.picked_up_count + s.in_transit_count + case when $2 then s.ready_count else 0 end as packages
         from views.shipments s
         left join lateral (
             -- Its history begins with whoever made it.
             select e.actor_id from public.events e
             where e.shipment_id = s.id and e.package_id is null and e.kind = 'created' and e.actor_kind = 'user'
             order by e.id limit 1
         ) made on true
         left join users u on u.id = made.actor_id and u.is_active
         where s.status between 2 and 5 and s.ready_count + s.picked_up_count + s.in_transit_count > 0
           and s.picked_up_count + s.in_transit_count + case when $2 then s.ready_count else 0 end > 0
           and (s.expected_on < $1 or s.expected_on = $1 + 1)
           and not exists (select from shipment_alerts n
                           where n.shipment_id = s.id and n.expected_on = s.expected_on and n.stage >= case {stage} end)
         order by s.expected_on, s.id",
    ))
    .bind::<Date, _>(today)
    .bind::<Bool, _>(from_ready)
    .load(conn)
}

/// Writes down which stage was told of which shipment.
pub(super) fn insert_told(
    conn: &mut PgConnection,
    told: &[(ShipmentId, NaiveDate, i16)],
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let ids: Vec<ShipmentId> = told.iter().map(|row| row.0).collect();
    let days: Vec<NaiveDate> = told.iter().map(|row| row.1).collect();
    let stages: Vec<i16> = told.iter().map(|row| row.2).collect();
    crate::db::sql_query(
        "insert into shipment_alerts (shipment_id, expected_on, stage, told_at)
         select i, d, s, $4 from unnest($1, $2, $3) as t(i, d, s)
         on conflict do nothing",
    )
    .bind::<Array<Int4>, _>(ids)
    .bind::<Array<Date>, _>(days)
    .bind::<Array<SmallInt>, _>(stages)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
}

/// A shipment that is on the desk again begins anew; one that arrived or was closed needs no memory.
pub(super) fn delete_told_of_others(conn: &mut PgConnection) -> QueryResult<usize> {
    crate::db::sql_query(
        "delete from shipment_alerts n using shipments s
         where s.id = n.shipment_id
           and (s.status not between 2 and 5 or s.ready_count + s.picked_up_count + s.in_transit_count = 0)",
    )
    .execute(conn)
}
