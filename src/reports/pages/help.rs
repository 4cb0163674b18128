//! The guide: what each page answers and how things count, in the parts that concern whoever reads it.

use poem::{Response, handler};
use serde::Serialize;

use crate::kernel::{Model, Permission};
use crate::web::{App, Page, Result, Visit};

/// The sections in the order they are read, with the key of their heading and what their reader may do. The frame's
/// button opens the one of the page it stands on.
const SECTIONS: [(&str, &str, Permission); 12] = [
    ("start", "help-start", Permission::SignedIn),
    ("home", "nav-home", Permission::SignedIn),
    (
        "shipments",
        "help-shipments",
        Permission::view(Model::Shipment),
    ),
    (
        "shipment",
        "help-shipment",
        Permission::view(Model::Shipment),
    ),
    (
        "building",
        "help-building",
        Permission::add(Model::Shipment),
    ),
    (
        "printing",
        "help-printing",
        Permission::view(Model::Shipment),
    ),
    ("receiving", "help-receiving", Permission::SignedIn),
    ("scans", "help-scans", Permission::SignedIn),
    ("inbox", "inbox-title", Permission::ViewAllPartners),
    (
        "catalog",
        "nav-catalog",
        Permission::view(Model::CatalogItem),
    ),
    ("people", "help-people", Permission::SignedIn),
    ("system", "nav-system", Permission::Administer),
];

/// What the template sees.
#[derive(Serialize)]
pub(super) struct HelpPage {
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    name: &'static str,
    label: &'static str,
}

impl HelpPage {
    fn for_whom(may: impl Fn(Permission) -> bool) -> Self {
        let sections = SECTIONS
            .into_iter()
            .filter(|(_, _, permission)| may(*permission))
            .map(|(name, label, _)| Section { name, label })
            .collect();
        Self { sections }
    }
}

impl Page for HelpPage {
    const TEMPLATE: &'static str = "reports/templates/help.html";

    fn samples() -> Vec<Self> {
        vec![Self::for_whom(|_| true)]
    }
}

/// Shows it.
#[handler]
pub(super) fn get(app: App, visit: Visit) -> Result<Response> {
    app.page(
        &visit,
        &HelpPage::for_whom(|permission| visit.may(permission)),
    )
}
