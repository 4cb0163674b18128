//! The dialog: what can be chosen, what is kept, what is refused.

use cts::kernel::Role;

use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn it_is_one_click_from_the_shipment_and_from_the_package() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets").packages(2).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&[&format!(
            "href=\"/TR/shipments/{id}/print/\" target=\"_blank\""
        )]);
    officer
        .get(&format!("/packages/{}/", packages[1]))
        .await
        .shows(&[&format!(
            "/TR/shipments/{id}/print/?what=labels_roll&amp;packages=2"
        )]);

    for (old, new) in [
        ("print", format!("/TR/shipments/{id}/print/")),
        (
            "manifest/summary",
            format!("/TR/shipments/{id}/papers/?what=summary"),
        ),
        (
            "manifest/detail",
            format!("/TR/shipments/{id}/papers/?what=details"),
        ),
    ] {
        let moved = officer.get(&format!("/shipments/{old}/{id}/")).await;
        assert_eq!((moved.status, moved.location()), (301, &*new));
    }
}

#[tokio::test]
async fn it_offers_every_paper_and_takes_up_what_the_address_says() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let usual = officer
        .get(&format!("/shipments/{id}/print/"))
        .await
        .shows(&[
            "value=\"summary\" checked",
            "value=\"6\" checked",
            "Waybill",
            "This shipment is not finalized yet.",
        ]);
    assert_eq!(usual.text.matches("name=\"line\"").count(), 8);
    assert_eq!(usual.text.matches("\" checked> ").count(), 1 + 8);

    let chosen = "what=barcodes&size=16&packages=1-2&chosen=1&line=weight";
    let again = officer
        .get(&format!("/shipments/{id}/print/?{chosen}"))
        .await
        .shows(&[
            "value=\"barcodes\" checked",
            "value=\"16\" checked",
            "value=\"1-2\"",
            "value=\"weight\" checked",
        ]);
    assert!(!again.text.contains("value=\"kit\" checked"));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_kept() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(2).insert(&app).await;
    let (empty, _) = a_shipment("Nothing yet").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    for (query, says) in [
        ("packages=one", "Write numbers and ranges"),
        (
            "packages=2-1",
            "The range 2-1 ends before it begins. Write 1-2.",
        ),
        (
            "packages=3-9",
            "No package of this shipment has such a number.",
        ),
        ("start=25", "Write a number from 1 to 24."),
        ("size=7", "Choose one of these."),
        ("what=poster", "Choose one of these."),
    ] {
        let reply = officer
            .get(&format!("/shipments/{id}/papers/?{query}"))
            .await;
        assert_eq!(reply.status, 422, "{query}");
        reply.says(&[says, "print-dialog"]);
    }
    let kept = officer
        .get(&format!(
            "/shipments/{id}/papers/?what=waybill&packages=3-9"
        ))
        .await;
    kept.says(&["value=\"waybill\" checked", "value=\"3-9\""]);
    let nothing = officer
        .get(&format!("/shipments/{empty}/papers/?what=summary"))
        .await;
    assert_eq!(nothing.status, 422);
    nothing.says(&["There are no packages in this shipment."]);
}

#[tokio::test]
async fn partners_are_asked_for_their_own_shipments_only() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (mine, _) = a_shipment("Mine")
        .of(account.id)
        .packages(1)
        .insert(&app)
        .await;
    let (other, _) = a_shipment("Other").packages(1).insert(&app).await;
    let mut partner = app.signed_in(&account).await;

    partner
        .get(&format!("/shipments/{mine}/print/"))
        .await
        .shows(&["Mine"]);
    let mut addresses = vec![format!("/shipments/{other}/print/")];
    for what in [
        "summary",
        "full",
        "details",
        "barcodes",
        "labels_a4",
        "labels_roll",
        "waybill",
    ] {
        addresses.push(format!("/shipments/{other}/papers/?what={what}"));
    }
    for address in addresses {
        let reply = partner.get(&address).await;
        assert_eq!(reply.status, 404, "{address}");
        assert!(!reply.text.contains("Other"));
    }
}
