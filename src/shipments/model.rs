//! Shipments, and the rules about them that need no database.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::db::{schema, views};
use crate::kernel::ids::{ShipmentId, TransporterId, UserId};
use crate::kernel::{InstanceSettings, Status};

/// A shipment with the names of what it points at, its counts and its sums.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = views::shipments)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Shipment {
    pub id: ShipmentId,
    /// As entered; may be empty.
    pub description: String,
    /// The description, else partner, store release and date.
    pub display_name: String,
    pub shipment_on: NaiveDate,
    pub expected_on: NaiveDate,
    pub store_release: String,
    pub partner_id: UserId,
    pub partner_name: String,
    /// `#rrggbb`.
    pub partner_color: Option<String>,
    pub transporter_name: Option<String>,
    /// Its own status: never overdue.
    pub status: Status,
    /// What people said of it: in progress until somebody finalizes it, whatever its scans say.
    pub base_status: Status,
    pub loss_acceptable: bool,
    pub status_note: String,
    pub last_scan_label: Option<String>,
    pub last_scan_at: Option<DateTime<Utc>>,
    /// Day it was finalized.
    pub ready_on: Option<NaiveDate>,
    /// Day of the first scan that says picked up, and so on.
    pub picked_up_on: Option<NaiveDate>,
    pub in_transit_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub package_count: i32,
    /// Sum of quantities.
    pub item_count: i64,
    pub received_item_count: i64,
    pub price_local: Decimal,
    pub price_usd: Decimal,
    pub ready_count: i32,
    pub picked_up_count: i32,
    pub in_transit_count: i32,
    pub received_count: i32,
    pub donor_count: i32,
    /// The donor, when there is exactly one.
    pub donor_name: Option<String>,
    pub created_at: DateTime<Utc>,
}

impl Shipment {
    /// Lost or cancelled, when a person said so.
    pub fn closed_as(&self) -> Option<Status> {
        matches!(self.status, Status::Lost | Status::Cancelled).then_some(self.status)
    }

    /// Packages whose own status is this one.
    pub fn count_of(&self, status: Status) -> i32 {
        match status {
            // A package's own status is one of the five.
            Status::InProgress => {
                self.package_count
                    - self.ready_count
                    - self.picked_up_count
                    - self.in_transit_count
                    - self.received_count
            }
            Status::Ready => self.ready_count,
            Status::PickedUp => self.picked_up_count,
            Status::InTransit => self.in_transit_count,
            Status::Received => self.received_count,
            Status::Overdue | Status::Lost | Status::Cancelled => 0,
        }
    }

    /// How far along its status is, when not all packages are there: for "in transit" and "received" only.
    pub fn percent(&self) -> Option<i32> {
        if !matches!(self.status, Status::InTransit | Status::Received) {
            return None;
        }
        let there = self.count_of(self.status);
        (self.package_count > 0 && there != self.package_count)
            .then(|| (i64::from(there) * 100 / i64::from(self.package_count)) as i32)
    }

    /// Packages that should have arrived by now: on the road (or ready, where the country says so) after the expected
    /// day, unless the shipment is lost or cancelled.
    pub fn overdue_count(&self, today: NaiveDate, settings: &InstanceSettings) -> i32 {
        if self.closed_as().is_some() || today <= self.expected_on {
            return 0;
        }
        let ready = if settings.overdue_from_ready {
            self.ready_count
        } else {
            0
        };
        self.on_the_road_count() + ready
    }

    /// Packages picked up or in transit.
    pub fn on_the_road_count(&self) -> i32 {
        self.picked_up_count + self.in_transit_count
    }

    /// Whether packages are on the road and no scan came for longer than the country allows.
    pub fn is_silent(&self, now: DateTime<Utc>, settings: &InstanceSettings) -> bool {
        self.closed_as().is_none()
            && self.on_the_road_count() > 0
            && self
                .last_scan_at
                .is_none_or(|at| at < now - TimeDelta::days(i64::from(settings.silent_after_days)))
    }

    /// The furthest of a base status and its packages: its own status while nobody closed it.
    pub fn furthest(&self, base: Status) -> Status {
        [
            Status::Received,
            Status::InTransit,
            Status::PickedUp,
            Status::Ready,
        ]
        .into_iter()
        .find(|status| self.count_of(*status) > 0)
        .unwrap_or(Status::InProgress)
        .max(base)
    }

    /// Packages and what is in them can be changed only while the shipment is in progress.
    pub fn may_change_contents(&self) -> bool {
        self.status == Status::InProgress
    }

