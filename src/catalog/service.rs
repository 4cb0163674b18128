//! Use cases of the catalog: make and list, many at once; change an item.
//!
//! Lists that people choose from while packing (donors, suppliers, transporters) are open to everybody in the
//! office, although only coordinators may change them.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::json;

use super::model::{
    CatalogItem, CatalogItemRow, Donor, DonorCode, ItemCategory, ItemFilter, Kit, KitContent,
    KitItemRecord, KitRow, NewCatalogItem, NewDonor, NewDonorCode, NewKit, QUANTITY_LIMIT,
    Supplier, Transporter, checked_name,
};
use super::queries;
use crate::audit;
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::{CatalogItemId, KitId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text};

/// What everybody in the office may see to choose from.
const CHOOSE: Permission = Permission::view(Model::CatalogItem);

/// Makes categories; the order is kept.
pub fn create_categories(cx: &mut OpContext<'_>, names: Vec<String>) -> Result<Vec<ItemCategory>> {
    cx.require(Permission::add(Model::ItemCategory))?;
    let made = queries::insert_categories(cx.conn, &checked_names(names, 100)?)?;
    record_created(
        cx,
        "item_category",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    Ok(made)
}

/// All categories by name.
pub fn list_categories(cx: &mut OpContext<'_>) -> Result<Vec<ItemCategory>> {
    cx.require(CHOOSE)?;
    Ok(queries::list_categories(cx.conn)?)
}

/// Makes donor codes; the order is kept.
pub fn create_donor_codes(
    cx: &mut OpContext<'_>,
    codes: Vec<NewDonorCode>,
) -> Result<Vec<DonorCode>> {
    cx.require(Permission::add(Model::DonorCode))?;
    let mut checked = Vec::with_capacity(codes.len());
    for code in codes {
        checked.push(NewDonorCode {
            code: checked_name("code", &code.code, 45)?,
            kind: code.kind,
        });
    }
    let made = queries::insert_donor_codes(cx.conn, &checked)
        .on_constraint("donor_codes_code_kind_key", || {
            Error::invalid("code", "catalog-taken")
        })?;
    record_created(
        cx,
        "donor_code",
        made.iter().map(|it| (it.id.0, it.code.as_str())),
    )?;
    Ok(made)
}

/// All donor codes, T1 before T3.
pub fn list_donor_codes(cx: &mut OpContext<'_>) -> Result<Vec<DonorCode>> {
    cx.require(CHOOSE)?;
    Ok(queries::list_donor_codes(cx.conn)?)
}

/// Makes donors with the codes they use; the order is kept.
pub fn create_donors(cx: &mut OpContext<'_>, donors: Vec<NewDonor>) -> Result<Vec<Donor>> {
    cx.require(Permission::add(Model::Donor))?;
    let names = checked_names(donors.iter().map(|donor| donor.name.clone()).collect(), 45)?;
    let made = queries::insert_donors(cx.conn, &names).on_constraint("donors_name_key", || {
        Error::invalid("name", "catalog-taken")
    })?;
    let links: Vec<_> = made
        .iter()
        .zip(&donors)
        .flat_map(|(record, donor)| donor.code_ids.iter().map(|code| (record.id, *code)))
        .collect();
    queries::insert_donor_links(cx.conn, &links)?;
    record_created(
        cx,
        "donor",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    let mut all = list_donors(cx)?;
    all.retain(|donor| made.iter().any(|record| record.id == donor.id));
    all.sort_by_key(|donor| made.iter().position(|record| record.id == donor.id));
    Ok(all)
}

/// All donors by name, with their codes.
pub fn list_donors(cx: &mut OpContext<'_>) -> Result<Vec<Donor>> {
    cx.require(CHOOSE)?;
    let mut codes: BTreeMap<_, Vec<DonorCode>> = BTreeMap::new();
    for (donor, code) in queries::list_codes_of_donors(cx.conn)? {
        codes.entry(donor).or_default().push(code);
    }
    let donors = queries::list_donors(cx.conn)?
        .into_iter()
        .map(|record| Donor {
            codes: codes.remove(&record.id).unwrap_or_default(),
            id: record.id,
            name: record.name,
        });
    Ok(donors.collect())
}

/// Makes suppliers; the order is kept.
pub fn create_suppliers(cx: &mut OpContext<'_>, names: Vec<String>) -> Result<Vec<Supplier>> {
    cx.require(Permission::add(Model::Supplier))?;
    let made = queries::insert_suppliers(cx.conn, &checked_names(names, 45)?)
        .on_constraint("suppliers_name_key", || {
            Error::invalid("name", "catalog-taken")
        })?;
    record_created(
        cx,
        "supplier",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    Ok(made)
}

/// All suppliers by name.
pub fn list_suppliers(cx: &mut OpContext<'_>) -> Result<Vec<Supplier>> {
    cx.require(CHOOSE)?;
    Ok(queries::list_suppliers(cx.conn)?)
}

/// Makes transporters; the order is kept.
pub fn create_transporters(cx: &mut OpContext<'_>, names: Vec<String>) -> Result<Vec<Transporter>> {
    cx.require(Permission::add(Model::Transporter))?;
    let made = queries::insert_transporters(cx.conn, &checked_names(names, 45)?)
        .on_constraint("transporters_name_key", || {
            Error::invalid("name", "catalog-taken")
        })?;
    record_created(
        cx,
        "transporter",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    Ok(made)
}

/// All transporters by name.
pub fn list_transporters(cx: &mut OpContext<'_>) -> Result<Vec<Transporter>> {
    cx.require(CHOOSE)?;
    Ok(queries::list_transporters(cx.conn)?)
}

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
        made.extend(
            queries::insert_items(cx.conn, part).on_constraint("catalog_items_key", item_taken)?,
        );
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

/// Changes an item; packages that hold it keep their copy.
pub fn update_item(
    cx: &mut OpContext<'_>,
    id: CatalogItemId,
    changes: NewCatalogItem,
) -> Result<CatalogItem> {
    cx.require(Permission::change(Model::CatalogItem))?;
    let before = queries::lock_item(cx.conn, id)?
        .ok_or_else(|| Error::not_found("catalog-thing-item", id))?;
    let changes = changes.checked(&cx.settings.currency)?;
    let after = queries::update_item(cx.conn, id, &changes)
        .on_constraint("catalog_items_key", item_taken)?;
    audit::record(
        cx,
        "catalog_item.update",
        "catalog_item",
        &id,
        Some(json!(before)),
        Some(json!(after)),
    )?;
    Ok(after)
}

fn item_taken() -> Error {
    Error::invalid("description", "catalog-item-taken")
}

/// A page of the catalog by description.
pub fn list_items(
    cx: &mut OpContext<'_>,
    filter: &ItemFilter,
    paging: Paging,
) -> Result<Paginated<CatalogItemRow>> {
    cx.require(CHOOSE)?;
    let total = queries::count_items(cx.conn, filter)?;
    let rows = queries::list_items(cx.conn, filter, paging)?;
    Ok(Paginated::new(rows, total, paging))
}

/// The items with these ids, in the order of ids; those that do not exist are not in it.
pub fn items_by_id(cx: &mut OpContext<'_>, ids: &[CatalogItemId]) -> Result<Vec<CatalogItem>> {
    cx.require(CHOOSE)?;
    Ok(queries::list_items_by_id(cx.conn, ids)?)
}

/// Makes kits with their contents; an item named twice counts once with the sum. The order is kept.
pub fn create_kits(cx: &mut OpContext<'_>, kits: Vec<NewKit>) -> Result<Vec<Kit>> {
    cx.require(Permission::add(Model::Kit))?;
    let mut made = Vec::with_capacity(kits.len());
    for new in kits {
        made.push(insert_kit(cx, new)?);
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

fn insert_kit(cx: &mut OpContext<'_>, new: NewKit) -> Result<Kit> {
    let name = checked_name("name", &new.name, 255)?;
    let mut quantities: BTreeMap<CatalogItemId, i64> = BTreeMap::new();
    for content in &new.contents {
        let sum = quantities.entry(content.catalog_item_id).or_default();
        *sum += i64::from(content.quantity);
        if content.quantity < 1 || *sum > i64::from(QUANTITY_LIMIT) {
            let limit = Text::new("catalog-quantity").arg("limit", i64::from(QUANTITY_LIMIT));
            return Err(Error::invalid("quantity", limit));
        }
    }
    let kit = queries::insert_kit(cx.conn, &name, new.description.trim())
        .on_constraint("kits_name_key", || Error::invalid("name", "catalog-taken"))?;
    let rows: Vec<_> = quantities
        .into_iter()
        .map(|(catalog_item_id, quantity)| KitItemRecord {
            kit_id: kit.id,
            catalog_item_id,
            quantity: quantity as i32,
        })
        .collect();
    queries::insert_kit_items(cx.conn, &rows)
        .on_constraint("kit_items_catalog_item_id_fkey", || {
            Error::invalid("contents", "catalog-no-item")
        })?;
    Ok(kit)
}

/// All kits by name, with their sums at today's prices.
pub fn list_kits(cx: &mut OpContext<'_>) -> Result<Vec<KitRow>> {
    cx.require(Permission::view(Model::Kit))?;
    Ok(queries::list_kits(cx.conn)?)
}

/// What is in a kit, by description.
pub fn kit_contents(cx: &mut OpContext<'_>, id: KitId) -> Result<Vec<KitContent>> {
    cx.require(Permission::view(Model::Kit))?;
    if queries::find_kit(cx.conn, id)?.is_none() {
        return Err(Error::not_found("catalog-thing-kit", id));
    }
    Ok(queries::list_kit_contents(cx.conn, id)?)
}

fn checked_names(names: Vec<String>, limit: usize) -> Result<Vec<String>> {
    names
        .iter()
        .map(|name| checked_name("name", name, limit))
        .collect()
}

/// One audit row for what one use case made: the thing itself, or how many and from which id to which.
fn record_created<'a>(
    cx: &mut OpContext<'_>,
    kind: &str,
    made: impl Iterator<Item = (i32, &'a str)>,
) -> Result<()> {
    let made: Vec<_> = made.collect();
    let (id, after): (Box<dyn Display>, _) = match made.as_slice() {
        [] => return Ok(()),
        [(id, name)] => (Box::new(*id), json!({ "name": name })),
        [(first, _), .., (last, _)] => (
            Box::new(format!("{first}-{last}")),
            json!({ "count": made.len() }),
        ),
    };
    audit::record(cx, &format!("{kind}.create"), kind, &id, None, Some(after))
}
