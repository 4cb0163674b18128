//! The guide.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn everybody_reads_what_concerns_them_in_their_language() {
    let app = TestApp::new().await;
    let mut partner = app.user(Role::Partner).await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let short = partner
        .get("/help/")
        .await
        .shows(&["How scanning counts", "id=\"receiving\""]);
    let long = coordinator
        .get("/help/")
        .await
        .shows(&["id=\"building\"", "id=\"system\""]);
    let turkish = coordinator.get("/help/?lang=tr").await;
    let arabic = coordinator.get("/help/?lang=ar").await;

    assert!(!short.text.contains("id=\"building\"") && !short.text.contains("id=\"system\""));
    assert!(long.text.contains("id=\"inbox\""));
    turkish.shows(&[
        "Okutmalar nasıl sayılır",
        "Telefonlar okutmak için ağa gerek duymaz",
    ]);
    arabic.shows(&["كيف تُحتسب عمليات المسح", "لا تحتاج الهواتف إلى شبكة للمسح"]);
}

#[tokio::test]
async fn help_opens_where_one_is() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get("/inbox/")
        .await
        .shows(&["href=\"/TR/help/#inbox\""]);
    officer
        .get("/shipments/")
        .await
        .shows(&["href=\"/TR/help/#shipments\""]);
}
