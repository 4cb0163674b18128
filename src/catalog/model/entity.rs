//! The short lists behind the catalog: categories, donors, donor codes, suppliers, transporters. They are kept alike.

use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Timestamptz};
use serde::{Deserialize, Serialize};

use crate::db::schema::{donor_codes, donors, item_categories, suppliers, transporters};
use crate::kernel::ids::{DonorCodeId, DonorId, ItemCategoryId, SupplierId, TransporterId};
use crate::kernel::{Model, Text};

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

impl DonorCodeKind {
    /// The kind of a word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "t1" => Some(Self::T1),
            "t3" => Some(Self::T3),
            _ => None,
        }
    }
}

impl FromSql<diesel::sql_types::Text, Pg> for DonorCodeKind {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let slug = <String as FromSql<diesel::sql_types::Text, Pg>>::from_sql(bytes)?;
        Self::from_slug(&slug).ok_or_else(|| format!("{slug} is not a kind of donor code").into())
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
pub(in crate::catalog) struct DonorRecord {
    pub(in crate::catalog) id: DonorId,
    pub(in crate::catalog) name: String,
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

/// One of the short lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    Category,
    Donor,
    DonorCode,
    Supplier,
    Transporter,
}

impl Entity {
    /// All of them, as they stand in menus.
    pub const ALL: [Self; 5] = [
        Self::Category,
        Self::Donor,
        Self::DonorCode,
        Self::Supplier,
        Self::Transporter,
    ];

    /// The word in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Category => "categories",
            Self::Donor => "donors",
            Self::DonorCode => "donor-codes",
            Self::Supplier => "suppliers",
            Self::Transporter => "transporters",
        }
    }

    /// The word in the audit and in keys of sentences.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Category => "item_category",
            Self::Donor => "donor",
            Self::DonorCode => "donor_code",
            Self::Supplier => "supplier",
            Self::Transporter => "transporter",
        }
    }

    /// The key of what one of them is called ("donor code").
    pub fn thing(self) -> &'static str {
        match self {
            Self::Category => "entity-thing-category",
            Self::Donor => "entity-thing-donor",
            Self::DonorCode => "entity-thing-donor-code",
            Self::Supplier => "entity-thing-supplier",
            Self::Transporter => "entity-thing-transporter",
        }
    }

    /// What permissions are about.
    pub fn model(self) -> Model {
        match self {
            Self::Category => Model::ItemCategory,
            Self::Donor => Model::Donor,
            Self::DonorCode => Model::DonorCode,
            Self::Supplier => Model::Supplier,
            Self::Transporter => Model::Transporter,
        }
    }

    /// The form's field that holds its name.
    pub fn name_field(self) -> &'static str {
        match self {
            Self::DonorCode => "code",
            _ => "name",
        }
    }

    /// Letters that fit into its name.
    pub fn name_limit(self) -> usize {
        match self {
            Self::Category => 100,
            _ => 45,
        }
    }
}

/// Which rows of a short list.
#[derive(Clone, Debug, Default)]
pub struct EntityFilter {
    /// Part of the name, in any case; of a code for donors as well.
    pub search: String,
    /// Those put away instead of those in use.
    pub archived: bool,
    /// Only one kind of donor codes.
    pub kind: Option<DonorCodeKind>,
}

/// By what a short list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntitySortKey {
    #[default]
    Name,
    Kind,
    Items,
}

impl EntitySortKey {
    /// The key of a word in an address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "name" => Some(Self::Name),
            "kind" => Some(Self::Kind),
            "items" => Some(Self::Items),
            _ => None,
        }
    }
}

/// The order of a short list.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntitySort {
    pub key: EntitySortKey,
    pub descending: bool,
}

/// A row of a short list.
#[derive(Clone, Debug, PartialEq, Serialize, QueryableByName)]
pub struct EntityRow {
    #[diesel(sql_type = Integer)]
    pub id: i32,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// Of donor codes.
    #[diesel(sql_type = Nullable<diesel::sql_types::Text>)]
    pub kind: Option<DonorCodeKind>,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub archived_at: Option<DateTime<Utc>>,
    /// Items of the catalog that name it.
    #[diesel(sql_type = BigInt)]
    pub item_count: i64,
    /// Of donors.
    #[diesel(sql_type = Array<diesel::sql_types::Text>)]
    pub t1_codes: Vec<String>,
    #[diesel(sql_type = Array<diesel::sql_types::Text>)]
    pub t3_codes: Vec<String>,
}

/// The values of a row of a short list as a person enters them.
#[derive(Clone, Debug, Default)]
pub struct NewEntity {
    pub name: String,
    /// Of donor codes.
    pub kind: Option<DonorCodeKind>,
    /// Of donors.
    pub codes: Option<CodeChoice>,
}

/// The codes of a donor: some that exist, some by name.
#[derive(Clone, Debug, Default)]
pub struct CodeChoice {
    pub ids: Vec<DonorCodeId>,
    /// Separated by commas; each is found in any case or made.
    pub new_t1: String,
    pub new_t3: String,
}

/// What refers to a thing, and so keeps it from being deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Uses {
    #[diesel(sql_type = BigInt)]
    pub items: i64,
    #[diesel(sql_type = BigInt)]
    pub donors: i64,
    #[diesel(sql_type = BigInt)]
    pub kits: i64,
    #[diesel(sql_type = BigInt)]
    pub packages: i64,
    #[diesel(sql_type = BigInt)]
    pub shipments: i64,
}

impl Uses {
    /// Whether nothing refers to it.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// "3 kits", "120 packages": what there is of it.
    pub fn words(self) -> Vec<Text> {
        [
            ("catalog-uses-items", self.items),
            ("catalog-uses-donors", self.donors),
            ("catalog-uses-kits", self.kits),
            ("catalog-uses-packages", self.packages),
            ("catalog-uses-shipments", self.shipments),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| Text::new(key).arg("count", count))
        .collect()
    }
}

/// Something that a field with type-ahead may hold.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = Integer)]
    pub id: i32,
    /// What stands in the field; the form's handler finds the thing by it.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub value: String,
    /// What the list shows.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub label: String,
    /// A second, quieter line.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub detail: String,
}

/// What fits to some letters.
#[derive(Clone, Debug, Serialize)]
pub struct Choices {
    pub rows: Vec<Choice>,
    /// Whether there is more than is shown.
    pub more: bool,
}

impl EntityRow {
    /// Examples for pages: the usual and the awkward.
    pub(in crate::catalog) fn samples() -> Vec<Self> {
        let row = |name: &str, archived_at| Self {
            id: 7,
            name: name.into(),
            kind: Some(DonorCodeKind::T1),
            version: 2,
            archived_at,
            item_count: 12,
            t1_codes: vec!["A-1".into(), "A <2>".into()],
            t3_codes: Vec::new(),
        };
        vec![
            row("Northern Fund", None),
            row("<b>", Some(DateTime::default())),
        ]
    }
}
