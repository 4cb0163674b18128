//! Labels: what they say, on which sheets, and how many.

use cts::kernel::Role;

use super::{add_kits, codes};
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_label_says_all_that_was_ticked_and_always_its_code() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").packages(1).insert(&app).await;
    add_kits(&app, id, "Large <box>", 2).await;
    let mut officer = app.user(Role::Officer).await;
    officer
        .post(&format!("/shipments/{id}/finalize/"), &[])
        .await;

    for what in ["labels_a4", "labels_roll"] {
        let paper = format!("/shipments/{id}/papers/?what={what}&packages=3");
        let all = officer.get(&paper).await.shows(&[
            "3/3",
            &format!("TR{id}.3</bdi>"),
            "Partner 1",
            "Large &lt;box&gt;",
            "Winter",
            "Winter kit",
            "<bdi>12.5</bdi>",
            "ECHO",
        ]);
        assert_eq!(codes(&all.text), 1);
        let bare = officer
            .get(&format!("{paper}&chosen=1"))
            .await
            .shows(&[&format!("TR{id}.3</bdi>")]);
        for word in ["3/3", "Partner 1", "<bdi>12.5</bdi>", "ECHO"] {
            assert!(!bare.text.contains(word), "{word}");
        }
    }
    // What nobody weighed is left to be written by hand.
    officer
        .get(&format!(
            "/shipments/{id}/papers/?what=labels_a4&packages=1"
        ))
        .await
        .shows(&["by-hand"]);
}

#[tokio::test]
async fn sheets_hold_24_and_go_on_where_one_was_begun() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").packages(25).ready().insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let paper = format!("/shipments/{id}/papers/?what=labels_a4");

    let sheets = |text: &str| text.matches("class=\"sheet\"").count();
    let cells = |text: &str| text.matches("class=\"label\"").count();
    let whole = officer.get(&paper).await;
    let begun = officer.get(&format!("{paper}&start=24")).await;
    let roll = officer
        .get(&format!(
            "/shipments/{id}/papers/?what=labels_roll&packages=1-5,25"
        ))
        .await;

    assert_eq!((sheets(&whole.text), cells(&whole.text)), (2, 25));
    assert_eq!((sheets(&begun.text), cells(&begun.text)), (2, 23 + 25));
    assert_eq!((sheets(&roll.text), codes(&roll.text)), (6, 6));
}

#[tokio::test]
async fn places_are_told_apart_from_numbers_when_packages_were_deleted() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Winter").packages(3).ready().insert(&app).await;
    let gone = packages[1];
    app.write(move |cx| {
        use diesel::prelude::*;
        diesel::sql_query(format!("delete from packages where id = {gone}")).execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/shipments/{id}/papers/?what=labels_a4"))
        .await
        .shows(&["1/2", "#3 (2/2)"]);
}

#[tokio::test]
async fn a_thousand_labels_are_one_page_that_is_not_heavy() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").insert(&app).await;
    add_kits(&app, id, "Box", 1_000).await;
    let mut officer = app.user(Role::Officer).await;
    let paper = format!("/shipments/{id}/papers/?what=labels_a4&draft=1");

    let reply = officer.get(&paper).await;

    assert_eq!(codes(&reply.text), 1_000);
    assert!(reply.text.len() < 3_000_000, "{} bytes", reply.text.len());
}

#[tokio::test]
async fn numbers_that_no_package_has_are_told_before_the_rest_is_printed() {
    let app = TestApp::new().await;
    let (packing, _) = a_shipment("Summer").packages(2).insert(&app).await;
    let (id, packages) = a_shipment("Winter").packages(5).ready().insert(&app).await;
    let gone = packages[2];
    app.write(move |cx| {
        use diesel::prelude::*;
        diesel::sql_query(format!("delete from packages where id = {gone}")).execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut officer = app.user(Role::Officer).await;
    let said = "These numbers belong to no package and are left out:";

    for what in ["labels_a4", "barcodes", "summary", "details", "waybill"] {
        let paper = format!("/shipments/{id}/papers/?what={what}");
        officer
            .get(&format!("{paper}&packages=2-4,5,9"))
            .await
            .shows(&[said, "<bdi dir=\"ltr\">3, 9</bdi>"]);
        for whole in [format!("{paper}&packages=1-2"), paper] {
            let page = officer.get(&whole).await;
            assert!(!page.text.contains(said), "{whole}");
        }
    }
    officer
        .get(&format!(
            "/shipments/{packing}/papers/?what=labels_a4&packages=2-30"
        ))
        .await
        .shows(&[
            "Make the shipment ready and print?",
            said,
            "<bdi dir=\"ltr\">3-30</bdi>",
        ]);
}
