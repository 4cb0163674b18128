//! Use cases of receipts: show them, keep a new one, say what became of what was short, damaged or missing.
//!
//! A partner is told of receipts for their own shipments only.

use serde_json::json;

use super::model::{Beside, Finding, NewReceipt, Receipt, ReceiptFilter, ReceiptLine, Waiting};
use super::queries;
use crate::audit;
use crate::kernel::ids::{PackageId, ReceiptId, ShipmentId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Status, Text};
use crate::packages;
use crate::shipments::model::Shipment;
use crate::shipments::{queries as shipment_queries, service as shipments};

/// Receipts, the newest first.
///
/// # Errors
/// `SignedOut` for strangers.
pub fn list(
    cx: &mut OpContext<'_>,
    filter: ReceiptFilter,
    paging: Paging,
) -> Result<Paginated<Receipt>> {
    cx.require(Permission::view(Model::Shipment))?;
    Ok(queries::list(cx.conn, own(cx, filter), paging)?)
}

fn own(cx: &OpContext<'_>, filter: ReceiptFilter) -> ReceiptFilter {
    ReceiptFilter {
        partner: cx.actor.only_partner().or(filter.partner),
        ..filter
    }
}

/// A receipt.
///
/// # Errors
/// `NotFound` also for those of another partner's shipments.
pub fn show(cx: &mut OpContext<'_>, id: ReceiptId) -> Result<Receipt> {
    let filter = ReceiptFilter {
        receipt: Some(id),
        ..ReceiptFilter::default()
    };
    let page = list(cx, filter, Paging { page: 1, size: 1 })?;
    let found = page.rows.into_iter().next();
    found.ok_or_else(|| Error::not_found("thing-receipt", id))
}

/// What a receipt says of each package, what was not whole first.
///
/// # Errors
/// `NotFound` also for those of another partner's shipments.
pub fn lines(cx: &mut OpContext<'_>, id: ReceiptId) -> Result<Vec<ReceiptLine>> {
    show(cx, id)?;
    Ok(queries::list_lines(cx.conn, Some(id), &[])?)
}

/// What receipts say of a package, the newest first.
///
/// # Errors
/// `NotFound` also for packages of another partner.
pub fn lines_of_package(cx: &mut OpContext<'_>, id: PackageId) -> Result<Vec<ReceiptLine>> {
    packages::service::show(cx, id)?;
    Ok(queries::list_lines(cx.conn, None, &[id])?)
}

/// What receipts say of packages that are about to be deleted. For the room of scans, which asked for the packages.
///
/// # Errors
/// When the database refuses.
pub fn lines_of_chosen(cx: &mut OpContext<'_>, ids: &[PackageId]) -> Result<Vec<ReceiptLine>> {
    cx.require(Permission::delete(Model::Package))?;
    Ok(queries::list_lines(cx.conn, None, ids)?)
}

/// Keeps in the audit what receipts said of packages that are deleted: their lines go with the packages.
///
/// # Errors
/// When the database refuses.
pub fn record_lost_lines(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    lines: &[ReceiptLine],
) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let before = json!({ "lines": lines });
    audit::record(
        cx,
        "receipt.delete_lines",
        "shipment",
        &shipment,
        Some(before),
        None,
    )
}

/// How many receipts tell of something short, damaged or missing that nobody settled.
///
/// # Errors
/// When the database refuses.
pub fn open_count(cx: &mut OpContext<'_>) -> Result<i64> {
    let filter = ReceiptFilter {
        open: true,
        ..ReceiptFilter::default()
    };
    let filter = own(cx, filter);
    Ok(queries::count(cx.conn, filter)?)
}

/// Packages of a shipment that can be signed for.
///
/// # Errors
/// `NotFound` also for shipments of another partner; `Conflict` with the reason when nothing can be signed for.
pub fn waiting(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Vec<Waiting>> {
    cx.require(Permission::ConfirmReceipt)?;
    let shipment = shipments::show(cx, id)?;
    require_on_its_way(&shipment)?;
    let waiting = queries::list_waiting(cx.conn, id)?;
    if waiting.is_empty() {
        return Err(Error::conflict("receipt-nothing-left"));
    }
    Ok(waiting)
}

/// What receipts mean for a shipment somebody was shown.
///
/// # Errors
/// When the database refuses.
pub fn beside(cx: &mut OpContext<'_>, shipment: &Shipment) -> Result<Beside> {
    let found = queries::beside(cx.conn, shipment.id)?;
    let may_sign = found.may_sign
        && cx.actor.may(Permission::ConfirmReceipt)
        && require_on_its_way(shipment).is_ok();
    Ok(Beside { may_sign, ..found })
}

fn require_on_its_way(shipment: &Shipment) -> Result<()> {
    match shipment.status {
        Status::InProgress => Err(Error::conflict("receipt-in-progress")),
        Status::Lost => Err(Error::conflict("receipt-lost")),
        Status::Cancelled => Err(Error::conflict("receipt-cancelled")),
        _ => Ok(()),
    }
}

/// The receipt that a form became already.
///
/// # Errors
/// When the database refuses.
pub fn find_by_form(cx: &mut OpContext<'_>, form_key: &str) -> Result<Option<ReceiptId>> {
    Ok(queries::find_by_form(cx.conn, form_key)?)
}

/// Locks a shipment and gives the packages that can be signed for, for whoever makes a receipt of them.
///
/// # Errors
/// As [`waiting`].
pub fn lock_waiting(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<(Shipment, Vec<Waiting>)> {
    shipment_queries::lock(cx.conn, id)?;
    let waiting = waiting(cx, id)?;
    Ok((shipments::show(cx, id)?, waiting))
}

/// Keeps a receipt. Its scans are made by those who call this.
///
/// # Errors
/// When the database refuses.
pub fn record(cx: &mut OpContext<'_>, new: &NewReceipt) -> Result<ReceiptId> {
    cx.require(Permission::ConfirmReceipt)?;
    let id = queries::insert(cx, new)?;
    let after = json!({
        "receipt": id, "submission": new.submission_id, "signed_by": new.signed_by, "arrived_on": new.arrived_on,
        "note": new.note, "packages": new.lines.len(),
        "not_whole": new.lines.iter().filter(|line| line.finding != Finding::default())
            .map(|line| json!({"package": line.package_id, "finding": line.finding, "quantity": line.quantity,
                               "note": line.note}))
            .collect::<Vec<_>>(),
    });
    audit::record(
        cx,
        "shipment.receive",
        "shipment",
        &new.shipment_id,
        None,
        Some(after),
    )?;
    Ok(id)
}

/// Says what became of what a receipt found short, damaged or missing.
///
/// # Errors
/// `Invalid` without a note; `Conflict` when there is nothing to settle.
pub fn settle(cx: &mut OpContext<'_>, id: ReceiptId, note: &str) -> Result<Receipt> {
    cx.require(Permission::change(Model::Shipment))?;
    let note = crate::kernel::several_lines(note);
    if note.is_empty() {
        return Err(Error::invalid("note", "receipt-settle-note"));
    }
    if note.chars().count() > 1000 {
        let message = Text::new("receipt-too-long").arg("limit", 1000);
        return Err(Error::invalid("note", message));
    }
    queries::lock(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-receipt", id))?;
    if !show(cx, id)?.is_open() {
        return Err(Error::conflict("receipt-nothing-to-settle"));
    }
    let by = cx.actor.user_id();
    queries::set_settled(cx.conn, id, &note, by, cx.now)?;
    let after = json!({"note": note});
    audit::record(cx, "receipt.settle", "receipt", &id, None, Some(after))?;
    show(cx, id)
}
