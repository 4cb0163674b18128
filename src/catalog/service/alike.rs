//! The short lists (categories, donors, donor codes, suppliers, transporters): looked through, made, changed, put away
//! and deleted, all alike.

use std::collections::BTreeSet;

use serde_json::json;

use crate::audit;
use crate::catalog::model::{
    CodeChoice, DonorCode, DonorCodeKind, Entity, EntityFilter, EntityRow, EntitySort, NewEntity,
    Uses, checked_name,
};
use crate::catalog::queries::{alike as queries, uses};
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::{DonorCodeId, DonorId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, OpContext, Permission, Result, Text, one_line};

/// The most letters of a field that names new codes.
const NEW_CODES_LIMIT: usize = 60;

/// A page of a short list.
///
/// # Errors
/// `Forbidden` for those who do not see this list.
pub fn list(
    cx: &mut OpContext<'_>,
    entity: Entity,
    filter: &EntityFilter,
    sort: EntitySort,
    paging: Paging,
) -> Result<Paginated<EntityRow>> {
    cx.require(Permission::view(entity.model()))?;
    let total = queries::count(cx.conn, entity, filter)?;
    let paging = paging.within(total);
    let rows = queries::list(cx.conn, entity, filter, sort, paging)?;
    Ok(Paginated::new(rows, total, paging))
}

/// How many are in use and how many are put away, for each list that the actor may see.
///
/// # Errors
/// When the database refuses.
pub fn counts(cx: &mut OpContext<'_>) -> Result<Vec<(Entity, i64, i64)>> {
    let mut counts = Vec::new();
    for entity in Entity::ALL {
        if cx.actor.may(Permission::view(entity.model())) {
            let mut filter = EntityFilter::default();
            let used = queries::count(cx.conn, entity, &filter)?;
            filter.archived = true;
            counts.push((entity, used, queries::count(cx.conn, entity, &filter)?));
        }
    }
    Ok(counts)
}

/// One row of a list.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn show(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<EntityRow> {
    cx.require(Permission::view(entity.model()))?;
    queries::find(cx.conn, entity, id)?.ok_or_else(|| Error::not_found(entity.thing(), id))
}

/// The row of a list with this name, in any case; for commands.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn show_by_name(cx: &mut OpContext<'_>, entity: Entity, name: &str) -> Result<EntityRow> {
    cx.require(Permission::view(entity.model()))?;
    queries::find_by_name(cx.conn, entity, &one_line(name), None)?
        .ok_or_else(|| Error::not_found(entity.thing(), name.trim()))
}

/// The codes of a donor.
///
/// # Errors
/// `Forbidden` for those who do not see donors.
pub fn codes_of_donor(cx: &mut OpContext<'_>, id: i32) -> Result<Vec<DonorCode>> {
    cx.require(Permission::view(Entity::Donor.model()))?;
    Ok(queries::list_codes_of(cx.conn, DonorId(id))?)
}

/// Codes by their ids, for a form that is shown again.
///
/// # Errors
/// `Forbidden` for those who do not see donors.
pub fn codes_by_id(cx: &mut OpContext<'_>, ids: &[DonorCodeId]) -> Result<Vec<DonorCode>> {
    cx.require(Permission::view(Entity::Donor.model()))?;
    Ok(queries::list_codes_by_id(cx.conn, ids)?)
}

/// Makes a row of a short list.
///
/// # Errors
/// `Invalid` for a name that is blank, too long or taken.
pub fn create(cx: &mut OpContext<'_>, entity: Entity, new: &NewEntity) -> Result<EntityRow> {
    cx.require(Permission::add(entity.model()))?;
    let name = checked(cx, entity, new, None)?;
    let id = queries::insert(cx.conn, entity, &name, new.kind)
        .on_constraint(taken_constraint(entity), || taken(entity))?;
    save_codes(cx, entity, id, new.codes.as_ref())?;
    let made = found(cx, entity, id)?;
    record(cx, entity, "create", None, Some(&made))?;
    Ok(made)
}

