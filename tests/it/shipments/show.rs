//! The page of a shipment.

use cts::kernel::{Role, Status};
use diesel::prelude::*;

use super::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_late_shipment_says_what_is_wrong_in_words() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(3)
        .scanned(&[Status::Received, Status::InTransit, Status::InTransit])
        .days_late(3)
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;

    officer.get(&format!("/shipments/{id}/")).await.shows(&[
        "Blankets",
        "33%",
        "2 packages are 3 days overdue.",
        "Distribution point, Mare",
        &format!("TR{id}.3"),
        "Overdue",
        "aria-current=\"step\"",
    ]);
}

#[tokio::test]
async fn each_part_of_it_has_its_address() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/shipments/{id}/items/"))
        .await
        .shows(&["The packages of this shipment are empty."]);
    officer
        .get(&format!("/shipments/{id}/history/"))
        .await
        .shows(&["2 packages added", "Ready for pickup", "by test"]);
    officer
        .get(&format!("/shipments/{id}/?status=ready&q=Box"))
        .await
        .shows(&[&format!("TR{id}.1")]);
    officer
        .get(&format!("/shipments/{id}/?status=received"))
        .await
        .shows(&["No package matches"]);
}

#[tokio::test]
async fn partners_read_their_own_and_do_not_know_of_others() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (mine, _) = a_shipment("Mine")
        .of(account.id)
        .packages(1)
        .insert(&app)
        .await;
    let (other, _) = a_shipment("Other").packages(1).insert(&app).await;
    let mut partner = app.signed_in(&account).await;

    let own = partner
        .get(&format!("/shipments/{mine}/"))
        .await
        .shows(&["Mine"]);
    assert!(!own.text.contains("/finalize/"), "{}", own.text);
    for part in ["", "items/", "history/"] {
        let reply = partner.get(&format!("/shipments/{other}/{part}")).await;
        assert_eq!(reply.status, 404, "{part}");
        assert!(!reply.text.contains("Other"));
    }
    for act in ["finalize", "reopen", "cancel", "lost", "reinstate"] {
        let reply = partner
            .post(&format!("/shipments/{mine}/{act}/"), &[])
            .await;
        assert_eq!(reply.status, 403, "{act}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_found_behind_the_latest_places_too() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(10)
        .scanned(&[Status::InTransit; 10])
        .days_late(3)
        .insert(&app)
        .await;
    app.write(move |cx| {
        let sql = format!(
            "update packages set last_scan_label = case when number <= 7 then 'Place ' || number else 'Old depot' end,
                    last_scan_at = now() - number * interval '1 day' where shipment_id = {id}"
        );
        Ok(diesel::sql_query(sql).execute(cx.conn)?)
    })
    .await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer.get(&format!("/shipments/{id}/")).await.shows(&[
        "10 packages are 3 days overdue.",
        "Last seen: <bdi>Old depot</bdi>",
        "Place 6",
    ]);

    assert!(
        !page.text.contains("<bdi>Place 7</bdi></b>"),
        "six places and the one that counts"
    );
}

#[tokio::test]
async fn a_page_past_the_end_is_the_last_one() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(30).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer
        .get(&format!("/shipments/{id}/?size=25&page=9"))
        .await
        .shows(&["26–30 of 30", &format!("TR{id}.30")]);

    assert!(!page.text.contains(&format!("TR{id}.25<")));
}

#[tokio::test]
async fn packages_and_items_are_files_with_the_filter_of_the_page() {
    let app = TestApp::new().await;
    let (id, _, _, _) = super::desk::a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let mut stranger = app.user(Role::Partner).await;
    let path = format!("/shipments/{id}/");

    officer.get(&path).await.shows(&["?file=csv", "?file=xlsx"]);
    let packages = officer.get(&format!("{path}?file=csv")).await;
    let none = officer.get(&format!("{path}?status=lost&file=csv")).await;
    let items = officer.get(&format!("{path}items/?file=csv")).await;
    let xlsx = officer.get(&format!("{path}items/?file=xlsx")).await;
    let foreign = stranger.get(&format!("{path}?file=csv")).await;

    let heading = "Number,Code,Package,Items,Status,Last seen,When,TRY,USD\r\n";
    assert_eq!(
        packages.text,
        format!("{heading}1,/TR{id}.1,Box,2,In progress,,,20.0000,2.000\r\n")
    );
    assert_eq!(none.text, heading);
    assert_eq!(
        items.text,
        "Item,Unit,Donor,In packages,Quantity,Received,TRY,USD\r\n\
         Soap of Hygiene,piece,,1,2,0,20.0000,2.000\r\n"
    );
    assert!(xlsx.text.starts_with("PK"));
    assert_eq!(foreign.status, 404);
}

#[tokio::test]
async fn its_head_has_one_button_and_the_rest_in_a_menu() {
    let app = TestApp::new().await;
    let partner = app.account(Role::Partner).await;
    let mut officer = app.user(Role::Officer).await;
    let mut owner = app.signed_in(&partner).await;
    let (empty, _) = a_shipment("Empty").of(partner.id).insert(&app).await;
    let (packed, _) = a_shipment("Packed")
        .of(partner.id)
        .packages(2)
        .insert(&app)
        .await;
    let (gone, _) = a_shipment("Gone")
        .of(partner.id)
        .packages(1)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;

    let cases: [(_, _, _, &[&str]); 4] = [
        (empty, false, "Add packages", &["Finalize", "Print"]),
        (packed, false, "Finalize", &["Add packages", "Print"]),
        (gone, false, "Confirm receipt", &["Print", "Mark as lost"]),
        (gone, true, "Confirm receipt", &["Print"]),
    ];
    for (id, is_owner, button, others) in cases {
        let client = if is_owner { &mut owner } else { &mut officer };
        let page = client.get(&format!("/shipments/{id}/")).await;
        let head = page.text.split("class=\"page-actions\"").nth(1).unwrap();
        let head = head.split("</header>").next().unwrap();
        let (shown, menu) = head.split_once("<details").unwrap();

        assert!(shown.contains(button), "{button} in {shown}");
        assert_eq!(shown.matches("class=\"btn").count(), 1, "{shown}");
        for other in others {
            assert!(menu.contains(other), "{other} in {menu}");
        }
    }
}
