//! Use cases of shipments: make, edit, list, show, delete, and what people say along the way (finalize, cancel, lost …).
//!
//! A partner is told of their own shipments only; all others do not exist for them.

use chrono::TimeDelta;
use serde_json::json;

pub use super::closing::{cancel, edit_lost_note, mark_lost, reinstate, require_version};
use super::model::{
    Header, NewShipment, Shipment, ShipmentCounts, ShipmentFilter, ShipmentRow, Sort, Worst,
    is_meant,
};
use super::queries::{self, Scope};
use super::search;
pub use super::totals::{Totals, verify_totals};
use crate::audit;
use crate::events::{self, NewEvent};
use crate::kernel::error::FieldError;
use crate::kernel::ids::ShipmentId;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Status, Text};
use crate::packages;

/// Makes a shipment, in progress and without packages.
///
/// # Errors
/// `Invalid` for a missing store release, texts that are too long, days out of range, or somebody who is no partner.
pub fn create(cx: &mut OpContext<'_>, new: NewShipment) -> Result<Shipment> {
    cx.require(Permission::add(Model::Shipment))?;
    let header = checked(cx, new, None)?;
    let id = queries::insert(cx.conn, &header, cx.now)?;
    events::record(cx, &[NewEvent::created(id, None)])?;
    audit::record(
        cx,
        "shipment.create",
        "shipment",
        &id,
        None,
        Some(json!(header)),
    )?;
    queries::find(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-shipment", id))
}

/// Makes a shipment with the packages of another, and everything in them.
///
/// # Errors
/// `NotFound` also for those of another partner; `Invalid` as for [`create`].
pub fn copy(cx: &mut OpContext<'_>, from: ShipmentId, new: NewShipment) -> Result<Shipment> {
    let from = show(cx, from)?;
    let made = create(cx, new)?;
    packages::service::copy(cx, from.id, made.id)?;
    show(cx, made.id)
}

/// Replaces the header of a shipment, whatever its status; dates of the road, status and note stay as they are.
///
/// # Errors
/// `Stale` when somebody else changed it meanwhile; `Invalid` as for a new one, but a partner it has already may stay.
pub fn edit(
    cx: &mut OpContext<'_>,
    id: ShipmentId,
    version: i32,
    header: NewShipment,
) -> Result<Shipment> {
    let (shipment, _) = lock(cx, id)?;
    let stored = queries::find_header(cx.conn, id)?;
    Error::require_version(stored.version, version)?;
    let before = stored.values;
    let header = checked(cx, header, Some(&before))?;
    if header == before {
        return Ok(shipment);
    }
    queries::update_header(cx.conn, id, &header)?;
    if header.expected_on != before.expected_on {
        events::record(cx, &[NewEvent::expected(id)])?;
    }
    audit::record(
        cx,
        "shipment.edit",
        "shipment",
        &id,
        Some(json!(before)),
        Some(json!(header)),
    )?;
    queries::find(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-shipment", id))
}

/// The longest way a shipment can be expected to take, in days.
const MOST_DAYS: i64 = 999;

fn checked(
    cx: &mut OpContext<'_>,
    new: NewShipment,
    before: Option<&NewShipment>,
) -> Result<NewShipment> {
    let mut errors = Vec::new();
    let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
    let new = NewShipment {
        description: crate::kernel::one_line(&new.description),
        store_release: crate::kernel::one_line(&new.store_release),
        ..new
    };
    if new.description.chars().count() > 255 {
        wrong(
            "description",
            Text::new("shipment-too-long").arg("limit", 255),
        );
    }
    if new.store_release.is_empty() {
        wrong(
            "store_release",
            Text::new("shipment-store-release-required"),
        );
    }
    if new.store_release.chars().count() > 45 {
        wrong(
            "store_release",
            Text::new("shipment-too-long").arg("limit", 45),
        );
    }
    let days_stay = before.is_some_and(|before| {
        (before.shipment_on, before.expected_on) == (new.shipment_on, new.expected_on)
    });
    let are_meant = is_meant(new.shipment_on) && is_meant(new.expected_on);
    if !are_meant && !days_stay {
        wrong("shipment_on", Text::new("shipment-date-required"));
    }
    match (new.expected_on - new.shipment_on).num_days() {
        ..0 => wrong("days", Text::new("shipment-expected-before-shipped")),
        0..=MOST_DAYS => {}
        _ => wrong(
            "days",
            Text::new("shipment-days-range").arg("most", MOST_DAYS),
        ),
    }
    let is_kept = before.is_some_and(|before| before.partner_id == new.partner_id);
    if !is_kept && !queries::is_partner(cx.conn, new.partner_id)? {
        wrong("partner", Text::new("shipment-no-partner"));
    }
    if let Some(transporter) = new.transporter_id
        && before.is_none_or(|before| before.transporter_id != new.transporter_id)
    {
        match queries::find_transporter(cx.conn, transporter)? {
            None => wrong("transporter", Text::new("shipment-no-transporter")),
            Some((name, true)) => wrong(
                "transporter",
                Text::new("catalog-is-archived").arg("name", name),
            ),
            Some((_, false)) => {}
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    Ok(new)
}

/// A shipment.
///
/// # Errors
/// `NotFound` also for those of another partner.
pub fn show(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Shipment> {
    cx.require(Permission::view(Model::Shipment))?;
    let only = cx.actor.only_partner();
    queries::find(cx.conn, id)?
        .filter(|shipment| only.is_none_or(|only| only == shipment.partner_id))
        .ok_or_else(|| Error::not_found("thing-shipment", id))
}

/// A shipment with its header as it is stored, for those who change it.
///
/// # Errors
/// `NotFound` also for those of another partner.
pub fn show_header(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<(Shipment, Header)> {
    cx.require(Permission::change(Model::Shipment))?;
    let shipment = show(cx, id)?;
    Ok((shipment, queries::find_header(cx.conn, id)?))
}

/// A page of shipments.
///
/// # Errors
/// When the database refuses.
pub fn list(
    cx: &mut OpContext<'_>,
    filter: &ShipmentFilter,
    sort: Sort,
    paging: Paging,
) -> Result<Paginated<ShipmentRow>> {
    Ok(list_with_counts(cx, filter, sort, paging)?.0)
}

/// A page of shipments, and how many there are of each kind among those that are searched for.
///
/// # Errors
/// When the database refuses.
pub fn list_with_counts(
    cx: &mut OpContext<'_>,
    filter: &ShipmentFilter,
    sort: Sort,
    paging: Paging,
) -> Result<(Paginated<ShipmentRow>, ShipmentCounts)> {
    cx.require(Permission::view(Model::Shipment))?;
    let scope = scope(cx);
    let search = search::understand(cx.conn, &cx.settings, &filter.search)?;
    let counts = match &search {
        None => count(cx)?,
        Some(_) => queries::count(cx.conn, search.as_ref(), scope)?,
    };
    let total = match (filter.silent, filter.status) {
        (true, None) => counts.silent,
        (false, None) => counts.all,
        (false, Some(status)) => counts.of(status),
        (true, Some(_)) => queries::count_filtered(cx.conn, filter, search.as_ref(), scope)?,
    };
    let paging = paging.within(total);
    let rows = queries::list(
        cx.conn,
        filter,
        search.as_ref(),
        scope,
        sort,
        paging,
        counts.overdue,
    )?;
    let rows = rows
        .into_iter()
        .map(|shipment| ShipmentRow::new(shipment, cx.now, &cx.settings))
        .collect();
    Ok((Paginated::new(rows, total, paging), counts))
}

/// Shipments without a description whose shown name (partner, store release, date) a text is part of; those of all
/// partners, for queries that look for more.
///
/// # Errors
/// When the database refuses.
pub fn named(cx: &mut OpContext<'_>, text: &str) -> Result<Vec<i32>> {
    cx.require(Permission::view(Model::Shipment))?;
    Ok(search::list_by_shown_name(cx.conn, text.trim())?)
}

/// How many shipments of each kind the actor may see.
///
/// # Errors
/// When the database refuses.
pub fn count(cx: &mut OpContext<'_>) -> Result<ShipmentCounts> {
    cx.require(Permission::view(Model::Shipment))?;
    cx.kept("shipments", |cx| {
        let scope = scope(cx);
        Ok(queries::count(cx.conn, None, scope)?)
    })
}

/// The worst shipments of a kind, at most `limit`: those overdue longest, or those silent longest.
///
/// # Errors
/// When the database refuses.
pub fn worst(cx: &mut OpContext<'_>, kind: Worst, limit: i64) -> Result<Vec<ShipmentRow>> {
    cx.require(Permission::view(Model::Shipment))?;
    let scope = scope(cx);
    let rows = queries::list_worst(cx.conn, kind, scope, limit)?;
    Ok(rows
        .into_iter()
        .map(|shipment| ShipmentRow::new(shipment, cx.now, &cx.settings))
        .collect())
}

fn scope(cx: &OpContext<'_>) -> Scope {
    Scope {
        partner: cx.actor.only_partner(),
        today: cx.today(),
        overdue_from_ready: cx.settings.overdue_from_ready,
        silent_before: cx.now - TimeDelta::days(i64::from(cx.settings.silent_after_days)),
    }
}

/// Closes a shipment for editing and makes it and its packages ready for pickup; those that were scanned before stay
/// where their scans say.
///
/// # Errors
/// `Conflict` when it was finalized before, or is lost or cancelled.
pub fn finalize(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Shipment> {
    let (shipment, _) = lock(cx, id)?;
    if !shipment.may_finalize() {
        return Err(Error::conflict("shipment-cannot-finalize"));
    }
    packages::service::move_base(cx, id, Status::InProgress, Status::Ready)?;
    settle(cx, &shipment, Status::Ready, "shipment.finalize")
}

/// Opens a shipment that is ready, so that its contents can be changed again.
///
/// # Errors
/// `Conflict` unless it is ready with nothing picked up.
pub fn reopen(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Shipment> {
    let (shipment, _) = lock(cx, id)?;
    if !shipment.may_reopen() {
        return Err(Error::conflict("shipment-cannot-reopen"));
    }
    packages::service::move_base(cx, id, Status::Ready, Status::InProgress)?;
    settle(cx, &shipment, Status::InProgress, "shipment.reopen")
}

/// Stores a new base status and what follows from it; history and audit.
fn settle(
    cx: &mut OpContext<'_>,
    before: &Shipment,
    base: Status,
    action: &str,
) -> Result<Shipment> {
    let counted = queries::find(cx.conn, before.id)?
        .ok_or_else(|| Error::not_found("thing-shipment", before.id))?;
    let status = counted.furthest(base);
    let ready_on = (base == Status::Ready).then(|| cx.today());
    queries::set_status(cx.conn, before.id, base, status, ready_on)?;
    recorded(cx, before, action)
}

/// Deletes a shipment with its packages and what is in them, whatever its status. For the room of scans, which first
/// gives its scans back to the inbox.
///
/// # Errors
/// `Forbidden` for those who may not delete; `NotFound` also for those of another partner.
pub fn delete(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<Shipment> {
    cx.require(Permission::delete(Model::Shipment))?;
    let (shipment, _) = lock(cx, id)?;
    let header = queries::find_header(cx.conn, id)?.values;
    packages::service::delete_all(cx, id)?;
    queries::delete(cx.conn, id)?;
    let mut before = json!(header);
    before["name"] = json!(shipment.display_name);
    before["status"] = json!(shipment.status);
    before["packages"] = json!(shipment.package_count);
    before["items"] = json!(shipment.item_count);
    audit::record(cx, "shipment.delete", "shipment", &id, Some(before), None)?;
    Ok(shipment)
}

/// Locks a shipment that the actor may change.
pub(super) fn lock(cx: &mut OpContext<'_>, id: ShipmentId) -> Result<(Shipment, Status)> {
    cx.require(Permission::change(Model::Shipment))?;
    let only = cx.actor.only_partner();
    queries::lock(cx.conn, id)?
        .filter(|(shipment, _)| only.is_none_or(|only| only == shipment.partner_id))
        .ok_or_else(|| Error::not_found("thing-shipment", id))
}

/// Writes the history and the audit row of a change already made.
pub(super) fn recorded(
    cx: &mut OpContext<'_>,
    before: &Shipment,
    action: &str,
) -> Result<Shipment> {
    let after = queries::find(cx.conn, before.id)?
        .ok_or_else(|| Error::not_found("thing-shipment", before.id))?;
    if after.status != before.status {
        let event = NewEvent::shipment_status(before.id, before.status, after.status);
        events::record(cx, &[event])?;
    }
    let values = |it: &Shipment| {
        json!({
            "status": it.status, "status_note": it.status_note, "loss_acceptable": it.loss_acceptable,
        })
    };
    audit::record(
        cx,
        action,
        "shipment",
        &before.id,
        Some(values(before)),
        Some(values(&after)),
    )?;
    Ok(after)
}
