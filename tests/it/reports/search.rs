//! The search box.

use cts::kernel::Role;

use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_code_or_a_name_goes_there_and_words_list_what_fits() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Winter kits").packages(1).insert(&app).await;
    a_shipment("Summer kits").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let code = officer.get(&format!("/search/?q=/TR{id}.1")).await;
    let number = officer.get(&format!("/search/?q=%20/TR{id}%20")).await;
    let name = officer.get("/search/?q=winter").await;

    assert_eq!(code.location(), format!("/TR/packages/{}/", packages[0]));
    assert_eq!(number.location(), format!("/TR/shipments/{id}/"));
    assert_eq!(name.location(), format!("/TR/shipments/{id}/"));
    officer
        .get("/search/?q=kits")
        .await
        .shows(&["Winter kits", "Summer kits"]);
    officer
        .get("/search/?q=%3Czebra%3E")
        .await
        .shows(&["Nothing found for “&lt;zebra&gt;”"]);
    officer
        .get("/search/")
        .await
        .shows(&["A whole package code"]);
}

#[tokio::test]
async fn partners_find_only_their_own() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter kits").packages(1).insert(&app).await;
    let mut partner = app.user(Role::Partner).await;

    let reply = partner.get(&format!("/search/?q=/TR{id}.1")).await;

    assert_eq!(reply.status, 200);
    assert!(reply.text.contains("Nothing found for"));
}
