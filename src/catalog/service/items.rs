//! Items of the catalog.

use serde_json::json;

use super::alike::{archived_already, in_use};
use super::lookup::entity_named;
use super::{CHOOSE, alike, record_created};
use crate::audit;
use crate::catalog::model::{
    CatalogItem, CatalogItemRow, DonorCodeKind, Entity, ItemCounts, ItemFilter, ItemSort,
    NamedItem, NewCatalogItem, NewEntity, Uses,
};
use crate::catalog::queries::{self, items};
use crate::kernel::error::{FieldError, OnConstraint};
use crate::kernel::ids::{CatalogItemId, DonorCodeId, DonorId, ItemCategoryId, SupplierId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Model, OpContext, Permission, Result, one_line};

/// Makes items, local prices rounded to the currency's digits; all or none; the order is kept.
pub fn create_items(
    cx: &mut OpContext<'_>,
    items: Vec<NewCatalogItem>,
) -> Result<Vec<CatalogItem>> {
    cx.require(Permission::add(Model::CatalogItem))?;
    let mut checked = Vec::with_capacity(items.len());
    for item in items {
        checked.push(item.checked(&cx.settings.currency)?);
    }
    let mut made = Vec::with_capacity(checked.len());
    // Ten values a row; PostgreSQL takes at most 65,535 in a statement.
    for part in checked.chunks(5000) {
        made.extend(items::insert(cx.conn, part).on_constraint("catalog_items_key", item_taken)?);
    }
    record_created(
        cx,
        "catalog_item",
        made.iter().map(|it| (it.id.0, it.description.as_str())),
    )?;
    Ok(made)
}

/// Makes one item.
pub fn create_item(cx: &mut OpContext<'_>, item: NewCatalogItem) -> Result<CatalogItem> {
    create_items(cx, vec![item])?
        .pop()
        .ok_or_else(|| Error::internal("an insert returned no row"))
}

/// Makes an item from a form: what it points at is found by name, and a category that is new is made with it.
///
/// # Errors
/// `Invalid` with every wrong field; then nothing is made.
pub fn create_named_item(cx: &mut OpContext<'_>, item: &NamedItem) -> Result<CatalogItem> {
    cx.require(Permission::add(Model::CatalogItem))?;
    let new = resolved(cx, item, None)?;
    create_item(cx, new)
}

/// Changes an item from a form; packages that hold it keep their copy.
///
/// # Errors
/// `NotFound`, `Stale`, or `Invalid` as for [`create_named_item`].
pub fn change_item(
    cx: &mut OpContext<'_>,
    id: CatalogItemId,
    version: i32,
    item: &NamedItem,
) -> Result<CatalogItem> {
    cx.require(Permission::change(Model::CatalogItem))?;
    let before = locked(cx, id)?;
    Error::require_version(before.version, version)?;
    let changes = resolved(cx, item, Some(&before))?;
    update_item(cx, id, version, changes)
}

/// Changes an item that is still in the version that was edited; without a difference nothing is written.
///
/// # Errors
/// `NotFound`, `Stale`, or `Invalid` with every wrong field.
pub fn update_item(
    cx: &mut OpContext<'_>,
    id: CatalogItemId,
    version: i32,
    changes: NewCatalogItem,
) -> Result<CatalogItem> {
    cx.require(Permission::change(Model::CatalogItem))?;
    let before = locked(cx, id)?;
    Error::require_version(before.version, version)?;
    let changes = changes.checked(&cx.settings.currency)?;
    if changes == NewCatalogItem::from(&before) {
        return Ok(before);
    }
    let after =
        items::update(cx.conn, id, &changes).on_constraint("catalog_items_key", item_taken)?;
    record(cx, "update", Some(&before), Some(&after))?;
    Ok(after)
}

fn locked(cx: &mut OpContext<'_>, id: CatalogItemId) -> Result<CatalogItem> {
    items::lock(cx.conn, id)?.ok_or_else(|| Error::not_found("catalog-thing-item", id))
}

fn item_taken() -> Error {
    Error::invalid("description", "catalog-item-taken")
}

/// The item with ids in place of names. Everything else is checked before a category is made.
fn resolved(
    cx: &mut OpContext<'_>,
    item: &NamedItem,
    before: Option<&CatalogItem>,
) -> Result<NewCatalogItem> {
    let mut wrong = Vec::new();
    let mut named = |cx: &mut OpContext<'_>, entity, kind, field, name: &str, own| {
        named_or_wrong(cx, &mut wrong, (entity, kind, field), name, own)
    };
    let donor = named(
        cx,
        Entity::Donor,
        None,
        "donor",
        &item.donor,
        before.and_then(|it| it.donor_id).map(|id| id.0),
    )?;
    let donor_t1 = named(
        cx,
        Entity::DonorCode,
        Some(DonorCodeKind::T1),
        "donor_t1",
        &item.donor_t1,
        before.and_then(|it| it.donor_t1_id).map(|id| id.0),
    )?;
    let supplier = named(
        cx,
        Entity::Supplier,
        None,
        "supplier",
        &item.supplier,
        before.and_then(|it| it.supplier_id).map(|id| id.0),
    )?;
    let category_name = one_line(&item.category);
    let category = queries::alike::find_by_name(cx.conn, Entity::Category, &category_name, None)?;
    let unchanged = category.as_ref().map(|row| row.id) == before.map(|it| it.item_category_id.0);
    if category
        .as_ref()
        .is_some_and(|row| row.archived_at.is_some())
        && !unchanged
    {
        let archived =
            crate::kernel::Text::new("catalog-is-archived").arg("name", item.category.trim());
        wrong.push(FieldError {
            field: "category",
            message: archived,
        });
    } else if item.category.trim().is_empty() {
        wrong.push(FieldError {
            field: "category",
            message: "catalog-required".into(),
        });
    }
    let new = NewCatalogItem {
        item_code: item.item_code.clone(),
        description: item.description.clone(),
        unit: item.unit.clone(),
        price_usd: item.price_usd,
        price_local: item.price_local,
        weight: item.weight,
        item_category_id: ItemCategoryId(category.map_or(0, |row| row.id)),
        donor_id: donor.map(DonorId),
        donor_t1_id: donor_t1.map(DonorCodeId),
        supplier_id: supplier.map(SupplierId),
    };
    let mut new = match new.checked(&cx.settings.currency) {
        Ok(new) if wrong.is_empty() => new,
        Ok(_) => return Err(Error::Invalid(wrong)),
        Err(Error::Invalid(more)) => {
            wrong.splice(0..0, more);
            return Err(Error::Invalid(wrong));
        }
        Err(other) => return Err(other),
    };
    if new.item_category_id.0 == 0 {
        let category = NewEntity {
            name: item.category.clone(),
            ..NewEntity::default()
        };
        let made = alike::create(cx, Entity::Category, &category).map_err(at_category)?;
        new.item_category_id = ItemCategoryId(made.id);
    }
    Ok(new)
}

