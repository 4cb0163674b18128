//! One row of an Ona server: answers found, everything tolerated that was seen in the wild.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::ona::instant;
use super::{repair, sha256};
use crate::kernel::Status;
use crate::scans::model::{NewSubmission, ObservationKind, Position};

/// Keys longer than this are replaced by their digest, other answers we show are cut.
const LONGEST_KEY: usize = 255;

/// Reads a row; what cannot be read is said in its `error`, and the row is kept all the same.
pub(super) fn read_row(
    raw: &RawValue,
    kind: ObservationKind,
) -> (NewSubmission, Option<DateTime<Utc>>) {
    // Half a letter in a remark must not cost the codes beside it.
    let read = serde_json::from_str::<Map<String, Value>>(raw.get())
        .or_else(|_| serde_json::from_str(&repair::whole_letters(raw.get())));
    match read {
        Ok(row) => read_fields(raw, &row, kind),
        Err(error) => (unreadable(raw, kind, &error.to_string()), None),
    }
}

fn read_fields(
    raw: &RawValue,
    row: &Map<String, Value>,
    kind: ObservationKind,
) -> (NewSubmission, Option<DateTime<Utc>>) {
    let digest = || format!("sha256:{}", hex::encode(sha256(raw.get().as_bytes())));
    let (row_key, mut error) = match row.get("_id").and_then(id_text) {
        Some(id) => (id, String::new()),
        None => (digest(), "it has no _id".to_owned()),
    };
    let uuid = row.get("_uuid").and_then(id_text);
    let instance_id = row
        .get("meta/instanceID")
        .and_then(id_text)
        .or_else(|| uuid.clone())
        .map(|id| id.strip_prefix("uuid:").unwrap_or(&id).to_lowercase())
        .filter(|id| !id.is_empty());
    // Every edit has an instance id of its own; the whole row also changes for less, such as a late photo.
    let revision_key = uuid.or_else(|| instance_id.clone()).unwrap_or_else(digest);
    let (codes, voucher) = codes(row, kind, &mut error);
    let location = short(text(field(row, "current_location")));
    let status = if voucher {
        Some(Status::Received)
    } else {
        status_named(&location)
    };
    let device_id = Some(text(field(row, "deviceid")))
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| text(field(row, "imei")));
    if kind == ObservationKind::Device && device_id.is_empty() {
        error.push_str("it names no device");
    }
    let submission = NewSubmission {
        kind,
        row_number: row_key.parse().ok(),
        row_key,
        revision_key,
        instance_id,
        received_at: instant(row.get("_submission_time")),
        device_time_at: instant(field(row, "end")).or_else(|| instant(field(row, "start"))),
        device_id: short(device_id),
        submitted_by: short(text(row.get("_submitted_by"))),
        version: short(text(row.get("_version").or_else(|| row.get("__version__")))),
        location,
        status,
        voucher,
        label: String::new(),
        position: field(row, "gps").and_then(Value::as_str).and_then(position),
        codes,
        error,
        payload: stored(raw),
    };
    (submission, instant(row.get("_date_modified")))
}

/// PostgreSQL takes no NUL; JSON can hold one only as an escape, so this changes nothing that is valid.
fn stored(raw: &RawValue) -> String {
    raw.get().replace('\0', "\u{fffd}")
}

/// The status an answer names, before its first `-`.
pub(super) fn status_named(location: &str) -> Option<Status> {
    Status::from_form_name(location.split('-').next().unwrap_or_default())
}

/// An answer by its name, wherever it stands in groups.
fn field<'a>(row: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    row.get(name).or_else(|| {
        row.iter()
            .find(|(key, _)| key.rsplit('/').next() == Some(name) && key.contains('/'))
            .map(|(_, value)| value)
    })
}

/// Text of an answer; numbers as they are written.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.trim().replace('\0', "\u{fffd}"),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn short(text: String) -> String {
    match text.char_indices().nth(LONGEST_KEY) {
        Some((at, _)) => text[..at].to_owned(),
        None => text,
    }
}

