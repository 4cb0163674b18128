//! Packing many packages at once.

use cts::kernel::Role;

use super::a_shipment;
use super::desk::a_kit;
use crate::support::TestApp;

#[tokio::test]
async fn two_hundred_packages_come_from_one_kit_in_one_form() {
    let app = TestApp::new().await;
    let (_, kit) = a_kit(&app, "Hygiene kit").await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/");
    officer
        .get(&path)
        .await
        .shows(&["Hygiene kit", &format!("name=\"kit-{kit}\"")]);

    let made = officer
        .post(&path, &[("count", "200"), (&format!("kit-{kit}"), "2")])
        .await;

    assert_eq!(made.location(), format!("/TR/shipments/{id}/"));
    officer.get(&format!("/shipments/{id}/")).await.shows(&[
        "200 packages are created.",
        "1–50 of 200",
        "Hygiene kit",
        "1,600",
    ]);
}

#[tokio::test]
async fn what_is_sent_twice_is_packed_once() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(3).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/empty/");
    officer
        .get(&path)
        .await
        .shows(&["name=\"seen\" value=\"3\""]);
    let sent = [("seen", "3"), ("count", "2"), ("name", "Tents")];

    let first = officer.post(&path, &sent).await;
    let second = officer.post(&path, &sent).await;
    let list = officer.get(&format!("/shipments/{id}/")).await;
    let on_purpose = [("seen", "5"), ("count", "2"), ("name", "Tents")];
    let third = officer.post(&path, &on_purpose).await;

    assert_eq!((first.status, second.status, third.status), (303, 409, 303));
    second.says(&[
        "The packages of this shipment changed since you opened this page",
        "name=\"seen\" value=\"5\"",
        "value=\"Tents\"",
    ]);
    list.shows(&["5 packages"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_numbers_stay_in_their_rows() {
    let app = TestApp::new().await;
    let (_, one) = a_kit(&app, "Hygiene kit").await;
    let (_, two) = a_kit(&app, "Baby kit").await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/");

    let none = officer
        .post(&path, &[("count", "0")])
        .await
        .says(&["Say how many of at least one kit"]);
    let nameless = officer
        .post(
            &path,
            &[
                ("count", "3"),
                (&format!("kit-{one}"), "1"),
                (&format!("kit-{two}"), "7"),
            ],
        )
        .await
        .says(&["With several kits the packages need a name.", "value=\"7\""]);
    let many = officer
        .post(&path, &[("count", "1001"), (&format!("kit-{one}"), "1")])
        .await
        .says(&["Between 1 and 1,000 packages"]);

    assert_eq!((none.status, nameless.status, many.status), (422, 422, 422));

    // A number that cannot be meant is told in its row; nothing is packed without that kit.
    for odd in ["999999999999", "1.5", "-1"] {
        let two = format!("kit-{two}");
        let form = [
            ("count", "2"),
            ("name", "Mixed"),
            (&format!("kit-{one}"), "1"),
            (&two, odd),
        ];
        let sent = officer.post(&path, &form).await.says(&[
            "The number of a kit must be between 0",
            &format!("aria-describedby=\"h-{two}\""),
        ]);
        assert_eq!(sent.status, 422, "{odd}");
    }
    let empty = officer
        .post(
            &format!("/shipments/{id}/pack/empty/"),
            &[("count", "5000"), ("name", "")],
        )
        .await
        .says(&["Between 1 and 1,000 packages", "A package needs a name."]);
    assert_eq!(empty.status, 422);
}

#[tokio::test]
async fn one_empty_package_is_opened_to_be_filled() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/empty/");

    let one = officer
        .post(&path, &[("count", "1"), ("name", "Crate")])
        .await;
    let several = officer
        .post(&path, &[("count", "3"), ("name", "Crate")])
        .await;

    assert!(one.location().starts_with("/TR/packages/"));
    assert_eq!(several.location(), format!("/TR/shipments/{id}/"));
}

#[tokio::test]
async fn a_kit_with_an_archived_item_is_not_packed_and_says_which() {
    let app = TestApp::new().await;
    let (item, kit) = a_kit(&app, "Hygiene kit").await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    app.write(move |cx| cts::catalog::service::archive_item(cx, item))
        .await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/");
    let of_kit = format!("kit-{kit}");
    let form = [("count", "3"), (of_kit.as_str(), "2")];

    let refused = officer.post(&path, &form).await;

    assert_eq!(refused.status, 422, "{}", refused.text);
    refused.says(&[
        "These items are archived: Soap of Hygiene kit (in Hygiene kit).",
        "value=\"2\"",
    ]);
    app.write(move |cx| cts::catalog::service::unarchive_item(cx, item))
        .await;
    assert_eq!(officer.post(&path, &form).await.status, 303);
}