    /// A shipment can be finalized once, also when labels of a draft were scanned before: its status is then further
    /// than in progress, and only this ends the packing.
    pub fn may_finalize(&self) -> bool {
        self.closed_as().is_none() && self.base_status == Status::InProgress
    }

    /// Whether somebody is asked before it is finalized: that nothing is in it may be an oversight.
    pub fn asks_to_finalize(&self) -> bool {
        self.may_finalize() && self.package_count == 0
    }

    /// Only a shipment that is ready, with nothing picked up, can be opened again.
    pub fn may_reopen(&self) -> bool {
        self.status == Status::Ready
    }

    /// A shipment can be cancelled until a package was received, and once.
    pub fn may_cancel(&self) -> bool {
        self.closed_as().is_none() && self.status < Status::Received
    }

    /// A shipment can be lost from the moment something was picked up.
    pub fn may_mark_lost(&self) -> bool {
        self.closed_as().is_none() && self.status >= Status::PickedUp
    }

    /// The note of a loss can be changed while the shipment is lost.
    pub fn may_edit_lost_note(&self) -> bool {
        self.closed_as() == Some(Status::Lost)
    }

    /// Lost and cancelled shipments can be taken back.
    pub fn may_reinstate(&self) -> bool {
        self.closed_as().is_some()
    }
}

/// A shipment as lists show it. Its fields are what `cts -i KEY shipment list --json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct ShipmentRow {
    pub id: ShipmentId,
    pub display_name: String,
    pub description: String,
    pub shipment_on: NaiveDate,
    pub expected_on: NaiveDate,
    pub store_release: String,
    pub partner_id: UserId,
    pub partner_name: String,
    pub partner_color: Option<String>,
    /// The donor, when its items name exactly one.
    pub donor: Option<String>,
    /// How many donors its items name.
    pub donor_count: i32,
    pub status: Status,
    pub percent: Option<i32>,
    pub status_note: String,
    /// Overdue packages.
    pub overdue_count: i32,
    /// Days past the expected date, when packages are overdue.
    pub overdue_days: Option<i64>,
    pub silent: bool,
    pub package_count: i32,
    pub item_count: i64,
    pub received_item_count: i64,
    pub in_progress_count: i32,
    pub ready_count: i32,
    pub picked_up_count: i32,
    pub in_transit_count: i32,
    pub received_count: i32,
    pub price_local: Decimal,
    pub price_usd: Decimal,
    pub last_scan_label: Option<String>,
    pub last_scan_at: Option<DateTime<Utc>>,
}

impl ShipmentRow {
    /// Examples for the tests that render every page.
    pub fn samples() -> Vec<Self> {
        let row = |status: Status| Self {
            id: ShipmentId(i32::from(status.code())),
            display_name: "Winter kits <Mare>".into(),
            description: String::new(),
            shipment_on: NaiveDate::default(),
            expected_on: NaiveDate::default(),
            store_release: "WR-1".into(),
            partner_id: UserId(1),
            partner_name: "Al Noor".into(),
            partner_color: None,
            donor: None,
            donor_count: 0,
            status,
            percent: (status == Status::Received).then_some(41),
            status_note: String::new(),
            overdue_count: i32::from(status.code()) % 2,
            overdue_days: Some(3),
            silent: false,
            package_count: 24,
            item_count: 100,
            received_item_count: 0,
            in_progress_count: 0,
            ready_count: 0,
            picked_up_count: 0,
            in_transit_count: 0,
            received_count: 0,
            price_local: Decimal::ZERO,
            price_usd: Decimal::ZERO,
            last_scan_label: None,
            last_scan_at: None,
        };
        Status::ALL.into_iter().map(row).collect()
    }

    /// What a list shows of a shipment at a moment.
    pub fn new(it: Shipment, now: DateTime<Utc>, settings: &InstanceSettings) -> Self {
        let today = settings.day_of(now);
        let overdue_count = it.overdue_count(today, settings);
        Self {
            percent: it.percent(),
            in_progress_count: it.count_of(Status::InProgress),
            overdue_count,
            overdue_days: (overdue_count > 0).then(|| (today - it.expected_on).num_days()),
            silent: it.is_silent(now, settings),
            id: it.id,
            display_name: it.display_name,
            description: it.description,
            shipment_on: it.shipment_on,
            expected_on: it.expected_on,
            store_release: it.store_release,
            partner_id: it.partner_id,
            partner_name: it.partner_name,
            partner_color: it.partner_color,
            donor: it.donor_name,
            donor_count: it.donor_count,
            status: it.status,
            status_note: it.status_note,
            package_count: it.package_count,
            item_count: it.item_count,
            received_item_count: it.received_item_count,
            ready_count: it.ready_count,
            picked_up_count: it.picked_up_count,
            in_transit_count: it.in_transit_count,
            received_count: it.received_count,
            price_local: it.price_local,
            price_usd: it.price_usd,
            last_scan_label: it.last_scan_label,
            last_scan_at: it.last_scan_at,
        }
    }
}