/// An id that may be text or a number; any text is good, as long as there is some.
pub(super) fn id_text(value: &Value) -> Option<String> {
    let id = match value {
        Value::Number(number) => number
            .as_i64()
            .map(|number| number.to_string())
            .or_else(|| {
                let number = number.as_f64()?;
                (number.fract() == 0.0 && number.abs() < 9e15).then(|| (number as i64).to_string())
            })
            .unwrap_or_else(|| number.to_string()),
        other => text(Some(other)),
    };
    match id.chars().count() {
        0 => None,
        1..=LONGEST_KEY => Some(id),
        _ => Some(format!("sha256:{}", hex::encode(sha256(id.as_bytes())))),
    }
}

/// The codes of a row, and whether it is a voucher. A voucher is one code; where a list of packages stands beside it
/// (`forms.md` §6.1), no code of it is lost.
fn codes(
    row: &Map<String, Value>,
    kind: ObservationKind,
    error: &mut String,
) -> (Vec<String>, bool) {
    if kind == ObservationKind::Device {
        return (
            field(row, "qr_code")
                .map(|v| vec![text(Some(v))])
                .unwrap_or_default(),
            false,
        );
    }
    let voucher = row.iter().find(|(key, _)| {
        *key == "voucher_information/qr_code" || key.ends_with("/voucher_information/qr_code")
    });
    let list = field(row, "package");
    // An empty one makes no voucher of a list of packages.
    let voucher = voucher
        .map(|(_, code)| text(Some(code)))
        .filter(|code| !code.is_empty() || list.is_none_or(Value::is_null));
    let is_voucher = voucher.is_some();
    let mut codes = Vec::from_iter(voucher);
    match list {
        None | Some(Value::Null) => {}
        Some(Value::String(packed)) if packed.trim().is_empty() => {}
        // Old databases kept the list as text.
        Some(Value::String(packed)) => match serde_json::from_str(packed) {
            Ok(list) => codes_of_repeat(&list, &mut codes, error),
            Err(_) => error.push_str("its list of packages is no list"),
        },
        Some(list) => codes_of_repeat(list, &mut codes, error),
    }
    (codes, is_voucher)
}

fn codes_of_repeat(list: &Value, codes: &mut Vec<String>, error: &mut String) {
    let entries = match list {
        Value::Array(entries) => entries.as_slice(),
        Value::Object(_) => std::slice::from_ref(list),
        _ => {
            error.push_str("its list of packages is no list");
            return;
        }
    };
    for entry in entries {
        let Some(entry) = entry.as_object() else {
            "a package in its list cannot be read".clone_into(error);
            continue;
        };
        match field(entry, "qr_code") {
            None | Some(Value::Null) => {}
            Some(code @ (Value::String(_) | Value::Number(_))) => codes.push(text(Some(code))),
            Some(_) => "a code in its list cannot be read".clone_into(error),
        }
    }
}

/// `lat lon [alt [acc]]`, blanks between; `None` when it is no place on earth or no fix.
fn position(text: &str) -> Option<Position> {
    let numbers: Vec<f64> = text
        .split_whitespace()
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    if !(2..=4).contains(&numbers.len()) || numbers.iter().any(|n| !n.is_finite()) {
        return None;
    }
    let (latitude, longitude) = (numbers[0], numbers[1]);
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 || numbers.iter().all(|n| *n == 0.0) {
        return None;
    }
    Some(Position {
        latitude,
        longitude,
        altitude: numbers.get(2).copied(),
        accuracy: numbers.get(3).copied().filter(|metres| *metres >= 0.0),
    })
}

