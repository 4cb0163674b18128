//! Deciding about a line of the inbox.

use cts::kernel::{Role, Status};

use super::road::{inbox, only_exception, scan};
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn correcting_the_code_counts_the_scan() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    scan(
        &app,
        1,
        "STATUS_IN_TRANSIT-Zero_Point",
        &[&format!("/TR{id}.22")],
        2,
    )
    .await;
    let path = format!("/inbox/{}/", only_exception(&app).await);
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&path)
        .await
        .shows(&["Unknown code", "Nearest match", "&quot;_id&quot;: 1"]);
    let wrong = officer
        .post(&format!("{path}correct/"), &[("code", "/TR99.9")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("No package has the code"),
        "{}",
        wrong.text
    );
    let right = officer
        .post(
            &format!("{path}correct/"),
            &[("code", &format!("/TR{id}.2"))],
        )
        .await;

    assert_eq!((right.status, right.location()), (303, "/TR/inbox/"));
    officer
        .get("/inbox/")
        .await
        .shows(&["The scan counts now.", "Nothing waits"]);
    let package = packages[1];
    let row = app
        .write(move |cx| cts::packages::service::show(cx, package))
        .await;
    assert_eq!(row.own_status, Status::InTransit);
}

#[tokio::test]
async fn dismissing_asks_for_a_note() {
    let app = TestApp::new().await;
    scan(&app, 1, "STATUS_IN_TRANSIT-Zero_Point", &["/TR1.1"], 2).await;
    let path = format!("/inbox/{}/", only_exception(&app).await);
    let mut officer = app.user(Role::Officer).await;

    let refused = officer
        .post(&format!("{path}dismiss/"), &[("note", "")])
        .await;
    let done = officer
        .post(&format!("{path}dismiss/"), &[("note", "A test label")])
        .await;
    let again = officer.get(&path).await;

    assert_eq!((refused.status, done.status, again.status), (422, 303, 303));
    assert!(refused.text.contains("Say why, in a few words."));
    assert!(inbox(&app).await.is_empty());
}

#[tokio::test]
async fn trying_again_says_when_it_still_waits() {
    let app = TestApp::new().await;
    scan(&app, 1, "STATUS_IN_TRANSIT-Zero_Point", &["/TR1.1"], 2).await;
    let path = format!("/inbox/{}/", only_exception(&app).await);
    let mut officer = app.user(Role::Officer).await;

    officer.post(&format!("{path}retry/"), &[]).await;

    officer
        .get("/inbox/")
        .await
        .shows(&["It still waits:", "Unknown code"]);
}

#[tokio::test]
async fn a_form_deleted_at_the_source_is_kept_or_voided_by_a_person() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    scan(&app, 1, "STATUS_RECEIVED-Mare", &[&format!("/TR{id}.1")], 2).await;
    app.write(|cx| {
        use diesel::prelude::*;
        diesel::sql_query("update submissions set deleted_at = now()").execute(cx.conn)?;
        Ok(())
    })
    .await;
    let submission = inbox(&app).await[0].submission_id;
    let path = format!("/inbox/deleted/{submission}/");
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&path)
        .await
        .shows(&["Deleted at the source", "Keep its scans"]);
    let refused = officer.post(&format!("{path}void/"), &[("note", "")]).await;
    let done = officer
        .post(&format!("{path}void/"), &[("note", "Sent by mistake")])
        .await;

    assert_eq!((refused.status, done.status), (422, 303));
    let package = packages[0];
    let row = app
        .write(move |cx| cts::packages::service::show(cx, package))
        .await;
    assert_eq!(row.own_status, Status::Ready);
    assert!(inbox(&app).await.is_empty());
}
