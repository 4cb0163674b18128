//! The journey of a shipment.

use cts::kernel::Role;

use super::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn stops_stand_in_time_order_whatever_the_order_of_arrival() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (id, _) = a_shipment("Blankets")
        .of(account.id)
        .packages(3)
        .ready()
        .insert(&app)
        .await;
    let codes: Vec<String> = (1..=3).map(|n| format!("/TR{id}.{n}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    scan(&app, 1, "STATUS_RECEIVED-Mare", &codes[..1], 1).await;
    scan(&app, 2, "STATUS_IN_TRANSIT-Zero_Point", &codes, 72).await;
    let mut partner = app.signed_in(&account).await;
    let mut other = app.user(Role::Partner).await;

    let page = partner
        .get(&format!("/shipments/{id}/scans/"))
        .await
        .shows(&["3 packages", "2 days without a scan", "36.5000, 37.2500"]);
    let hidden = other.get(&format!("/shipments/{id}/scans/")).await;

    let main = page.text.split("class=\"tabs\"").nth(1).unwrap();
    assert!(main.find("Zero Point") < main.find("<bdi>Mare"), "{main}");
    assert_eq!(hidden.status, 404);
}

#[tokio::test]
async fn all_scans_are_saved_as_a_file() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (id, _) = a_shipment("Blankets")
        .of(account.id)
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    let codes: Vec<String> = (1..=2).map(|n| format!("/TR{id}.{n}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    scan(&app, 1, "STATUS_IN_TRANSIT-Zero_Point", &codes, 2).await;
    let mut partner = app.signed_in(&account).await;
    let mut other = app.user(Role::Partner).await;
    let path = format!("/shipments/{id}/scans/?file=csv");

    partner
        .get(&format!("/shipments/{id}/scans/"))
        .await
        .shows(&["?file=csv"]);
    let file = partner.get(&path).await.shows(&[
        "Code,Status,Place,Scanned",
        codes[0],
        "Zero Point",
        "36.5,37.25",
        "Applied",
    ]);
    let hidden = other.get(&path).await;

    assert_eq!(file.text.lines().count(), 3, "{}", file.text);
    assert_eq!(hidden.status, 404);
}
