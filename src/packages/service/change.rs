//! Changing and removing packages.

use serde_json::json;

use super::add::check_words;
use super::lock_package;
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
    let (name, description) = (name.trim(), description.trim());
    let errors = check_words(name, description);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
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

/// Removes a package and what is in it; its number is not given again. For the room of scans, which first gives its
/// scans back to the inbox.
///
/// # Errors
/// `Conflict` when the shipment is no longer in progress.
pub fn delete(cx: &mut OpContext<'_>, id: PackageId) -> Result<PackageRow> {
    cx.require(Permission::delete(Model::Package))?;
    let package = lock_package(cx, id)?;
    queries::delete(cx.conn, id)?;
    let before = json!({
        "code": package.code, "name": package.name, "item_rows": package.item_row_count, "items": package.item_count,
    });
    audit::record(cx, "package.delete", "package", &id, Some(before), None)?;
    Ok(package)
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
