//! Rows nobody should send: kept, told, and in nobody's way.

use serde_json::json;

use super::kit::*;
use cts::scans::model::Reason;

#[tokio::test]
async fn rows_that_cannot_be_read_are_kept_and_the_others_count() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    {
        let mut state = country.server.state();
        for raw in [
            r#"{"_id": ID, "_uuid": "a", "package": 5}"#,
            r#"{"_id": ID, "_uuid": "b", "package": "nonsense"}"#,
            r#"{"_id": ID, "_uuid": "c", "package": true, "current_location": "\ud800"}"#,
            r#"{"_id": ID, "_uuid": "d", "package": [7, {"package/qr_code": "/TR1.2"}], "current_location": "STATUS_RECEIVED"}"#,
            r"{}",
            r"17",
            "null",
            r#""text""#,
        ] {
            state.commit_raw("11", raw);
        }
    }
    country.server.submit("11", delivery(DEPOT, &["1.3"]));

    let polled = country.poll().await;
    let again = country.poll_by_hand().await;

    assert_eq!(
        (of(&polled, "11").new, of(&polled, "11").error.clone()),
        (10, None)
    );
    // Also when all ids are listed, these among them.
    assert_eq!(
        (of(&again, "11").new, of(&again, "11").error.clone()),
        (0, None)
    );
    let counts = country.counts().await;
    assert_eq!(
        (counts.received, counts.applied, counts.open, counts.pending),
        (11, 3, 8, 0)
    );
    assert!(
        country
            .inbox()
            .await
            .iter()
            .all(|row| row.reason == Reason::Malformed && !row.detail.is_empty())
    );
    assert_eq!((country.status("1.2"), country.status("1.3")), (5, 4));
}

#[tokio::test]
async fn what_is_wrong_beside_the_codes_costs_no_code() {
    let country = Country::start();
    for raw in [
        r#"{"_id": ID, "_uuid": "a", "remarks": "\ud83d", "current_location": "STATUS_RECEIVED", "package": [{"package/qr_code": "/TR1.1"}]}"#,
        r#"{"_id": ID, "_uuid": "b", "_duration": NaN, "current_location": "STATUS_RECEIVED", "package": [{"package/qr_code": "/TR1.2"}]}"#,
        r#"{"_id": ID, "_uuid": "c", "voucher_information/qr_code": "", "current_location": "STATUS_IN_TRANSIT-X", "package": [{"package/qr_code": "/TR1.3"}]}"#,
    ] {
        country.server.state().commit_raw("11", raw);
    }
    country.server.submit("11", delivery(DEPOT, &["1.4"]));

    let polled = country.poll().await;

    assert_eq!(
        (of(&polled, "11").new, of(&polled, "11").error.clone()),
        (4, None)
    );
    let counts = country.counts().await;
    assert_eq!((counts.received, counts.applied), (4, 4));
    assert_eq!((country.status("1.1"), country.status("1.2")), (5, 5));
    assert_eq!((country.status("1.3"), country.status("1.4")), (4, 4));
}

#[tokio::test]
async fn letters_a_database_cannot_hold_hold_up_nothing() {
    let country = Country::start();
    country.server.submit("11", json!({"current_location": "STATUS_RECEIVED-\u{0}", "deviceid": "a\u{0}b",
        "remarks": "\u{0}", "package": [{"package/qr_code": "/TR1.1\u{0}"}, {"package/qr_code": "/TR1.2"}]}));
    let long = "y".repeat(9_000);
    country.server.submit(
        "11",
        json!({"current_location": DEPOT, "deviceid": long, "_version": long, "_uuid": long,
        "package": [{"package/qr_code": long}, {"package/qr_code": "/TR1.3"}]}),
    );

    let polled = country.poll().await;

    assert_eq!(
        (of(&polled, "11").new, of(&polled, "11").error.clone()),
        (2, None)
    );
    assert_eq!((country.status("1.2"), country.status("1.3")), (5, 4));
    let counts = country.counts().await;
    assert_eq!((counts.received, counts.applied, counts.open), (4, 2, 2));
}

/// Defects 8 and 10, and the old spelling of the repeat.
#[tokio::test]
async fn each_code_is_applied_or_open_by_itself() {
    let country = Country::start();
    country
        .server
        .submit("11", json!({"package": [{"package/qr_code": "/TR1.1"}]}));
    country.server.submit("11", json!({"current_location": DEPOT, "gps": "36.5 37.5",
        "package": "[{\"package/qr_code\": \"/TR1.2\"}, {\"package/qr_code\": \"/TR9.9\"}, {\"package/qr_code\": \"/IQ1.1\"}]"}));
    country.server.submit("11", json!({"current_location": DEPOT, "gps": "NaN x", "package": [{"package/qr_code": "/TR1.3"}]}));

    country.poll().await;

    let mut open: Vec<_> = country
        .inbox()
        .await
        .into_iter()
        .map(|row| (row.reason, row.code.unwrap()))
        .collect();
    open.sort();
    assert_eq!(
        open,
        [
            (Reason::UnknownCode, "/TR9.9".to_owned()),
            (Reason::OtherCountry, "/IQ1.1".to_owned()),
            (Reason::MissingStatus, "/TR1.1".to_owned()),
        ]
    );
    assert_eq!(country.count("scans"), 3, "a scan without a status is kept");
    assert_eq!(
        country.count("scans where code = '/TR1.2' and latitude = 36.5 and altitude is null"),
        1
    );
    assert_eq!(
        country.count("scans where code = '/TR1.3' and latitude is null and status = 4"),
        1
    );
}

#[tokio::test]
async fn the_payload_is_kept_as_it_came() {
    let country = Country::start();
    let raw = r#"{"_uuid":"u",   "_id": ID, "x": 1.50, "current_location":"STATUS_RECEIVED", "package":[{"package/qr_code":"\/TR1.1"}]}"#;
    let id = country.server.state().commit_raw("11", raw);

    country.poll().await;

    assert_eq!(
        country.texts("select payload from submissions"),
        [raw.replace("ID", &id.to_string())]
    );
    assert_eq!(
        country.count("submissions where payload_sha256 = sha256(convert_to(payload, 'UTF8'))"),
        1
    );
    assert_eq!(country.status("1.1"), 5);
}
