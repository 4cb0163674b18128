//! Deleting shipments and packages. It is decided here because of their scans: what a phone sent never vanishes, its
//! observation goes back to the inbox as an unknown code.

use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::paging::Paging;
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::packages::model::PackageRow;
use crate::scans::model::Deletion;
use crate::scans::queries::delete::{self as queries, GivenBack};
use crate::shipments::receipts;
use crate::shipments::receipts::model::ReceiptFilter;
use crate::{packages, shipments};

/// What deleting a shipment would take with it.
///
/// # Errors
/// `Forbidden` for those who may not delete; `NotFound` when there is none.
pub fn preview_shipment_deletion(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Deletion> {
    cx.require(Permission::delete(Model::Shipment))?;
    let shipment = shipments::service::show(cx, id)?;
    let scans = queries::count(cx.conn, id, None)?;
    let of_it = ReceiptFilter {
        shipment: Some(id),
        ..ReceiptFilter::default()
    };
    let receipts = receipts::service::list(cx, of_it, Paging { page: 1, size: 1 })?;
    Ok(Deletion {
        name: shipment.display_name,
        packages: shipment.package_count,
        items: shipment.item_count,
        scans: scans.scans,
        receipts: receipts.total,
        observations: scans.observations,
    })
}

/// Deletes a shipment with its packages and what is in them, whatever its status. `name` must be its name, typed by
/// whoever means it.
///
/// # Errors
/// `Invalid` at `name` when it is not the shipment's.
pub fn delete_shipment(cx: &mut OpContext<'_>, id: ShipmentId, name: &str) -> Result<Deletion> {
    cx.require(Permission::delete(Model::Shipment))?;
    shipments::service::show(cx, id)?;
    queries::lock(cx.conn, id, None)?;
    let mut deletion = preview_shipment_deletion(cx, id)?;
    if plain(name) != plain(&deletion.name) {
        return Err(Error::invalid("name", "shipment-delete-name-differs"));
    }
    let back = queries::give_back(cx.conn, id, None, cx.now)?;
    shipments::service::delete(cx, id)?;
    deletion.scans = back.scans;
    deletion.observations = back.observations;
    Ok(deletion)
}

/// A name as people type it: blanks and the case of letters do not matter.
fn plain(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// What deleting packages of a shipment would take with it.
///
/// # Errors
/// `Forbidden` for those who may not delete; `Invalid` when none is chosen or one is not there.
pub fn preview_package_deletion(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    ids: &[PackageId],
) -> Result<Deletion> {
    cx.require(Permission::delete(Model::Package))?;
    let packages = packages::service::chosen(cx, shipment, ids)?;
    let scans = queries::count(cx.conn, shipment, Some(ids))?;
    let lines = receipts::service::lines_of_chosen(cx, ids)?;
    Ok(of_packages(&packages, &scans, lines.len()))
}

/// Deletes packages and what is in them while their shipment is in progress. Their numbers are not given again.
///
/// # Errors
/// `Conflict` when the shipment is no longer in progress; `Invalid` when none is chosen or one is not there.
pub fn delete_packages(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    ids: &[PackageId],
) -> Result<Deletion> {
    cx.require(Permission::delete(Model::Package))?;
    packages::service::chosen(cx, shipment, ids)?;
    queries::lock(cx.conn, shipment, Some(ids))?;
    let back = queries::give_back(cx.conn, shipment, Some(ids), cx.now)?;
    let lines = receipts::service::lines_of_chosen(cx, ids)?;
    let packages = packages::service::delete(cx, shipment, ids)?;
    receipts::service::record_lost_lines(cx, shipment, &lines)?;
    Ok(of_packages(&packages, &back, lines.len()))
}

fn of_packages(packages: &[PackageRow], scans: &GivenBack, lines: usize) -> Deletion {
    Deletion {
        name: packages
            .first()
            .map_or_else(String::new, |it| it.code.clone()),
        packages: packages.len() as i32,
        items: packages.iter().map(|it| it.item_count).sum(),
        scans: scans.scans,
        receipts: lines as i64,
        observations: scans.observations,
    }
}