/// Changes a row of a short list that is still in the version that was edited.
///
/// # Errors
/// `NotFound`, `Stale`, or `Invalid` as for [`create`].
pub fn update(
    cx: &mut OpContext<'_>,
    entity: Entity,
    id: i32,
    version: i32,
    new: &NewEntity,
) -> Result<EntityRow> {
    cx.require(Permission::change(entity.model()))?;
    let before = locked(cx, entity, id)?;
    Error::require_version(before.version, version)?;
    let name = checked(cx, entity, new, Some(id))?;
    if before.kind != new.kind {
        let uses = uses::of_entity(cx.conn, entity, id)?;
        if !uses.is_none() {
            let message = Text::new("catalog-kind-in-use").arg("uses", uses.words());
            return Err(Error::invalid("kind", message));
        }
    }
    if name == before.name
        && new.kind == before.kind
        && has_codes(cx, entity, id, new.codes.as_ref())?
    {
        return Ok(before);
    }
    queries::update(cx.conn, entity, id, &name, new.kind)
        .on_constraint(taken_constraint(entity), || taken(entity))?;
    save_codes(cx, entity, id, new.codes.as_ref())?;
    let after = found(cx, entity, id)?;
    record(cx, entity, "update", Some(&before), Some(&after))?;
    Ok(after)
}

