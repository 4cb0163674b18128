//! Scans and what interpreting did.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Nullable, SmallInt, Text, Timestamptz};
use serde::Serialize;

use super::{ObservationState, Reason};
use crate::kernel::Status;
use crate::kernel::ids::{ObservationId, PackageId, ScanId, ShipmentId, SubmissionId, UserId};

/// A package seen at a place and time.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ScanRow {
    #[diesel(sql_type = BigInt)]
    pub id: ScanId,
    #[diesel(sql_type = BigInt)]
    pub observation_id: ObservationId,
    #[diesel(sql_type = BigInt)]
    pub submission_id: SubmissionId,
    #[diesel(sql_type = Integer)]
    pub package_id: PackageId,
    #[diesel(sql_type = Integer)]
    pub shipment_id: ShipmentId,
    #[diesel(sql_type = Text)]
    pub code: String,
    /// The status it names; only 3, 4 and 5 move a package.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub status: Option<Status>,
    /// Words of the place.
    #[diesel(sql_type = Text)]
    pub label: String,
    #[diesel(sql_type = Nullable<Double>)]
    pub latitude: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    pub longitude: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    pub accuracy: Option<f64>,
    /// ISO 3166 code of the country of its position.
    #[diesel(sql_type = Nullable<Text>)]
    pub country: Option<String>,
    /// When the phone scanned.
    #[diesel(sql_type = Timestamptz)]
    pub scanned_at: DateTime<Utc>,
    /// When the source received it.
    #[diesel(sql_type = Timestamptz)]
    pub submitted_at: DateTime<Utc>,
    /// When we received it.
    #[diesel(sql_type = Timestamptz)]
    pub received_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub device_id: String,
    /// The user whose bound phone scanned it, and their name.
    #[diesel(sql_type = Nullable<Integer>)]
    pub user_id: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub user_name: Option<String>,
    /// Where its observation stands; why, when that is open.
    #[diesel(sql_type = Text)]
    pub state: ObservationState,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<Reason>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub voided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub void_note: String,
}

/// Which scans are asked for; empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct ScanFilter {
    pub shipment: Option<ShipmentId>,
    pub package: Option<PackageId>,
    /// Only this one.
    pub scan: Option<ScanId>,
    /// From this scan time on.
    pub since: Option<DateTime<Utc>>,
    /// Newest first; lists of one shipment or package read in time order.
    pub newest_first: bool,
}

/// What interpreting did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Interpreted {
    /// Observations claimed.
    pub claimed: usize,
    pub applied: usize,
    pub open: usize,
    /// Packages whose own status, dates or last scan changed.
    pub packages: usize,
}

impl std::ops::AddAssign for Interpreted {
    fn add_assign(&mut self, other: Self) {
        self.claimed += other.claimed;
        self.applied += other.applied;
        self.open += other.open;
        self.packages += other.packages;
    }
}

/// Where an observation stands after a person decided something about it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Settled {
    #[diesel(sql_type = BigInt)]
    pub id: ObservationId,
    #[diesel(sql_type = Text)]
    pub state: ObservationState,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<Reason>,
    #[diesel(sql_type = Text)]
    pub detail: String,
}

/// A package or shipment that recomputing changed, or would change.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct StatusDifference {
    #[diesel(sql_type = Nullable<Integer>)]
    pub package_id: Option<PackageId>,
    #[diesel(sql_type = Integer)]
    pub shipment_id: ShipmentId,
    #[diesel(sql_type = SmallInt)]
    pub from_status: Status,
    #[diesel(sql_type = SmallInt)]
    pub to_status: Status,
}
