//! A submission as it came.

use cts::kernel::Role;

use super::road::{inbox, scan};
use crate::support::TestApp;

#[tokio::test]
async fn it_is_shown_as_text_and_not_to_partners() {
    let app = TestApp::new().await;
    scan(&app, 1, "STATUS_IN_TRANSIT-Zero_Point", &["/TR1.1"], 2).await;
    let path = format!("/submissions/{}/", inbox(&app).await[0].submission_id);
    let mut officer = app.user(Role::Officer).await;
    let mut partner = app.user(Role::Partner).await;

    officer
        .get(&path)
        .await
        .shows(&["&quot;note&quot;: &quot;&lt;b&gt;&quot;"]);
    let refused = partner.get(&path).await;

    assert_eq!(refused.status, 403);
}
