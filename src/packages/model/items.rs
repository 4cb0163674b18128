//! What is inside packages: rows as stored, as shown, and as somebody wants them to be.

use diesel::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::db::schema::package_items;
use crate::kernel::ids::{
    DonorCodeId, DonorId, ItemCategoryId, PackageId, PackageItemId, SupplierId,
};

/// One row of a package's contents.
#[derive(Clone, Debug, Queryable, Serialize)]
pub struct PackageItem {
    pub id: PackageItemId,
    pub description: String,
    pub unit: String,
    pub quantity: i32,
    pub price_local: Decimal,
    pub price_usd: Decimal,
    /// Kilograms per unit.
    pub weight: Option<f64>,
    pub category: Option<String>,
    pub donor: Option<String>,
    /// Never told to partners.
    pub supplier: Option<String>,
}

/// The same item in all packages of a shipment.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ItemTotal {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub description: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub unit: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub donor: Option<String>,
    /// How many packages hold it.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub packages: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub quantity: i64,
    /// Of these, in packages that were received.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub received: i64,
    #[diesel(sql_type = diesel::sql_types::Numeric)]
    pub price_local: Decimal,
    #[diesel(sql_type = diesel::sql_types::Numeric)]
    pub price_usd: Decimal,
}

/// A row of contents as it is stored, for those who change it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = package_items, check_for_backend(diesel::pg::Pg))]
pub struct StoredItem {
    pub id: PackageItemId,
    pub package_id: PackageId,
    /// Goes up with every change.
    pub version: i32,
    #[diesel(embed)]
    pub values: ItemValues,
}

/// The values of a row of contents: a copy of the catalog's at first, changed since perhaps.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = package_items, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct ItemValues {
    pub description: String,
    pub unit: String,
    pub quantity: i32,
    pub price_usd: Decimal,
    pub price_local: Decimal,
    /// Kilograms per unit.
    pub weight: Option<f64>,
    pub item_category_id: Option<ItemCategoryId>,
    pub donor_id: Option<DonorId>,
    pub donor_t1_id: Option<DonorCodeId>,
    pub supplier_id: Option<SupplierId>,
}

/// Which rows of contents of a shipment.
#[derive(Clone, Debug, Default)]
pub struct ItemFilter {
    /// Only those of this package.
    pub package: Option<PackageId>,
    /// Part of the description; empty for all.
    pub search: String,
}

/// Rows of contents chosen for one change.
#[derive(Clone, Debug)]
pub struct ItemChoice {
    /// Those that match.
    pub filter: ItemFilter,
    /// Of these only the ticked ones; all when nobody ticked.
    pub ticked: Option<Vec<PackageItemId>>,
}

/// A row of contents with the package it lies in, for lists over a whole shipment.
#[derive(Clone, Debug, Queryable, Serialize)]
pub struct ItemRow {
    pub id: PackageItemId,
    pub package_id: PackageId,
    pub package_number: i32,
    pub description: String,
    pub unit: String,
    pub quantity: i32,
    pub category: Option<String>,
    pub donor: Option<String>,
    pub donor_t1: Option<String>,
    pub supplier: Option<String>,
}

/// What many rows of contents shall say; what is empty stays as it is in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BulkChanges {
    pub item_category_id: Option<ItemCategoryId>,
    pub donor_id: Option<DonorId>,
    pub donor_t1_id: Option<DonorCodeId>,
    pub supplier_id: Option<SupplierId>,
}

impl BulkChanges {
    /// Whether nothing shall change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a change of many rows would do.
#[derive(Clone, Debug, Serialize)]
pub struct BulkPreview {
    /// Rows chosen.
    pub rows: i64,
    /// Of these, rows that would change.
    pub changed: i64,
    /// Packages those lie in.
    pub packages: i64,
    pub lines: Vec<BulkLine>,
    /// Another when anything above is another.
    pub mark: String,
}

/// Rows whose field would change from one value to another.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct BulkLine {
    /// `category`, `donor`, `donor_t1` or `supplier`.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub field: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub from: Option<String>,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub to: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub rows: i64,
}