/// What refers to a row of a short list.
///
/// # Errors
/// `Forbidden` for those who may not delete it.
pub fn uses_of(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<Uses> {
    cx.require(Permission::delete(entity.model()))?;
    Ok(uses::of_entity(cx.conn, entity, id)?)
}

/// Deletes a row that nothing refers to.
///
/// # Errors
/// `NotFound`, or `Conflict` with what refers to it.
pub fn delete(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<EntityRow> {
    cx.require(Permission::delete(entity.model()))?;
    let before = locked(cx, entity, id)?;
    let uses = uses::of_entity(cx.conn, entity, id)?;
    if !uses.is_none() {
        return Err(in_use(&before.name, uses));
    }
    queries::delete(cx.conn, entity, id)?;
    record(cx, entity, "delete", Some(&before), None)?;
    Ok(before)
}

/// Puts a row away: it is offered no more, and stays on what uses it.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is put away already.
pub fn archive(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<EntityRow> {
    set_archived(cx, entity, id, true)
}

/// Offers a row again that was put away.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is in use.
pub fn unarchive(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<EntityRow> {
    set_archived(cx, entity, id, false)
}

fn set_archived(
    cx: &mut OpContext<'_>,
    entity: Entity,
    id: i32,
    archived: bool,
) -> Result<EntityRow> {
    cx.require(Permission::change(entity.model()))?;
    let before = locked(cx, entity, id)?;
    if before.archived_at.is_some() == archived {
        return Err(archived_already(&before.name, archived));
    }
    queries::set_archived(cx.conn, entity, id, archived.then_some(cx.now))?;
    let after = found(cx, entity, id)?;
    let action = if archived { "archive" } else { "unarchive" };
    record(cx, entity, action, Some(&before), Some(&after))?;
    Ok(after)
}

/// It is already where it should go.
pub(super) fn archived_already(name: &str, archived: bool) -> Error {
    let key = if archived {
        "catalog-is-archived"
    } else {
        "catalog-is-not-archived"
    };
    Error::conflict(Text::new(key).arg("name", name))
}

/// It cannot be deleted.
pub(super) fn in_use(name: &str, uses: Uses) -> Error {
    Error::conflict(
        Text::new("catalog-in-use")
            .arg("name", name)
            .arg("uses", uses.words()),
    )
}

fn locked(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<EntityRow> {
    queries::lock(cx.conn, entity, id)?.ok_or_else(|| Error::not_found(entity.thing(), id))
}

fn found(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<EntityRow> {
    queries::find(cx.conn, entity, id)?.ok_or_else(|| Error::not_found(entity.thing(), id))
}

/// The name without blanks around it. The database keeps names of categories apart only here: an import may bring
/// two that differ in case, a person at a form should not.
fn checked(
    cx: &mut OpContext<'_>,
    entity: Entity,
    new: &NewEntity,
    own: Option<i32>,
) -> Result<String> {
    let name = checked_name(entity.name_field(), &new.name, entity.name_limit())?;
    let same = queries::find_by_name(cx.conn, entity, &name, new.kind)?;
    if same.is_some_and(|row| Some(row.id) != own) {
        return Err(taken(entity));
    }
    Ok(name)
}

fn taken(entity: Entity) -> Error {
    Error::invalid(entity.name_field(), "catalog-taken")
}

fn taken_constraint(entity: Entity) -> &'static str {
    match entity {
        Entity::Category => "",
        Entity::Donor => "donors_name_key",
        Entity::DonorCode => "donor_codes_code_kind_key",
        Entity::Supplier => "suppliers_name_key",
        Entity::Transporter => "transporters_name_key",
    }
}

/// Whether a donor has these codes already and no others.
fn has_codes(
    cx: &mut OpContext<'_>,
    entity: Entity,
    id: i32,
    choice: Option<&CodeChoice>,
) -> Result<bool> {
    let Some(choice) = choice.filter(|_| entity == Entity::Donor) else {
        return Ok(true);
    };
    if !choice.new_t1.trim().is_empty() || !choice.new_t3.trim().is_empty() {
        return Ok(false);
    }
    let stored = queries::list_codes_of(cx.conn, DonorId(id))?;
    let stored: BTreeSet<i32> = stored.iter().map(|code| code.id.0).collect();
    let chosen: BTreeSet<i32> = choice.ids.iter().map(|code| code.0).collect();
    Ok(stored == chosen)
}

fn save_codes(
    cx: &mut OpContext<'_>,
    entity: Entity,
    id: i32,
    choice: Option<&CodeChoice>,
) -> Result<()> {
    let Some(choice) = choice.filter(|_| entity == Entity::Donor) else {
        return Ok(());
    };
    let known = queries::list_codes_by_id(cx.conn, &choice.ids)?;
    let mut codes: Vec<DonorCodeId> = known.iter().map(|code| code.id).collect();
    for (field, kind, typed) in [
        ("new_t1", DonorCodeKind::T1, &choice.new_t1),
        ("new_t3", DonorCodeKind::T3, &choice.new_t3),
    ] {
        for code in codes_named(cx, field, kind, typed)? {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    Ok(queries::set_codes(cx.conn, DonorId(id), &codes)?)
}

/// The codes that a field names, found in any case or made.
fn codes_named(
    cx: &mut OpContext<'_>,
    field: &'static str,
    kind: DonorCodeKind,
    typed: &str,
) -> Result<Vec<DonorCodeId>> {
    if typed.chars().count() > NEW_CODES_LIMIT {
        let limit = Text::new("catalog-too-long").arg("limit", NEW_CODES_LIMIT as i64);
        return Err(Error::invalid(field, limit));
    }
    let mut codes = Vec::new();
    let names = typed.split([',', '،']).map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        let name = checked_name(field, name, Entity::DonorCode.name_limit())?;
        let known = queries::find_by_name(cx.conn, Entity::DonorCode, &name, Some(kind))?;
        let id = if let Some(known) = known {
            known.id
        } else {
            cx.require(Permission::add(Entity::DonorCode.model()))?;
            let id = queries::insert(cx.conn, Entity::DonorCode, &name, Some(kind))?;
            let made = found(cx, Entity::DonorCode, id)?;
            record(cx, Entity::DonorCode, "create", None, Some(&made))?;
            id
        };
        codes.push(DonorCodeId(id));
    }
    Ok(codes)
}

fn record(
    cx: &mut OpContext<'_>,
    entity: Entity,
    action: &str,
    before: Option<&EntityRow>,
    after: Option<&EntityRow>,
) -> Result<()> {
    let id = before.or(after).map_or(0, |row| row.id);
    let values = |row: &EntityRow| {
        let mut values = json!({"name": row.name, "archived_at": row.archived_at});
        if entity == Entity::DonorCode {
            values["kind"] = json!(row.kind);
        }
        if entity == Entity::Donor {
            values["t1_codes"] = json!(row.t1_codes);
            values["t3_codes"] = json!(row.t3_codes);
        }
        values
    };
    audit::record(
        cx,
        &format!("{}.{action}", entity.kind()),
        entity.kind(),
        &id,
        before.map(values),
        after.map(values),
    )
}
