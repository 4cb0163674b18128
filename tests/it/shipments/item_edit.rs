//! One row of contents.

use cts::kernel::Role;

use super::desk::a_packed_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_row_is_changed_in_its_package_only() {
    let app = TestApp::new().await;
    let (_, package, row, _) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/items/{row}/edit/");
    officer
        .get(&path)
        .await
        .shows(&["Soap of Hygiene", "value=\"10.00\"", "name=\"version\""]);

    let wrong = officer
        .post(
            &path,
            &[("version", "1"), ("quantity", "0"), ("price_usd", "cheap")],
        )
        .await
        .says(&["Write a number", "value=\"cheap\""]);
    let saved = officer
        .post(
            &path,
            &[
                ("version", "1"),
                ("quantity", "7"),
                ("price_local", "12.345"),
            ],
        )
        .await;
    officer.get(&format!("/packages/{package}/")).await.shows(&[
        "The item is saved.",
        "12.34",
        "Soap of Hygiene",
    ]);
    let late = officer
        .post(&path, &[("version", "1"), ("quantity", "8")])
        .await
        .says(&["Somebody else changed this"]);

    assert_eq!((wrong.status, saved.status, late.status), (422, 303, 409));
}

#[tokio::test]
async fn a_row_is_taken_out() {
    let app = TestApp::new().await;
    let (_, package, row, _) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let gone = officer.post(&format!("/items/{row}/delete/"), &[]).await;

    assert_eq!(gone.location(), format!("/TR/packages/{package}/"));
    officer
        .get(&format!("/packages/{package}/"))
        .await
        .shows(&["The item is taken out.", "Nothing has been packed into it."]);
    let again = officer.post(&format!("/items/{row}/delete/"), &[]).await;
    assert_eq!(again.status, 404);
}
