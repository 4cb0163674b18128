//! What is in one package: put in, change, take out.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;

use super::{lock_package, show};
use crate::audit;
use crate::kernel::error::FieldError;
use crate::kernel::ids::{CatalogItemId, PackageId, PackageItemId};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text};
use crate::packages::model::{
    ItemValues, MOST_OF_AN_ITEM, MOST_WORTH, NewPackageItem, PackageRow, StoredItem,
    is_worth_too_much,
};
use crate::packages::queries::items as queries;

/// Prices of this much and more are refused: the columns end there.
const PRICE_LIMIT: i64 = 100_000_000_000;

/// Puts items of the catalog into a package, with their values as they are now.
///
/// # Errors
/// `Invalid` without an item, for a bad quantity or an item that is gone; `Conflict` when the shipment is no longer in
/// progress.
pub fn add_items(
    cx: &mut OpContext<'_>,
    id: PackageId,
    contents: &[NewPackageItem],
) -> Result<PackageRow> {
    cx.require(Permission::add(Model::PackageItem))?;
    lock_package(cx, id)?;
    if contents.is_empty() {
        return Err(Error::invalid("quantity", "package-item-required"));
    }
    if contents
        .iter()
        .any(|item| !(1..=MOST_OF_AN_ITEM).contains(&item.quantity))
    {
        return Err(Error::invalid("quantity", quantity_range()));
    }
    require_items(cx, contents)?;
    refuse_archived(cx, contents)?;
    refuse_too_much(cx, "quantity", contents)?;
    queries::insert(cx.conn, &[id], contents)?;
    let added: Vec<_> = contents
        .iter()
        .map(|item| json!({ "catalog_item_id": item.catalog_item_id, "quantity": item.quantity }))
        .collect();
    let after = json!({ "items": added });
    audit::record(cx, "package.add_items", "package", &id, None, Some(after))?;
    show(cx, id)
}

fn quantity_range() -> Text {
    Text::new("package-quantity-range").arg("most", i64::from(MOST_OF_AN_ITEM))
}

/// Refuses so many of an item, at its price in the catalog, that sums cannot hold it; the first is named.
pub(super) fn refuse_too_much(
    cx: &mut OpContext<'_>,
    field: &'static str,
    contents: &[NewPackageItem],
) -> Result<()> {
    match queries::find_worth_too_much(cx.conn, contents, MOST_WORTH)? {
        None => Ok(()),
        Some(item) => {
            let message = Text::new("package-item-worth-too-much").arg("item", item);
            Err(Error::invalid(field, message))
        }
    }
}

