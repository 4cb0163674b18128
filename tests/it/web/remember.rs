//! Lists come back as somebody left them.

use cts::kernel::{Role, Status};

use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_list_without_a_query_shows_what_one_had() {
    let app = TestApp::new().await;
    a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    a_shipment("Tents").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get("/shipments/?status=ready&sort=-date&size=100&q=blank")
        .await
        .shows(&["Blankets"]);
    let back = officer.get("/shipments/").await;
    let asked = officer.get("/shipments/?status=in_progress").await;
    let reset = officer.get("/shipments/?").await;
    let after = officer.get("/shipments/").await;

    let back = back.shows(&["Blankets", "Shown as you left it.", "<a href=\"?\">"]);
    assert!(!back.text.contains("Tents"));
    assert!(
        back.text
            .contains("data-query=\"status=ready&amp;sort=-date&amp;size=100\"")
    );
    let asked = asked.shows(&["Tents"]);
    assert!(!asked.text.contains("Blankets") && !asked.text.contains("Shown as you left it."));
    reset.shows(&["Tents", "Blankets"]);
    let after = after.shows(&["Tents", "Blankets"]);
    assert!(!after.text.contains("Shown as you left it."));
    let cookie = officer.cookies["cts_tables_test"].as_str();
    assert_eq!(cookie, "shipments.size=100", "and nothing that was typed");
}

#[tokio::test]
async fn the_page_size_of_one_table_stays_in_it_and_in_the_country() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(30)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;

    let chosen = officer.get(&format!("/shipments/{id}/?size=25")).await;
    let later = officer.get(&format!("/shipments/{id}/?q=Box")).await;
    let list = officer.get("/shipments/").await;

    let cookie = chosen.header("set-cookie");
    assert!(
        cookie.starts_with("cts_tables_test=packages.size=25; Path=/TR; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    later.shows(&["<b aria-current=\"true\">25</b>"]);
    assert!(!list.text.contains("<b aria-current=\"true\">25</b>"));
}
