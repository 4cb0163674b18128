//! Counts and sums that triggers keep, computed again from the rows themselves and compared.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

use crate::audit;
use crate::kernel::{OpContext, Permission, Result};

/// How many rows have totals that differ from what their contents add up to. All are zero, or a trigger has a bug
/// or somebody switched it off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Packages whose counts or sums differ.
    pub packages: i64,
    /// Shipments whose counts or sums differ.
    pub shipments: i64,
    /// Shipments whose donors differ.
    pub donors: i64,
    /// Partners and statuses with another number of shipments than the tally says.
    pub tallies: i64,
    /// Whether they were set right.
    pub fixed: bool,
}

impl Totals {
    /// Whether everything adds up.
    pub fn is_right(self) -> bool {
        self.packages + self.shipments + self.donors + self.tallies == 0
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Each: the rows as they should be under the name `want`, and what to compare.
const PACKAGES: &str = "want as (
    select p.id, count(i.id)::integer as item_row_count, coalesce(sum(i.quantity), 0) as item_count,
           coalesce(sum(i.quantity * i.price_local), 0) as price_local,
           coalesce(sum(i.quantity * i.price_usd), 0) as price_usd
    from packages p left join package_items i on i.package_id = p.id
    group by p.id)";
const PACKAGES_DIFFER: &str = "from want where p.id = want.id
    and (p.item_row_count, p.item_count, p.price_local, p.price_usd)
        is distinct from (want.item_row_count, want.item_count, want.price_local, want.price_usd)";
const SHIPMENTS: &str = "want as (
    select s.id, count(p.id)::integer as package_count, coalesce(sum(p.item_count), 0) as item_count,
           coalesce(sum(p.item_count) filter (where p.status = 5), 0) as received_item_count,
           coalesce(sum(p.price_local), 0) as price_local, coalesce(sum(p.price_usd), 0) as price_usd,
           (count(*) filter (where p.status = 1))::integer as in_progress_count,
           (count(*) filter (where p.status = 2))::integer as ready_count,
           (count(*) filter (where p.status = 3))::integer as picked_up_count,
           (count(*) filter (where p.status = 4))::integer as in_transit_count,
           (count(*) filter (where p.status = 5))::integer as received_count
    from shipments s left join packages p on p.shipment_id = s.id
    group by s.id)";
const SHIPMENTS_DIFFER: &str = "from want where s.id = want.id
    and (s.package_count, s.item_count, s.received_item_count, s.price_local, s.price_usd, s.in_progress_count,
         s.ready_count, s.picked_up_count, s.in_transit_count, s.received_count)
        is distinct from
        (want.package_count, want.item_count, want.received_item_count, want.price_local, want.price_usd,
         want.in_progress_count, want.ready_count, want.picked_up_count, want.in_transit_count, want.received_count)";
const DONORS: &str = "rows as (
    select p.shipment_id, i.donor_id, count(*) as item_rows
    from packages p join package_items i on i.package_id = p.id
    where i.donor_id is not null group by p.shipment_id, i.donor_id),
 wrong_rows as (
    select coalesce(a.shipment_id, b.shipment_id) as id
    from rows a full join shipment_donors b using (shipment_id, donor_id)
    where a.item_rows is distinct from b.item_rows),
 want as (
    select s.id, count(r.donor_id)::integer as donor_count,
           case when count(r.donor_id) = 1 then min(r.donor_id) end as donor_id
    from shipments s left join rows r on r.shipment_id = s.id group by s.id),
 wrong as (
    select s.id from shipments s join want using (id)
    where (s.donor_count, s.donor_id) is distinct from (want.donor_count, want.donor_id)
    union select id from wrong_rows)";

