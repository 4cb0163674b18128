//! What is printed of packages. A partner prints of their own shipments only, and no supplier.

use super::model::{Content, Label, Load, Numbers, Packed};
use super::queries;
use crate::kernel::ids::ShipmentId;
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::packages::service::require_shipment;

/// Labels of packages, by number.
///
/// # Errors
/// `NotFound` also for shipments of another partner; `Invalid` when there is no such package.
pub fn labels(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    numbers: &Numbers,
) -> Result<Vec<Label>> {
    cx.require(Permission::view(Model::Package))?;
    require_shipment(cx, shipment)?;
    let mut labels = queries::list_labels(cx.conn, shipment, numbers)?;
    if labels.is_empty() {
        let why = if numbers.are_all() {
            "paper-no-packages"
        } else {
            "paper-no-such-packages"
        };
        return Err(Error::invalid("packages", why));
    }
    for label in &mut labels {
        label.weight = label.weight.map(rounded);
    }
    Ok(labels)
}

/// Those of the numbers asked for that no package has, as a person would type them; blank when there are none.
///
/// # Errors
/// `NotFound` also for shipments of another partner.
pub fn absent(cx: &mut OpContext<'_>, shipment: ShipmentId, numbers: &Numbers) -> Result<String> {
    cx.require(Permission::view(Model::Package))?;
    require_shipment(cx, shipment)?;
    Ok(queries::list_absent(cx.conn, shipment, numbers)?.to_string())
}

/// Grams are enough on paper.
fn rounded(kilograms: f64) -> f64 {
    (kilograms * 1_000.0).round() / 1_000.0
}

/// Packages with everything inside, by number.
///
/// # Errors
/// As [`labels`].
pub fn packed(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    numbers: &Numbers,
) -> Result<Vec<Packed>> {
    cx.require(Permission::view(Model::PackageItem))?;
    let labels = labels(cx, shipment, numbers)?;
    let mut contents = queries::list_contents(cx.conn, shipment, numbers)?;
    if cx.actor.only_partner().is_some() {
        for content in &mut contents {
            content.supplier = None;
        }
    }
    Ok(put_together(labels, contents))
}

/// Both are ordered by number.
fn put_together(labels: Vec<Label>, contents: Vec<Content>) -> Vec<Packed> {
    let mut contents = contents.into_iter().peekable();
    let pack = |label: Label| {
        let mut items = Vec::new();
        while let Some(item) = contents.next_if(|item| item.number <= label.number) {
            items.push(item);
        }
        Packed { label, items }
    };
    labels.into_iter().map(pack).collect()
}

/// The goods of packages together, the same item once.
///
/// # Errors
/// As [`labels`].
pub fn load(cx: &mut OpContext<'_>, shipment: ShipmentId, numbers: &Numbers) -> Result<Load> {
    cx.require(Permission::view(Model::PackageItem))?;
    let labels = labels(cx, shipment, numbers)?;
    let weights: Option<Vec<f64>> = labels.iter().map(|label| label.weight).collect();
    Ok(Load {
        goods: queries::list_goods(cx.conn, shipment, numbers)?,
        packages: labels.len(),
        weight: weights.map(|weights| rounded(weights.iter().sum())),
    })
}
