//! What needs you now.

use cts::kernel::{Role, Status};

use crate::scans::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn the_office_sees_what_is_late_wrong_and_moving() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .scanned(&[Status::InTransit])
        .days_late(3)
        .insert(&app)
        .await;
    scan(
        &app,
        1,
        "STATUS_RECEIVED-Mare",
        &[&format!("/TR{id}.2"), "/JO1.1"],
        0,
    )
    .await;
    let mut officer = app.user(Role::Officer).await;

    officer.get("/").await.shows(&[
        "What needs you now",
        "shipment overdue on the road",
        "Blankets",
        "3 days",
        "scan that could not be counted",
        "Other country",
        "1 package in 1 shipment",
        "<b>1</b> ×",
        "Mare",
        "1 in 8 weeks",
    ]);
}

#[tokio::test]
async fn what_moved_today_goes_by_the_scan_and_not_by_when_it_was_heard_of() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;
    let moved = async |row, package: i32, hours_ago| {
        let code = format!("/TR{id}.{package}");
        scan(&app, row, "STATUS_RECEIVED-Mare", &[&code], hours_ago).await;
    };

    // A phone that was out of reach for a day.
    moved(1, 1, 26).await;
    let late = officer.get("/").await;
    moved(2, 2, 0).await;
    let now = officer.get("/").await;

    late.shows(&["Nothing has moved today yet."]);
    let now = now.shows(&["Mare", "<b>1</b> ×"]);
    assert!(!now.text.contains("Nothing has moved today yet."));
}

#[tokio::test]
async fn a_phone_ahead_of_its_time_moves_nothing_after_it_was_heard_of() {
    let app = TestApp::new().await;
    let (ahead, _) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    let (right, _) = a_shipment("Kettles").packages(1).ready().insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    for (row, shipment, hours_ago) in [(1, ahead, -26), (2, right, 0)] {
        let code = format!("/TR{shipment}.1");
        scan(&app, row, "STATUS_RECEIVED-Mare", &[&code], hours_ago).await;
    }

    let page = officer.get("/").await.shows(&["id=\"moves\""]);

    let (_, moves) = page.text.split_once("id=\"moves\"").unwrap();
    let place = |name| moves.find(name).expect(name);
    assert!(place("Kettles") < place("Blankets"), "{moves}");
}

#[tokio::test]
async fn partners_see_only_theirs_and_nothing_of_the_machine() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    a_shipment("Mine")
        .of(account.id)
        .packages(1)
        .scanned(&[Status::InTransit])
        .days_late(2)
        .insert(&app)
        .await;
    let (other, _) = a_shipment("Other")
        .packages(1)
        .scanned(&[Status::InTransit])
        .days_late(5)
        .insert(&app)
        .await;
    scan(
        &app,
        1,
        "STATUS_RECEIVED-Mare",
        &[&format!("/TR{other}.1")],
        0,
    )
    .await;
    let mut partner = app.signed_in(&account).await;

    let page = partner
        .get("/")
        .await
        .shows(&["Mine", "2 days", "1 package in 1 shipment"]);

    for hidden in ["Other", "Mare", "/inbox/", "sources and jobs", "in 8 weeks"] {
        let found = page.text.contains(hidden)
            && !(hidden == "in 8 weeks" && page.text.contains("0 in 8 weeks"));
        assert!(!found, "{hidden}");
    }
}

#[tokio::test]
async fn an_empty_country_has_a_calm_home_in_every_language() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    coordinator.get("/").await.shows(&[
        "nothing on the road is overdue",
        "every scan could be counted",
    ]);
    coordinator
        .get("/?lang=ar")
        .await
        .shows(&["ما يحتاج إليك الآن", "لا شيء متأخر على الطريق"]);
    coordinator
        .get("/?lang=tr")
        .await
        .shows(&["yolda geciken yok"]);
}
