//! The page of a package.

use cts::kernel::Role;

use super::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn it_says_where_the_package_was_last_seen_and_what_is_odd() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    let code = format!("/TR{id}.1");
    scan(&app, 1, "STATUS_RECEIVED-Mare", &[&code], 30).await;
    scan(&app, 2, "STATUS_IN_TRANSIT-Zero_Point", &[&code], 2).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/packages/{}/", packages[0]))
        .await
        .shows(&[
            "Received",
            "Zero Point",
            "2 scans",
            "Backwards",
            "Blankets",
            "Nothing has been packed into it.",
        ]);
}

#[tokio::test]
async fn partners_do_not_know_of_packages_of_others_nor_of_suppliers() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (_, own) = a_shipment("Mine")
        .of(account.id)
        .packages(1)
        .insert(&app)
        .await;
    let (_, other) = a_shipment("Other").packages(1).insert(&app).await;
    let mut partner = app.signed_in(&account).await;

    let seen = partner
        .get(&format!("/packages/{}/", own[0]))
        .await
        .shows(&["Mine"]);
    let hidden = partner.get(&format!("/packages/{}/", other[0])).await;

    assert!(!seen.text.contains("Supplier"));
    assert_eq!(hidden.status, 404);
}
