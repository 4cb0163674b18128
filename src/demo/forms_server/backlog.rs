//! Many submissions at once, always the same for the same wish: what the bench of the pipeline polls.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use serde_json::{Value, json};

use super::store::Submission;

/// A backlog to be made. Codes are `<prefix><shipment>.<number>` over all packages of all shipments, in turn, so
/// that each package is scanned about equally often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backlog {
    pub form: u32,
    #[serde(default = "submissions")]
    pub submissions: usize,
    /// Codes in each submission.
    #[serde(default = "codes")]
    pub codes: usize,
    pub prefix: String,
    #[serde(default = "one")]
    pub first_shipment: usize,
    pub shipments: usize,
    pub packages_per_shipment: usize,
    #[serde(default)]
    pub seed: u64,
}

fn submissions() -> usize {
    20_000
}

fn codes() -> usize {
    5
}

fn one() -> usize {
    1
}

const PLACES: [&str; 3] = [
    "STATUS_PICKED_UP-Main_Warehouse",
    "STATUS_IN_TRANSIT-Zero_Point",
    "STATUS_RECEIVED-Distribution_Point",
];

impl Backlog {
    /// The submissions, ten a second up to `now`.
    pub(super) fn submissions(&self, now: DateTime<Utc>) -> Vec<Submission> {
        let mut random = StdRng::seed_from_u64(self.seed);
        let begin = now - TimeDelta::milliseconds(100 * self.submissions as i64);
        (0..self.submissions)
            .map(|i| {
                self.submission(
                    i,
                    begin + TimeDelta::milliseconds(100 * i as i64),
                    &mut random,
                )
            })
            .collect()
    }

    fn submission(&self, i: usize, at: DateTime<Utc>, random: &mut StdRng) -> Submission {
        let packages = (self.shipments * self.packages_per_shipment).max(1);
        let code = |k: usize| {
            let package = (i * self.codes + k) % packages;
            let shipment = self.first_shipment + package / self.packages_per_shipment.max(1);
            let number = 1 + package % self.packages_per_shipment.max(1);
            format!("{}{shipment}.{number}", self.prefix)
        };
        let list: Vec<Value> = (0..self.codes)
            .map(|k| json!({"package/position": (k + 1).to_string(), "package/qr_code": code(k)}))
            .collect();
        // The same package is seen at each of the places in turn.
        let round = i * self.codes / packages;
        let latitude = random.random_range(36.0..37.5);
        let longitude = random.random_range(36.5..38.5);
        let data = json!({
            "deviceid": format!("3520000{:08}", random.random_range(0..200)),
            "start": (at - TimeDelta::minutes(3)).to_rfc3339(),
            "end": (at - TimeDelta::minutes(1)).to_rfc3339(),
            "today": at.date_naive().to_string(),
            "current_location": PLACES[round % PLACES.len()],
            "gps": format!("{latitude:.6} {longitude:.6} 410.0 8.0"),
            "num_packages": self.codes.to_string(),
            "package": list,
            "complete": "yes",
        });
        let Value::Object(data) = data else {
            return Submission::default();
        };
        let instance: u128 = random.random();
        Submission {
            data,
            instance_id: Some(uuid::Uuid::from_u128(instance).to_string()),
            created: Some(at),
            modified: Some(at),
            ..Submission::default()
        }
    }
}
