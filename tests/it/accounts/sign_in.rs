//! Signing in: who gets in, who does not, and for how long.

use chrono::TimeDelta;
use cts::accounts::service;
use cts::kernel::Role;

use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn the_right_password_leads_to_the_page_that_was_asked_for() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.anonymous();

    let form = [
        ("email", account.email.as_str()),
        ("password", PASSWORD),
        ("next", "/shipments/?q=x"),
    ];
    let reply = client.post("/sign-in/", &form).await;

    assert_eq!(
        (reply.status, reply.location()),
        (303, "/TR/shipments/?q=x")
    );
    let cookie = reply.headers.get_all("set-cookie").iter().next().unwrap();
    let cookie = cookie.to_str().unwrap();
    assert!(cookie.starts_with("cts_session_test="));
    assert!(
        cookie.ends_with("; Path=/TR; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_look_the_same() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.anonymous();

    for email in [account.email.as_str(), "nobody@example.org"] {
        let reply = client.sign_in(email, "wrong password").await;

        assert_eq!(reply.status, 422);
        assert!(
            reply
                .text
                .contains("The email address or the password is wrong.")
        );
        assert!(
            reply.text.contains(&format!("value=\"{email}\"")),
            "what was typed is kept"
        );
    }
}

#[tokio::test]
async fn a_switched_off_account_is_told_so_only_after_the_right_password() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    app.write(move |cx| service::deactivate(cx, account.id))
        .await;
    let mut client = app.anonymous();

    let wrong = client.sign_in(&account.email, "wrong password").await;
    let right = client.sign_in(&account.email, PASSWORD).await;

    assert!(!wrong.text.contains("switched off"));
    assert_eq!(right.status, 422);
    assert!(right.text.contains("This account is switched off."));
    assert!(!client.cookies.contains_key("cts_session_test"));
}

#[tokio::test]
async fn an_address_is_matched_in_any_spelling() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;

    let reply = app
        .anonymous()
        .sign_in(&account.email.to_uppercase(), PASSWORD)
        .await;

    assert_eq!(reply.status, 303);
}

#[tokio::test]
async fn too_many_attempts_on_an_account_are_refused_for_a_while() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.anonymous();
    for _ in 0..10 {
        assert_eq!(
            client
                .sign_in(&account.email, "wrong password")
                .await
                .status,
            422
        );
    }

    let refused = client.sign_in(&account.email, PASSWORD).await;
    app.later(TimeDelta::minutes(15));
    let later = client.sign_in(&account.email, PASSWORD).await;

    assert_eq!(refused.status, 429);
    assert!(refused.text.contains("Wait 15 minutes"));
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((800..=900).contains(&wait), "{wait}");
    assert_eq!(later.status, 303);
}

#[tokio::test]
async fn a_session_planted_before_signing_in_is_worth_nothing() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.anonymous();
    client
        .cookies
        .insert("cts_session_test".into(), "planted".into());

    client.sign_in(&account.email, PASSWORD).await;

    assert_ne!(client.cookies["cts_session_test"], "planted");
}

#[tokio::test]
async fn a_foreign_address_in_next_is_not_followed() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.anonymous();

    let form = [
        ("email", account.email.as_str()),
        ("password", PASSWORD),
        ("next", "//evil.example/"),
    ];
    let reply = client.post("/sign-in/", &form).await;

    assert_eq!(reply.location(), "/TR/");
}
