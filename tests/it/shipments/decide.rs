//! Finalizing, re-opening, cancelling, losing and reinstating from the page.

use cts::kernel::{Role, Status};
use cts::shipments::service;

use super::a_shipment;
use crate::support::TestApp;

async fn status(app: &TestApp, id: cts::kernel::ids::ShipmentId) -> Status {
    app.write(move |cx| service::show(cx, id)).await.status
}

#[tokio::test]
async fn finalizing_can_be_taken_back_from_the_message() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let reply = officer
        .post(&format!("/shipments/{id}/finalize/"), &[])
        .await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, format!("/TR/shipments/{id}/").as_str())
    );
    assert_eq!(status(&app, id).await, Status::Ready);
    officer.get(&format!("/shipments/{id}/")).await.shows(&[
        "The shipment is ready for pickup.",
        &format!("/TR/shipments/{id}/reopen/"),
    ]);
    officer.post(&format!("/shipments/{id}/reopen/"), &[]).await;

    assert_eq!(status(&app, id).await, Status::InProgress);
}

#[tokio::test]
async fn what_is_refused_says_why_on_the_shipments_page() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let reply = officer.post(&format!("/shipments/{id}/reopen/"), &[]).await;

    assert_eq!(reply.status, 303);
    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["Only a shipment that is ready for pickup can be re-opened."]);
    let asked = officer.get(&format!("/shipments/{id}/lost/")).await;
    assert_eq!(asked.status, 303);
}

#[tokio::test]
async fn losing_asks_for_a_note_and_keeps_what_was_chosen() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;
    let lost = format!("/shipments/{id}/lost/");

    officer
        .get(&lost)
        .await
        .shows(&["Mark Blankets as lost?", "Of 2 packages, 0 arrived"]);
    let wrong = officer
        .post(&lost, &[("note", " "), ("acceptable", "yes")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Write a note that says why."));
    assert!(wrong.text.contains("value=\"yes\" checked"));
    let done = officer
        .post(&lost, &[("note", "Fire"), ("acceptable", "no")])
        .await;

    assert_eq!(done.status, 303);
    officer.get(&format!("/shipments/{id}/")).await.shows(&[
        "This shipment is lost.",
        "Fire",
        "The shipment is marked as lost.",
    ]);
}

#[tokio::test]
async fn only_coordinators_reinstate() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/shipments/{id}/reinstate/");
    officer
        .post(
            &format!("/shipments/{id}/cancel/"),
            &[("note", "Wrong partner")],
        )
        .await;
    assert_eq!(status(&app, id).await, Status::Cancelled);

    let refused = officer.post(&path, &[("note", "Back")]).await;
    let done = coordinator.post(&path, &[("note", "Back")]).await;

    assert_eq!((refused.status, done.status), (403, 303));
    assert_eq!(status(&app, id).await, Status::Ready);
}
