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
async fn a_job_that_fails_does_so_until_a_run_has_ended_well() {
    use diesel::prelude::*;
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let bad = |text: &str| {
        let (before, _) = text.split_once(" not well; ").unwrap_or(("0 thing is", ""));
        let words: Vec<&str> = before.split_whitespace().rev().take(3).collect();
        let digits: String = words[2].chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap()
    };

    let well = coordinator.get("/system/jobs/").await;
    app.write(|cx| {
        diesel::sql_query(
            "insert into job_runs (job, started_at, finished_at, outcome, error) values
             ('cleanup', now(), now(), 'failed', 'x'), ('cleanup', now(), null, null, '')",
        )
        .execute(cx.conn)?;
        Ok(())
    })
    .await;
    let trying = coordinator.get("/system/jobs/").await;

    assert_eq!(bad(&trying.text), bad(&well.text) + 1);
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

#[tokio::test]
async fn all_runs_are_saved_as_a_file() {
    use diesel::prelude::*;
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    app.write(|cx| {
        diesel::sql_query(
            "insert into job_runs (job, started_at, finished_at, outcome, error)
             select 'cleanup', now(), now(), 'failed', 'it broke' from generate_series(1, 30)",
        )
        .execute(cx.conn)?;
        Ok(())
    })
    .await;

    coordinator
        .get("/system/jobs/")
        .await
        .shows(&["?file=csv", "it broke"]);
    let file = coordinator.get("/system/jobs/?file=csv").await.shows(&[
        "When,Job,Why,Outcome,Took (ms)",
        "Failed",
        "it broke",
    ]);

    assert_eq!(file.text.lines().count(), 31, "more than the page shows");
}
