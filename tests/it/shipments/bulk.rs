//! One change to many rows, looked at first.

use cts::catalog::model::Entity;
use cts::kernel::Role;

use super::desk::a_packed_shipment;
use crate::catalog::an_entity;
use crate::support::TestApp;

#[tokio::test]
async fn what_would_change_is_shown_before_it_does() {
    let app = TestApp::new().await;
    let (id, _, row, _) = a_packed_shipment(&app).await;
    an_entity(&app, Entity::Donor, "ECHO").await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/items/edit/");
    officer.get(&path).await.shows(&[
        "Soap of Hygiene",
        "The one row that is listed",
        "data-lookup=\"/TR/lookup/donors/\"",
        "placeholder=\"Leave as it is\"",
    ]);
    let row = row.to_string();
    let form = [("row", row.as_str()), ("donor", "echo")];

    let preview = officer
        .post(&path, &form)
        .await
        .shows(&["1 row in 1 package would change.", "ECHO"]);
    let mark = preview.hidden("expected");
    let before = officer.get(&format!("/shipments/{id}/items/")).await;
    let mut sure = form.to_vec();
    sure.push(("expected", mark));
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
async fn what_a_colleague_chose_meanwhile_is_not_written_over_unseen() {
    let app = TestApp::new().await;
    let (id, _, row, _) = a_packed_shipment(&app).await;
    for donor in ["ECHO", "Southern Fund"] {
        an_entity(&app, Entity::Donor, donor).await;
    }
    let mut officer = app.user(Role::Officer).await;
    let mut colleague = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/items/edit/");
    let row = row.to_string();
    let form = |donor, mark| [("row", row.as_str()), ("donor", donor), ("expected", mark)];
    let mine = officer.post(&path, &form("ECHO", "")).await;
    let other = colleague.post(&path, &form("Southern Fund", "")).await;
    let done = colleague
        .post(&path, &form("Southern Fund", other.hidden("expected")))
        .await;

    let late = officer
        .post(&path, &form("ECHO", mine.hidden("expected")))
        .await
        .says(&["Southern Fund", "role=\"alert\""]);
    let kept = officer.get(&format!("/shipments/{id}/items/")).await;
    let sure = officer
        .post(&path, &form("ECHO", late.hidden("expected")))
        .await;

    assert_eq!((done.status, late.status), (303, 409));
    assert!(!kept.text.contains("ECHO") && kept.text.contains("Southern Fund"));
    assert_eq!(sure.status, 303, "now it was seen");
}

#[tokio::test]
async fn nothing_ticked_or_nothing_filled_is_said() {
    let app = TestApp::new().await;
    let (id, _, _, _) = a_packed_shipment(&app).await;
    an_entity(&app, Entity::Donor, "ECHO").await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/items/edit/");

    let unfilled = officer
        .post(&path, &[("all", "1")])
        .await
        .says(&["Fill at least one field."]);
    let unticked = officer
        .post(&path, &[("donor", "ECHO")])
        .await
        .says(&["Tick at least one row"]);

    assert_eq!((unfilled.status, unticked.status), (422, 422));
}

#[tokio::test]
async fn what_no_list_knows_is_said_at_its_field_and_changes_nothing() {
    let app = TestApp::new().await;
    let (id, _, row, _) = a_packed_shipment(&app).await;
    an_entity(&app, Entity::Supplier, "Mill").await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/items/edit/");
    let row = row.to_string();
    let form = |expected| {
        [
            ("row", row.as_str()),
            ("donor", "Southern Fund"),
            ("supplier", "Mill"),
            ("expected", expected),
        ]
    };

    let looked_at = officer.post(&path, &form("")[..3]).await.says(&[
        "Southern Fund",
        "has-error",
        "value=\"Mill\"",
        "checked",
    ]);
    let at_once = officer.post(&path, &form("1")).await;

    assert_eq!((looked_at.status, at_once.status), (422, 422));
    let items = officer.get(&format!("/shipments/{id}/items/")).await;
    assert!(!items.text.contains("Mill"));
}