/// Refuses items the catalog does not have.
pub(super) fn require_items(cx: &mut OpContext<'_>, contents: &[NewPackageItem]) -> Result<()> {
    let mut ids: Vec<CatalogItemId> = contents.iter().map(|item| item.catalog_item_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = queries::count_catalog_items(cx.conn, &ids)?;
    if usize::try_from(known).is_ok_and(|known| known == ids.len()) {
        return Ok(());
    }
    Err(Error::invalid("contents", "package-item-unknown"))
}

/// Refuses items that were put away, where somebody chooses them anew.
pub(super) fn refuse_archived(cx: &mut OpContext<'_>, contents: &[NewPackageItem]) -> Result<()> {
    let ids: Vec<CatalogItemId> = contents.iter().map(|item| item.catalog_item_id).collect();
    match queries::find_archived_item(cx.conn, &ids)? {
        None => Ok(()),
        Some(name) => {
            let archived = Text::new("catalog-is-archived").arg("name", name);
            Err(Error::invalid("contents", archived))
        }
    }
}

/// A row of contents with its package, for those who may change it.
///
/// # Errors
/// `NotFound` also for packages of another partner.
pub fn show_item(cx: &mut OpContext<'_>, id: PackageItemId) -> Result<(StoredItem, PackageRow)> {
    cx.require(Permission::change(Model::PackageItem))?;
    let (item, _) = find(cx, id)?;
    let package = show(cx, item.package_id)?;
    Ok((item, package))
}

fn find(cx: &mut OpContext<'_>, id: PackageItemId) -> Result<(StoredItem, Option<String>)> {
    queries::find(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-package-item", id))
}

/// Changes a row of contents; the catalog stays as it is. Without a description it takes the catalog's.
///
/// # Errors
/// `Invalid` at every wrong field; `Conflict` when the shipment is no longer in progress; `Stale` when somebody else
/// changed it meanwhile.
pub fn edit_item(
    cx: &mut OpContext<'_>,
    id: PackageItemId,
    version: i32,
    values: ItemValues,
) -> Result<StoredItem> {
    cx.require(Permission::change(Model::PackageItem))?;
    let package = find(cx, id)?.0.package_id;
    lock_package(cx, package)?;
    let (before, catalog) = find(cx, id)?;
    Error::require_version(before.version, version)?;
    let values = checked(cx, values, catalog)?;
    if values == before.values {
        return Ok(before);
    }
    choices_known(queries::update(cx.conn, id, &values))?;
    audit::record(
        cx,
        "package_item.edit",
        "package_item",
        &id,
        Some(json!(plain(before.values))),
        Some(json!(plain(values))),
    )?;
    Ok(find(cx, id)?.0)
}

/// Takes a row out of a package; the package it was in.
///
/// # Errors
/// `Conflict` when the shipment is no longer in progress.
pub fn delete_item(cx: &mut OpContext<'_>, id: PackageItemId) -> Result<PackageRow> {
    cx.require(Permission::delete(Model::PackageItem))?;
    let (item, _) = find(cx, id)?;
    let package = lock_package(cx, item.package_id)?;
    queries::delete(cx.conn, id)?;
    let mut before = json!(item.values);
    before["package"] = json!(package.code);
    audit::record(
        cx,
        "package_item.delete",
        "package_item",
        &id,
        Some(before),
        None,
    )?;
    Ok(package)
}

fn checked(
    cx: &mut OpContext<'_>,
    values: ItemValues,
    catalog: Option<String>,
) -> Result<ItemValues> {
    let mut errors = Vec::new();
    let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
    let mut values = ItemValues {
        description: crate::kernel::one_line(&values.description),
        unit: crate::kernel::one_line(&values.unit),
        ..values
    };
    if values.description.is_empty() {
        match catalog {
            Some(description) => values.description = description,
            None => wrong(
                "description",
                Text::new("package-item-description-required"),
            ),
        }
    }
    for (field, text) in [("description", &values.description), ("unit", &values.unit)] {
        if text.chars().count() > 255 {
            wrong(field, Text::new("package-too-long").arg("limit", 255));
        }
    }
    if !(1..=MOST_OF_AN_ITEM).contains(&values.quantity) {
        wrong("quantity", quantity_range());
    }
    let typed = (values.price_local, values.price_usd);
    values.price_local = cx.settings.currency.round(typed.0);
    values.price_usd = rounded_usd(typed.1);
    for (field, typed, price) in [
        ("price_local", typed.0, values.price_local),
        ("price_usd", typed.1, values.price_usd),
    ] {
        if let Some(why) = wrong_price(typed, price) {
            wrong(field, Text::new(why));
        }
    }
    if values
        .weight
        .is_some_and(|weight| !weight.is_finite() || weight < 0.0)
    {
        wrong("weight", Text::new("package-item-negative"));
    }
    if let Some(code) = values.donor_t1_id
        && !queries::is_t1(cx.conn, code)?
    {
        wrong("donor_t1", Text::new("package-choice-gone"));
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if is_worth_too_much(values.quantity, values.price_local, values.price_usd) {
        let message = Text::new("package-item-worth-too-much").arg("item", &*values.description);
        return Err(Error::invalid("quantity", message));
    }
    Ok(values)
}

/// The same with prices as short as they can be written: 2.50 is no change of 2.5000.
fn plain(values: ItemValues) -> ItemValues {
    ItemValues {
        price_local: values.price_local.normalize(),
        price_usd: values.price_usd.normalize(),
        ..values
    }
}

fn rounded_usd(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(3, RoundingStrategy::MidpointNearestEven)
}

/// What is wrong with a price: one that rounds up to the limit fits no column, and one a little below nothing is
/// negative all the same.
fn wrong_price(typed: Decimal, rounded: Decimal) -> Option<&'static str> {
    if typed.is_sign_negative() && !typed.is_zero() {
        Some("package-item-negative")
    } else if rounded >= Decimal::from(PRICE_LIMIT) {
        Some("package-item-too-much")
    } else {
        None
    }
}

/// Says at its field that a category, donor or supplier that was chosen is gone.
pub(super) fn choices_known(done: diesel::QueryResult<usize>) -> Result<usize> {
    const CHOICES: [(&str, &str); 3] = [
        ("package_items_item_category_id_fkey", "category"),
        ("package_items_donor_id_fkey", "donor"),
        ("package_items_supplier_id_fkey", "supplier"),
    ];
    let error = match done {
        Ok(rows) => return Ok(rows),
        Err(error) => error,
    };
    let broken = match &error {
        diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
        _ => None,
    };
    let field = CHOICES
        .into_iter()
        .find(|(name, _)| Some(*name) == broken)
        .map(|(_, field)| field);
    match field {
        Some(field) => Err(Error::invalid(field, "package-choice-gone")),
        None => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::money::Currency;

    #[test]
    fn prices_are_rounded_before_their_limit_is_checked() {
        let lira = Currency::from_code("TRY").unwrap();
        let amount = |text: &str| text.parse::<Decimal>().unwrap();
        let local = |text| wrong_price(amount(text), lira.round(amount(text)));
        let usd = |text| wrong_price(amount(text), rounded_usd(amount(text)));

        assert_eq!(local("99999999999.99"), None);
        assert_eq!(local("99999999999.994"), None);
        assert_eq!(local("99999999999.995"), Some("package-item-too-much"));
        assert_eq!(usd("99999999999.9994"), None);
        assert_eq!(usd("99999999999.9995"), Some("package-item-too-much"));
        assert_eq!(usd("-0.01"), Some("package-item-negative"));
        assert_eq!(usd("-0.0001"), Some("package-item-negative"));
        assert_eq!(local("-0.004"), Some("package-item-negative"));
        assert_eq!(usd("0"), None);
    }
}
