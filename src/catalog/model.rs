//! Rows of the catalog, what is needed to make them, and the rules that need no database.

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::db::schema::{
    catalog_items, donor_codes, donors, item_categories, kit_items, kits, suppliers, transporters,
};
use crate::kernel::error::FieldError;
use crate::kernel::ids::{
    CatalogItemId, DonorCodeId, DonorId, ItemCategoryId, KitId, SupplierId, TransporterId,
};
use crate::kernel::money::Currency;
use crate::kernel::{Error, Result, Text};

/// Prices of this much and more are refused: the columns end there.
const PRICE_LIMIT: i64 = 100_000_000_000;

/// The most of one item that a kit may hold.
pub const QUANTITY_LIMIT: i32 = 50_000_000;

/// A group of items, for lists and reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = item_categories, check_for_backend(Pg))]
pub struct ItemCategory {
    pub id: ItemCategoryId,
    pub name: String,
}

/// Which of the donors' two lists a code is on.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "lowercase")]
pub enum DonorCodeKind {
    T1,
    T3,
}

impl DonorCodeKind {
    /// The word stored and used in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::T1 => "t1",
            Self::T3 => "t3",
        }
    }
}

impl FromSql<diesel::sql_types::Text, Pg> for DonorCodeKind {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        match <String as FromSql<diesel::sql_types::Text, Pg>>::from_sql(bytes)?.as_str() {
            "t1" => Ok(Self::T1),
            "t3" => Ok(Self::T3),
            other => Err(format!("{other} is not a kind of donor code").into()),
        }
    }
}

impl ToSql<diesel::sql_types::Text, Pg> for DonorCodeKind {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<diesel::sql_types::Text, Pg>>::to_sql(self.slug(), &mut out.reborrow())
    }
}

/// A code under which donors account for what they gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = donor_codes, check_for_backend(Pg))]
pub struct DonorCode {
    pub id: DonorCodeId,
    pub code: String,
    pub kind: DonorCodeKind,
}

/// A donor code to be made.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = donor_codes)]
pub struct NewDonorCode {
    pub code: String,
    pub kind: DonorCodeKind,
}

/// Who gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Donor {
    pub id: DonorId,
    pub name: String,
    /// Ordered by kind and code.
    pub codes: Vec<DonorCode>,
}

/// A donor to be made, with the codes it uses.
#[derive(Clone, Debug)]
pub struct NewDonor {
    pub name: String,
    pub code_ids: Vec<DonorCodeId>,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = donors, check_for_backend(Pg))]
pub(super) struct DonorRecord {
    pub(super) id: DonorId,
    pub(super) name: String,
}

/// Who sells or hands over items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = suppliers, check_for_backend(Pg))]
pub struct Supplier {
    pub id: SupplierId,
    pub name: String,
}

/// Who drives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = transporters, check_for_backend(Pg))]
pub struct Transporter {
    pub id: TransporterId,
    pub name: String,
}

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
#[derive(Clone, Debug, Insertable, AsChangeset)]
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

impl NewCatalogItem {
    /// Trims, rounds (half to even, to the currency's digits; dollars to three) and refuses what cannot be.
    ///
    /// # Errors
    /// `Invalid` with every wrong field.
    pub fn checked(mut self, currency: &Currency) -> Result<Self> {
        let mut errors = Vec::new();
        self.item_code = keep(&mut errors, "item_code", &self.item_code, 255);
        self.description = keep(&mut errors, "description", &self.description, 255);
        self.unit = self.unit.trim().into();
        if self.unit.chars().count() > 255 {
            errors.push(too_long("unit", 255));
        }
        for (field, price) in [
            ("price_usd", self.price_usd),
            ("price_local", self.price_local),
        ] {
            if price.is_sign_negative() && !price.is_zero() {
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
        if self
            .weight
            .is_some_and(|weight| weight.is_nan() || weight < 0.0)
        {
            errors.push(FieldError {
                field: "weight",
                message: "catalog-negative".into(),
            });
        }
        self.price_local = currency.round(self.price_local);
        self.price_usd = self
            .price_usd
            .round_dp_with_strategy(3, RoundingStrategy::MidpointNearestEven);
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
}

/// A set of items that is packed together again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = kits, check_for_backend(Pg))]
pub struct Kit {
    pub id: KitId,
    pub name: String,
    pub description: String,
}

/// A kit with what it amounts to at today's catalog prices.
#[derive(Clone, Debug, Serialize)]
pub struct KitRow {
    #[serde(flatten)]
    pub kit: Kit,
    /// Sum of quantities.
    pub item_count: i64,
    pub price_local: Decimal,
    pub price_usd: Decimal,
}

/// An item in a kit, and how many of it.
#[derive(Clone, Debug, Serialize)]
pub struct KitContent {
    pub item: CatalogItem,
    pub quantity: i32,
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
pub(super) struct KitItemRecord {
    pub(super) kit_id: KitId,
    pub(super) catalog_item_id: CatalogItemId,
    pub(super) quantity: i32,
}

/// A name without blanks around it, if it has between one and `limit` letters.
///
/// # Errors
/// `Invalid` at `field`.
pub(super) fn checked_name(field: &'static str, name: &str, limit: usize) -> Result<String> {
    let mut errors = Vec::new();
    let name = keep(&mut errors, field, name, limit);
    if errors.is_empty() {
        Ok(name)
    } else {
        Err(Error::Invalid(errors))
    }
}

fn keep(errors: &mut Vec<FieldError>, field: &'static str, text: &str, limit: usize) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.push(FieldError {
            field,
            message: "catalog-required".into(),
        });
    } else if text.chars().count() > limit {
        errors.push(too_long(field, limit));
    }
    text.to_owned()
}

fn too_long(field: &'static str, limit: usize) -> FieldError {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    FieldError {
        field,
        message: Text::new("catalog-too-long").arg("limit", limit),
    }
}
