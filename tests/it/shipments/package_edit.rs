//! What a package is called.

use cts::kernel::Role;

use super::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_name_is_changed_and_a_late_change_is_told() {
    let app = TestApp::new().await;
    let (_, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/packages/{}/edit/", packages[0]);
    officer.get(&path).await.shows(&["value=\"Box\""]);

    let blank = officer
        .post(&path, &[("version", "1"), ("name", " ")])
        .await
        .says(&["A package needs a name."]);
    let saved = officer
        .post(&path, &[("version", "1"), ("name", "Crate")])
        .await;
    officer
        .get(&format!("/packages/{}/", packages[0]))
        .await
        .shows(&["Crate", "The package is saved."]);
    let late = officer
        .post(&path, &[("version", "1"), ("name", "Barrel")])
        .await
        .says(&["Somebody else changed this", "<bdi>Crate</bdi>"]);

    assert_eq!((blank.status, saved.status, late.status), (422, 303, 409));
}

#[tokio::test]
async fn saving_without_a_change_is_no_change_and_a_final_package_has_no_form() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/packages/{}/edit/", packages[0]);

    let same = officer
        .post(&path, &[("version", "1"), ("name", "Box")])
        .await;
    let other = officer
        .post(&path, &[("version", "1"), ("name", "Crate")])
        .await;
    app.write(move |cx| cts::shipments::service::finalize(cx, id))
        .await;
    let asked = officer.get(&path).await;

    assert_eq!((same.status, other.status), (303, 303));
    assert_eq!(asked.location(), format!("/TR/packages/{}/", packages[0]));
    officer
        .get(&format!("/packages/{}/", packages[0]))
        .await
        .shows(&["This shipment was finalized by an administrator ("]);
}
