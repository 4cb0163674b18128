//! Finalizing, re-opening, cancelling, losing and reinstating from the page.

use cts::kernel::{Role, Status};
use cts::shipments::service;

use super::a_shipment;
use crate::scans::road::scan;
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

    officer.get(&lost).await.shows(&[
        "Mark Blankets as lost?",
        "Of 2 packages, 0 arrived",
        "data-guard",
    ]);
    let wrong = officer
        .post(
            &lost,
            &[("version", "1"), ("note", " "), ("acceptable", "yes")],
        )
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Write a note that says why."));
    assert!(wrong.text.contains("value=\"yes\" checked"));
    let done = officer
        .post(
            &lost,
            &[("version", "1"), ("note", "Fire"), ("acceptable", "no")],
        )
        .await;

    assert_eq!(done.status, 303);
    officer.get(&format!("/shipments/{id}/")).await.shows(&[
        "This shipment is lost.",
        "Fire",
        "The shipment is marked as lost.",
    ]);
}

#[tokio::test]
async fn a_shipment_scanned_before_it_was_final_is_finalized_from_its_page() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
    scan(
        &app,
        1,
        "STATUS_IN_TRANSIT-Depot",
        &[&format!("/TR{id}.1")],
        2,
    )
    .await;
    assert_eq!(status(&app, id).await, Status::InTransit);
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/");
    let finalize = format!("action=\"/TR/shipments/{id}/finalize/\"");
    officer.get(&path).await.shows(&[&finalize]);

    officer.post(&format!("{path}finalize/"), &[]).await;

    let after = officer
        .get(&path)
        .await
        .shows(&["The shipment is finalized."]);
    assert!(!after.text.contains(&finalize));
    assert!(!after.text.contains(&format!("/TR/shipments/{id}/reopen/")));
    let it = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(
        (it.status, it.ready_count, it.in_transit_count),
        (Status::InTransit, 1, 1)
    );
}

#[tokio::test]
async fn a_note_changed_by_somebody_else_meanwhile_is_shown_and_not_overwritten() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(1)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    app.write(move |cx| service::mark_lost(cx, id, "Fire", true))
        .await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/lost-note/");
    let version = |text: &str| {
        let field = text.split("name=\"version\" value=\"").nth(1).unwrap();
        field.split('"').next().unwrap().to_owned()
    };
    let seen = version(&officer.get(&path).await.shows(&["Fire"]).text);
    let saved = officer
        .post(
            &path,
            &[("version", &seen), ("note", "Flood"), ("acceptable", "yes")],
        )
        .await;
    assert_eq!(saved.status, 303);

    let late = officer
        .post(
            &path,
            &[("version", &seen), ("note", "Theft"), ("acceptable", "no")],
        )
        .await;

    assert_eq!(late.status, 409);
    let late = late.says(&["field-stored", "Flood", "Theft", "value=\"no\" checked"]);
    let it = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(
        (it.status_note.as_str(), it.loss_acceptable),
        ("Flood", true)
    );
    let again = version(&late.text);
    let saved = officer
        .post(
            &path,
            &[("version", &again), ("note", "Theft"), ("acceptable", "no")],
        )
        .await;
    assert_eq!(saved.status, 303);
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
            &[("version", "1"), ("note", "Wrong partner")],
        )
        .await;
    assert_eq!(status(&app, id).await, Status::Cancelled);

    let refused = officer
        .post(&path, &[("version", "2"), ("note", "Back")])
        .await;
    let done = coordinator
        .post(&path, &[("version", "2"), ("note", "Back")])
        .await;

    assert_eq!((refused.status, done.status), (403, 303));
    assert_eq!(status(&app, id).await, Status::Ready);
    coordinator
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["The shipment is reinstated. Its status now: Ready for pickup."]);
}

#[tokio::test]
async fn a_shipment_without_packages_is_asked_about_before_it_is_finalized() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let (packed, _) = a_shipment("Tents").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let finalize = format!("/shipments/{id}/finalize/");
    let question = "Blankets has no packages. Finalize it anyway?";
    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&[&format!("data-confirm=\"{question}\"")]);

    // Also a page that was opened while it had packages asks.
    let asked = officer.post(&finalize, &[]).await;
    let by_button = officer.post(&finalize, &[("empty", "1")]).await;
    assert_eq!(status(&app, id).await, Status::InProgress);
    let done = officer.post_sure(&finalize, &[]).await;
    // Packages came since the page was opened: nothing is left to ask.
    let filled = officer
        .post(&format!("/shipments/{packed}/finalize/"), &[("empty", "1")])
        .await;

    asked.shows(&[question]);
    by_button.shows(&[question]);
    assert_eq!((done.status, filled.status), (303, 303));
    assert_eq!(status(&app, id).await, Status::Ready);
    assert_eq!(status(&app, packed).await, Status::Ready);
}

#[tokio::test]
async fn whether_a_loss_is_acceptable_is_yes_or_no_and_nothing_else() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(1)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;
    let maybe = [("version", "1"), ("note", "Fire"), ("acceptable", "maybe")];

    let reply = officer
        .post(&format!("/shipments/{id}/lost/"), &maybe)
        .await;

    assert_eq!(reply.status, 422);
    reply.says(&["This is not one of the choices.", ">Fire</textarea>"]);
    assert_eq!(status(&app, id).await, Status::InTransit);
}

#[tokio::test]
async fn who_decides_about_a_shipment_that_changed_meanwhile_is_told() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Coordinator).await;
    let decisions = [
        ("cancel", Status::InTransit),
        ("lost", Status::InTransit),
        ("reinstate", Status::Cancelled),
    ];
    for (word, before) in decisions {
        let (id, _) = a_shipment("Blankets")
            .packages(1)
            .scanned(&[Status::InTransit])
            .insert(&app)
            .await;
        if word == "reinstate" {
            app.write(move |cx| service::cancel(cx, id, "")).await;
        }
        let path = format!("/shipments/{id}/{word}/");
        let seen = officer.get(&path).await.hidden("version").to_owned();
        app.write(move |cx| {
            let (_, stored) = service::show_header(cx, id)?;
            let mut header = stored.values;
            header.store_release = "WR-99".into();
            service::edit(cx, id, stored.version, header)
        })
        .await;

        let late = officer
            .post(&path, &[("version", &seen), ("note", "No road")])
            .await
            .says(&[
                "Somebody else changed this shipment",
                "WR-99",
                ">No road</textarea>",
            ]);
        assert_eq!(
            (late.status, status(&app, id).await),
            (409, before),
            "{word}"
        );
        let again = [("version", late.hidden("version")), ("note", "No road")];
        assert_eq!(officer.post(&path, &again).await.status, 303, "{word}");
        assert_ne!(status(&app, id).await, before, "{word}");
    }
}

#[tokio::test]
async fn what_somebody_else_decided_already_is_said_on_the_shipments_page() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/cancel/");
    let seen = officer.get(&path).await.hidden("version").to_owned();
    app.write(move |cx| service::cancel(cx, id, "Wrong partner"))
        .await;

    let late = officer
        .post(&path, &[("version", &seen), ("note", "No road")])
        .await;

    assert_eq!(late.location(), format!("/TR/shipments/{id}/"));
    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["flash-error", "Wrong partner"]);
}
