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
