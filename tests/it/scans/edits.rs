//! Edits and deletions at the source, definitions and labels.

use chrono::TimeDelta;
use serde_json::json;

use super::kit::*;
use cts::scans::model::Reason;

#[tokio::test]
async fn an_edit_at_the_source_replaces_what_it_changes() {
    let country = Country::start();
    let id = country
        .server
        .submit("11", delivery(HANDOVER, &["1.1", "1.2"]));
    country.poll().await;
    country.server.state().advance(TimeDelta::hours(5));
    country
        .server
        .state()
        .edit("11", id, delivery(DEPOT, &["1.2", "1.3"]));

    let polled = country.poll().await;

    assert_eq!((of(&polled, "11").new, of(&polled, "11").edited), (0, 1));
    assert_eq!(
        (
            country.status("1.1"),
            country.status("1.2"),
            country.status("1.3")
        ),
        (2, 4, 4)
    );
    assert_eq!(country.count("submission_revisions"), 1);
    assert_eq!(of(&polled, "11").observations.received, 3);
}

#[tokio::test]
async fn late_media_are_no_edit() {
    let country = Country::start();
    let id = country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.poll().await;
    country.server.state().advance(TimeDelta::hours(5));
    country.server.state().touch("11", id);

    let polled = country.poll().await;

    assert_eq!((of(&polled, "11").new, of(&polled, "11").edited), (0, 0));
    assert_eq!(country.count("submission_revisions"), 0);
}

#[tokio::test]
async fn a_deletion_is_flagged_and_counts_until_a_person_decides() {
    let country = Country::start();
    let gone = country.server.submit("11", delivery(HANDOVER, &["1.1"]));
    for n in 2..=20 {
        country
            .server
            .submit("11", delivery(DEPOT, &[&format!("1.{n}")]));
    }
    country.poll().await;
    country.server.state().delete("11", gone);

    let polled = country.poll_by_hand().await;

    assert_eq!(of(&polled, "11").deleted, 1);
    let inbox = country.inbox().await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(
        (inbox[0].reason, inbox[0].code.as_deref()),
        (Reason::DeletedAtSource, Some("/TR1.1"))
    );
    assert_eq!(country.status("1.1"), 5);
}

#[tokio::test]
async fn too_many_deletions_at_once_are_not_believed() {
    let country = Country::start();
    let ids: Vec<i64> = (1..=20)
        .map(|n| {
            country
                .server
                .submit("11", delivery(DEPOT, &[&format!("1.{n}")]))
        })
        .collect();
    country.poll().await;
    for id in &ids[..10] {
        country.server.state().delete("11", *id);
    }

    let polled = country.poll_by_hand().await;

    assert_eq!(of(&polled, "11").deleted, 0);
    let warning = of(&polled, "11").warning.clone().unwrap();
    assert!(warning.contains("10 of 20"), "{warning}");
    assert!(country.inbox().await.is_empty());
}

/// Defects 6 and 7: the whole choice name, and labels in whatever form they come.
#[tokio::test]
async fn labels_come_from_the_definition_of_the_forms_version() {
    let country = Country::start();
    let definition = |version: &str, word: &str| {
        json!({"title": "Deliveries", "id_string": "d", "version": version, "children": [], "choices": {"location_list": [
            {"name": "STATUS_RECEIVED-Pre-Handover_Point", "label": {"Arabic": "ق", "English": "Before"}},
            {"name": HANDOVER, "label": {"Arabic": "ت", "English": word}},
            {"name": DEPOT, "label": "Plain"}]}})
    };
    country
        .server
        .state()
        .set_definition("11", definition("1", "Handover"));
    country.server.submit("11", delivery(HANDOVER, &["1.1"]));
    country.server.submit("11", delivery(DEPOT, &["1.2"]));
    country
        .server
        .submit("11", delivery("STATUS_RECEIVED-Old_Place", &["1.3"]));
    country.server.submit(
        "11",
        json!({"current_location": DEPOT, "voucher_information/qr_code": "/TR1.4"}),
    );
    country.poll().await;
    country.poll().await;
    assert_eq!(
        country.server.state().definitions_sent("11"),
        1,
        "it is kept"
    );
    country
        .server
        .state()
        .set_definition("11", definition("2", "Given out"));
    let mut newer = delivery(HANDOVER, &["1.5"]);
    newer["_version"] = json!("2");
    country.server.submit("11", newer);
    country.poll().await;

    let labels = country.texts("select label from scans order by row_key::int");
    assert_eq!(
        labels,
        ["Handover", "Plain", "Old Place", "Received", "Given out"]
    );
    assert_eq!(
        country.status("1.4"),
        5,
        "a voucher is received whatever its place says"
    );
    assert_eq!(
        country.texts("select title from source_forms where form_key = '11'"),
        ["Deliveries"]
    );
}

#[tokio::test]
async fn a_missing_definition_holds_up_no_scan() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));

    let polled = country.poll().await;

    assert_eq!(of(&polled, "11").error, None);
    assert_eq!(country.texts("select label from scans"), ["Depot"]);

    // Once it can be had, what came before is called by its words too; a voucher stays handed over.
    country.server.submit(
        "11",
        json!({"current_location": DEPOT, "voucher_information/qr_code": "/TR1.2"}),
    );
    country.poll().await;
    let definition = json!({"title": "Deliveries", "id_string": "d", "version": "1", "children": [],
        "choices": {"location_list": [{"name": DEPOT, "label": "Great depot"}]}});
    country.server.state().set_definition("11", definition);
    country.server.submit("11", delivery(DEPOT, &["1.3"]));
    country.poll().await;

    assert_eq!(
        country.texts("select label from scans order by row_key::int"),
        ["Great depot", "Received", "Great depot"]
    );
    assert_eq!(
        country.texts("select last_scan_label from packages where code = '/TR1.1'"),
        ["Great depot"]
    );
}

#[tokio::test]
async fn device_captures_bind_phones() {
    let country = Country::start();
    country.sql("insert into users (email, code) values ('monitor@example.org', 'monitor-code')");
    country.server.submit(
        "13",
        json!({"qr_code": "partner-code", "deviceid": "phone-1"}),
    );
    country.server.submit(
        "13",
        json!({"qr_code": "monitor-code", "deviceid": "phone-1"}),
    );
    country
        .server
        .submit("13", json!({"qr_code": "nobody", "deviceid": "phone-2"}));
    country.poll().await;
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.poll().await;

    let holder = country.texts("select email from users where device_id = 'phone-1'");
    assert_eq!(holder, ["monitor@example.org"]);
    assert_eq!(
        country.texts("select u.email from scans s join users u on u.id = s.user_id"),
        holder
    );
    assert_eq!(country.inbox().await[0].reason, Reason::UnknownUser);
}
