//! Recording what happened and reading it. Whether the asker may see the shipment is the caller's to check.

use super::model::{Event, EventInsert, NewEvent};
use super::queries;
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{OpContext, Result};

/// Records events, as done now by the actor of `cx`.
///
/// # Errors
/// When the database refuses.
pub fn record(cx: &mut OpContext<'_>, events: &[NewEvent]) -> Result<()> {
    let rows: Vec<_> = events
        .iter()
        .map(|event| EventInsert {
            at: cx.now,
            kind: event.kind,
            shipment_id: event.shipment,
            package_id: event.package,
            scan_id: event.scan,
            from_status: event.from,
            to_status: event.to,
            actor_kind: cx.actor.kind(),
            actor_id: cx.actor.user_id(),
            actor_name: cx.actor.name(),
            door: cx.door.slug(),
        })
        .collect();
    Ok(queries::insert(cx.conn, &rows)?)
}

/// What happened to a shipment and its packages, newest first.
///
/// # Errors
/// When the database refuses.
pub fn list_of_shipment(
    cx: &mut OpContext<'_>,
    id: ShipmentId,
    paging: Paging,
) -> Result<Paginated<Event>> {
    Ok(queries::list_of_shipment(cx.conn, id, paging)?)
}

/// What changed a shipment's own status last; `None` while nothing has.
///
/// # Errors
/// When the database refuses.
pub fn last_status_of_shipment(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Option<Event>> {
    Ok(queries::find_last_status(cx.conn, id)?)
}

/// What happened to a package, newest first.
///
/// # Errors
/// When the database refuses.
pub fn list_of_package(
    cx: &mut OpContext<'_>,
    id: PackageId,
    paging: Paging,
) -> Result<Paginated<Event>> {
    Ok(queries::list_of_package(cx.conn, id, paging)?)
}
