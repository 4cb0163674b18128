//! Figures over the SQL views.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Numeric, SmallInt, Text, Timestamptz};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::db::given;
use crate::kernel::Status;
use crate::kernel::ids::{ShipmentId, UserId};

/// Packages of a shipment that reached a status since some moment.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub(super) struct Move {
    #[diesel(sql_type = Integer)]
    pub(super) shipment_id: ShipmentId,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = SmallInt)]
    pub(super) status: Status,
    #[diesel(sql_type = BigInt)]
    pub(super) packages: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) place: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) at: DateTime<Utc>,
}

/// What moved on the road since a moment, the latest first; what was scanned before and only heard of since is not in it.
pub(super) fn list_moves(
    conn: &mut PgConnection,
    since: DateTime<Utc>,
    partner: Option<UserId>,
    limit: i32,
) -> QueryResult<Vec<Move>> {
    let of_partner = given(&partner, 2, "partner_id = $2");
    // The view lets nothing move after it was heard of: the index on when it was recorded leaves only the scans of today to look at.
    crate::db::sql_query(format!(
        "select shipment_id, min(display_name) as name, to_status as status, count(distinct package_id) as packages,
                (array_agg(place order by at desc))[1] as place, max(at) as at
         from views.moves
         where recorded_at >= $1 and at >= $1 and {of_partner}
         group by shipment_id, to_status
         order by max(at) desc, to_status desc limit $3"
    ))
    .bind::<Timestamptz, _>(since)
    .bind::<Nullable<Integer>, _>(partner)
    .bind::<Integer, _>(limit)
    .load(conn)
}

/// Packages received in a week.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Week {
    #[diesel(sql_type = Date)]
    pub(super) monday: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub(super) packages: i64,
}

/// Packages received per week of the country's zone, for so many weeks from a Monday on; those without any are left out.
pub(super) fn list_weeks(
    conn: &mut PgConnection,
    from: DateTime<Utc>,
    weeks: i32,
    zone: &str,
    partner: Option<UserId>,
) -> QueryResult<Vec<Week>> {
    let of_partner = given(
        &partner,
        3,
        "exists (select from public.shipments s where s.id = p.shipment_id and s.partner_id = $3)",
    );
    // A count per week over the bare index; taking the week of each package costs several times that.
    crate::db::sql_query(format!(
        "select week::date as monday, packages
         from generate_series($1 at time zone $2, $1 at time zone $2 + ($4 - 1) * interval '1 week', interval '1 week') week,
              lateral (select count(*) as packages from public.packages p
                       where received_at >= week at time zone $2
                         and received_at < (week + interval '1 week') at time zone $2
                         and {of_partner}) counted
         where packages > 0 order by 1"
    ))
    .bind::<Timestamptz, _>(from)
    .bind::<Text, _>(zone)
    .bind::<Nullable<Integer>, _>(partner)
    .bind::<Integer, _>(weeks)
    .load(conn)
}

/// What is on the road now.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub(super) struct Road {
    #[diesel(sql_type = BigInt)]
    pub(super) shipments: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) packages: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) received: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) picked_up: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) in_transit: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) overdue: i64,
    #[diesel(sql_type = Numeric)]
    pub(super) price_local: Decimal,
    #[diesel(sql_type = Numeric)]
    pub(super) price_usd: Decimal,
}

/// Shipments with packages picked up or in transit: how many, and what they are worth whole.
pub(super) fn road(
    conn: &mut PgConnection,
    today: NaiveDate,
    partner: Option<UserId>,
) -> QueryResult<Road> {
    let of_partner = given(&partner, 2, "partner_id = $2");
    crate::db::sql_query(format!(
        "select count(*) as shipments,
                coalesce(sum(picked_up_count + in_transit_count), 0) as packages,
                coalesce(sum(received_count), 0) as received,
                coalesce(sum(picked_up_count) filter (where expected_on >= $1), 0) as picked_up,
                coalesce(sum(in_transit_count) filter (where expected_on >= $1), 0) as in_transit,
                coalesce(sum(picked_up_count + in_transit_count) filter (where expected_on < $1), 0) as overdue,
                coalesce(sum(price_local), 0) as price_local, coalesce(sum(price_usd), 0) as price_usd
         from public.shipments
         where status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0
           and picked_up_count + in_transit_count > 0 and {of_partner}"
    ))
    .bind::<Date, _>(today)
    .bind::<Nullable<Integer>, _>(partner)
    .get_result(conn)
}
