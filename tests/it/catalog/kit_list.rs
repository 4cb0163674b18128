//! The kits.

use cts::kernel::Role;

use super::{a_kit, an_item};
use crate::support::TestApp;

#[tokio::test]
async fn kits_show_what_they_hold_and_cost_today() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze").await;
    a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    a_kit(&app, "Empty <b>", &[]).await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer.get("/catalog/kits/?sort=-quantity").await.shows(&[
        "6,000.00",
        "150.00",
        "Empty &lt;b&gt;",
    ]);
    let found = officer.get("/catalog/kits/?q=empt").await;
    officer
        .get("/catalog/kits/?q=zebra")
        .await
        .shows(&["Nothing matches"]);

    assert!(page.text.find(">Dressing<") < page.text.find(">Empty &lt;"));
    assert!(!found.text.contains("Dressing"));
}

#[tokio::test]
async fn the_kits_are_a_file_in_the_order_of_the_page() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze").await;
    a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    a_kit(&app, "Empty", &[]).await;
    let mut officer = app.user(Role::Officer).await;

    let file = officer.get("/catalog/kits/?sort=quantity&file=csv").await;

    let lines: Vec<&str> = file.text.split("\r\n").collect();
    assert_eq!(lines[0], "Name,Description,Items,Quantity,TRY,USD");
    assert!(lines[1].starts_with("Empty,,0,0,"));
    assert_eq!(lines[2], "Dressing,,1,100,6000.0000,150.000");
}
