//! The system's page.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn a_job_run_by_hand_shows_among_the_runs() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    coordinator
        .get("/system/jobs/")
        .await
        .shows(&["Clean up old sessions and runs", "never"]);
    let reply = coordinator.post("/system/jobs/cleanup/run/", &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/TR/system/jobs/"));
    let mut page = coordinator
        .get("/system/jobs/")
        .await
        .shows(&["Started: Clean up"]);
    for _ in 0..100 {
        if page.text.contains("By hand") && page.text.contains(">Done</span>") {
            break;
        }
        tokio::task::yield_now().await;
        page = coordinator.get("/system/jobs/").await;
    }

    page.shows(&["By hand", ">Done</span>"]);
}

#[tokio::test]
async fn only_those_who_administer_come_in() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let seen = officer.get("/system/jobs/").await;
    let run = officer.post("/system/jobs/cleanup/run/", &[]).await;
    let unknown = coordinator.post("/system/jobs/nothing/run/", &[]).await;

    assert_eq!((seen.status, run.status, unknown.status), (403, 403, 404));
}
