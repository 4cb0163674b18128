//! What the fill tells the phones: which packages travel which road. One file per country, `plan-<key>.json`.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A country's demo traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Key of the country.
    pub country: String,
    /// Seed of everything random.
    pub seed: u64,
    /// When the country was filled; a new time tells the phones to begin again.
    pub made_at: DateTime<Utc>,
    /// The forms server the country polls.
    pub server: String,
    pub package_form: u32,
    pub voucher_form: Option<u32>,
    pub device_form: Option<u32>,
    /// The first part of every code (`/TR`).
    pub prefix: String,
    /// A code of another country, as it ends up on the wrong truck.
    pub foreign_code: String,
    /// Whether the forms server has the history.
    pub history_sent: bool,
    /// Packages in all shipments.
    pub packages: usize,
    pub trips: Vec<Trip>,
    /// The shipment that gets lost.
    pub lost_shipment: i32,
    /// Its codes.
    pub lost: Vec<String>,
    /// Codes of the shipment that was cancelled.
    pub cancelled: Vec<String>,
    /// The phones on the road.
    pub phones: Vec<Phone>,
}

/// A shipment on its road.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trip {
    pub shipment: i32,
    /// In the order of their numbers.
    pub codes: Vec<String>,
    /// From the warehouse to where things are handed out.
    pub points: Vec<TripPoint>,
    /// How many points it had passed when the country was filled.
    pub passed: usize,
    /// Codes that were not there at the last point that was passed.
    pub left_behind: usize,
    /// When it was scanned at the first point.
    pub left_at: DateTime<Utc>,
    pub minutes_per_point: i64,
    /// Whether the phones drive it on; the others stand still, late or silent.
    pub driven: bool,
}

/// A place where a trip is scanned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TripPoint {
    /// The place's part of the form's choice.
    pub place: String,
    pub latitude: f64,
    pub longitude: f64,
}

impl Trip {
    /// The word for the status at a point: picked up at the first, received at the last.
    pub fn status_at(&self, point: usize) -> &'static str {
        if point == 0 {
            "PICKED_UP"
        } else if point + 1 == self.points.len() {
            "RECEIVED"
        } else {
            "IN_TRANSIT"
        }
    }
}

/// A phone, and the code of the person it is bound to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    pub device: String,
    pub user_code: Option<String>,
}

impl Plan {
    /// Where a country's plan lies in the demo's folder.
    pub fn path(folder: &Path, country: &str) -> PathBuf {
        folder.join(format!("plan-{country}.json"))
    }

    /// The plan of a country; `None` when there is none yet.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(folder: &Path, country: &str) -> std::io::Result<Option<Self>> {
        read_json(&Self::path(folder, country))
    }

    /// Writes the plan, whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        write_json(&Self::path(folder, &self.country), self)
    }
}

/// Reads a file of ours; `None` when it is not there.
pub(super) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> std::io::Result<Option<T>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file of ours beside the old one and puts it in its place; only the owner may read it.
pub(super) fn write_json<T: Serialize>(path: &Path, value: &T) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;

    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let fresh = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    serde_json::to_writer(&mut file, value)?;
    file.flush()?;
    std::fs::rename(fresh, path)
}
