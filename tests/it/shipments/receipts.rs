//! The list of receipts: partners see their own, the office what is not settled.

use cts::kernel::Role;

use super::receipt::a_receipt;
use crate::support::TestApp;

#[tokio::test]
async fn partners_see_their_own_and_officers_what_waits() {
    let app = TestApp::new().await;
    let (whole, mut partner) = a_receipt(&app, "Blankets", &[]).await;
    let (wrong, _) = a_receipt(&app, "Tents", &[("f1", "missing")]).await;
    let mut officer = app.user(Role::Officer).await;

    let own = partner
        .get("/receipts/")
        .await
        .shows(&["Blankets", "2 whole"]);
    let all = officer
        .get("/receipts/")
        .await
        .shows(&["Blankets", "Tents"]);
    let open = officer
        .get("/receipts/?show=open")
        .await
        .shows(&["Tents", "1 missing"]);

    assert!(!own.text.contains("Tents"));
    assert!(!open.text.contains("Blankets"));
    assert!(all.text.contains(&format!("/TR/receipts/{whole}/")));
    assert_eq!(
        partner.get(&format!("/receipts/{wrong}/")).await.status,
        404
    );
}
