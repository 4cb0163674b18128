//! Packages and their contents, and the rules about them that need no database.

mod codes;
mod items;

pub use codes::*;
pub use items::*;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::db::views;
use crate::kernel::ids::{CatalogItemId, KitId, PackageId, ScanId, ShipmentId, UserId};
use crate::kernel::{InstanceSettings, Status};

/// The most packages made at once.
pub const MOST_AT_ONCE: i32 = 1_000;

/// The most of one item in a package.
pub const MOST_OF_AN_ITEM: i32 = 50_000_000;

/// What one row of contents may be worth at most, in either currency: sums over packages and shipments end there
/// (a thousand rows of it are what a package's column holds).
pub const MOST_WORTH: i64 = 1_000_000_000_000_000;

/// Whether so many at this price are worth more than sums can hold.
pub fn is_worth_too_much(quantity: i32, price_local: Decimal, price_usd: Decimal) -> bool {
    let most = Decimal::from(MOST_WORTH);
    let worth = price_local.max(price_usd).checked_mul(quantity.into());
    worth.is_none_or(|worth| worth >= most)
}

/// A package with what its shipment says of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = views::packages)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Package {
    pub id: PackageId,
    pub shipment_id: ShipmentId,
    /// From 1 within its shipment.
    pub number: i32,
    /// The text in its QR code (`/TR27.3`).
    pub code: String,
    pub name: String,
    pub description: String,
    pub kit_id: Option<KitId>,
    /// Its own status, 1 to 5.
    pub status: Status,
    pub base_status: Status,
    pub last_scan_id: Option<ScanId>,
    pub last_scan_label: Option<String>,
    pub last_scan_at: Option<DateTime<Utc>>,
    pub picked_up_at: Option<DateTime<Utc>>,
    pub in_transit_at: Option<DateTime<Utc>>,
    pub received_at: Option<DateTime<Utc>>,
    pub item_row_count: i32,
    /// Sum of quantities.
    pub item_count: i64,
    pub price_local: Decimal,
    pub price_usd: Decimal,
    pub created_at: DateTime<Utc>,
    /// Goes up with every change of its name or description.
    pub version: i32,
    pub partner_id: UserId,
    pub expected_on: NaiveDate,
    /// Lost or cancelled, when its shipment is.
    pub closed_as: Option<Status>,
}

/// A package as people see it.
#[derive(Clone, Debug, Serialize)]
pub struct PackageRow {
    pub id: PackageId,
    pub code: String,
    pub shipment_id: ShipmentId,
    pub number: i32,
    pub name: String,
    pub description: String,
    /// What its scans say, 1 to 5.
    pub own_status: Status,
    /// What people are told: see [`Frame::effective_status`].
    pub status: Status,
    /// Days past the expected date, when it is overdue.
    pub overdue_days: Option<i64>,
    pub expected_on: NaiveDate,
    pub last_scan_label: Option<String>,
    pub last_scan_at: Option<DateTime<Utc>>,
    pub picked_up_at: Option<DateTime<Utc>>,
    pub in_transit_at: Option<DateTime<Utc>>,
    pub received_at: Option<DateTime<Utc>>,
    /// Rows of contents.
    pub item_row_count: i32,
    /// Sum of quantities.
    pub item_count: i64,
    pub price_local: Decimal,
    pub price_usd: Decimal,
    /// For those who change it.
    #[serde(skip)]
    pub version: i32,
}

impl PackageRow {
    /// What people see of a package on a day.
    pub fn new(package: Package, frame: Frame) -> Self {
        let status = frame.effective_status(package.status);
        let overdue_days =
            (status == Status::Overdue).then(|| (frame.today - frame.expected_on).num_days());
        Self {
            id: package.id,
            code: package.code,
            shipment_id: package.shipment_id,
            number: package.number,
            name: package.name,
            description: package.description,
            own_status: package.status,
            status,
            overdue_days,
            expected_on: package.expected_on,
            last_scan_label: package.last_scan_label,
            last_scan_at: package.last_scan_at,
            picked_up_at: package.picked_up_at,
            in_transit_at: package.in_transit_at,
            received_at: package.received_at,
            item_row_count: package.item_row_count,
            item_count: package.item_count,
            price_local: package.price_local,
            price_usd: package.price_usd,
            version: package.version,
        }
    }
}

impl PackageRow {
    /// Examples for the test that renders every page: one of each status, seen and not seen.
    pub fn samples() -> Vec<Self> {
        let row = |status: Status| Self {
            id: PackageId(i32::from(status.code())),
            code: "/TR27.3".into(),
            shipment_id: ShipmentId(27),
            number: 3,
            name: "Winter kit <large>".into(),
            description: String::new(),
            own_status: Status::InTransit,
            status,
            overdue_days: (status == Status::Overdue).then_some(3),
            expected_on: NaiveDate::default(),
            last_scan_label: (status >= Status::InTransit).then(|| "Mare".into()),
            last_scan_at: (status >= Status::PickedUp).then(DateTime::default),
            picked_up_at: None,
            in_transit_at: None,
            received_at: None,
            item_row_count: 2,
            item_count: 58,
            price_local: Decimal::new(892_917, 2),
            price_usd: Decimal::new(217_083, 3),
            version: 1,
        };
        Status::ALL.into_iter().map(row).collect()
    }
}

