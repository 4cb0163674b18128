//! How long a session lives, for whom, and which forms it accepts.

use chrono::TimeDelta;
use cts::accounts::service;
use cts::kernel::Role;
use reqwest::Method;

use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_a_request() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;

    for _ in 0..3 {
        app.later(TimeDelta::minutes(20));
        assert_eq!(client.get("/session/ping/").await.status, 200);
    }
    app.later(TimeDelta::minutes(30));
    let reply = client.get("/session/ping/").await;

    assert_eq!(
        (reply.status, reply.location()),
        (303, "/TR/sign-in/?next=%2Fsession%2Fping%2F")
    );
}

#[tokio::test]
async fn a_session_of_one_country_is_worth_nothing_in_another() {
    let turkey = TestApp::new().await;
    let iraq = TestApp::with(|settings| {
        settings.key = "iraq".into();
        settings.prefix = "/IQ".into();
    })
    .await;
    let there = turkey.user(Role::Coordinator).await;
    let mut client = iraq.anonymous();
    client.cookies = there.cookies.clone();
    let token = there.cookies["cts_session_test"].clone();
    client.cookies.insert("cts_session_iraq".into(), token);

    let reply = client.get("/session/ping/").await;

    assert_eq!(reply.status, 303);
}

#[tokio::test]
async fn switching_an_account_off_ends_its_sessions() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    let id = client.user.unwrap();

    app.write(move |cx| service::deactivate(cx, id)).await;

    assert_eq!(client.get("/session/ping/").await.status, 303);
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    let mut other = app.user(Role::Officer).await;
    let foreign = other.token().await;

    for form in [
        vec![],
        vec![("csrf_token", "")],
        vec![("csrf_token", foreign.as_str())],
    ] {
        let reply = client.post_raw("/sign-out/", &form).await;
        assert_eq!(reply.status, 403);
        assert!(
            reply.text.contains("This page is out of date"),
            "{}",
            reply.text
        );
    }

    assert_eq!(client.get("/session/ping/").await.status, 200);
}

#[tokio::test]
async fn a_token_in_the_header_is_as_good_but_not_from_another_site() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    let token = client.token().await;
    let ping = |client: &crate::support::Client, site: &str| {
        client
            .request(Method::POST, "/session/ping/")
            .header("x-csrf-token", &token)
            .header("sec-fetch-site", site)
    };

    let (same, cross) = (ping(&client, "same-origin"), ping(&client, "cross-site"));

    assert_eq!(client.send(same).await.status, 200);
    assert_eq!(client.send(cross).await.status, 403);
}

#[tokio::test]
async fn a_sign_in_form_from_another_browser_is_refused() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let (mut one, mut two) = (app.anonymous(), app.anonymous());
    let token = one.token().await;
    two.token().await;

    let form = [
        ("email", account.email.as_str()),
        ("password", PASSWORD),
        ("csrf_token", token.as_str()),
    ];
    let reply = two.post_raw("/sign-in/", &form).await;

    assert_eq!(reply.status, 403);
}
