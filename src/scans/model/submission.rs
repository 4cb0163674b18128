//! One filled form, as every source hands it in.

use chrono::{DateTime, Utc};

use super::ObservationKind;
use crate::kernel::Status;

/// A place on earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
    pub altitude: Option<f64>,
    /// Metres; `None` when the phone did not say.
    pub accuracy: Option<f64>,
}

/// A submission read from a source, not yet stored.
#[derive(Clone, Debug)]
pub struct NewSubmission {
    pub kind: ObservationKind,
    /// The row's id at the source; never changes there.
    pub row_key: String,
    /// The same as a number, when it is one.
    pub row_number: Option<i64>,
    /// Changes with every edit at the source.
    pub revision_key: String,
    /// The id the phone gave it, lower case and without `uuid:`.
    pub instance_id: Option<String>,
    /// When the source says it received it; `None` when that cannot be read.
    pub received_at: Option<DateTime<Utc>>,
    /// When the phone says it was filled (`end`, else `start`).
    pub device_time_at: Option<DateTime<Utc>>,
    pub device_id: String,
    pub submitted_by: String,
    /// The form's version it was filled with.
    pub version: String,
    /// The raw answer that names place and status.
    pub location: String,
    /// The status it names, when that is one of the eight.
    pub status: Option<Status>,
    /// One paper for one package, handed over: its status is always 5.
    pub voucher: bool,
    /// Words of the place.
    pub label: String,
    pub position: Option<Position>,
    /// Codes in order, as scanned; storing trims them and drops repeats.
    pub codes: Vec<String>,
    /// Why it, or part of it, cannot be read; empty when all of it can.
    pub error: String,
    /// As it came over the wire.
    pub payload: String,
}

/// What storing a page did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct StoredPage {
    /// Submissions handed in.
    pub fetched: usize,
    /// Of them, never seen before.
    pub new: usize,
    /// Of them, edited at the source since.
    pub edited: usize,
    /// Of them, once gone at the source and back now.
    pub undeleted: usize,
    /// Observations that wait to be interpreted now.
    pub pending: usize,
}

impl StoredPage {
    /// Whether anything was written but the cursor.
    pub fn changed(&self) -> bool {
        self.new + self.edited + self.undeleted > 0
    }
}
