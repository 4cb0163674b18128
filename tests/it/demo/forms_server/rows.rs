//! What rows look like over time: metadata, spellings, edits, deletions, imports, late commits, restarts.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use crate::demo::stand::Stand;

#[tokio::test]
async fn a_row_carries_what_the_server_adds() {
    let stand = Stand::start();
    let data = json!({
        "gps": "36.4810 37.1960 410.0 8.0",
        "package": [{"package/position": "1", "package/qr_code": "/TR27.1"}],
    });
    stand
        .control(
            "submit",
            &json!({"form": "4101", "data": data, "submitted_by": "road1"}),
        )
        .await;

    let row = &stand.rows(&[]).await[0];

    assert_eq!(row["_geolocation"], json!([36.481, 37.196]));
    assert_eq!(row["package"][0]["package/qr_code"], "/TR27.1");
    assert_eq!(row["_xform_id"], 4101);
    assert_eq!(row["_submitted_by"], "road1");
    assert_eq!(row["_edited"], false);
    let uuid = row["_uuid"].as_str().unwrap();
    assert_eq!(row["meta/instanceID"], format!("uuid:{uuid}"));
}

#[tokio::test]
async fn one_sequence_of_ids_serves_all_forms() {
    let stand = Stand::start();

    let first = stand.submit("a").await;
    stand
        .control("submit", &json!({"form": 4201, "data": {}}))
        .await;
    let third = stand.submit("b").await;

    assert_eq!(third, first + 2);
}

#[tokio::test]
async fn the_same_instance_posted_again_makes_no_second_row() {
    let stand = Stand::start();
    let body = json!({"form": 4101, "data": {}, "instance_id": "ABC"});

    let first = stand.control("submit", &body).await;
    let again = stand.control("submit", &body).await;

    assert_eq!(first, again);
    assert_eq!(stand.rows(&[]).await.len(), 1);
}

#[tokio::test]
async fn old_and_new_spellings_stand_side_by_side() {
    let stand = Stand::start();
    let created = "2014-07-25T17:19:15.25Z";
    for dates in ["old", "new"] {
        let body = json!({"form": 4101, "data": {}, "created": created, "dates": dates});
        stand.control("submit", &body).await;
    }

    let rows = stand.rows(&[]).await;

    assert_eq!(rows[0]["_submission_time"], "2014-07-25T17:19:15");
    assert_eq!(
        rows[1]["_submission_time"],
        "2014-07-25T17:19:15.250000+00:00"
    );
}

#[tokio::test]
async fn an_edit_keeps_id_and_time_and_gets_a_new_uuid() {
    let stand = Stand::start();
    let id = stand.submit("Mare").await;
    let before = stand.rows(&[]).await.remove(0);
    stand.clock.advance(TimeDelta::minutes(5));

    let body = json!({"form": 4101, "id": id, "data": {"community": "A'zaz"}});
    stand.control("edit", &body).await;

    let after = stand.rows(&[]).await.remove(0);
    assert_eq!(after["_id"], before["_id"]);
    assert_eq!(after["_submission_time"], before["_submission_time"]);
    assert_ne!(after["_uuid"], before["_uuid"]);
    assert_eq!(after["meta/deprecatedID"], before["meta/instanceID"]);
    assert_eq!(after["_edited"], true);
    assert_eq!(after["community"], "A'zaz");
    assert!(after["_last_edited"].is_string());
    let changed = json!({"_date_modified": {"$gt": before["_date_modified"]}}).to_string();
    assert_eq!(stand.ids(&[("query", &changed)]).await, [id]);
}

#[tokio::test]
async fn a_deleted_row_leaves_no_trace() {
    let stand = Stand::start();
    let id = stand.submit("Mare").await;

    stand
        .control("delete", &json!({"form": 4101, "id": id}))
        .await;

    assert!(stand.rows(&[]).await.is_empty());
    let one = stand.get(&format!("/api/v1/data/4101/{id}"), &[]).await;
    assert_eq!(one.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_import_has_an_old_time_and_a_new_id() {
    let stand = Stand::start();
    stand.submit("new").await;

    let body = json!({"form": 4101, "data": {}, "created": "2015-01-01T00:00:00Z"});
    let id = stand.control("backdate", &body).await["ids"][0]
        .as_i64()
        .unwrap();

    assert_eq!(id, 2);
    let by_time = stand.ids(&[("sort", r#"{"_submission_time": 1}"#)]).await;
    assert_eq!(by_time, [2, 1]);
    let without = stand
        .try_control("backdate", &json!({"form": 4101, "data": {}}))
        .await;
    assert_eq!(without.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_low_id_may_become_visible_after_a_higher_one() {
    let stand = Stand::start();
    let low = stand.control("reserve", &json!({})).await["id"]
        .as_i64()
        .unwrap();
    let high = stand.submit("quick").await;
    assert_eq!(stand.ids(&[]).await, [high]);

    let body = json!({"form": 4101, "id": low, "data": {"community": "slow"}});
    stand.control("commit", &body).await;

    assert!(low < high);
    assert_eq!(stand.ids(&[]).await, [low, high]);
}

#[tokio::test]
async fn a_restart_keeps_everything_and_a_torn_last_line_is_dropped() {
    let folder = std::env::temp_dir().join(format!("cts-stand-{}", uuid::Uuid::new_v4()));
    let stand = Stand::start_in(&folder);
    let edited = stand.submit("a").await;
    let deleted = stand.submit("b").await;
    stand
        .control(
            "edit",
            &json!({"form": 4101, "id": edited, "data": {"community": "c"}}),
        )
        .await;
    stand
        .control("delete", &json!({"form": 4101, "id": deleted}))
        .await;
    stand.control("reserve", &json!({})).await;
    let before = stand.rows(&[]).await;
    stand.stopped().await;
    let journal = folder.join("submissions.jsonl");
    let mut text = std::fs::read_to_string(&journal).unwrap();
    text.push_str(r#"{"op":"put","pk":41"#);
    std::fs::write(&journal, text).unwrap();

    let stand = Stand::start_in(&folder);

    assert_eq!(stand.rows(&[]).await, before);
    assert_eq!(stand.submit("d").await, 4);
    stand.control("reset", &json!({})).await;
    assert!(stand.rows(&[]).await.is_empty());
    assert_eq!(stand.submit("e").await, 1);
    stand.stopped().await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_backlog_is_the_same_each_time() {
    let backlog = json!({"form": 4101, "submissions": 30, "codes": 5, "prefix": "/TR",
        "shipments": 5, "packages_per_shipment": 4, "seed": 7});
    let mut uuids = Vec::new();
    for _ in 0..2 {
        let stand = Stand::start();
        let made = stand.control("backlog", &backlog).await;
        assert_eq!(made, json!({"rows": 30, "codes": 150}));
        let rows = stand.rows(&[]).await;
        assert_eq!(rows[0]["package"][4]["package/qr_code"], "/TR2.1");
        uuids.push(
            rows.into_iter()
                .map(|row| row["_uuid"].clone())
                .collect::<Vec<_>>(),
        );
    }

    assert_eq!(uuids[0], uuids[1]);
}

#[tokio::test]
async fn a_form_can_be_added() {
    let stand = Stand::start();

    stand
        .control("form", &json!({"form": 99, "kind": "device"}))
        .await;
    stand
        .control("submit", &json!({"form": 99, "data": {"qr_code": "x"}}))
        .await;

    let response = stand.get("/api/v1/data/99", &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
}
