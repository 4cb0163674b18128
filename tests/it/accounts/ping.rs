//! The question of the script that warns before a session ends, and its sign of life.

use chrono::TimeDelta;
use cts::kernel::Role;
use reqwest::Method;

use crate::support::TestApp;

#[tokio::test]
async fn asking_quietly_does_not_keep_a_session_alive() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    app.later(TimeDelta::minutes(20));

    let quiet = client
        .request(Method::GET, "/session/ping/")
        .header("x-background", "1");
    let asked = client.send(quiet).await.json();

    let idle = asked["idle_seconds"].as_i64().unwrap();
    assert!((1200..1260).contains(&idle), "{idle}");
    app.later(TimeDelta::minutes(11));
    assert_eq!(client.get("/session/ping/").await.status, 303);
}

#[tokio::test]
async fn a_sign_of_life_does() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    app.later(TimeDelta::minutes(29));

    let reply = client.post("/session/ping/", &[]).await;

    assert_eq!(reply.json()["left_seconds"], 1800);
    app.later(TimeDelta::minutes(29));
    assert_eq!(client.get("/session/ping/").await.status, 200);
}

#[tokio::test]
async fn a_script_is_told_that_its_session_is_gone() {
    let app = TestApp::new().await;
    let mut stranger = app.anonymous();

    let ask = stranger
        .request(Method::GET, "/session/ping/")
        .header("accept", "application/json");
    let reply = stranger.send(ask).await;

    assert_eq!(reply.status, 401);
    assert_eq!(reply.json()["error"], "Sign in first.");
}

#[tokio::test]
async fn a_page_leads_back_to_itself_when_its_session_ends_unless_it_answers_a_form() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;

    let list = client.get("/shipments/?status=ready").await;
    let refused = client.post("/shipments/new/", &[]).await;

    assert_eq!(refused.status, 422);
    list.shows(&["/sign-in/?next=%2Fshipments%2F%3Fstatus%3Dready&"]);
    refused.says(&["/sign-in/?why=idle"]);
}

#[tokio::test]
async fn a_page_that_renews_itself_leaves_messages_to_whoever_reads_them() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Coordinator).await;
    client.post("/system/jobs/cleanup/run/", &[]).await;

    let renewal = client
        .request(Method::GET, "/inbox/")
        .header("x-background", "1");
    client.send(renewal).await.shows(&["Nothing waits"]);
    let read = client.get("/system/jobs/").await;
    let again = client.get("/system/jobs/").await;

    read.shows(&["Started: Clean up"]);
    assert!(!again.text.contains("Started: Clean up"));
}