/// Recomputes every count and sum, tells how many differ, and sets them right when `fix` says so.
///
/// # Errors
/// `Forbidden` but for those who administer.
pub fn verify_totals(cx: &mut OpContext<'_>, fix: bool) -> Result<Totals> {
    cx.require(Permission::Administer)?;
    // All there is takes its time.
    crate::db::without_time_limit(cx.conn)?;
    // Packages first: the sums of shipments are sums of theirs.
    let packages = step(
        cx,
        fix,
        &format!("with {PACKAGES} select count(*) as count from packages p, want {}", where_of(PACKAGES_DIFFER)),
        &format!(
            "with {PACKAGES} update packages p set item_row_count = want.item_row_count,
                 item_count = want.item_count, price_local = want.price_local, price_usd = want.price_usd
             {PACKAGES_DIFFER}"
        ),
    )?;
    let shipments = step(
        cx,
        fix,
        &format!(
            "with {SHIPMENTS} select count(*) as count from shipments s, want {}",
            where_of(SHIPMENTS_DIFFER)
        ),
        &format!(
            "with {SHIPMENTS} update shipments s set package_count = want.package_count,
                 item_count = want.item_count, received_item_count = want.received_item_count,
                 price_local = want.price_local, price_usd = want.price_usd,
                 in_progress_count = want.in_progress_count, ready_count = want.ready_count,
                 picked_up_count = want.picked_up_count, in_transit_count = want.in_transit_count,
                 received_count = want.received_count
             {SHIPMENTS_DIFFER}"
        ),
    )?;
    let donors = verify_donors(cx, fix)?;
    let tallies = verify_tallies(cx, fix)?;
    let totals = Totals {
        packages,
        shipments,
        donors,
        tallies,
        fixed: fix,
    };
    if fix && !totals.is_right() {
        let after = serde_json::to_value(totals).ok();
        audit::record(cx, "totals.fix", "instance", &"", None, after)?;
    }
    Ok(totals)
}

/// The condition of an `update … from want where …`.
fn where_of(differ: &'static str) -> &'static str {
    differ.strip_prefix("from want ").unwrap_or(differ)
}

fn step(cx: &mut OpContext<'_>, fix: bool, count: &str, update: &str) -> Result<i64> {
    let wrong = crate::db::sql_query(count)
        .replanned()
        .get_result::<Count>(cx.conn)?
        .count;
    if fix && wrong > 0 {
        crate::db::sql_query(update).replanned().execute(cx.conn)?;
    }
    Ok(wrong)
}

fn verify_donors(cx: &mut OpContext<'_>, fix: bool) -> Result<i64> {
    let wrong = crate::db::sql_query(format!("with {DONORS} select count(*) as count from wrong"))
        .replanned()
        .get_result::<Count>(cx.conn)?
        .count;
    if fix && wrong > 0 {
        crate::db::sql_query("delete from shipment_donors")
            .replanned()
            .execute(cx.conn)?;
        crate::db::sql_query(
            "insert into shipment_donors (shipment_id, donor_id, item_rows)
             select p.shipment_id, i.donor_id, count(*)
             from packages p join package_items i on i.package_id = p.id
             where i.donor_id is not null group by p.shipment_id, i.donor_id",
        )
        .replanned()
        .execute(cx.conn)?;
        crate::db::sql_query(
            "select set_shipment_donors(array(select id from shipments order by id))",
        )
        .replanned()
        .execute(cx.conn)?;
    }
    Ok(wrong)
}

fn verify_tallies(cx: &mut OpContext<'_>, fix: bool) -> Result<i64> {
    let wrong = crate::db::sql_query(
        "select count(*) as count
         from (select partner_id, status, count(*) as shipments from shipments group by partner_id, status) want
         full join shipment_tallies t using (partner_id, status)
         where coalesce(want.shipments, 0) <> coalesce(t.shipments, 0)",
    ).replanned()
    .get_result::<Count>(cx.conn)?
    .count;
    if fix && wrong > 0 {
        crate::db::sql_query("delete from shipment_tallies")
            .replanned()
            .execute(cx.conn)?;
        crate::db::sql_query(
            "insert into shipment_tallies (partner_id, status, shipments)
             select partner_id, status, count(*) from shipments group by partner_id, status",
        )
        .replanned()
        .execute(cx.conn)?;
    }
    Ok(wrong)
}
