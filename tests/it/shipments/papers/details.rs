//! Details of a shipment with prices; partners are not told who supplied what.

use cts::kernel::Role;

use super::add_kits;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn everything_is_there_with_its_totals() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").insert(&app).await;
    add_kits(&app, id, "Box", 2).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/shipments/{id}/papers/?what=details"))
        .await
        .shows(&[
            "WR-1",
            "In progress",
            "0 days",
            "TRY 1,000.00",
            "USD 31.25",
            "Price USD",
            "3.125",
            "15.625",
            "500.00",
            "ECHO",
            "Mill &amp; Sons",
            "1/2",
        ]);
}

#[tokio::test]
async fn partners_do_not_see_suppliers_on_any_paper() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (id, _) = a_shipment("Mine").of(account.id).insert(&app).await;
    add_kits(&app, id, "Box", 1).await;
    let mut partner = app.signed_in(&account).await;

    for what in [
        "summary",
        "full",
        "details",
        "barcodes",
        "labels_a4",
        "labels_roll",
        "waybill",
    ] {
        let reply = partner
            .get(&format!("/shipments/{id}/papers/?what={what}"))
            .await
            .shows(&["Mine"]);
        assert!(!reply.text.contains("Mill"), "{what}");
        assert!(!reply.text.contains("Supplier"), "{what}");
    }
}
