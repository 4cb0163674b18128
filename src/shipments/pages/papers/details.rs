//! Everything that is known of a shipment and its packages, with prices.

use poem::Response;
use rust_decimal::Decimal;
use serde::Serialize;

use super::print::Job;
use super::sheet::Sheet;
use crate::packages::papers::{model::Packed, service};
use crate::shipments::papers::Kind;
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct DetailsPage {
    sheet: Sheet,
    /// Days from leaving to the day it is expected.
    days: i64,
    packages: i32,
    price_local: Decimal,
    price_usd: Decimal,
    with_supplier: bool,
    packed: Vec<Packed>,
}

impl Page for DetailsPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/details.html";

    fn samples() -> Vec<Self> {
        [true, false]
            .into_iter()
            .map(|with_supplier| Self {
                sheet: Sheet::sample(Kind::Details, with_supplier),
                days: 2,
                packages: 24,
                price_local: Decimal::new(892_917, 2),
                price_usd: Decimal::new(217_083, 3),
                with_supplier,
                packed: Packed::samples(),
            })
            .collect()
    }
}

/// Details of the shipment. Partners are not told who supplied what.
pub(super) async fn show(app: &App, visit: &Visit, job: Job) -> Result<Response> {
    let (it, numbers) = (job.shipment, job.order.numbers);
    let packed = app
        .db()
        .read(&visit.op(), move |cx| service::packed(cx, it.id, &numbers))
        .await?;
    let page = DetailsPage {
        packed,
        days: (it.expected_on - it.shipment_on).num_days(),
        packages: it.package_count,
        price_local: it.price_local,
        price_usd: it.price_usd,
        with_supplier: visit.actor().only_partner().is_none(),
        sheet: job.sheet,
    };
    app.long_page(visit, page).await
}
