//! The list of the inbox.

use cts::kernel::Role;

use super::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn each_line_says_what_is_wrong_and_what_was_probably_meant() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    scan(
        &app,
        1,
        "STATUS_IN_TRANSIT-Zero_Point",
        &[&format!("/TR{id}.22"), "/JO14.2"],
        2,
    )
    .await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer.get("/inbox/").await.shows(&[
        "2 scans could not be counted",
        "Unknown code",
        "Other country",
        "Zero Point",
        "No package has this code.",
        "Accept",
    ]);
    assert!(
        page.text.contains(&format!("value=\"&#x2f;TR{id}.2\"")),
        "{}",
        page.text
    );
    let one = officer
        .get("/inbox/?reason=other_country")
        .await
        .shows(&["JO14.2"]);
    assert!(!one.text.contains(&format!("TR{id}.22")));
    officer
        .get("/inbox/?q=zebra")
        .await
        .shows(&["Nothing matches"]);
}

#[tokio::test]
async fn an_empty_inbox_is_good_news() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get("/inbox/")
        .await
        .shows(&["Nothing waits", "Nothing waits for a person."]);
}

#[tokio::test]
async fn partners_have_no_inbox() {
    let app = TestApp::new().await;
    let mut partner = app.user(Role::Partner).await;

    let reply = partner.get("/inbox/").await;

    assert_eq!(reply.status, 403);
}

#[tokio::test]
async fn the_list_is_saved_as_a_file_as_it_is_filtered() {
    let app = TestApp::new().await;
    scan(
        &app,
        1,
        "STATUS_IN_TRANSIT-Zero_Point",
        &["/TR99.1", "/JO14.2"],
        2,
    )
    .await;
    let mut officer = app.user(Role::Officer).await;
    let mut partner = app.user(Role::Partner).await;

    officer
        .get("/inbox/?reason=other_country")
        .await
        .shows(&["?reason=other_country&amp;file=csv"]);
    let all = officer.get("/inbox/?file=csv").await;
    let one = officer
        .get("/inbox/?reason=other_country&file=csv")
        .await
        .shows(&["What is wrong,Details,Code", "Other country", "/JO14.2"]);
    let refused = partner.get("/inbox/?file=csv").await;

    assert_eq!(all.text.lines().count(), 3, "{}", all.text);
    assert_eq!(one.text.lines().count(), 2, "{}", one.text);
    assert_eq!(refused.status, 403);
}
