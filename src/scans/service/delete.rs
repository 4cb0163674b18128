//! Deleting shipments and packages. It is decided here because of their scans: what a phone sent never vanishes, its
//! observation goes back to the inbox as an unknown code.

use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::packages::model::PackageRow;
use crate::scans::model::Deletion;
use crate::scans::queries::delete as queries;
use crate::{packages, shipments};

/// What deleting a shipment would take with it.
///
/// # Errors
/// `Forbidden` for those who may not delete; `NotFound` when there is none.
pub fn preview_shipment_deletion(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Deletion> {
    cx.require(Permission::delete(Model::Shipment))?;
    let shipment = shipments::service::show(cx, id)?;
    let scans = queries::count(cx.conn, id, None)?;
    Ok(Deletion {
        name: shipment.display_name,
        packages: shipment.package_count,
        items: shipment.item_count,
        scans: scans.scans,
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

/// What deleting a package would take with it.
///
/// # Errors
/// `Forbidden` for those who may not delete; `NotFound` when there is none.
pub fn preview_package_deletion(
    cx: &mut OpContext<'_>,
    id: PackageId,
) -> Result<(PackageRow, Deletion)> {
    cx.require(Permission::delete(Model::Package))?;
    let package = packages::service::show(cx, id)?;
    let scans = queries::count(cx.conn, package.shipment_id, Some(id))?;
    let deletion = of_package(&package, scans.scans, scans.observations);
    Ok((package, deletion))
}

/// Deletes a package and what is in it while its shipment is in progress. Its number is not given again.
///
/// # Errors
/// `Conflict` when the shipment is no longer in progress.
pub fn delete_package(cx: &mut OpContext<'_>, id: PackageId) -> Result<(PackageRow, Deletion)> {
    cx.require(Permission::delete(Model::Package))?;
    let shipment = packages::service::show(cx, id)?.shipment_id;
    queries::lock(cx.conn, shipment, Some(id))?;
    let back = queries::give_back(cx.conn, shipment, Some(id), cx.now)?;
    let package = packages::service::delete(cx, id)?;
    let deletion = of_package(&package, back.scans, back.observations);
    Ok((package, deletion))
}

fn of_package(package: &PackageRow, scans: i64, observations: i64) -> Deletion {
    Deletion {
        name: package.name.clone(),
        packages: 1,
        items: package.item_count,
        scans,
        observations,
    }
}