/// The id of what a field names; what is wrong with it is noted.
fn named_or_wrong(
    cx: &mut OpContext<'_>,
    wrong: &mut Vec<FieldError>,
    (entity, kind, field): (Entity, Option<DonorCodeKind>, &'static str),
    name: &str,
    own: Option<i32>,
) -> Result<Option<i32>> {
    match entity_named(cx, entity, kind, field, name, own) {
        Ok(row) => Ok(row.map(|row| row.id)),
        Err(Error::Invalid(errors)) => {
            wrong.extend(errors);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// What is wrong with the name of a category stands at the item's field.
fn at_category(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Invalid(
            errors
                .into_iter()
                .map(|error| FieldError {
                    field: "category",
                    ..error
                })
                .collect(),
        ),
        other => other,
    }
}

/// An item with the names of what it points at.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn show_item(cx: &mut OpContext<'_>, id: CatalogItemId) -> Result<CatalogItemRow> {
    cx.require(CHOOSE)?;
    items::find_row(cx.conn, id)?.ok_or_else(|| Error::not_found("catalog-thing-item", id))
}

/// What refers to an item.
///
/// # Errors
/// `Forbidden` for those who may not delete it.
pub fn item_uses(cx: &mut OpContext<'_>, id: CatalogItemId) -> Result<Uses> {
    cx.require(Permission::delete(Model::CatalogItem))?;
    Ok(queries::uses::of_item(cx.conn, id)?)
}

/// Deletes an item that no kit and no package holds.
///
/// # Errors
/// `NotFound`, or `Conflict` with what holds it.
pub fn delete_item(cx: &mut OpContext<'_>, id: CatalogItemId) -> Result<CatalogItem> {
    cx.require(Permission::delete(Model::CatalogItem))?;
    let before = locked(cx, id)?;
    let uses = queries::uses::of_item(cx.conn, id)?;
    if !uses.is_none() {
        return Err(in_use(&before.description, uses));
    }
    items::delete(cx.conn, id)?;
    record(cx, "delete", Some(&before), None)?;
    Ok(before)
}

/// Puts an item away: it is offered no more, and stays in kits and packages.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is put away already.
pub fn archive_item(cx: &mut OpContext<'_>, id: CatalogItemId) -> Result<CatalogItem> {
    set_archived(cx, id, true)
}

/// Offers an item again that was put away.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is in use.
pub fn unarchive_item(cx: &mut OpContext<'_>, id: CatalogItemId) -> Result<CatalogItem> {
    set_archived(cx, id, false)
}

fn set_archived(cx: &mut OpContext<'_>, id: CatalogItemId, archived: bool) -> Result<CatalogItem> {
    cx.require(Permission::change(Model::CatalogItem))?;
    let before = locked(cx, id)?;
    if before.archived_at.is_some() == archived {
        return Err(archived_already(&before.description, archived));
    }
    let after = items::set_archived(cx.conn, id, archived.then_some(cx.now))?;
    let action = if archived { "archive" } else { "unarchive" };
    record(cx, action, Some(&before), Some(&after))?;
    Ok(after)
}

fn record(
    cx: &mut OpContext<'_>,
    action: &str,
    before: Option<&CatalogItem>,
    after: Option<&CatalogItem>,
) -> Result<()> {
    let id = before.or(after).map_or(CatalogItemId(0), |item| item.id);
    audit::record(
        cx,
        &format!("catalog_item.{action}"),
        "catalog_item",
        &id,
        before.map(|item| json!(item)),
        after.map(|item| json!(item)),
    )
}

/// A page of the catalog.
pub fn list_items(
    cx: &mut OpContext<'_>,
    filter: &ItemFilter,
    sort: ItemSort,
    paging: Paging,
) -> Result<Paginated<CatalogItemRow>> {
    cx.require(CHOOSE)?;
    let total = items::count(cx.conn, filter)?;
    let paging = paging.within(total);
    let rows = items::list(cx.conn, filter, sort, paging)?;
    Ok(Paginated::new(rows, total, paging))
}

/// How much there is in the catalog.
pub fn item_counts(cx: &mut OpContext<'_>) -> Result<ItemCounts> {
    cx.require(CHOOSE)?;
    Ok(items::counts(cx.conn)?)
}

/// The items with these ids, in the order given; those that do not exist are not in it.
pub fn items_by_id(cx: &mut OpContext<'_>, ids: &[CatalogItemId]) -> Result<Vec<CatalogItemRow>> {
    cx.require(CHOOSE)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(items::list_rows_by_id(cx.conn, ids)?)
}
