//! Kits: made, changed, filled, copied, deleted.

use std::collections::BTreeMap;

use serde_json::json;

use super::record_created;
use crate::audit;
use crate::catalog::model::{
    Added, CatalogItem, Kit, KitContent, KitItemRecord, KitRow, KitShape, NewKit, NewKitItem,
    QUANTITY_LIMIT, checked_name,
};
use crate::catalog::queries::{items, kits as queries};
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::{CatalogItemId, KitId};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text, nearest, one_line};

/// Makes kits with their contents; an item named twice counts once with the sum. The order is kept.
pub fn create_kits(cx: &mut OpContext<'_>, kits: Vec<NewKit>) -> Result<Vec<Kit>> {
    cx.require(Permission::add(Model::Kit))?;
    let mut made = Vec::with_capacity(kits.len());
    for new in kits {
        made.push(insert(cx, new)?);
    }
    record_created(cx, "kit", made.iter().map(|it| (it.id.0, it.name.as_str())))?;
    Ok(made)
}

/// Makes one kit.
pub fn create_kit(cx: &mut OpContext<'_>, kit: NewKit) -> Result<Kit> {
    create_kits(cx, vec![kit])?
        .pop()
        .ok_or_else(|| Error::internal("an insert returned no row"))
}

fn insert(cx: &mut OpContext<'_>, new: NewKit) -> Result<Kit> {
    let (name, description) = checked_words(&new.name, &new.description)?;
    let quantities = summed(&new.contents)?;
    require_room(cx, &quantities)?;
    let kit = insert_named(cx, &name, &description)?;
    fill(cx, kit.id, quantities)?;
    Ok(kit)
}

fn checked_words(name: &str, description: &str) -> Result<(String, String)> {
    let name = checked_name("name", name, 255)?;
    let description = one_line(description);
    if description.chars().count() > 255 {
        let limit = Text::new("catalog-too-long").arg("limit", 255);
        return Err(Error::invalid("description", limit));
    }
    Ok((name, description))
}

/// Leaves a name to one kit, in whatever case it is written: two who take it at once wait for each other.
fn claim_name(cx: &mut OpContext<'_>, name: &str, own: Option<KitId>) -> Result<()> {
    queries::lock_names(cx.conn)?;
    if queries::is_named(cx.conn, name, own)? {
        return Err(taken());
    }
    Ok(())
}

/// Makes a row of its own name.
fn insert_named(cx: &mut OpContext<'_>, name: &str, description: &str) -> Result<Kit> {
    claim_name(cx, name, None)?;
    queries::insert(cx.conn, name, description).on_constraint("kits_name_key", taken)
}

fn taken() -> Error {
    Error::invalid("name", "catalog-taken")
}

/// Quantities by item, all lines of one together; every line must be possible.
fn summed(contents: &[NewKitItem]) -> Result<BTreeMap<CatalogItemId, i64>> {
    let mut quantities: BTreeMap<CatalogItemId, i64> = BTreeMap::new();
    for content in contents {
        let sum = quantities.entry(content.catalog_item_id).or_default();
        *sum += i64::from(content.quantity);
        if !(1..=QUANTITY_LIMIT).contains(&content.quantity) {
            return Err(wrong_quantity());
        }
    }
    Ok(quantities)
}

/// Refuses sums that no kit can hold; the first is named.
fn require_room(cx: &mut OpContext<'_>, sums: &BTreeMap<CatalogItemId, i64>) -> Result<()> {
    let limit = i64::from(QUANTITY_LIMIT);
    let Some((id, sum)) = sums.iter().find(|(_, sum)| **sum > limit) else {
        return Ok(());
    };
    let item = items::list_by_id(cx.conn, &[*id])?
        .pop()
        .ok_or_else(no_item)?;
    let message = Text::new("catalog-quantity-sum")
        .arg("item", item.description)
        .arg("sum", *sum)
        .arg("limit", limit);
    Err(Error::invalid("quantity", message))
}

/// A quantity that no kit can hold.
fn wrong_quantity() -> Error {
    let limit = Text::new("catalog-quantity").arg("limit", i64::from(QUANTITY_LIMIT));
    Error::invalid("quantity", limit)
}

fn records(kit_id: KitId, quantities: BTreeMap<CatalogItemId, i64>) -> Vec<KitItemRecord> {
    quantities
        .into_iter()
        .map(|(catalog_item_id, quantity)| KitItemRecord {
            kit_id,
            catalog_item_id,
            quantity: quantity as i32,
        })
        .collect()
}

fn fill(
    cx: &mut OpContext<'_>,
    kit: KitId,
    quantities: BTreeMap<CatalogItemId, i64>,
) -> Result<()> {
    queries::insert_items(cx.conn, &records(kit, quantities))
        .on_constraint("kit_items_catalog_item_id_fkey", no_item)?;
    Ok(())
}

fn no_item() -> Error {
    Error::invalid("contents", "catalog-no-item")
}

/// All kits by name, with their sums at today's prices.
pub fn list_kits(cx: &mut OpContext<'_>) -> Result<Vec<KitRow>> {
    search_kits(cx, "")
}

