//! What is in a shipment, as files: its packages, its items, and what was signed for.

use crate::kernel::paging::Paginated;
use crate::kernel::{Language, Result, Text};
use crate::packages::model::{ItemTotal, PackageRow};
use crate::shipments::receipts::model::Receipt;
use crate::web::Sheet;

/// Packages as their list shows them.
pub(super) fn packages(
    list: Paginated<PackageRow>,
    language: Language,
    local: &str,
) -> Result<Sheet> {
    let headings = [
        "package-number",
        "inbox-code",
        "package-name",
        "package-items",
        "shipment-status",
        "package-last-seen",
        "jobs-when",
    ];
    Sheet::new("packages", language, headings.map(Text::new))
        .heading(local)
        .heading("USD")
        .rows(list, |row| {
            vec![
                row.number.into(),
                row.code.into(),
                row.name.into(),
                row.item_count.into(),
                row.status.into(),
                row.last_scan_label.into(),
                row.last_scan_at.into(),
                row.price_local.into(),
                row.price_usd.into(),
            ]
        })
}

/// Items of all packages together.
pub(super) fn items(list: Vec<ItemTotal>, language: Language, local: &str) -> Result<Sheet> {
    let headings = [
        "package-item",
        "shipment-unit",
        "shipment-donor",
        "shipment-item-in-packages",
        "shipment-quantity",
        "shipment-quantity-received",
    ];
    Sheet::new("items", language, headings.map(Text::new))
        .heading(local)
        .heading("USD")
        .rows(Paginated::whole(list), |row| {
            vec![
                row.description.into(),
                row.unit.into(),
                row.donor.into(),
                row.packages.into(),
                row.quantity.into(),
                row.received.into(),
                row.price_local.into(),
                row.price_usd.into(),
            ]
        })
}

/// Receipts with what was whole and what was not.
pub(super) fn receipts(list: Paginated<Receipt>, language: Language) -> Result<Sheet> {
    let headings = [
        "shipment-name",
        "shipment-partner",
        "receipt-signed-by",
        "receipt-arrived-on",
        "receipt-finding-whole",
        "receipt-finding-short",
        "receipt-finding-damaged",
        "receipt-finding-missing",
        "receipt-note",
        "receipt-settled",
    ];
    Sheet::new("receipts", language, headings.map(Text::new)).rows(list, |row| {
        vec![
            row.shipment.into(),
            row.partner.into(),
            row.signed_by.into(),
            row.arrived_on.into(),
            row.whole_count.into(),
            row.short_count.into(),
            row.damaged_count.into(),
            row.missing_count.into(),
            row.note.into(),
            row.settled_at.into(),
        ]
    })
}
