//! Shipments against a real database; here the things the tests are made of.

mod life;
mod lists;
mod packing;
mod totals;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use rust_decimal::Decimal;

use super::model::{NewShipment, Shipment, ShipmentFilter, ShipmentRow, Sort, SortKey};
use super::service;
use crate::db::testing::rolled_back;
use crate::kernel::ids::{CatalogItemId, PackageId, ShipmentId, UserId};
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error, OpContext, Role, Status};
use crate::packages;
use crate::packages::model::{NewPackageItem, NewPackages};

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Integer)]
    id: i32,
}

fn id_of(cx: &mut OpContext<'_>, sql: &str) -> i32 {
    diesel::sql_query(sql).get_result::<Id>(cx.conn).unwrap().id
}

fn run(cx: &mut OpContext<'_>, sql: &str) {
    diesel::sql_query(sql).execute(cx.conn).unwrap();
}

fn a_partner(cx: &mut OpContext<'_>, name: &str) -> UserId {
    UserId(id_of(
        cx,
        &format!(
            "insert into users (email, name, role, code)
             values ('{name}@example.org', '{name}', 'partner', md5('{name}')) returning id"
        ),
    ))
}

fn an_item(cx: &mut OpContext<'_>, usd: &str, local: &str, donor: Option<&str>) -> CatalogItemId {
    run(
        cx,
        "insert into item_categories (name) select 'Health' where not exists (select from item_categories)",
    );
    let donor = donor.map_or("null".to_owned(), |name| {
        id_of(
            cx,
            &format!(
                "insert into donors (name) values ('{name}') on conflict (name) do update set name = excluded.name
                 returning id"
            ),
        )
        .to_string()
    });
    CatalogItemId(id_of(
        cx,
        &format!(
            "insert into catalog_items (item_code, description, price_usd, price_local, item_category_id, donor_id)
             select 'C', 'Item ' || (select count(*) from catalog_items), {usd}, {local}, min(id), {donor}
             from item_categories returning id"
        ),
    ))
}

fn a_shipment(cx: &mut OpContext<'_>, partner: UserId, description: &str) -> Shipment {
    let today = cx.today();
    let new = NewShipment {
        description: description.into(),
        shipment_on: today,
        expected_on: today,
        store_release: "123".into(),
        partner_id: partner,
        transporter_id: None,
    };
    service::create(cx, new).unwrap()
}

fn add(
    cx: &mut OpContext<'_>,
    id: ShipmentId,
    count: i32,
    contents: &[(CatalogItemId, i32)],
) -> Vec<PackageId> {
    let new = NewPackages {
        name: "Box".into(),
        description: String::new(),
        count,
        kit: None,
        contents: contents
            .iter()
            .map(|(catalog_item_id, quantity)| NewPackageItem {
                catalog_item_id: *catalog_item_id,
                quantity: *quantity,
            })
            .collect(),
    };
    packages::service::add(cx, id, &new).unwrap()
}

/// Puts packages where scans would have taken them.
fn scanned(cx: &mut OpContext<'_>, packages: &[PackageId], status: Status) {
    for id in packages {
        run(
            cx,
            &format!(
                "update packages set status = {} where id = {id}",
                status.code()
            ),
        );
    }
    run(
        cx,
        "update shipments set last_scan_at = now(), status = coalesce(closed_as, greatest(base_status,
             case when received_count > 0 then 5 when in_transit_count > 0 then 4 when picked_up_count > 0 then 3
                  when ready_count > 0 then 2 else 1 end))",
    );
}

fn expected_days_ago(cx: &mut OpContext<'_>, id: ShipmentId, days: i32) {
    run(
        cx,
        &format!(
            "update shipments set expected_on = date '{}' - {days}, shipment_on = shipment_on - {days} where id = {id}",
            cx.today()
        ),
    );
}

fn statuses(cx: &mut OpContext<'_>, id: ShipmentId) -> (Status, Vec<(i32, Status)>) {
    let shipment = service::show(cx, id).unwrap();
    let packages = packages::service::list(
        cx,
        id,
        &packages::model::PackageFilter::default(),
        Paging::default(),
    )
    .unwrap();
    let packages = packages
        .rows
        .into_iter()
        .map(|row| (row.number, row.status))
        .collect();
    (shipment.status, packages)
}

fn user(id: UserId, role: Role) -> Actor {
    Actor::User {
        id,
        name: "Somebody".into(),
        role,
        is_superuser: false,
    }
}
