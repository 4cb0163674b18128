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
