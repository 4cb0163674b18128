//! What the simulated phones send.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use cts::demo::phones::script::{Action, State};
use cts::demo::phones::{self, Control};
use cts::demo::plan::Plan;
use serde_json::Value;

use super::stand::TOKEN;
use super::turkey::Turkey;

/// The reason for which an observation of this submission stays open, as `design.md` tells them apart.
fn reason(plan: &Plan, action: &Action) -> Option<&'static str> {
    let data = &action.submission.data;
    if Some(action.form) == plan.device_form {
        let code = data["qr_code"].as_str().unwrap().to_owned();
        let known = plan
            .phones
            .iter()
            .any(|phone| phone.user_code.as_ref() == Some(&code));
        return (!known).then_some("unknown_user");
    }
    if data.contains_key("voucher_information/qr_code") {
        return None;
    }
    let Some(list) = data.get("package") else {
        return Some("no_code");
    };
    let Some(list) = list.as_array() else {
        return Some("malformed");
    };
    let code = list[0]["package/qr_code"].as_str().unwrap().to_owned();
    let known = plan.trips.iter().any(|trip| trip.codes.contains(&code));
    if !code.starts_with("/TR") {
        return Some("other_country");
    } else if plan.lost.contains(&code) {
        return Some("shipment_lost");
    } else if plan.cancelled.contains(&code) {
        return Some("shipment_cancelled");
    } else if !known {
        return Some("unknown_code");
    }
    let Some(location) = data.get("current_location").and_then(Value::as_str) else {
        return Some("missing_status");
    };
    match location.split('-').next().unwrap() {
        "STATUS_PICKED_UP" | "STATUS_IN_TRANSIT" | "STATUS_RECEIVED" => None,
        "STATUS_READY" => Some("status_without_effect"),
        _ => Some("unknown_status"),
    }
}

#[tokio::test]
async fn the_opening_shows_every_reason_within_half_a_minute() {
    let turkey = Turkey::filled().await;
    let plan = turkey.plan();
    let mut state = State::new(&plan);
    let mut seconds = 0;
    let mut reasons = BTreeSet::new();

    while !state.is_open() {
        let action = state.next(&plan, plan.made_at).unwrap();
        reasons.extend(reason(&plan, &action));
        seconds += state.pause();
    }

    let all = [
        "malformed",
        "missing_status",
        "no_code",
        "other_country",
        "shipment_cancelled",
        "shipment_lost",
        "status_without_effect",
        "unknown_code",
        "unknown_status",
        "unknown_user",
    ];
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), all);
    assert!(seconds <= 40, "{seconds}");
}

#[tokio::test]
async fn phones_started_again_go_on_where_they_were() {
    let turkey = Turkey::filled().await;
    let plan = turkey.plan();
    let now = plan.made_at + TimeDelta::hours(1);
    let mut state = State::new(&plan);
    for _ in 0..30 {
        state.next(&plan, now);
    }

    let text = serde_json::to_string(&state).unwrap();
    let mut again: State = serde_json::from_str(&text).unwrap();

    assert!(again.belongs_to(&plan));
    let (one, other) = (
        state.next(&plan, now).unwrap(),
        again.next(&plan, now).unwrap(),
    );
    assert_eq!(one.submission.data, other.submission.data);
    assert_eq!(one.submission.instance_id, other.submission.instance_id);
}

#[tokio::test]
async fn trucks_arrive_in_the_end_and_then_are_looked_at_again() {
    let turkey = Turkey::filled().await;
    let plan = turkey.plan();
    let mut state = State::new(&plan);
    let mut received = BTreeSet::new();
    let mut late = 0;

    let mut odd = 0;
    for _ in 0..1_500 {
        let action = state.next(&plan, plan.made_at).unwrap();
        odd += usize::from(reason(&plan, &action).is_some());
        let data = &action.submission.data;
        late += usize::from(action.about.contains("offline"));
        if data
            .get("current_location")
            .is_some_and(|it| it.as_str().unwrap().contains("RECEIVED"))
        {
            let list = data
                .get("package")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            received.extend(list.iter().map(|it| it["package/qr_code"].to_string()));
        }
    }

    let driven: usize = plan
        .trips
        .iter()
        .filter(|trip| trip.driven)
        .map(|trip| trip.codes.len())
        .sum();
    assert!(received.len() >= driven, "{} of {driven}", received.len());
    assert!(late > 20);
    assert!(odd < 200, "{odd}");
}

#[tokio::test]
async fn the_country_polls_the_opening_and_has_an_open_exception_of_each_reason() {
    let turkey = Turkey::filled().await;
    let plan = turkey.plan();
    let mut state = State::new(&plan);
    let moved = turkey.count("packages where status >= 3");

    let control = Control::new(&plan.server, TOKEN).unwrap();
    while !state.is_open() {
        send(&control, &plan, &mut state).await;
    }
    turkey.poll().await;

    for reason in [
        "malformed",
        "missing_status",
        "no_code",
        "other_country",
        "shipment_cancelled",
        "shipment_lost",
        "status_without_effect",
        "unknown_code",
        "unknown_status",
        "unknown_user",
    ] {
        let open = format!("observations where state = 'open' and reason = '{reason}'");
        assert_eq!(turkey.count(&open), 1, "{reason}");
    }
    assert_eq!(turkey.count("observations where state = 'open'"), 10);
    assert!(turkey.count("packages where status >= 3") > moved);

    while turkey
        .stand
        .rows(&[("query", r#"{"_last_edited": {"$gt": "2020-01-01"}}"#)])
        .await
        .is_empty()
    {
        send(&control, &plan, &mut state).await;
    }
    turkey.poll().await;
    assert_eq!(turkey.count("submission_revisions"), 1);
}

/// The next step of the phones.
async fn send(control: &Control, plan: &Plan, state: &mut State) {
    let now = plan.made_at + TimeDelta::minutes(1);
    let action = state.next(plan, now).unwrap();
    if let Some(id) = phones::perform(control, &action).await.unwrap() {
        state.sent(&action, id);
    }
}
