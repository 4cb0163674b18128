//! Making packages, many alike at once: empty, with items, or from kits.

use std::collections::BTreeMap;

use serde_json::json;

use super::items::{refuse_archived, refuse_too_much, require_items};
use super::{lock_contents, require_shipment};
use crate::audit;
use crate::catalog;
use crate::catalog::model::{Kit, KitContent};
use crate::events::{self, NewEvent};
use crate::kernel::error::FieldError;
use crate::kernel::ids::{KitId, PackageId, ShipmentId};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text};
use crate::packages::model::{
    MOST_AT_ONCE, MOST_OF_AN_ITEM, NewFromKits, NewPackageItem, NewPackages,
};
use crate::packages::queries;

/// Adds packages, all alike, to a shipment in progress; their ids by number.
///
/// # Errors
/// `Invalid` for a bad name, count, quantity or item; `Conflict` when the shipment is no longer in progress.
pub fn add(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    new: &NewPackages,
) -> Result<Vec<PackageId>> {
    cx.require(Permission::add(Model::Package))?;
    refuse_archived(cx, &new.contents)?;
    refuse_too_much(cx, "quantity", &new.contents)?;
    make(cx, shipment, new)
}

/// Adds packages; the caller looked whether their items are offered.
fn make(cx: &mut OpContext<'_>, shipment: ShipmentId, new: &NewPackages) -> Result<Vec<PackageId>> {
    let new = checked(new)?;
    lock_contents(cx, shipment)?;
    require_items(cx, &new.contents)?;
    let first = queries::take_numbers(cx.conn, shipment, new.count)?;
    let prefix = cx.settings.prefix.clone();
    let made = queries::insert(cx.conn, shipment, &prefix, first, &new)?;
    let created: Vec<_> = made
        .iter()
        .map(|id| NewEvent::created(shipment, Some(*id)))
        .collect();
    events::record(cx, &created)?;
    let after = json!({
        "first_number": first, "count": new.count, "name": new.name, "kit": new.kit,
        "item_rows": new.contents.len(),
    });
    audit::record(cx, "package.add", "shipment", &shipment, None, Some(after))?;
    Ok(made)
}

/// Adds packages that each hold the given numbers of kits, with the catalog's values as they are now. Two kits with
/// the same item give two rows of it.
///
/// # Errors
/// As [`add`]; `Invalid` at `kits` without a kit, with a number that is out of range, or with items that were put away
/// since they came into a kit, and at `name` when several kits leave it open what the packages are called.
pub fn add_from_kits(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    new: &NewFromKits,
) -> Result<Vec<PackageId>> {
    cx.require(Permission::add(Model::Package))?;
    let kits = chosen_kits(cx, new)?;
    let mut packages = NewPackages {
        name: crate::kernel::one_line(&new.name),
        description: crate::kernel::one_line(&new.description),
        count: new.count,
        kit: None,
        contents: Vec::new(),
    };
    if let [(kit, _)] = kits.as_slice() {
        packages.kit = Some(kit.id);
        if packages.name.is_empty() {
            packages.name.clone_from(&kit.name);
        }
        if packages.description.is_empty() {
            packages.description.clone_from(&kit.description);
        }
    } else if packages.name.is_empty() {
        return Err(Error::invalid("name", "package-name-required-for-kits"));
    }
    let ids: Vec<KitId> = kits.iter().map(|(kit, _)| kit.id).collect();
    let held = catalog::service::contents_of_kits(cx, &ids)?;
    refuse_archived_in(&kits, &held)?;
    for (kit, count) in kits {
        for content in held.get(&kit.id).into_iter().flatten() {
            let quantity = content
                .quantity
                .checked_mul(count)
                .filter(|quantity| *quantity <= MOST_OF_AN_ITEM)
                .ok_or_else(|| {
                    Error::invalid(
                        "kits",
                        out_of_range("package-kit-too-many", MOST_OF_AN_ITEM),
                    )
                })?;
            packages.contents.push(NewPackageItem {
                catalog_item_id: content.item.id,
                quantity,
            });
        }
    }
    refuse_too_much(cx, "kits", &packages.contents)?;
    make(cx, shipment, &packages)
}

/// Archived items that a refusal names.
const NAMED: usize = 10;

