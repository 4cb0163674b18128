//! One change to many rows, looked at first.

use cts::catalog::model::NewDonor;
use cts::catalog::service as catalog;
use cts::kernel::Role;

use super::desk::a_packed_shipment;
use crate::support::TestApp;

async fn a_donor(app: &TestApp) -> String {
    let donors = app
        .write(|cx| {
            let new = NewDonor {
                name: "ECHO".into(),
                code_ids: Vec::new(),
            };
            catalog::create_donors(cx, vec![new])
        })
        .await;
    donors[0].id.to_string()
}

#[tokio::test]
async fn what_would_change_is_shown_before_it_does() {
    let app = TestApp::new().await;
    let (id, _, row, _) = a_packed_shipment(&app).await;
    let donor = a_donor(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/items/edit/");
    officer
        .get(&path)
        .await
        .shows(&["Soap of Hygiene", "The one row that is listed"]);
    let row = row.to_string();
    let form = [("row", row.as_str()), ("donor", donor.as_str())];

    officer.post(&path, &form).await.shows(&[
        "1 row in 1 package would change.",
        "ECHO",
        "name=\"expected\" value=\"1\"",
    ]);
    let before = officer.get(&format!("/shipments/{id}/items/")).await;
    let mut sure = form.to_vec();
    sure.push(("expected", "1"));
    let done = officer.post(&path, &sure).await;

    assert!(!before.text.contains("ECHO"), "nothing changed yet");
    assert_eq!(done.location(), format!("/TR/shipments/{id}/items/"));
    officer
        .get(&format!("/shipments/{id}/items/"))
        .await
        .shows(&["1 row is changed.", "ECHO"]);
    let stale = officer.post(&path, &sure).await;
    assert_eq!(stale.status, 409, "another number than was shown");
}

#[tokio::test]
async fn nothing_ticked_or_nothing_filled_is_said() {
    let app = TestApp::new().await;
    let (id, _, _, _) = a_packed_shipment(&app).await;
    let donor = a_donor(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/items/edit/");

    let unfilled = officer
        .post(&path, &[("all", "1")])
        .await
        .says(&["Fill at least one field."]);
    let unticked = officer
        .post(&path, &[("donor", &donor)])
        .await
        .says(&["Tick at least one row"]);

    assert_eq!((unfilled.status, unticked.status), (422, 422));
}
