//! Kits: sets of items that are packed together again and again.

use diesel::pg::Pg;
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

use super::item::CatalogItem;
use crate::db::schema::{kit_items, kits};
use crate::kernel::ids::{CatalogItemId, KitId};

/// The most of one item that a kit may hold.
pub const QUANTITY_LIMIT: i32 = 50_000_000;

/// A set of items that is packed together again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = kits, check_for_backend(Pg))]
pub struct Kit {
    pub id: KitId,
    pub name: String,
    pub description: String,
    pub version: i32,
}

/// A kit with what it amounts to at today's catalog prices.
#[derive(Clone, Debug, Serialize)]
pub struct KitRow {
    #[serde(flatten)]
    pub kit: Kit,
    /// Different items.
    pub item_row_count: i64,
    /// Sum of quantities.
    pub item_count: i64,
    pub price_local: Decimal,
    pub price_usd: Decimal,
}

/// An item in a kit, and how many of it.
#[derive(Clone, Debug, Serialize)]
pub struct KitContent {
    pub item: CatalogItem,
    pub category: String,
    pub quantity: i32,
}

/// A kit as its page saves it: the quantity of each item, 0 takes the item out.
#[derive(Clone, Debug, Default)]
pub struct KitShape {
    pub name: String,
    pub description: String,
    pub quantities: Vec<NewKitItem>,
}

/// What became of one item that was added to a kit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    pub catalog_item_id: CatalogItemId,
    pub description: String,
    pub added: i32,
    /// How many of it the kit holds now.
    pub total: i32,
}

/// A kit to be made.
#[derive(Clone, Debug)]
pub struct NewKit {
    pub name: String,
    pub description: String,
    pub contents: Vec<NewKitItem>,
}

/// An item to put into a kit.
#[derive(Clone, Copy, Debug)]
pub struct NewKitItem {
    pub catalog_item_id: CatalogItemId,
    pub quantity: i32,
}

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = kit_items)]
pub(in crate::catalog) struct KitItemRecord {
    pub(in crate::catalog) kit_id: KitId,
    pub(in crate::catalog) catalog_item_id: CatalogItemId,
    pub(in crate::catalog) quantity: i32,
}

impl KitRow {
    /// Examples for pages.
    pub(in crate::catalog) fn samples() -> Vec<Self> {
        let row = |id, name: &str, item_count| Self {
            kit: Kit {
                id: KitId(id),
                name: name.into(),
                description: "For thirty people".into(),
                version: 2,
            },
            item_row_count: 4,
            item_count,
            price_local: Decimal::new(item_count * 4210, 2),
            price_usd: Decimal::new(item_count * 1045, 3),
        };
        vec![row(7, "Dressing kit", 120), row(8, "<b>", 0)]
    }
}
