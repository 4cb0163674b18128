//! Brings the items of a plan in: what they point at first, then the items, thousands with each statement.

use std::collections::BTreeSet;

use serde_json::json;

use super::Progress;
use super::plan::{Names, Plan};
use super::rows::Row;
use crate::audit;
use crate::catalog::model::{Entity, NewCatalogItem};
use crate::catalog::queries::{alike, bulk, entities};
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::{DonorCodeId, DonorId, ItemCategoryId, SupplierId};
use crate::kernel::{Error, OpContext, Result};

/// Items with one statement.
const CHUNK: usize = 2_000;

pub(super) fn all(cx: &mut OpContext<'_>, plan: &Plan, progress: Progress<'_>) -> Result<()> {
    let mut known = plan.known.clone();
    let creates = &plan.creates;
    create(
        cx,
        Entity::Category,
        &creates.categories,
        &mut known.categories,
    )?;
    create(cx, Entity::Donor, &creates.donors, &mut known.donors)?;
    create(
        cx,
        Entity::Supplier,
        &creates.suppliers,
        &mut known.suppliers,
    )?;
    create(
        cx,
        Entity::DonorCode,
        &creates.t1_codes,
        &mut known.t1_codes,
    )?;
    let missing = || Error::internal("a name of the import was not made");
    let mut links = BTreeSet::new();
    let mut ids = Vec::with_capacity(plan.new.len());
    for (n, rows) in plan.new.chunks(CHUNK).enumerate() {
        progress(n * CHUNK, plan.new.len());
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let id = |names: &Names, name: Option<&String>| name.and_then(|name| names.id(name));
            let donor = id(&known.donors, row.donor.as_ref()).map(DonorId);
            let code = id(&known.t1_codes, row.donor_t1.as_ref()).map(DonorCodeId);
            links.extend(donor.zip(code));
            let category = known
                .categories
                .id(&row.item_category)
                .ok_or_else(missing)?;
            items.push(NewCatalogItem {
                donor_id: donor,
                donor_t1_id: code,
                supplier_id: id(&known.suppliers, row.supplier.as_ref()).map(SupplierId),
                ..item(row, ItemCategoryId(category))
            });
        }
        let made = bulk::insert_items(cx.conn, &items).on_constraint("catalog_items_key", raced)?;
        ids.extend(made);
    }
    let links: Vec<(DonorId, DonorCodeId)> = links.into_iter().collect();
    // Two values a row; PostgreSQL takes at most 65,535 in a statement.
    for part in links.chunks(10_000) {
        entities::insert_donor_links(cx.conn, part)?;
    }
    progress(plan.new.len(), plan.new.len());
    let after = json!({
        "file": plan.file, "items": plan.new.len(), "unchanged": plan.unchanged, "creates": creates,
        "first_id": ids.iter().min(), "last_id": ids.iter().max(),
    });
    audit::record(
        cx,
        "catalog.import",
        "catalog",
        &"import",
        None,
        Some(after),
    )
}

fn item(row: &Row, item_category_id: ItemCategoryId) -> NewCatalogItem {
    NewCatalogItem {
        item_code: row.item_code.clone(),
        description: row.description.clone(),
        unit: row.unit.clone(),
        price_usd: row.price_usd,
        price_local: row.price_local,
        weight: row.weight,
        item_category_id,
        donor_id: None,
        donor_t1_id: None,
        supplier_id: None,
    }
}

fn create(
    cx: &mut OpContext<'_>,
    entity: Entity,
    names: &[String],
    known: &mut Names,
) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let constraint = match entity {
        Entity::Donor => "donors_name_key",
        Entity::Supplier => "suppliers_name_key",
        Entity::DonorCode => "donor_codes_code_kind_key",
        Entity::Category | Entity::Transporter => "",
    };
    for made in alike::insert_names(cx.conn, entity, names).on_constraint(constraint, raced)? {
        known.add(made.id, made.folded);
    }
    Ok(())
}

/// Somebody else added the same between the comparison and this.
fn raced() -> Error {
    Error::conflict("import-raced")
}
