//! Papers of shipments: the dialog, what is printed, and who prints what. Their sizes are measured by the browser's tests.

mod barcodes;
mod confirm;
mod details;
mod dialog;
mod labels;
mod manifest;
mod waybill;

use cts::kernel::Status;
use cts::kernel::ids::ShipmentId;
use cts::packages;
use cts::packages::model::{NewPackageItem, NewPackages};
use diesel::prelude::*;
use diesel::sql_types::Int4;

use crate::support::TestApp;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Int4)]
    id: i32,
}

/// Adds packages from a kit: five blankets each, of 2.5 kg, given by ECHO, bought at Mill & Sons.
async fn add_kits(app: &TestApp, shipment: ShipmentId, name: &str, count: i32) {
    let name = name.to_owned();
    app.write(move |cx| {
        diesel::sql_query(
            "insert into item_categories (name) select 'Shelter' where not exists (select from item_categories);",
        )
        .execute(cx.conn)?;
        for (table, name) in [("donors", "ECHO"), ("suppliers", "Mill & Sons"), ("kits", "Winter kit")] {
            diesel::sql_query(format!(
                "insert into {table} (name) values ('{name}') on conflict (name) do nothing"
            ))
            .execute(cx.conn)?;
        }
        let item: Id = diesel::sql_query(
            "insert into catalog_items (item_code, description, unit, price_usd, price_local, weight,
                                        item_category_id, donor_id, supplier_id)
             select 'B' || count(*), 'Blanket <thermal>', 'piece', 3.125, 100, 2.5, min(c.id), min(d.id), min(s.id)
             from item_categories c, donors d, suppliers s returning id",
        )
        .get_result(cx.conn)?;
        let kit: Id = diesel::sql_query("select id from kits").get_result(cx.conn)?;
        let new = NewPackages {
            name,
            description: String::new(),
            count,
            kit: Some(cts::kernel::ids::KitId(kit.id)),
            contents: vec![NewPackageItem {
                catalog_item_id: cts::kernel::ids::CatalogItemId(item.id),
                quantity: 5,
            }],
        };
        packages::service::add(cx, shipment, &new)
    })
    .await;
}

async fn status(app: &TestApp, id: ShipmentId) -> Status {
    app.write(move |cx| cts::shipments::service::show(cx, id))
        .await
        .status
}

/// How many QR codes a paper shows.
fn codes(text: &str) -> usize {
    text.matches("<svg class=\"qr\"").count()
}
