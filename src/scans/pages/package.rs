//! Where has it been: a package, its journey with gaps and anomalies, its contents.

use poem::web::Path;
use poem::{Response, handler};
use serde::Serialize;

use super::journey::{is_late, sample_scans};
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::paging::Paging;
use crate::kernel::{Model, Permission, Status};
use crate::packages::model::{PackageItem, PackageRow};
use crate::scans::model::{Reason, ScanRow};
use crate::scans::service;
use crate::shipments::receipts::model::ReceiptLine;
use crate::web::{App, Page, Result, Visit};
use crate::{packages, shipments};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct PackagePage {
    package: PackageRow,
    shipment: Named,
    items: Vec<PackageItem>,
    /// Newest first.
    journey: Vec<Step>,
    scans: i64,
    /// What was signed for, the newest first.
    receipts: Vec<ReceiptLine>,
    with_supplier: bool,
    may_void: bool,
    /// Its name and contents can be changed now, by this person.
    may_change: bool,
}

#[derive(Serialize)]
struct Named {
    id: ShipmentId,
    name: String,
    partner: String,
    color: Option<String>,
}

/// A scan on the way, and what is odd about it.
#[derive(Serialize)]
struct Step {
    #[serde(flatten)]
    scan: ScanRow,
    late: bool,
    /// Its status is behind the furthest one before it.
    backwards: bool,
    /// Days since the scan before, when there were more than one.
    gap_days: Option<i64>,
    why: Option<String>,
}

/// Scans in time order become steps, newest first.
fn journey(scans: Vec<ScanRow>) -> Vec<Step> {
    let mut furthest: Option<Status> = None;
    let mut before: Option<chrono::DateTime<chrono::Utc>> = None;
    let mut steps: Vec<Step> = scans
        .into_iter()
        .map(|scan| {
            let counts = scan.voided_at.is_none();
            let status = scan
                .status
                .filter(|status| status.moves_packages() && counts);
            let backwards = status.is_some() && status < furthest;
            furthest = furthest.max(status);
            let gap = before.map(|at| (scan.scanned_at - at).num_days());
            if counts {
                before = Some(scan.scanned_at);
            }
            Step {
                late: is_late(&scan.submitted_at, &scan.scanned_at),
                backwards,
                gap_days: gap.filter(|days| *days > 1),
                why: scan.reason.filter(|_| counts).map(Reason::short_text_key),
                scan,
            }
        })
        .collect();
    steps.reverse();
    steps
}

impl Page for PackagePage {
    const TEMPLATE: &'static str = "scans/templates/package.html";

    fn samples() -> Vec<Self> {
        let item = PackageItem {
            id: crate::kernel::ids::PackageItemId(1),
            description: "Blanket".into(),
            unit: "piece".into(),
            quantity: 3,
            price_local: rust_decimal::Decimal::ONE,
            price_usd: rust_decimal::Decimal::ONE,
            weight: None,
            category: None,
            donor: None,
            supplier: Some("Supplier".into()),
        };
        PackageRow::samples()
            .into_iter()
            .enumerate()
            .map(|(n, package)| Self {
                package,
                shipment: Named {
                    id: ShipmentId(27),
                    name: "Winter kits".into(),
                    partner: "Al Noor".into(),
                    color: None,
                },
                items: if n % 2 == 0 {
                    vec![item.clone()]
                } else {
                    Vec::new()
                },
                journey: if n % 3 == 0 {
                    Vec::new()
                } else {
                    journey(sample_scans())
                },
                scans: 3,
                receipts: if n % 2 == 0 {
                    ReceiptLine::samples()
                } else {
                    Vec::new()
                },
                with_supplier: n % 2 == 0,
                may_void: n % 2 == 0,
                may_change: n % 2 == 0,
            })
            .collect()
    }
}

/// Shows it.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let id = PackageId(id);
    let may_void = visit.may(Permission::change(Model::Scan));
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let package = packages::service::show(cx, id)?;
            let shipment = shipments::service::show(cx, package.shipment_id)?;
            let may_change = shipment.may_change_contents()
                && cx.actor.may(Permission::change(Model::PackageItem));
            let scans = service::list_of_package(cx, id, Paging { page: 1, size: 500 })?;
            Ok(PackagePage {
                items: packages::service::items(cx, id)?,
                package,
                shipment: Named {
                    id: shipment.id,
                    name: shipment.display_name,
                    partner: shipment.partner_name,
                    color: shipment.partner_color,
                },
                scans: scans.total,
                receipts: shipments::receipts::service::lines_of_package(cx, id)?,
                journey: journey(scans.rows),
                with_supplier: cx.actor.only_partner().is_none(),
                may_void,
                may_change,
            })
        })
        .await?;
    app.page(&visit, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journey_tells_gaps_and_steps_back_newest_first() {
        let mut scans = sample_scans();
        scans.truncate(2);
        scans.push(ScanRow {
            status: Some(Status::PickedUp),
            scanned_at: scans[1].scanned_at + chrono::TimeDelta::hours(3),
            ..scans[1].clone()
        });

        let steps = journey(scans);

        let told: Vec<_> = steps
            .iter()
            .map(|step| (step.backwards, step.gap_days))
            .collect();
        assert_eq!(told, [(true, None), (false, Some(4)), (false, None)]);
    }
}