/// The header of a shipment: to be made, or to take the place of what it says now.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = schema::shipments, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct NewShipment {
    /// May be empty: then partner, store release and date name it.
    pub description: String,
    pub shipment_on: NaiveDate,
    pub expected_on: NaiveDate,
    pub store_release: String,
    pub partner_id: UserId,
    pub transporter_id: Option<TransporterId>,
}

/// Whether somebody can mean this day: a year with a digit too many or too few is a slip.
pub fn is_meant(day: NaiveDate) -> bool {
    (1970..2200).contains(&day.year())
}

impl NewShipment {
    /// A new one like it that leaves on another day and takes as long; each has a paper of its own.
    #[must_use]
    pub fn like_it_on(&self, shipment_on: NaiveDate) -> Self {
        Self {
            store_release: String::new(),
            shipment_on,
            expected_on: shipment_on + (self.expected_on - self.shipment_on),
            ..self.clone()
        }
    }

    /// The day a shipment is expected that leaves on `shipment_on` and takes `days`.
    pub fn expected_after(shipment_on: NaiveDate, days: u16) -> NaiveDate {
        shipment_on + Days::new(u64::from(days))
    }
}

/// The header of a shipment as it is stored, for those who change it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = schema::shipments, check_for_backend(diesel::pg::Pg))]
pub struct Header {
    /// Goes up with every change.
    pub version: i32,
    #[diesel(embed)]
    pub values: NewShipment,
}

/// Which shipments.
#[derive(Clone, Debug, Default)]
pub struct ShipmentFilter {
    /// Part of the description, the store release or the partner's name; or a whole package code or shipment number.
    pub search: String,
    /// Only those with this own status; overdue means those with overdue packages.
    pub status: Option<Status>,
    /// Only those on the road without a scan for longer than the country allows.
    pub silent: bool,
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// Overdue first, then the newest.
    #[default]
    Urgency,
    Partner,
    Date,
    Description,
    StoreRelease,
    Packages,
    /// Share of packages received.
    Progress,
    PriceLocal,
    PriceUsd,
    Status,
    Note,
}

impl SortKey {
    /// All keys.
    pub const ALL: [Self; 11] = [
        Self::Urgency,
        Self::Partner,
        Self::Date,
        Self::Description,
        Self::StoreRelease,
        Self::Packages,
        Self::Progress,
        Self::PriceLocal,
        Self::PriceUsd,
        Self::Status,
        Self::Note,
    ];

    /// The word used in addresses and command lines.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Urgency => "urgency",
            Self::Partner => "partner",
            Self::Date => "date",
            Self::Description => "description",
            Self::StoreRelease => "store_release",
            Self::Packages => "packages",
            Self::Progress => "progress",
            Self::PriceLocal => "price_local",
            Self::PriceUsd => "price_usd",
            Self::Status => "status",
            Self::Note => "note",
        }
    }

    /// The key of a word used in addresses.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.slug() == slug)
    }
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

/// What is wrong with shipments on the road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worst {
    /// Expected before today.
    Overdue,
    /// Without a scan for longer than the country allows.
    Silent,
}

/// How many shipments there are of each kind, whatever the filter on status says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShipmentCounts {
    pub all: i64,
    pub in_progress: i64,
    pub ready: i64,
    pub picked_up: i64,
    pub in_transit: i64,
    pub received: i64,
    pub lost: i64,
    pub cancelled: i64,
    pub overdue: i64,
    pub silent: i64,
    /// With packages picked up or in transit.
    pub on_the_road: i64,
}

impl ShipmentCounts {
    /// The number of a status.
    pub fn of(&self, status: Status) -> i64 {
        match status {
            Status::InProgress => self.in_progress,
            Status::Ready => self.ready,
            Status::PickedUp => self.picked_up,
            Status::InTransit => self.in_transit,
            Status::Received => self.received,
            Status::Overdue => self.overdue,
            Status::Lost => self.lost,
            Status::Cancelled => self.cancelled,
        }
    }
}
