//! Roles and what each may do: the matrix of the specification as a table in code.

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use serde::{Deserialize, Serialize};

/// A person's role. A coordinator may all that a manager may, a manager all that an officer may.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Partner,
    Officer,
    Manager,
    Coordinator,
}

impl Role {
    /// All roles, from the least to the most.
    pub const ALL: [Self; 4] = [
        Self::Partner,
        Self::Officer,
        Self::Manager,
        Self::Coordinator,
    ];

    /// The word stored and used in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Officer => "officer",
            Self::Manager => "manager",
            Self::Coordinator => "coordinator",
        }
    }

    /// The role of a stored word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// The key of its name in the catalogue of texts.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Partner => "role-partner",
            Self::Officer => "role-officer",
            Self::Manager => "role-manager",
            Self::Coordinator => "role-coordinator",
        }
    }

    /// Whether this role includes the permission (`cts.md` §4.2).
    pub fn may(self, permission: Permission) -> bool {
        let office = !matches!(self, Self::Partner);
        let coordinator = matches!(self, Self::Coordinator);
        match permission {
            // Whose shipments is for the services to say.
            Permission::SignedIn | Permission::ConfirmReceipt => true,
            Permission::ViewAllPartners => office,
            Permission::ReinstateShipments | Permission::Administer => coordinator,
            Permission::On(act, model) => match model.group() {
                Group::Road => office || act == Act::View,
                Group::Catalog => office,
                Group::Entities => coordinator,
            },
        }
    }
}

impl FromSql<diesel::sql_types::Text, Pg> for Role {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let slug = <String as FromSql<diesel::sql_types::Text, Pg>>::from_sql(bytes)?;
        Self::from_slug(&slug).ok_or_else(|| format!("{slug} is not a role").into())
    }
}

impl ToSql<diesel::sql_types::Text, Pg> for Role {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<diesel::sql_types::Text, Pg>>::to_sql(self.slug(), &mut out.reborrow())
    }
}

/// What may be done to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    View,
    Add,
    Change,
    Delete,
}

/// The kinds of things permissions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Model {
    Shipment,
    Package,
    PackageItem,
    Kit,
    KitItem,
    Scan,
    CatalogItem,
    ItemCategory,
    Donor,
    DonorCode,
    Supplier,
    Transporter,
    User,
}

/// Models that share a line of the matrix.
enum Group {
    Road,
    Catalog,
    Entities,
}

impl Model {
    /// All models.
    pub const ALL: [Self; 13] = [
        Self::Shipment,
        Self::Package,
        Self::PackageItem,
        Self::Kit,
        Self::KitItem,
        Self::Scan,
        Self::CatalogItem,
        Self::ItemCategory,
        Self::Donor,
        Self::DonorCode,
        Self::Supplier,
        Self::Transporter,
        Self::User,
    ];

    fn group(self) -> Group {
        match self {
            Self::Shipment
            | Self::Package
            | Self::PackageItem
            | Self::Kit
            | Self::KitItem
            | Self::Scan => Group::Road,
            Self::CatalogItem | Self::ItemCategory => Group::Catalog,
            Self::Donor | Self::DonorCode | Self::Supplier | Self::Transporter | Self::User => {
                Group::Entities
            }
        }
    }
}

/// What a route or a use case asks of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Anybody who is signed in.
    SignedIn,
    /// One act on one model.
    On(Act, Model),
    /// To see the rows of all partners, not only one's own.
    ViewAllPartners,
    /// To sign for what arrived: partners for their own shipments, the office for all.
    ConfirmReceipt,
    /// To take a shipment back that was lost or cancelled.
    ReinstateShipments,
    /// To run jobs, read the system pages and the audit.
    Administer,
}

impl Permission {
    /// To see a model.
    pub const fn view(model: Model) -> Self {
        Self::On(Act::View, model)
    }

    /// To add to a model.
    pub const fn add(model: Model) -> Self {
        Self::On(Act::Add, model)
    }

    /// To change a model.
    pub const fn change(model: Model) -> Self {
        Self::On(Act::Change, model)
    }

    /// To delete from a model.
    pub const fn delete(model: Model) -> Self {
        Self::On(Act::Delete, model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix of `cts.md` §4.2 as printed there: partner, officer, manager, coordinator.
    const MATRIX: [(Model, [&str; 4]); 13] = [
        (Model::Shipment, ["V", "VACD", "VACD", "VACD"]),
        (Model::Package, ["V", "VACD", "VACD", "VACD"]),
        (Model::PackageItem, ["V", "VACD", "VACD", "VACD"]),
        (Model::Kit, ["V", "VACD", "VACD", "VACD"]),
        (Model::KitItem, ["V", "VACD", "VACD", "VACD"]),
        (Model::Scan, ["V", "VACD", "VACD", "VACD"]),
        (Model::CatalogItem, ["", "VACD", "VACD", "VACD"]),
        (Model::ItemCategory, ["", "VACD", "VACD", "VACD"]),
        (Model::Donor, ["", "", "", "VACD"]),
        (Model::DonorCode, ["", "", "", "VACD"]),
        (Model::Supplier, ["", "", "", "VACD"]),
        (Model::Transporter, ["", "", "", "VACD"]),
        (Model::User, ["", "", "", "VACD"]),
    ];

    #[test]
    fn roles_may_what_the_matrix_says() {
        let acts = [
            ('V', Act::View),
            ('A', Act::Add),
            ('C', Act::Change),
            ('D', Act::Delete),
        ];
        for (model, cells) in MATRIX {
            for (role, cell) in Role::ALL.into_iter().zip(cells) {
                for (letter, act) in acts {
                    let may = role.may(Permission::On(act, model));
                    assert_eq!(may, cell.contains(letter), "{role:?} {act:?} {model:?}");
                }
            }
        }
    }
}
