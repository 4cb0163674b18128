//! A scan form as a phone fills it in.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};

use super::plan::TripPoint;

/// What a person scanned where.
pub(super) struct Scan<'a> {
    pub(super) codes: &'a [String],
    /// The answer of `current_location`; none when it was skipped.
    pub(super) location: Option<String>,
    /// Where the phone was; none without a fix.
    pub(super) at: Option<&'a TripPoint>,
    pub(super) device: &'a str,
    /// When the phone closed the form.
    pub(super) ended: DateTime<Utc>,
}

impl Scan<'_> {
    /// The answers of the package form.
    pub(super) fn package_form(&self, random: &mut StdRng) -> Map<String, Value> {
        let mut data = self.common(random);
        data.insert("num_packages".into(), json!(self.codes.len().to_string()));
        if !self.codes.is_empty() {
            let package = |(i, code): (usize, &String)| json!({"package/position": (i + 1).to_string(), "package/qr_code": code});
            let list: Vec<Value> = self.codes.iter().enumerate().map(package).collect();
            data.insert("package".into(), Value::Array(list));
        }
        data.insert("complete".into(), json!("yes"));
        data
    }

    /// The answers of the voucher form: one code.
    pub(super) fn voucher_form(&self, random: &mut StdRng) -> Map<String, Value> {
        let mut data = self.common(random);
        if let Some(code) = self.codes.first() {
            data.insert("voucher_information/qr_code".into(), json!(code));
        }
        data
    }

    fn common(&self, random: &mut StdRng) -> Map<String, Value> {
        let started = self.ended - TimeDelta::seconds(random.random_range(40..300));
        let mut data = device_answers(self.device, started, self.ended, random);
        if let Some(location) = &self.location {
            data.insert("current_location".into(), json!(location));
        }
        if let Some(point) = self.at {
            data.insert("community".into(), json!(point.place.replace('_', " ")));
            data.insert("gps".into(), json!(gps(point, random)));
        }
        data
    }
}

/// The answers of the device form: a person's code.
pub(super) fn device_form(
    code: &str,
    device: &str,
    ended: DateTime<Utc>,
    random: &mut StdRng,
) -> Map<String, Value> {
    let mut data = device_answers(device, ended - TimeDelta::seconds(20), ended, random);
    data.insert("qr_code".into(), json!(code));
    data
}

fn device_answers(
    device: &str,
    started: DateTime<Utc>,
    ended: DateTime<Utc>,
    random: &mut StdRng,
) -> Map<String, Value> {
    // Phones spell the offset in four ways.
    let spelling = random.random_range(0..4);
    let mut data = Map::new();
    data.insert("today".into(), json!(started.date_naive().to_string()));
    data.insert("start".into(), json!(phone_time(started, spelling)));
    data.insert("end".into(), json!(phone_time(ended, spelling)));
    data.insert("deviceid".into(), json!(device));
    data.insert("imei".into(), json!(device));
    data
}

fn phone_time(at: DateTime<Utc>, spelling: u8) -> String {
    let local = at + TimeDelta::hours(3);
    let offset = match spelling {
        0 => "+03:00",
        1 => "+0300",
        2 => "+03",
        _ => return at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    };
    format!("{}{offset}", local.format("%Y-%m-%dT%H:%M:%S%.3f"))
}

/// A fix within a few hundred metres, as text.
fn gps(point: &TripPoint, random: &mut StdRng) -> String {
    let latitude = point.latitude + random.random_range(-0.003..0.003);
    let longitude = point.longitude + random.random_range(-0.003..0.003);
    let altitude = random.random_range(300..700);
    let accuracy = random.random_range(3..25);
    format!("{latitude:.6} {longitude:.6} {altitude}.0 {accuracy}.0")
}

/// An instanceID that follows from the random numbers before it.
pub(super) fn instance_id(random: &mut StdRng) -> String {
    uuid::Builder::from_random_bytes(random.random())
        .into_uuid()
        .to_string()
}
