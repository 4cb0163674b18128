//! What can be sent and who is behind it: items, categories, kits, donors and their codes, suppliers, transporters.
//!
//! Packages copy an item's values when they are packed, so nothing here changes what was sent. Begin with
//! [`service`]; the rules without a database (rounding, what a name may be) are in [`model`].

pub mod import;
pub mod model;
pub mod pages;
mod queries;
pub mod service;
#[cfg(test)]
mod tests;

pub use model::{
    CatalogItem, CatalogItemRow, Donor, DonorCode, DonorCodeKind, ItemCategory, ItemFilter, Kit,
    KitContent, KitRow, NewCatalogItem, NewDonor, NewDonorCode, NewKit, NewKitItem, Supplier,
    Transporter,
};
