//! What people say along the way with a word of explanation: cancelled, lost, back again. Called as [`super::service`]'s.

use super::model::Shipment;
use super::queries::{self, Closing};
use super::service::{lock, recorded};
use crate::kernel::ids::ShipmentId;
use crate::kernel::{Error, OpContext, Permission, Result, Status, Text};

/// Refuses whoever decides about a shipment that they saw otherwise than it is: its header, or what was said of it,
/// changed since. It stays locked.
///
/// # Errors
/// `NotFound` also for those of another partner; `Stale`.
pub fn require_version(cx: &mut OpContext<'_>, id: ShipmentId, version: i32) -> Result<()> {
    lock(cx, id)?;
    Error::require_version(queries::find_header(cx.conn, id)?.version, version)
}

/// Cancels a shipment; its packages keep what their scans say.
///
/// # Errors
/// `Conflict` when it was received, lost or cancelled; `Invalid` for a note that is too long.
pub fn cancel(cx: &mut OpContext<'_>, id: ShipmentId, note: &str) -> Result<Shipment> {
    let (shipment, _) = lock(cx, id)?;
    if !shipment.may_cancel() {
        return Err(Error::conflict("shipment-cannot-cancel"));
    }
    let note = checked_note(note, false)?;
    close(
        cx,
        &shipment,
        Status::Cancelled,
        &note,
        false,
        "shipment.cancel",
    )
}

/// Says that a shipment is lost, why, and whether the loss is acceptable.
///
/// # Errors
/// `Conflict` unless something was picked up; `Invalid` without a note.
pub fn mark_lost(
    cx: &mut OpContext<'_>,
    id: ShipmentId,
    note: &str,
    acceptable: bool,
) -> Result<Shipment> {
    let (shipment, _) = lock(cx, id)?;
    if !shipment.may_mark_lost() {
        return Err(Error::conflict("shipment-cannot-lose"));
    }
    let note = checked_note(note, true)?;
    close(
        cx,
        &shipment,
        Status::Lost,
        &note,
        acceptable,
        "shipment.lost",
    )
}

/// Changes the note of a loss and whether it is acceptable.
///
/// # Errors
/// `Conflict` unless the shipment is lost; `Stale` when somebody else changed it meanwhile; `Invalid` without a note.
pub fn edit_lost_note(
    cx: &mut OpContext<'_>,
    id: ShipmentId,
    version: i32,
    note: &str,
    acceptable: bool,
) -> Result<Shipment> {
    let (shipment, _) = lock(cx, id)?;
    if !shipment.may_edit_lost_note() {
        return Err(Error::conflict("shipment-not-lost"));
    }
    Error::require_version(queries::find_header(cx.conn, id)?.version, version)?;
    let note = checked_note(note, true)?;
    close(
        cx,
        &shipment,
        Status::Lost,
        &note,
        acceptable,
        "shipment.edit_lost_note",
    )
}

fn close(
    cx: &mut OpContext<'_>,
    before: &Shipment,
    closed_as: Status,
    note: &str,
    loss_acceptable: bool,
    action: &str,
) -> Result<Shipment> {
    let closing = Closing {
        closed_as: Some(closed_as),
        status: closed_as,
        note,
        loss_acceptable,
    };
    queries::set_closed(cx.conn, before.id, &closing)?;
    recorded(cx, before, action)
}

/// Takes a lost or cancelled shipment back to what its packages say.
///
/// # Errors
/// `Forbidden` but for coordinators; `Conflict` unless it is lost or cancelled; `Invalid` without a note.
pub fn reinstate(cx: &mut OpContext<'_>, id: ShipmentId, note: &str) -> Result<Shipment> {
    cx.require(Permission::ReinstateShipments)?;
    let (shipment, base) = lock(cx, id)?;
    if !shipment.may_reinstate() {
        return Err(Error::conflict("shipment-cannot-reinstate"));
    }
    let note = checked_note(note, true)?;
    let closing = Closing {
        closed_as: None,
        status: shipment.furthest(base),
        note: &note,
        loss_acceptable: false,
    };
    queries::set_closed(cx.conn, id, &closing)?;
    recorded(cx, &shipment, "shipment.reinstate")
}

/// Letters of a note, as with receipts and scans: lists show it.
const MOST_OF_A_NOTE: usize = 1000;

/// A note as it is stored; who only cancels need not say why.
fn checked_note(note: &str, is_required: bool) -> Result<String> {
    let note = crate::kernel::several_lines(note);
    if is_required && note.is_empty() {
        return Err(Error::invalid("note", "shipment-note-required"));
    }
    if note.chars().count() > MOST_OF_A_NOTE {
        let message = Text::new("shipment-too-long").arg("limit", MOST_OF_A_NOTE as i64);
        return Err(Error::invalid("note", message));
    }
    Ok(note)
}
