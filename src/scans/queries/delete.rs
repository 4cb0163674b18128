//! Scans of packages that are about to be deleted: what they were made of goes back to the inbox.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Timestamptz};

use crate::kernel::ids::{PackageId, ShipmentId};

/// Locks the observations behind the scans, and then the shipment: everybody locks in this order.
pub(in crate::scans) fn lock(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    packages: Option<&[PackageId]>,
) -> QueryResult<()> {
    crate::db::sql_query(
        "select 1 from observations
         where id in (select observation_id from scans
                      where shipment_id = $1 and ($2 is null or package_id = any($2)))
         order by id for update",
    )
    .replanned()
    .bind::<Integer, _>(shipment)
    .bind::<Nullable<Array<Integer>>, _>(packages)
    .execute(conn)?;
    crate::db::sql_query("select 1 from shipments where id = $1 for update")
        .replanned()
        .bind::<Integer, _>(shipment)
        .execute(conn)
        .map(drop)
}

/// How many scans went, and how many observations are open again for it.
#[derive(QueryableByName)]
pub(in crate::scans) struct GivenBack {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) scans: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) observations: i64,
}

pub(in crate::scans) fn count(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    packages: Option<&[PackageId]>,
) -> QueryResult<GivenBack> {
    crate::db::sql_query(
        "select count(*) as scans, count(*) filter (where o.state in ('applied', 'open')) as observations
         from scans s join observations o on o.id = s.observation_id
         where s.shipment_id = $1 and ($2 is null or s.package_id = any($2))",
    ).replanned()
    .bind::<Integer, _>(shipment)
    .bind::<Nullable<Array<Integer>>, _>(packages)
    .get_result(conn)
}

/// Removes the scans; observations that nobody settled wait in the inbox with a code that is unknown from now on.
pub(in crate::scans) fn give_back(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    packages: Option<&[PackageId]>,
    now: DateTime<Utc>,
) -> QueryResult<GivenBack> {
    crate::db::sql_query(
        "with gone as (
             delete from scans where shipment_id = $1 and ($2 is null or package_id = any($2)) returning observation_id
         ), back as (
             update observations o set state = 'open', reason = 'unknown_code', detail = '', settled_at = $3
             from gone where o.id = gone.observation_id and o.state in ('applied', 'open')
             returning o.id
         )
         select (select count(*) from gone) as scans, (select count(*) from back) as observations",
    ).replanned()
    .bind::<Integer, _>(shipment)
    .bind::<Nullable<Array<Integer>>, _>(packages)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
}