/// The kits with these letters in their name or description.
pub fn search_kits(cx: &mut OpContext<'_>, search: &str) -> Result<Vec<KitRow>> {
    cx.require(Permission::view(Model::Kit))?;
    Ok(queries::list(cx.conn, search.trim(), None)?)
}

/// A kit with its sums at today's prices.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn show_kit(cx: &mut OpContext<'_>, id: KitId) -> Result<KitRow> {
    cx.require(Permission::view(Model::Kit))?;
    queries::list(cx.conn, "", Some(id))?
        .pop()
        .ok_or_else(|| not_found(id))
}

/// The kit of a name, in any case, or of a number; for commands.
///
/// # Errors
/// `NotFound` with the name most like it, or `Forbidden`.
pub fn find_kit_by_name(cx: &mut OpContext<'_>, name: &str) -> Result<KitRow> {
    cx.require(Permission::view(Model::Kit))?;
    let name = &*one_line(name);
    let named = queries::find_by_name(cx.conn, name)?.map(|kit| kit.id);
    let Some(id) = named.or_else(|| name.parse().ok().map(KitId)) else {
        return Err(none_called(cx, name)?);
    };
    show_kit(cx, id)
}

/// No kit is called so; says which name is most like it.
fn none_called(cx: &mut OpContext<'_>, name: &str) -> Result<Error> {
    let names = queries::list_names(cx.conn)?;
    let Some(near) = nearest(name, names.iter().map(String::as_str)) else {
        return Ok(Error::not_found("catalog-thing-kit", name));
    };
    let what = Text::new("catalog-no-kit-but")
        .arg("name", name)
        .arg("near", near);
    Ok(Error::NotFound { what })
}

/// What is in a kit, by description.
pub fn kit_contents(cx: &mut OpContext<'_>, id: KitId) -> Result<Vec<KitContent>> {
    cx.require(Permission::view(Model::Kit))?;
    if queries::find(cx.conn, id)?.is_none() {
        return Err(not_found(id));
    }
    Ok(queries::list_contents(cx.conn, id)?)
}

/// The item in a kit that somebody names: by `#` and its number, or by its whole code or description in any case. Also one
/// that was put away since.
///
/// # Errors
/// `Invalid` at `item` when the kit holds none of this name, or several.
pub fn held_item(kit: &Kit, contents: &[KitContent], text: &str) -> Result<CatalogItemId> {
    let text = text.trim();
    let number: Option<i32> = text.strip_prefix('#').and_then(|id| id.parse().ok());
    let folded = text.to_lowercase();
    let is_named = |item: &CatalogItem| {
        number == Some(item.id.0)
            || [&item.item_code, &item.description]
                .iter()
                .any(|words| words.trim().to_lowercase() == folded)
    };
    let mut found = contents.iter().filter(|content| is_named(&content.item));
    let (first, second) = (found.next(), found.next());
    match (first, second) {
        (Some(content), None) => Ok(content.item.id),
        (Some(_), Some(_)) => {
            let several = Text::new("lookup-several").arg("name", text);
            Err(Error::invalid("item", several))
        }
        (None, _) => {
            let none = Text::new("kit-holds-no")
                .arg("kit", kit.name.as_str())
                .arg("item", text.trim_start_matches('#'));
            Err(Error::invalid("item", none))
        }
    }
}

/// What is in several kits, by kit and description; kits that hold nothing or do not exist are not in it.
pub fn contents_of_kits(
    cx: &mut OpContext<'_>,
    ids: &[KitId],
) -> Result<BTreeMap<KitId, Vec<KitContent>>> {
    cx.require(Permission::view(Model::Kit))?;
    let mut held = BTreeMap::<KitId, Vec<KitContent>>::new();
    for (kit, content) in queries::list_contents_of(cx.conn, ids)? {
        held.entry(kit).or_default().push(content);
    }
    Ok(held)
}

/// How many packages were built from a kit.
pub fn kit_package_count(cx: &mut OpContext<'_>, id: KitId) -> Result<i64> {
    cx.require(Permission::view(Model::Kit))?;
    Ok(queries::count_packages(cx.conn, id)?)
}

fn not_found(id: KitId) -> Error {
    Error::not_found("catalog-thing-kit", id)
}

fn locked(cx: &mut OpContext<'_>, id: KitId) -> Result<Kit> {
    queries::lock(cx.conn, id)?.ok_or_else(|| not_found(id))
}

