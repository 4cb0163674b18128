//! Use cases of the catalog.
//!
//! Lists that people choose from while packing (donors, suppliers, transporters) are open to everybody in the
//! office, although only coordinators may change them.

pub mod alike;
mod entities;
mod items;
mod kits;
pub mod lookup;

use std::fmt::Display;

use serde_json::json;

use super::model::checked_name;
use crate::audit;
use crate::kernel::{Model, OpContext, Permission, Result};

pub use entities::{
    create_categories, create_donor_codes, create_donors, create_suppliers, create_transporters,
    list_categories, list_donor_codes, list_donors, list_suppliers, list_transporters,
};
pub use items::{
    archive_item, change_item, create_item, create_items, create_named_item, delete_item,
    item_counts, item_uses, items_by_id, list_items, show_item, unarchive_item, update_item,
};
pub use kits::{
    add_to_kit, contents_of_kits, copy_kit, create_kit, create_kits, delete_kit, find_kit_by_name,
    held_item, kit_contents, kit_package_count, list_kits, search_kits, show_kit, update_kit,
};

/// What everybody in the office may see to choose from.
pub(super) const CHOOSE: Permission = Permission::view(Model::CatalogItem);

fn checked_names(names: Vec<String>, limit: usize) -> Result<Vec<String>> {
    names
        .iter()
        .map(|name| checked_name("name", name, limit))
        .collect()
}

/// One audit row for what one use case made: the thing itself, or how many and from which id to which.
pub(super) fn record_created<'a>(
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
