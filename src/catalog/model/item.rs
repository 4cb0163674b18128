//! Items of the catalog.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::{keep, too_long};
use crate::db::schema::catalog_items;
use crate::kernel::error::FieldError;
use crate::kernel::ids::{CatalogItemId, DonorCodeId, DonorId, ItemCategoryId, SupplierId};
use crate::kernel::money::Currency;
use crate::kernel::{Error, Result, one_line};

/// Prices of this much and more are refused: the columns end there.
const PRICE_LIMIT: i64 = 100_000_000_000;

/// Something that can be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = catalog_items, check_for_backend(Pg))]
pub struct CatalogItem {
    pub id: CatalogItemId,
    pub item_code: String,
    pub description: String,
    pub unit: String,
    pub price_usd: Decimal,
    pub price_local: Decimal,
    /// Kilograms per unit.
    pub weight: Option<f64>,
    pub item_category_id: ItemCategoryId,
    pub donor_id: Option<DonorId>,
    pub donor_t1_id: Option<DonorCodeId>,
    pub supplier_id: Option<SupplierId>,
    pub version: i32,
    /// Since when it is no longer offered.
    pub archived_at: Option<DateTime<Utc>>,
}

/// An item with the names that a list shows beside it.
#[derive(Clone, Debug, Serialize)]
pub struct CatalogItemRow {
    #[serde(flatten)]
    pub item: CatalogItem,
    pub category: String,
    pub donor: Option<String>,
    pub donor_t1: Option<String>,
    pub supplier: Option<String>,
}

/// The values of an item as a person enters them; used to make one and to change one.
#[derive(Clone, Debug, PartialEq, Insertable, AsChangeset)]
#[diesel(table_name = catalog_items, treat_none_as_null = true)]
pub struct NewCatalogItem {
    pub item_code: String,
    pub description: String,
    pub unit: String,
    pub price_usd: Decimal,
    pub price_local: Decimal,
    pub weight: Option<f64>,
    pub item_category_id: ItemCategoryId,
    pub donor_id: Option<DonorId>,
    pub donor_t1_id: Option<DonorCodeId>,
    pub supplier_id: Option<SupplierId>,
}

impl From<&CatalogItem> for NewCatalogItem {
    fn from(item: &CatalogItem) -> Self {
        Self {
            item_code: item.item_code.clone(),
            description: item.description.clone(),
            unit: item.unit.clone(),
            price_usd: item.price_usd,
            price_local: item.price_local,
            weight: item.weight,
            item_category_id: item.item_category_id,
            donor_id: item.donor_id,
            donor_t1_id: item.donor_t1_id,
            supplier_id: item.supplier_id,
        }
    }
}

impl NewCatalogItem {
    /// Trims, rounds (half to even, to the currency's digits; dollars to three) and refuses what cannot be.
    ///
    /// # Errors
    /// `Invalid` with every wrong field.
    pub fn checked(mut self, currency: &Currency) -> Result<Self> {
        let mut errors = Vec::new();
        self.item_code = keep(&mut errors, "item_code", &self.item_code, 255);
        self.description = keep(&mut errors, "description", &self.description, 255);
        self.unit = one_line(&self.unit);
        if self.unit.chars().count() > 255 {
            errors.push(too_long("unit", 255));
        }
        let usd = self
            .price_usd
            .round_dp_with_strategy(3, RoundingStrategy::MidpointNearestEven);
        let local = currency.round(self.price_local);
        for (field, typed, price) in [
            ("price_usd", self.price_usd, usd),
            ("price_local", self.price_local, local),
        ] {
            // What was typed decides: a little less than nothing rounds to nothing.
            if typed.is_sign_negative() && !typed.is_zero() {
                errors.push(FieldError {
                    field,
                    message: "catalog-negative".into(),
                });
            } else if price >= Decimal::from(PRICE_LIMIT) {
                errors.push(FieldError {
                    field,
                    message: "catalog-too-much".into(),
                });
            }
        }
        (self.price_usd, self.price_local) = (usd, local);
        if self
            .weight
            .is_some_and(|weight| weight.is_nan() || weight < 0.0)
        {
            errors.push(FieldError {
                field: "weight",
                message: "catalog-negative".into(),
            });
        }
        if errors.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// Which items of the catalog.
#[derive(Clone, Debug, Default)]
pub struct ItemFilter {
    /// Part of the description or of the item code, in any case; empty for all.
    pub search: String,
    /// Any of these categories; empty for all.
    pub categories: Vec<ItemCategoryId>,
    pub donor: Option<DonorId>,
    pub supplier: Option<SupplierId>,
    /// Those put away instead of those in use.
    pub archived: bool,
}

/// By what the catalog is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemSortKey {
    Code,
    #[default]
    Description,
    Category,
    Unit,
    Donor,
    DonorT1,
    Supplier,
    PriceLocal,
    PriceUsd,
    Weight,
}

impl ItemSortKey {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Code,
        Self::Description,
        Self::Category,
        Self::Unit,
        Self::Donor,
        Self::DonorT1,
        Self::Supplier,
        Self::PriceLocal,
        Self::PriceUsd,
        Self::Weight,
    ];

    /// The word in addresses and on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Description => "description",
            Self::Category => "category",
            Self::Unit => "unit",
            Self::Donor => "donor",
            Self::DonorT1 => "t1",
            Self::Supplier => "supplier",
            Self::PriceLocal => "price_local",
            Self::PriceUsd => "price_usd",
            Self::Weight => "weight",
        }
    }

    /// The key of a word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.slug() == slug)
    }
}

/// The order of the catalog.
#[derive(Clone, Copy, Debug, Default)]
pub struct ItemSort {
    pub key: ItemSortKey,
    pub descending: bool,
}

/// An item as the form has it: what it points at by name.
#[derive(Clone, Debug, Default)]
pub struct NamedItem {
    pub item_code: String,
    pub description: String,
    pub unit: String,
    pub price_usd: Decimal,
    pub price_local: Decimal,
    pub weight: Option<f64>,
    /// Found in any case, or made.
    pub category: String,
    pub donor: String,
    pub donor_t1: String,
    pub supplier: String,
}

/// How much there is in the catalog.
#[derive(Clone, Copy, Debug, Default, Serialize, QueryableByName)]
pub struct ItemCounts {
    #[diesel(sql_type = BigInt)]
    pub items: i64,
    #[diesel(sql_type = BigInt)]
    pub archived: i64,
    #[diesel(sql_type = BigInt)]
    pub categories: i64,
    #[diesel(sql_type = BigInt)]
    pub kits: i64,
}

impl CatalogItemRow {
    /// An example for pages.
    pub(in crate::catalog) fn sample() -> Self {
        Self {
            item: CatalogItem {
                id: CatalogItemId(7),
                item_code: "M-1".into(),
                description: "Gauze <b>".into(),
                unit: "box".into(),
                price_usd: Decimal::new(4072, 3),
                price_local: Decimal::new(1602500, 4),
                weight: Some(1.005),
                item_category_id: ItemCategoryId(1),
                donor_id: None,
                donor_t1_id: None,
                supplier_id: None,
                version: 2,
                archived_at: Some(DateTime::default()),
            },
            category: "Medicines".into(),
            donor: None,
            donor_t1: None,
            supplier: Some("Hedef".into()),
        }
    }
}
