//! Rows of the catalog, what is needed to make them, and the rules that need no database.

mod entity;
mod item;
mod kit;

use crate::kernel::error::FieldError;
use crate::kernel::{Error, Result, Text, one_line};

pub(super) use entity::DonorRecord;
pub use entity::{
    Choice, Choices, CodeChoice, Donor, DonorCode, DonorCodeKind, Entity, EntityFilter, EntityRow,
    EntitySort, EntitySortKey, ItemCategory, NewDonor, NewDonorCode, NewEntity, Supplier,
    Transporter, Uses,
};
pub use item::{
    CatalogItem, CatalogItemRow, ItemCounts, ItemFilter, ItemSort, ItemSortKey, NamedItem,
    NewCatalogItem,
};
pub(super) use kit::KitItemRecord;
pub use kit::{Added, Kit, KitContent, KitRow, KitShape, NewKit, NewKitItem, QUANTITY_LIMIT};

/// A name of one line, if it has between one and `limit` letters.
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

pub(super) fn keep(
    errors: &mut Vec<FieldError>,
    field: &'static str,
    text: &str,
    limit: usize,
) -> String {
    let text = one_line(text);
    if text.is_empty() {
        errors.push(FieldError {
            field,
            message: "catalog-required".into(),
        });
    } else if text.chars().count() > limit {
        errors.push(too_long(field, limit));
    }
    text
}

pub(super) fn too_long(field: &'static str, limit: usize) -> FieldError {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    FieldError {
        field,
        message: Text::new("catalog-too-long").arg("limit", limit),
    }
}