/// Refuses kits with items that were put away since, by name.
fn refuse_archived_in(kits: &[(Kit, i32)], held: &BTreeMap<KitId, Vec<KitContent>>) -> Result<()> {
    let mut away = Vec::new();
    for (kit, _) in kits {
        let contents = held.get(&kit.id).into_iter().flatten();
        let archived = contents.filter(|content| content.item.archived_at.is_some());
        away.extend(archived.map(|content| {
            Text::new("package-kit-archived-item")
                .arg("item", content.item.description.as_str())
                .arg("kit", kit.name.as_str())
        }));
    }
    if away.is_empty() {
        return Ok(());
    }
    if away.len() > NAMED {
        let others = (away.len() - NAMED) as i64;
        away.truncate(NAMED);
        away.push(Text::new("package-kit-archived-others").arg("count", others));
    }
    let message = Text::new("package-kit-archived").arg("items", away);
    Err(Error::invalid("kits", message))
}

/// Copies all packages of a shipment into another that is in progress, with everything in them as it is there: quantities,
/// donors, prices. How many there are.
///
/// # Errors
/// `NotFound` also for shipments of another partner; `Conflict` when `to` is no longer in progress.
pub fn copy(cx: &mut OpContext<'_>, from: ShipmentId, to: ShipmentId) -> Result<i32> {
    cx.require(Permission::add(Model::Package))?;
    cx.require(Permission::add(Model::PackageItem))?;
    // Nobody adds to it while it is copied: the numbers are taken for as many as there are.
    queries::lock_shipment(cx.conn, from)?;
    require_shipment(cx, from)?;
    lock_contents(cx, to)?;
    let count = queries::count_of_shipment(cx.conn, from)? as i32;
    if count == 0 {
        return Ok(0);
    }
    let first = queries::take_numbers(cx.conn, to, count)?;
    let prefix = cx.settings.prefix.clone();
    let made = queries::copy(cx.conn, (from, to), &prefix, first)?;
    let created: Vec<_> = made
        .iter()
        .map(|id| NewEvent::created(to, Some(*id)))
        .collect();
    events::record(cx, &created)?;
    let after = json!({ "first_number": first, "count": count, "copied_from": from });
    audit::record(cx, "package.copy", "shipment", &to, None, Some(after))?;
    Ok(count)
}

/// The kits that are wanted, by name, each with how many.
fn chosen_kits(cx: &mut OpContext<'_>, new: &NewFromKits) -> Result<Vec<(Kit, i32)>> {
    if new
        .kits
        .iter()
        .any(|(_, count)| !(0..=MOST_OF_AN_ITEM).contains(count))
    {
        return Err(Error::invalid(
            "kits",
            out_of_range("package-kit-range", MOST_OF_AN_ITEM),
        ));
    }
    let wanted: Vec<_> = new.kits.iter().filter(|(_, count)| *count > 0).collect();
    let known = catalog::service::list_kits(cx)?;
    if wanted
        .iter()
        .any(|(id, _)| !known.iter().any(|row| row.kit.id == *id))
    {
        return Err(Error::invalid("kits", "package-kit-unknown"));
    }
    let kits: Vec<_> = known
        .into_iter()
        .filter_map(|row| {
            let (_, count) = wanted.iter().find(|(id, _)| *id == row.kit.id)?;
            Some((row.kit, *count))
        })
        .collect();
    if kits.is_empty() {
        return Err(Error::invalid("kits", "package-kit-required"));
    }
    Ok(kits)
}

fn out_of_range(key: &'static str, most: i32) -> Text {
    Text::new(key).arg("most", i64::from(most))
}

/// What is wrong with the name and description of packages.
pub(super) fn check_words(name: &str, description: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
    if name.is_empty() {
        wrong("name", Text::new("package-name-required"));
    }
    for (field, text) in [("name", name), ("description", description)] {
        if text.chars().count() > 255 {
            wrong(field, Text::new("package-too-long").arg("limit", 255));
        }
    }
    errors
}

fn checked(new: &NewPackages) -> Result<NewPackages> {
    let name = crate::kernel::one_line(&new.name);
    let description = crate::kernel::one_line(&new.description);
    let mut errors = check_words(&name, &description);
    let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
    if !(1..=MOST_AT_ONCE).contains(&new.count) {
        wrong("count", out_of_range("package-count-range", MOST_AT_ONCE));
    }
    if new
        .contents
        .iter()
        .any(|item| !(1..=MOST_OF_AN_ITEM).contains(&item.quantity))
    {
        wrong(
            "quantity",
            out_of_range("package-quantity-range", MOST_OF_AN_ITEM),
        );
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    Ok(NewPackages {
        name,
        description,
        ..new.clone()
    })
}
