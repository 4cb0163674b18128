//! Printing that makes a shipment ready for pickup asks first.

use serde::Serialize;

use crate::kernel::ids::ShipmentId;
use crate::shipments::model::Shipment;
use crate::shipments::papers::Kind;
use crate::web::Page;

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ConfirmPage {
    id: ShipmentId,
    name: String,
    packages: i32,
    kind: Kind,
    /// What was chosen in the dialog; the address of the paper has it again.
    query: String,
    /// Numbers asked for that no package has.
    absent: String,
}

impl ConfirmPage {
    pub(super) fn new(it: Shipment, kind: Kind, query: &str, absent: String) -> Self {
        Self {
            id: it.id,
            name: it.display_name,
            packages: it.package_count,
            kind,
            query: query.to_owned(),
            absent,
        }
    }
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/confirm.html";

    fn samples() -> Vec<Self> {
        let page = |kind: Kind| Self {
            id: ShipmentId(27),
            name: "Winter kits <Mare>".into(),
            packages: if kind == Kind::Full { 0 } else { 24 },
            kind,
            query: format!("what={}&size=6", kind.slug()),
            absent: if kind == Kind::Full {
                "3-9, 12".into()
            } else {
                String::new()
            },
        };
        let asking = Kind::ALL.into_iter().filter(|kind| kind.makes_ready());
        asking.map(page).collect()
    }
}
