//! Use cases of packages: make many at once, change and remove them, show one, list those of a shipment, tell and change
//! what is inside.
//!
//! A partner is told of packages in their own shipments only; all others do not exist for them. Packages and their
//! contents change only while their shipment is in progress.

mod add;
mod bulk;
mod change;
mod items;

pub use add::{add, add_from_kits, copy};
pub use bulk::{bulk_edit, item_rows, preview_bulk};
pub use change::{chosen, delete, delete_all, edit, still_there};
pub use items::{add_items, delete_item, edit_item, show_item};

use std::collections::HashMap;

use super::model::{Frame, ItemTotal, Package, PackageFilter, PackageItem, PackageRow, Place};
use super::queries::{self, Rule};
use crate::events::{self, Event, NewEvent};
use crate::kernel::ids::{PackageId, ShipmentId, UserId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::text::Arg;
use crate::kernel::{Error, Figure, Model, OpContext, Permission, Result, Status, Text};

/// A package.
///
/// # Errors
/// `NotFound` also for packages of another partner.
pub fn show(cx: &mut OpContext<'_>, id: PackageId) -> Result<PackageRow> {
    cx.require(Permission::view(Model::Package))?;
    let package = queries::find(cx.conn, id)?;
    visible(cx, package).ok_or_else(|| Error::not_found("thing-package", id))
}

/// The package whose label says `code`.
///
/// # Errors
/// `NotFound` also for packages of another partner.
pub fn show_by_code(cx: &mut OpContext<'_>, code: &str) -> Result<PackageRow> {
    cx.require(Permission::view(Model::Package))?;
    let code = code.trim();
    let package = queries::find_by_code(cx.conn, code)?;
    visible(cx, package).ok_or_else(|| Error::not_found("thing-package", code))
}

fn visible(cx: &OpContext<'_>, package: Option<Package>) -> Option<PackageRow> {
    let only = cx.actor.only_partner();
    let package = package.filter(|package| only.is_none_or(|only| only == package.partner_id))?;
    Some(row(cx, package))
}

fn row(cx: &OpContext<'_>, package: Package) -> PackageRow {
    let frame = Frame::of(&package, cx.today(), &cx.settings);
    PackageRow::new(package, frame)
}

/// Packages of a shipment by number.
///
/// # Errors
/// `NotFound` also for shipments of another partner.
pub fn list(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    filter: &PackageFilter,
    paging: Paging,
) -> Result<Paginated<PackageRow>> {
    cx.require(Permission::view(Model::Package))?;
    let rule = Rule {
        today: cx.today(),
        overdue_from_ready: cx.settings.overdue_from_ready,
    };
    let page = queries::list(cx.conn, shipment, filter, rule, paging)?;
    require_shipment_of(cx, shipment, page.rows.is_empty())?;
    Ok(page.map(|package| row(cx, package)))
}

/// What is in a package. Partners are not told who supplied it.
///
/// # Errors
/// `NotFound` also for packages of another partner.
pub fn items(cx: &mut OpContext<'_>, id: PackageId) -> Result<Vec<PackageItem>> {
    cx.require(Permission::view(Model::PackageItem))?;
    show(cx, id)?;
    let mut items = queries::items::list_items(cx.conn, id)?;
    if cx.actor.only_partner().is_some() {
        for item in &mut items {
            item.supplier = None;
        }
    }
    Ok(items)
}

/// What is in all packages of a shipment, the same item once.
///
/// # Errors
/// `NotFound` also for shipments of another partner.
pub fn item_totals(cx: &mut OpContext<'_>, shipment: ShipmentId) -> Result<Vec<ItemTotal>> {
    cx.require(Permission::view(Model::PackageItem))?;
    let items = queries::items::list_item_totals(cx.conn, shipment)?;
    require_shipment_of(cx, shipment, items.is_empty())?;
    Ok(items)
}

/// Where packages of a shipment were last seen: `limit` places at most, the latest first, and after these the one where
/// most of those on the road were.
///
/// # Errors
/// `NotFound` also for shipments of another partner.
pub fn places(cx: &mut OpContext<'_>, shipment: ShipmentId, limit: i32) -> Result<Vec<Place>> {
    cx.require(Permission::view(Model::Package))?;
    let places = queries::list_places(cx.conn, shipment, limit)?;
    require_shipment_of(cx, shipment, places.is_empty())?;
    Ok(places)
}

/// The codes of packages by their ids, for lists that already know that the actor may see them.
///
/// # Errors
/// When the database refuses.
pub fn codes(cx: &mut OpContext<'_>, ids: &[PackageId]) -> Result<HashMap<PackageId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(queries::list_codes(cx.conn, ids)?.into_iter().collect())
}

/// Moves the base status of a shipment's packages with the shipment's own, and records it in their history. For the
/// shipment's service, which holds the lock, asked for the permission and writes the audit row.
///
/// # Errors
/// When the database refuses.
pub fn move_base(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    from: Status,
    to: Status,
) -> Result<()> {
    let moved = queries::move_base(cx.conn, shipment, from, to)?;
    let changed: Vec<_> = moved
        .iter()
        .filter(|package| package.from_status != package.to_status)
        .map(|package| {
            NewEvent::package_status(shipment, package.id, package.from_status, package.to_status)
        })
        .collect();
    events::record(cx, &changed)
}

pub(super) fn require_shipment(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<()> {
    let found = queries::find_shipment(cx.conn, id)?;
    status_for(cx, id, found).map(|_| ())
}

/// The status of a shipment, for those who may know of it.
fn status_for(
    cx: &OpContext<'_>,
    id: ShipmentId,
    found: Option<(Status, UserId)>,
) -> Result<Status> {
    let only = cx.actor.only_partner();
    found
        .filter(|(_, partner)| only.is_none_or(|only| only == *partner))
        .map(|(status, _)| status)
        .ok_or_else(|| Error::not_found("thing-shipment", id))
}

/// The same for what was read of it already: rows show that there is one, and whoever is no partner may see all. Spares
/// a statement on the busiest pages.
fn require_shipment_of(cx: &mut OpContext<'_>, id: ShipmentId, nothing_read: bool) -> Result<()> {
    if nothing_read || cx.actor.only_partner().is_some() {
        require_shipment(cx, id)?;
    }
    Ok(())
}

/// Locks a shipment whose contents are about to change.
///
/// # Errors
/// `NotFound` also for those of another partner; `Conflict` when it is no longer in progress.
fn lock_contents(cx: &mut OpContext<'_>, shipment: ShipmentId) -> Result<()> {
    let found = queries::lock_shipment(cx.conn, shipment)?;
    let status = status_for(cx, shipment, found)?;
    require_in_progress(cx, shipment, status)
}

/// Locks a shipment to which packages are about to be added by somebody who saw so many in it: what is sent twice, or by
/// two people at once, is told the second time and adds nothing.
///
/// # Errors
/// `Stale` when there are more or fewer by now; else as for every change of contents.
pub fn lock_as_seen(cx: &mut OpContext<'_>, shipment: ShipmentId, packages: i32) -> Result<()> {
    lock_contents(cx, shipment)?;
    if queries::count_of_shipment(cx.conn, shipment)? == i64::from(packages) {
        return Ok(());
    }
    Err(Error::Stale)
}

/// Asks whether what is in a shipment may be changed now, before somebody begins to type.
///
/// # Errors
/// `NotFound` also for those of another partner; `Conflict`, saying who did what, when it is no longer in progress.
pub fn require_open(cx: &mut OpContext<'_>, shipment: ShipmentId) -> Result<()> {
    let found = queries::find_shipment(cx.conn, shipment)?;
    let status = status_for(cx, shipment, found)?;
    require_in_progress(cx, shipment, status)
}

fn require_in_progress(cx: &mut OpContext<'_>, shipment: ShipmentId, status: Status) -> Result<()> {
    if status == Status::InProgress {
        return Ok(());
    }
    let last = events::last_status_of_shipment(cx, shipment)?;
    let why = last.and_then(|last| closed_by(cx, status, &last));
    Err(Error::Conflict(why.unwrap_or_else(|| {
        Text::new("package-shipment-not-in-progress")
    })))
}

/// Who did what to a shipment that has a status now, and when.
fn closed_by(cx: &OpContext<'_>, status: Status, last: &Event) -> Option<Text> {
    let key = match status {
        Status::InProgress | Status::Overdue => return None,
        Status::Ready => "package-shipment-finalized",
        Status::PickedUp | Status::InTransit | Status::Received => "package-shipment-on-the-way",
        Status::Cancelled => "package-shipment-cancelled",
        Status::Lost => "package-shipment-lost",
    };
    let who = match (last.actor_kind.as_str(), last.actor_name.as_str()) {
        ("user", name) if !name.is_empty() => Arg::from(name),
        ("operator", _) => Text::new("package-changed-by-operator").into(),
        _ => Text::new("package-changed-by-system").into(),
    };
    let when = Figure::Moment(last.at.with_timezone(&cx.settings.time_zone).naive_local());
    let is_of_now = last.to_status == Some(status);
    is_of_now.then(|| Text::new(key).arg("who", who).arg("when", when))
}

/// Locks the shipment of a package whose contents are about to change; the package as it is then.
fn lock_package(cx: &mut OpContext<'_>, id: PackageId) -> Result<PackageRow> {
    let shipment = show(cx, id)?.shipment_id;
    lock_contents(cx, shipment)?;
    show(cx, id)
}
