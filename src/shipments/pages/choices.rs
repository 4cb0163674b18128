//! What forms about shipments and their contents offer to choose from.

use serde::Serialize;

use crate::accounts;
use crate::catalog::model::Entity;
use crate::catalog::service as catalog;
use crate::kernel::ids::{ShipmentId, UserId};
use crate::kernel::paging::Paging;
use crate::kernel::{OpContext, Result};
use crate::packages::model::ItemValues;
use crate::shipments::model::{ShipmentFilter, Sort, SortKey};
use crate::shipments::service;

/// One line of a select.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Choice {
    value: String,
    label: String,
}

impl Choice {
    fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
        }
    }

    /// An example for the test that renders every page.
    pub(super) fn samples() -> Vec<Self> {
        vec![Self::new(1, "Al Noor"), Self::new(2, "Clinic of <Mare>")]
    }
}

/// Partners whose account is active, and the one chosen already.
pub(super) fn partners(cx: &mut OpContext<'_>, chosen: Option<UserId>) -> Result<Vec<Choice>> {
    let partners = accounts::service::list_partners(cx, chosen)?;
    let choice = |it: accounts::User| Choice::new(it.id, it.display_name());
    Ok(partners.into_iter().map(choice).collect())
}

/// So many of the others are offered to go on to; the search box finds the rest.
const OTHERS: i64 = 100;

/// The other shipments that whoever asks may see, the newest first.
pub(super) fn others(cx: &mut OpContext<'_>, than: ShipmentId) -> Result<Vec<Choice>> {
    let newest = Sort {
        key: SortKey::Date,
        descending: true,
    };
    let paging = Paging {
        page: 1,
        size: OTHERS,
    };
    let list = service::list(cx, &ShipmentFilter::default(), newest, paging)?;
    let others = list.rows.into_iter().filter(|row| row.id != than);
    Ok(others
        .map(|row| {
            Choice::new(
                row.id,
                format!("{} · {}", row.display_name, row.store_release),
            )
        })
        .collect())
}

/// Who drives, and the one chosen already.
pub(super) fn transporters(cx: &mut OpContext<'_>, chosen: Option<i32>) -> Result<Vec<Choice>> {
    let all = catalog::list_transporters(cx)?.into_iter();
    let choices = all.map(|it| Choice::new(it.id, it.name)).collect();
    with_chosen(cx, choices, Entity::Transporter, chosen)
}

/// What was put away since it was chosen is offered where it stands, or saving something else would take it away.
fn with_chosen(
    cx: &mut OpContext<'_>,
    mut choices: Vec<Choice>,
    entity: Entity,
    chosen: Option<i32>,
) -> Result<Vec<Choice>> {
    let Some(id) = chosen else {
        return Ok(choices);
    };
    if !choices.iter().any(|choice| choice.value == id.to_string()) {
        let name = catalog::lookup::name_of(cx, entity, id)?;
        choices.extend(name.map(|name| Choice::new(id, name)));
    }
    Ok(choices)
}

/// What one row of contents says about where it comes from, by name: for fields with type-ahead.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) category: String,
    pub(super) donor: String,
    pub(super) donor_t1: String,
    pub(super) supplier: String,
}

impl Named {
    /// The names, also of what was put away since.
    pub(super) fn load(cx: &mut OpContext<'_>, it: &ItemValues) -> Result<Self> {
        let mut name = |entity, id: Option<i32>| -> Result<String> {
            let name = id.map(|id| catalog::lookup::name_of(cx, entity, id));
            Ok(name.transpose()?.flatten().unwrap_or_default())
        };
        Ok(Self {
            category: name(Entity::Category, it.item_category_id.map(|id| id.0))?,
            donor: name(Entity::Donor, it.donor_id.map(|id| id.0))?,
            donor_t1: name(Entity::DonorCode, it.donor_t1_id.map(|id| id.0))?,
            supplier: name(Entity::Supplier, it.supplier_id.map(|id| id.0))?,
        })
    }
}