/// Changes a kit that is still in the version that was edited: its words, and the quantity of each item it names.
/// A quantity of 0 takes the item out; items that are not named stay as they are. Without a difference nothing is written.
///
/// # Errors
/// `NotFound`, `Stale`, or `Invalid`: at `quantity` for one that cannot be.
pub fn update_kit(
    cx: &mut OpContext<'_>,
    id: KitId,
    version: i32,
    shape: &KitShape,
) -> Result<Kit> {
    cx.require(Permission::change(Model::Kit))?;
    let before = locked(cx, id)?;
    Error::require_version(before.version, version)?;
    let (name, description) = checked_words(&shape.name, &shape.description)?;
    let held = queries::list_contents(cx.conn, id)?;
    let stored: BTreeMap<CatalogItemId, i64> = held
        .iter()
        .map(|content| (content.item.id, i64::from(content.quantity)))
        .collect();
    let mut quantities = stored.clone();
    for line in &shape.quantities {
        if !(0..=QUANTITY_LIMIT).contains(&line.quantity) {
            return Err(wrong_quantity());
        }
        if line.quantity == 0 {
            quantities.remove(&line.catalog_item_id);
        } else if let Some(quantity) = quantities.get_mut(&line.catalog_item_id) {
            *quantity = i64::from(line.quantity);
        }
    }
    if quantities == stored && name == before.name && description == before.description {
        return Ok(before);
    }
    // Kits of old that differ only in case keep their names until somebody gives them another.
    if name != before.name {
        claim_name(cx, &name, Some(id))?;
    }
    queries::update(cx.conn, id, &name, &description).on_constraint("kits_name_key", taken)?;
    queries::delete_contents(cx.conn, id)?;
    fill(cx, id, quantities)?;
    let after = locked(cx, id)?;
    let contents = queries::list_contents(cx.conn, id)?;
    audit::record(
        cx,
        "kit.update",
        "kit",
        &id,
        Some(values(&before, &held)),
        Some(values(&after, &contents)),
    )?;
    Ok(after)
}

fn values(kit: &Kit, contents: &[KitContent]) -> serde_json::Value {
    let contents: Vec<_> = contents
        .iter()
        .map(|content| {
            json!({"catalog_item_id": content.item.id, "description": content.item.description,
                   "quantity": content.quantity})
        })
        .collect();
    json!({"name": kit.name, "description": kit.description, "contents": contents})
}

/// Adds quantities of items to a kit, all or none; what it holds already becomes more. Lines of 0 add nothing.
///
/// # Errors
/// `NotFound`, or `Invalid` for a quantity that cannot be, also in sum, and for an item that is gone or put away.
pub fn add_to_kit(cx: &mut OpContext<'_>, id: KitId, lines: &[NewKitItem]) -> Result<Vec<Added>> {
    cx.require(Permission::add(Model::KitItem))?;
    let kit = locked(cx, id)?;
    if lines
        .iter()
        .any(|line| !(0..=QUANTITY_LIMIT).contains(&line.quantity))
    {
        return Err(wrong_quantity());
    }
    let lines: Vec<NewKitItem> = lines
        .iter()
        .copied()
        .filter(|line| line.quantity > 0)
        .collect();
    let quantities = summed(&lines)?;
    if quantities.is_empty() {
        return Ok(Vec::new());
    }
    let mut sums = quantities.clone();
    for content in queries::list_contents(cx.conn, id)? {
        if let Some(sum) = sums.get_mut(&content.item.id) {
            *sum += i64::from(content.quantity);
        }
    }
    require_room(cx, &sums)?;
    let ids: Vec<CatalogItemId> = quantities.keys().copied().collect();
    let known = items::list_by_id(cx.conn, &ids)?;
    if known.len() < ids.len() || known.iter().any(|item| item.archived_at.is_some()) {
        return Err(no_item());
    }
    let totals = queries::add_items(cx.conn, &records(id, quantities.clone()))?;
    queries::bump(cx.conn, id)?;
    let totals: BTreeMap<CatalogItemId, i32> = totals.into_iter().collect();
    let added: Vec<Added> = known
        .into_iter()
        .map(|item| Added {
            catalog_item_id: item.id,
            added: quantities
                .get(&item.id)
                .map_or(0, |quantity| *quantity as i32),
            total: totals.get(&item.id).copied().unwrap_or_default(),
            description: item.description,
        })
        .collect();
    let after = json!({"name": kit.name, "added": added});
    audit::record(cx, "kit.add_items", "kit", &id, None, Some(after))?;
    Ok(added)
}

/// Copies a kit with all that is in it.
///
/// # Errors
/// `NotFound`, or `Invalid` for a name that is blank, too long or taken.
pub fn copy_kit(cx: &mut OpContext<'_>, id: KitId, name: &str) -> Result<Kit> {
    cx.require(Permission::add(Model::Kit))?;
    let from = queries::find(cx.conn, id)?.ok_or_else(|| not_found(id))?;
    let (name, description) = checked_words(name, &from.description)?;
    let kit = insert_named(cx, &name, &description)?;
    queries::copy_contents(cx.conn, id, kit.id)?;
    let after = json!({"name": kit.name, "copy_of": id});
    audit::record(cx, "kit.create", "kit", &kit.id, None, Some(after))?;
    Ok(kit)
}

/// Deletes a kit; packages that were built from it stay.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn delete_kit(cx: &mut OpContext<'_>, id: KitId) -> Result<Kit> {
    cx.require(Permission::delete(Model::Kit))?;
    let kit = locked(cx, id)?;
    let contents = queries::list_contents(cx.conn, id)?;
    queries::delete(cx.conn, id)?;
    audit::record(
        cx,
        "kit.delete",
        "kit",
        &id,
        Some(values(&kit, &contents)),
        None,
    )?;
    Ok(kit)
}
