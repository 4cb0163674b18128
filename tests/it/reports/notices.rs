//! What is addressed to somebody, behind the bell.

use chrono::{Days, TimeDelta};
use cts::kernel::ids::ShipmentId;
use cts::kernel::{Actor, Door, Op, Role, Status};
use cts::shipments;
use cts::shipments::model::NewShipment;
use diesel::prelude::*;

use crate::shipments::a_shipment;
use crate::support::TestApp;

/// Number on the bell; none when it shows none.
fn bell(text: &str) -> Option<&str> {
    let (_, bell) = text.split_once("href=\"/TR/notices/\"")?;
    let (bell, _) = bell.split_once("</a>")?;
    let (_, number) = bell.split_once("<b><span aria-hidden=\"true\">")?;
    number.split('<').next()
}

#[tokio::test]
async fn a_partner_is_told_of_what_is_late_and_what_arrived_until_it_is_seen() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let late = a_shipment("Blankets").of(account.id).packages(2);
    late.scanned(&[Status::InTransit])
        .days_late(3)
        .insert(&app)
        .await;
    let arrived = a_shipment("Tents").of(account.id).packages(1);
    arrived.scanned(&[Status::Received]).insert(&app).await;
    a_shipment("Of somebody else")
        .packages(1)
        .scanned(&[Status::InTransit])
        .days_late(3)
        .insert(&app)
        .await;
    let mut partner = app.signed_in(&account).await;

    let home = partner.get("/").await;
    let list = partner.get("/notices/").await;
    let seen = partner.post("/notices/seen/", &[]).await;
    let after = partner.get("/notices/").await;

    assert_eq!(bell(&home.text), Some("2"));
    let list = list.shows(&[
        "2 are new.",
        "Blankets",
        "Overdue for 3 days, with 1 package on the road.",
        "Tents",
        "Its only package was received.",
    ]);
    assert!(!list.text.contains("Of somebody else"));
    assert_eq!(seen.location(), "/TR/notices/");
    let after = after.shows(&["Nothing new.", "Blankets"]);
    assert_eq!(bell(&after.text), None);
}

#[tokio::test]
async fn who_made_a_shipment_is_told_the_day_before_it_is_due() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let partner = app.account(Role::Partner).await.id;
    let op = Op::new(
        Actor::User {
            id: account.id,
            name: "Officer".into(),
            role: Role::Officer,
            is_superuser: false,
        },
        Door::Page,
        "test",
    );
    let id: ShipmentId = app
        .app
        .db()
        .write(&op, move |cx| {
            let new = NewShipment {
                description: "Stoves".into(),
                shipment_on: cx.today(),
                expected_on: cx.today() + Days::new(2),
                store_release: "WR-2".into(),
                partner_id: partner,
                transporter_id: None,
            };
            let id = shipments::service::create(cx, new)?.id;
            diesel::sql_query(format!(
                "update shipments set status = 4, package_count = 1, in_transit_count = 1 where id = {id}"
            ))
            .execute(cx.conn)?;
            Ok(id)
        })
        .await
        .unwrap();
    let mut officer = app.signed_in(&account).await;
    let mut other = app.user(Role::Officer).await;

    let before = officer.get("/notices/").await;
    app.later(TimeDelta::days(1));
    let mut officer_then = app.signed_in(&account).await;
    let told = officer_then.get("/notices/").await;
    app.later(TimeDelta::days(2));
    let mut officer_later = app.signed_in(&account).await;
    let late = officer_later.get("/notices/").await;

    before.shows(&["Nothing is addressed to you"]);
    told.shows(&[
        "Stoves",
        &format!("/TR/shipments/{id}/"),
        "Expected tomorrow; 1 package is still on the road.",
    ]);
    late.shows(&["Overdue for 1 day, with 1 package on the road."]);
    other.get("/notices/").await;
    let mut other = app.user(Role::Officer).await;
    other
        .get("/notices/")
        .await
        .shows(&["Nothing is addressed to you"]);
}

