//! QR codes with words below.

use cts::kernel::Role;

use super::{add_kits, codes};
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn words_stand_below_the_code_in_their_order_when_ticked() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").insert(&app).await;
    add_kits(&app, id, "Large <box>", 1).await;
    let mut officer = app.user(Role::Officer).await;
    let paper = format!("/shipments/{id}/papers/?what=barcodes&size=8&draft=1");

    let all = officer.get(&paper).await.shows(&["class=\"barcodes s8\""]);
    let words = [
        "1/1",
        "Code: ",
        "Partner: ",
        "Package: ",
        "Shipment: ",
        "Kit: ",
        "Weight: ",
        "Donor: ",
    ];
    let places: Vec<_> = words
        .iter()
        .map(|word| all.text.rfind(word).expect(word))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(codes(&all.text), 1);
    let two = officer
        .get(&format!("{paper}&line=partner&line=number"))
        .await
        .shows(&["1/1", "Partner: ", &format!("TR{id}.1</bdi>")]);
    assert!(!two.text.contains("Code: ") && !two.text.contains("Kit: "));
}
