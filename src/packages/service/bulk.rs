//! One change to many rows of contents of a shipment, looked at before it is made.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::items::choices_known;
use super::{lock_contents, require_open, require_shipment};
use crate::audit;
use crate::catalog;
use crate::catalog::model::Entity;
use crate::kernel::ids::ShipmentId;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::packages::model::{BulkChanges, BulkPreview, ItemChoice, ItemFilter, ItemRow};
use crate::packages::queries::items as queries;

const MAY: Permission = Permission::change(Model::PackageItem);

/// Rows of contents of a whole shipment, for those who may change them.
///
/// # Errors
/// `NotFound` also for shipments of another partner.
pub fn item_rows(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    filter: &ItemFilter,
    paging: Paging,
) -> Result<Paginated<ItemRow>> {
    cx.require(MAY)?;
    require_shipment(cx, shipment)?;
    Ok(queries::list_rows(cx.conn, shipment, filter, paging)?)
}

/// What [`bulk_edit`] would do.
///
/// # Errors
/// `Invalid` at `rows` when nothing is chosen, at `form` when no field is filled, at a field for what its list
/// does not offer.
pub fn preview_bulk(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    choice: &ItemChoice,
    changes: &BulkChanges,
) -> Result<BulkPreview> {
    cx.require(MAY)?;
    require_open(cx, shipment)?;
    if changes.is_empty() {
        return Err(Error::invalid("form", "package-bulk-nothing"));
    }
    if let Some(code) = changes.donor_t1_id
        && !queries::is_t1(cx.conn, code)?
    {
        return Err(Error::invalid("donor_t1", "package-choice-gone"));
    }
    require_offered(cx, changes)?;
    let count = queries::count_chosen(cx.conn, shipment, choice, changes)?;
    if count.rows == 0 {
        return Err(Error::invalid("form", "package-bulk-no-rows"));
    }
    let lines = queries::list_bulk_lines(cx.conn, shipment, choice, changes)?;
    let shown = json!([count.rows, count.changed, count.packages, lines]);
    let mark = hex::encode(&Sha256::digest(shown.to_string())[..8]);
    Ok(BulkPreview {
        rows: count.rows,
        changed: count.changed,
        packages: count.packages,
        lines,
        mark,
    })
}

/// Refuses what no list offers: what is gone or was put away is not chosen anew.
fn require_offered(cx: &mut OpContext<'_>, changes: &BulkChanges) -> Result<()> {
    let chosen = [
        (
            "category",
            Entity::Category,
            changes.item_category_id.map(|id| id.0),
        ),
        ("donor", Entity::Donor, changes.donor_id.map(|id| id.0)),
        (
            "donor_t1",
            Entity::DonorCode,
            changes.donor_t1_id.map(|id| id.0),
        ),
        (
            "supplier",
            Entity::Supplier,
            changes.supplier_id.map(|id| id.0),
        ),
    ];
    for (field, entity, id) in chosen {
        let Some(id) = id else { continue };
        if !catalog::service::lookup::is_offered(cx, entity, id)? {
            return Err(Error::invalid(field, "package-choice-gone"));
        }
    }
    Ok(())
}

/// Writes the filled fields to all chosen rows; how many changed. With `expected`, the mark of the preview a person was
/// shown, refuses when it would do anything else by now.
///
/// # Errors
/// As [`preview_bulk`]; `Conflict` when the shipment is no longer in progress; `Stale` when the mark differs.
pub fn bulk_edit(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    choice: &ItemChoice,
    changes: &BulkChanges,
    expected: Option<&str>,
) -> Result<BulkPreview> {
    cx.require(MAY)?;
    lock_contents(cx, shipment)?;
    let preview = preview_bulk(cx, shipment, choice, changes)?;
    if expected.is_some_and(|expected| expected != preview.mark) {
        return Err(Error::Stale);
    }
    choices_known(queries::update_chosen(cx.conn, shipment, choice, changes))?;
    let before = json!({ "lines": preview.lines });
    let after = json!({ "changes": changes, "rows": preview.changed });
    audit::record(
        cx,
        "package_item.bulk_edit",
        "shipment",
        &shipment,
        Some(before),
        Some(after),
    )?;
    Ok(preview)
}
