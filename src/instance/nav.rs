//! The menu of a country and the numbers beside it.

use crate::kernel::{Model, OpContext, Permission, Result};
use crate::web::{NavCount, NavCounts, NavItem};
use crate::{scans, shipments};

/// The menu from top to bottom; a line shows when its page exists and the person may see it.
pub(super) fn items() -> Vec<NavItem> {
    let major = |path, label, icon, permission| NavItem {
        path,
        label,
        icon,
        permission,
        minor: false,
        also: &[],
    };
    let minor = |path, label, icon, permission| NavItem {
        minor: true,
        ..major(path, label, icon, permission)
    };
    vec![
        major("/", "nav-home", "home", Permission::SignedIn),
        NavItem {
            also: &["/packages/", "/items/", "/receipts/"],
            ..major(
                "/shipments/",
                "nav-shipments",
                "truck",
                Permission::view(Model::Shipment),
            )
        },
        major("/map/", "nav-map", "map", Permission::view(Model::Shipment)),
        NavItem {
            also: &["/submissions/", "/scans/"],
            ..major("/inbox/", "nav-inbox", "inbox", Permission::ViewAllPartners)
        },
        major("/reports/", "nav-reports", "chart", Permission::SignedIn),
        minor(
            "/catalog/",
            "nav-catalog",
            "box",
            Permission::view(Model::CatalogItem),
        ),
        minor(
            "/entities/",
            "nav-entities",
            "tag",
            Permission::view(Model::ItemCategory),
        ),
        minor(
            "/users/",
            "nav-people",
            "people",
            Permission::view(Model::User),
        ),
        NavItem {
            also: &["/system/"],
            ..minor(
                "/system/jobs/",
                "nav-system",
                "gauge",
                Permission::Administer,
            )
        },
    ]
}

/// Counts what the menu shows for the actor of the context: shipments on the road, scans that could not be counted.
pub(super) fn counts(cx: &mut OpContext<'_>) -> Result<NavCounts> {
    let shipments = shipments::service::count(cx)?;
    let on_the_road = NavCount {
        count: shipments.on_the_road,
        hot: false,
        of_rows: false,
    };
    let open = NavCount {
        count: scans::service::open_count(cx)?,
        hot: true,
        of_rows: true,
    };
    Ok(NavCounts {
        lines: [("/shipments/", on_the_road), ("/inbox/", open)].into(),
        ..NavCounts::default()
    })
}