/// A row that is no object we can read; its ids are looked for without reading the rest.
fn unreadable(raw: &RawValue, kind: ObservationKind, why: &str) -> NewSubmission {
    #[derive(Default, Deserialize)]
    struct Ids<'a> {
        #[serde(borrow, rename = "_id")]
        id: Option<&'a RawValue>,
        #[serde(borrow, rename = "_uuid")]
        uuid: Option<&'a RawValue>,
        #[serde(borrow, rename = "_submission_time")]
        submitted: Option<&'a RawValue>,
    }
    let ids: Ids<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
    let value = |raw: Option<&RawValue>| serde_json::from_str::<Value>(raw?.get()).ok();
    let digest = format!("sha256:{}", hex::encode(sha256(raw.get().as_bytes())));
    let row_key = value(ids.id).as_ref().and_then(id_text);
    NewSubmission {
        kind,
        row_number: row_key.as_ref().and_then(|key| key.parse().ok()),
        row_key: row_key.unwrap_or_else(|| digest.clone()),
        revision_key: value(ids.uuid).as_ref().and_then(id_text).unwrap_or(digest),
        instance_id: None,
        received_at: instant(value(ids.submitted).as_ref()),
        device_time_at: None,
        device_id: String::new(),
        submitted_by: String::new(),
        version: String::new(),
        location: String::new(),
        status: None,
        voucher: false,
        label: String::new(),
        position: None,
        codes: Vec::new(),
        error: format!("the row cannot be read: {}", why.replace('\0', "")),
        payload: stored(raw),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(row: Value) -> NewSubmission {
        let raw = serde_json::value::to_raw_value(&row).unwrap();
        read_row(&raw, ObservationKind::Package).0
    }

    fn with(name: &str, value: Value) -> NewSubmission {
        let mut row = json!({"_id": 7, "_uuid": "u-7", "_submission_time": "2026-11-20T10:00:00",
            "current_location": "STATUS_IN_TRANSIT-Depot", "package": [{"package/qr_code": "/TR1.1"}]});
        row[name] = value;
        read(row)
    }

    #[test]
    fn any_id_will_do() {
        for id in [
            "7d1c2f6e0b1a4c559a445f0e5b8f1a10",
            "7D1C2F6E-0B1A-4C55-9A44-5F0E5B8F1A10",
            "x",
            "12 34",
        ] {
            assert_eq!(with("_uuid", json!(id)).revision_key, id);
        }
        assert_eq!(with("_id", json!("7")).row_number, Some(7));
        assert_eq!(with("_id", json!(7.0)).row_key, "7");
        assert!(with("_uuid", json!("x".repeat(300))).revision_key.len() <= 255);
        assert!(with("_uuid", json!("")).revision_key.starts_with("sha256:"));
        let nameless = with("meta/instanceID", json!("uuid:"));
        assert!(nameless.instance_id.is_none(), "no id behind the word");
        assert!(!nameless.revision_key.is_empty());
    }

    #[test]
    fn the_repeat_is_a_list_or_a_list_in_text() {
        let packed = json!("[{\"package/qr_code\": \"/TR1.1\"}, {\"package/qr_code\": 5}]");
        assert_eq!(with("package", packed).codes, ["/TR1.1", "5"]);
        assert_eq!(
            with("package", json!({"package/qr_code": "/TR1.2"})).codes,
            ["/TR1.2"]
        );
        assert_eq!(
            with("package", json!([{"package/position": "1"}])).codes,
            Vec::<String>::new()
        );
        assert!(with("package", json!("")).error.is_empty());
    }

    #[test]
    fn readable_codes_survive_unreadable_neighbours() {
        let row = with(
            "package",
            json!([{"package/qr_code": "/TR1.1"}, 5, {"package/qr_code": {}}]),
        );

        assert_eq!(row.codes, ["/TR1.1"]);
        assert!(!row.error.is_empty());
        assert!(!with("package", json!("nonsense")).error.is_empty());
        assert!(!with("package", json!(5)).error.is_empty());
    }

    #[test]
    fn a_voucher_is_received_whatever_its_place_says() {
        let row = with("voucher_information/qr_code", json!("/TR31.1"));

        assert_eq!(
            (row.codes, row.status, row.voucher),
            (vec!["/TR31.1".into()], Some(Status::Received), true)
        );
    }

    #[test]
    fn gps_has_two_to_four_numbers() {
        let at =
            |text: &str| position(text).map(|p| (p.latitude, p.longitude, p.altitude, p.accuracy));
        assert_eq!(
            at("36.2 37.15 0 12"),
            Some((36.2, 37.15, Some(0.0), Some(12.0)))
        );
        assert_eq!(at("36.2 37.15"), Some((36.2, 37.15, None, None)));
        assert_eq!(at("1.0E-4 37.15 1"), Some((0.0001, 37.15, Some(1.0), None)));
        for none in [
            "",
            "0 0 0 0",
            "0 0",
            "NaN 1",
            "91 0",
            "0 181",
            "36,2 37,1",
            "36.2",
            "1 2 3 4 5",
            "inf 1",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
    }

    #[test]
    fn the_status_is_the_whole_name_before_the_first_dash() {
        assert_eq!(
            status_named("STATUS_RECEIVED-Pre-Handover"),
            Some(Status::Received)
        );
        assert_eq!(status_named("STATUS_RECEIVED"), Some(Status::Received));
        assert_eq!(status_named("STATUS_RECEIVED_LATE-X"), None);
        assert_eq!(status_named(""), None);
    }

    #[test]
    fn rows_that_are_nothing_are_kept_with_the_reason() {
        let deep = format!(
            r#"{{"_id": 9, "x": {}{}}}"#,
            "[".repeat(200),
            "]".repeat(200)
        );
        for raw in ["5", "null", "[]", "\"x\"", &deep] {
            let raw = RawValue::from_string(raw.to_owned()).unwrap();
            let (row, _) = read_row(&raw, ObservationKind::Package);
            assert!(!row.error.is_empty(), "{raw}");
            assert!(!row.row_key.is_empty());
        }
        let raw = RawValue::from_string(deep).unwrap();
        assert_eq!(read_row(&raw, ObservationKind::Package).0.row_key, "9");
    }

    #[test]
    fn half_a_letter_costs_no_code() {
        let raw = r#"{"_id": 9, "x": "\ud83d!", "package": [{"package/qr_code": "/TR1.1"}]}"#;
        let raw = RawValue::from_string(raw.to_owned()).unwrap();
        let row = read_row(&raw, ObservationKind::Package).0;

        assert_eq!(
            (row.codes, row.error),
            (vec!["/TR1.1".into()], String::new())
        );
    }

    #[test]
    fn a_place_without_end_is_cut() {
        let row = with(
            "current_location",
            json!(format!("STATUS_RECEIVED-{}", "Z".repeat(9_000))),
        );

        assert_eq!(
            (row.status, row.location.len()),
            (Some(Status::Received), LONGEST_KEY)
        );
    }

    #[test]
    fn a_voucher_beside_a_list_of_packages_loses_no_code() {
        let row = with("voucher_information/qr_code", json!("/TR31.1"));

        assert_eq!(row.codes, ["/TR31.1", "/TR1.1"]);
        assert_eq!((row.status, row.voucher), (Some(Status::Received), true));
    }

    #[test]
    fn an_empty_voucher_does_not_hide_packages() {
        for empty in [json!(""), json!(null), json!("  ")] {
            let row = with("voucher_information/qr_code", empty);
            assert_eq!((row.codes, row.voucher), (vec!["/TR1.1".into()], false));
        }
    }

    #[test]
    fn without_a_uuid_the_instance_id_tells_revisions() {
        let read = |media: i32| {
            read(json!({"_id": 7, "meta/instanceID": "uuid:U-7", "_total_media": media}))
                .revision_key
        };
        assert_eq!((read(0), read(1)), ("u-7".into(), "u-7".into()));
    }
}
