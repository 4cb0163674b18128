//! Signing in: who gets in, who does not, and for how long.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn the_right_password_leads_to_the_page_that_was_asked_for() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.anonymous();

    let form = [
        ("email", account.email.as_str()),
        ("password", crate::support::PASSWORD),
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