/// What decides, beside a package's own status, what people are told: its shipment, the day, the country's rule.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Lost or cancelled, when the shipment is.
    pub closed_as: Option<Status>,
    pub expected_on: NaiveDate,
    pub today: NaiveDate,
    /// Whether packages that are ready but not picked up count as overdue too.
    pub overdue_from_ready: bool,
}

impl Frame {
    /// The frame of a package on a day.
    pub fn of(package: &Package, today: NaiveDate, settings: &InstanceSettings) -> Self {
        Self {
            closed_as: package.closed_as,
            expected_on: package.expected_on,
            today,
            overdue_from_ready: settings.overdue_from_ready,
        }
    }

    /// Own 5; else the shipment's lost or cancelled; else overdue; else own (`design.md` §5).
    pub fn effective_status(self, own: Status) -> Status {
        if own == Status::Received {
            return own;
        }
        if let Some(closed_as) = self.closed_as {
            return closed_as;
        }
        let on_the_road = matches!(own, Status::PickedUp | Status::InTransit)
            || (self.overdue_from_ready && own == Status::Ready);
        if on_the_road && self.today > self.expected_on {
            return Status::Overdue;
        }
        own
    }
}

/// Which packages of a shipment.
#[derive(Clone, Debug, Default)]
pub struct PackageFilter {
    /// Only those with this effective status.
    pub status: Option<Status>,
    /// Part of the name or the whole code or number; empty for all.
    pub search: String,
}

/// Packages to be made, all alike.
#[derive(Clone, Debug)]
pub struct NewPackages {
    pub name: String,
    pub description: String,
    /// How many, 1 to [`MOST_AT_ONCE`].
    pub count: i32,
    /// The kit they were built from, when it was exactly one. It is only remembered: `contents` says what is inside.
    pub kit: Option<KitId>,
    /// What goes into each of them, in this order.
    pub contents: Vec<NewPackageItem>,
}

/// Packages to be built from kits, all alike.
#[derive(Clone, Debug)]
pub struct NewFromKits {
    /// May be empty with one kit: then the kit's name.
    pub name: String,
    pub description: String,
    /// How many packages, 1 to [`MOST_AT_ONCE`].
    pub count: i32,
    /// How many of each kit go into every package.
    pub kits: Vec<(KitId, i32)>,
}

/// An item of the catalog to go into a package; its values are copied as they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPackageItem {
    pub catalog_item_id: CatalogItemId,
    pub quantity: i32,
}

/// A place where packages of a shipment were last seen.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Place {
    /// Its words; empty for packages that were not seen yet.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub label: Option<String>,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub packages: i64,
    /// Of these, on the road: picked up or in transit.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub on_the_road: i64,
    /// The furthest own status among them.
    #[diesel(sql_type = diesel::sql_types::SmallInt)]
    pub status: Status,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>)]
    pub last_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(closed_as: Option<Status>, days_late: i64, overdue_from_ready: bool) -> Frame {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        Frame {
            closed_as,
            expected_on: today - chrono::TimeDelta::days(days_late),
            today,
            overdue_from_ready,
        }
    }

    #[test]
    fn received_wins_over_a_closed_shipment_and_the_closed_shipment_over_lateness() {
        let lost = frame(Some(Status::Lost), 3, false);

        assert_eq!(lost.effective_status(Status::Received), Status::Received);
        assert_eq!(lost.effective_status(Status::InTransit), Status::Lost);
        assert_eq!(lost.effective_status(Status::InProgress), Status::Lost);
    }

    #[test]
    fn packages_on_the_road_are_overdue_from_the_day_after_the_expected_one() {
        for own in [Status::PickedUp, Status::InTransit] {
            assert_eq!(frame(None, 1, false).effective_status(own), Status::Overdue);
            assert_eq!(frame(None, 0, false).effective_status(own), own);
            assert_eq!(frame(None, -1, false).effective_status(own), own);
        }
        let late = frame(None, 30, false);
        assert_eq!(
            late.effective_status(Status::InProgress),
            Status::InProgress
        );
        assert_eq!(late.effective_status(Status::Received), Status::Received);
    }

    #[test]
    fn ready_packages_are_overdue_only_where_the_country_says_so() {
        assert_eq!(
            frame(None, 1, false).effective_status(Status::Ready),
            Status::Ready
        );
        assert_eq!(
            frame(None, 1, true).effective_status(Status::Ready),
            Status::Overdue
        );
    }
}