#[tokio::test]
async fn coordinators_are_told_of_all_that_is_late_and_of_what_fails() {
    let app = TestApp::new().await;
    a_shipment("Blankets")
        .packages(2)
        .scanned(&[Status::InTransit])
        .days_late(3)
        .insert(&app)
        .await;
    app.write(|cx| {
        diesel::sql_query(
            "insert into job_runs (job, started_at, finished_at, outcome, error) values ('cleanup', now(), now(), 'failed', 'x')",
        )
        .execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let mut officer = app.user(Role::Officer).await;

    coordinator.get("/notices/").await.shows(&[
        "Blankets",
        "Clean up old sessions and runs",
        "Fails.",
    ]);
    officer
        .get("/notices/")
        .await
        .shows(&["Nothing is addressed to you"]);
}

/// Says these to the database, as what happened just now.
async fn happens(app: &TestApp, statements: Vec<String>) {
    app.write(move |cx| {
        for statement in &statements {
            diesel::sql_query(statement).execute(cx.conn)?;
        }
        Ok(())
    })
    .await;
}

fn event(kind: &str, shipment: ShipmentId, to_status: &str) -> String {
    format!(
        "insert into events (at, kind, shipment_id, to_status, actor_kind, door)
         values (now(), '{kind}', {shipment}, {to_status}, 'source', 'poller')"
    )
}

#[tokio::test]
async fn what_arrived_is_new_when_the_scan_came_later_than_it_was_made() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let tents = a_shipment("Tents").of(account.id).packages(1);
    let (id, _) = tents.scanned(&[Status::Received]).insert(&app).await;
    let mut partner = app.signed_in(&account).await;
    partner.post("/notices/seen/", &[]).await;

    let scanned =
        format!("update shipments set last_scan_at = now() - interval '2 days' where id = {id}");
    happens(&app, vec![scanned]).await;
    let before = partner.get("/notices/").await;
    happens(&app, vec![event("status", id, "5")]).await;
    let after = partner.get("/notices/").await;

    before.shows(&["Nothing new.", "Tents"]);
    after.shows(&["1 is new.", "Tents"]);
}

#[tokio::test]
async fn what_is_late_is_new_when_its_day_was_moved_or_it_left_after_its_day() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let mut ids = Vec::new();
    for name in ["Blankets", "Stoves"] {
        let late = a_shipment(name).of(account.id).packages(1);
        let late = late.scanned(&[Status::InTransit]).days_late(3);
        ids.push(late.insert(&app).await.0);
    }
    let mut partner = app.signed_in(&account).await;
    partner.post("/notices/seen/", &[]).await;

    let before = partner.get("/notices/").await;
    happens(&app, vec![event("expected", ids[0], "null")]).await;
    let moved = partner.get("/notices/").await;
    happens(&app, vec![event("status", ids[1], "4")]).await;
    let left = partner.get("/notices/").await;

    before.shows(&["Nothing new.", "Blankets", "Stoves"]);
    moved.shows(&["1 is new."]);
    left.shows(&["2 are new."]);
}

#[tokio::test]
async fn what_fails_is_new_when_it_begins_to_fail_and_not_with_every_run() {
    let run = |outcome: &str, ago: &str| {
        format!(
            "insert into job_runs (job, started_at, finished_at, outcome, error)
             values ('cleanup', now() - interval '{ago}', now() - interval '{ago}', '{outcome}', '')"
        )
    };
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    happens(&app, vec![run("ok", "1 hour")]).await;
    coordinator.post("/notices/seen/", &[]).await;

    happens(&app, vec![run("failed", "0")]).await;
    let begun = coordinator.get("/notices/").await;
    coordinator.post("/notices/seen/", &[]).await;
    happens(&app, vec![run("failed", "0")]).await;
    let again = coordinator.get("/notices/").await;

    begun.shows(&["1 is new.", "Fails."]);
    again.shows(&["Nothing new.", "Fails."]);
}

#[tokio::test]
async fn what_arrived_is_told_however_long_the_phone_kept_its_scan() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let tents = a_shipment("Tents").of(account.id).packages(1);
    let (id, _) = tents.scanned(&[Status::Received]).insert(&app).await;
    let stoves = a_shipment("Stoves").of(account.id).packages(1);
    let (old, _) = stoves.scanned(&[Status::Received]).insert(&app).await;
    let scanned = |id| {
        format!("update shipments set last_scan_at = now() - interval '40 days' where id = {id}")
    };
    let heard = format!(
        "insert into events (at, kind, shipment_id, to_status, actor_kind, door)
         values (now() - interval '39 days', 'status', {old}, 5, 'source', 'poller')"
    );
    happens(&app, vec![scanned(id), scanned(old), heard]).await;
    let mut partner = app.signed_in(&account).await;

    let before = partner.get("/notices/").await;
    happens(&app, vec![event("status", id, "5")]).await;
    let after = partner.get("/notices/").await;

    before.shows(&["Nothing is addressed to you"]);
    let after = after.shows(&["1 is new.", "Tents", "Its only package was received."]);
    assert!(!after.text.contains("Stoves"), "told when it was heard of");
}
