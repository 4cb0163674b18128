//! Changing and removing packages.

use serde_json::json;

use super::add::check_words;
use super::{lock_contents, lock_package, require_shipment, row};
use crate::audit;
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::packages::model::PackageRow;
use crate::packages::queries;

/// Changes the name and the description of a package.
///
/// # Errors
/// `Invalid` for a missing or too long name; `Conflict` when the shipment is no longer in progress; `Stale` when
/// somebody else changed it meanwhile.
pub fn edit(
    cx: &mut OpContext<'_>,
    id: PackageId,
    version: i32,
    name: &str,
    description: &str,
) -> Result<PackageRow> {
    cx.require(Permission::change(Model::Package))?;
    let before = lock_package(cx, id)?;
    Error::require_version(before.version, version)?;
    let (name, description) = (
        &*crate::kernel::one_line(name),
        &*crate::kernel::one_line(description),
    );
    let errors = check_words(name, description);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if (name, description) == (before.name.as_str(), before.description.as_str()) {
        return Ok(before);
    }
    queries::update(cx.conn, id, name, description)?;
    audit::record(
        cx,
        "package.edit",
        "package",
        &id,
        Some(json!({ "name": before.name, "description": before.description })),
        Some(json!({ "name": name, "description": description })),
    )?;
    super::show(cx, id)
}

/// Some packages of a shipment, by number, before something is done to them together.
///
/// # Errors
/// `Invalid` at `form` when none is chosen or one is not there.
pub fn chosen(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    ids: &[PackageId],
) -> Result<Vec<PackageRow>> {
    cx.require(Permission::view(Model::Package))?;
    require_shipment(cx, shipment)?;
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let packages = queries::list_chosen(cx.conn, shipment, &ids)?;
    if packages.is_empty() || packages.len() != ids.len() {
        return Err(Error::invalid("form", "package-none-chosen"));
    }
    Ok(packages.into_iter().map(|it| row(cx, it)).collect())
}

/// Those of some packages that are still in a shipment, in the order they were made; others were deleted since they were chosen.
///
/// # Errors
/// `NotFound` also for shipments of another partner.
pub fn still_there(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    ids: &[PackageId],
) -> Result<Vec<PackageId>> {
    cx.require(Permission::view(Model::Package))?;
    require_shipment(cx, shipment)?;
    let packages = queries::list_chosen(cx.conn, shipment, ids)?;
    let mut there: Vec<PackageId> = packages.into_iter().map(|it| it.id).collect();
    there.sort_unstable();
    Ok(there)
}

/// Removes packages of a shipment and what is in them; their numbers are not given again. For the room of scans, which
/// first gives their scans back to the inbox.
///
/// # Errors
/// As [`chosen`]; `Conflict` when the shipment is no longer in progress.
pub fn delete(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    ids: &[PackageId],
) -> Result<Vec<PackageRow>> {
    cx.require(Permission::delete(Model::Package))?;
    lock_contents(cx, shipment)?;
    let packages = chosen(cx, shipment, ids)?;
    queries::delete(cx.conn, ids)?;
    let before: Vec<_> = packages
        .iter()
        .map(|it| {
            json!({
                "id": it.id, "code": it.code, "name": it.name, "item_rows": it.item_row_count, "items": it.item_count,
            })
        })
        .collect();
    let before = json!({ "packages": before });
    audit::record(
        cx,
        "package.delete",
        "shipment",
        &shipment,
        Some(before),
        None,
    )?;
    Ok(packages)
}

/// Removes all packages of a shipment that is being deleted. For the shipment's service, which holds the lock, asked
/// for the permission and writes the audit row.
///
/// # Errors
/// When the database refuses.
pub fn delete_all(cx: &mut OpContext<'_>, shipment: ShipmentId) -> Result<()> {
    queries::delete_all(cx.conn, shipment)?;
    Ok(())
}
