//! Forgotten passwords.

use cts::accounts::service;
use cts::kernel::Role;
use cts::mail;

use crate::support::{TestApp, eventually};

async fn mails(app: &TestApp) -> Vec<mail::Mail> {
    app.write(|cx| mail::list(cx, cts::kernel::paging::Paging::default()))
        .await
        .rows
}

/// Mail is written after the answer.
async fn mailed(app: &TestApp, count: usize) -> Vec<mail::Mail> {
    eventually("a mail is written", || async {
        Some(mails(app).await).filter(|written| written.len() >= count)
    })
    .await
}

#[tokio::test]
async fn the_answer_is_the_same_whether_there_is_an_account_or_not() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let off = app.account(Role::Partner).await;
    let id = off.id;
    app.write(move |cx| service::deactivate(cx, id)).await;
    let mut somebody = app.anonymous();
    somebody
        .get("/sign-in/")
        .await
        .shows(&["/TR/password-reset/"]);

    let mut answers = Vec::new();
    for email in [
        "nobody@example.org",
        &off.email,
        &account.email.to_uppercase(),
    ] {
        let reply = somebody.post("/password-reset/", &[("email", email)]).await;
        answers.push((reply.status, reply.location().to_owned()));
    }

    let same = (303, "/TR/password-reset/?sent=1".to_owned());
    assert_eq!(answers, [same.clone(), same.clone(), same]);
    let written = mailed(&app, 1).await;
    assert_eq!(written.len(), 1);
    assert_eq!(written[0].recipient, account.email);
    assert!(written[0].text_body.contains("/TR/set-password/"));
    somebody
        .get("/password-reset/?sent=1")
        .await
        .shows(&["If there is an account"]);
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded_and_nobody_asks_without_end() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let mut somebody = app.anonymous();

    let mut last = 0;
    for _ in 0..12 {
        let form = [("email", account.email.as_str())];
        last = somebody.post("/password-reset/", &form).await.status;
    }

    assert_eq!(last, 429);
    assert_eq!(mailed(&app, 1).await.len(), 1);
}

#[tokio::test]
async fn what_is_no_address_is_told() {
    let app = TestApp::new().await;

    let reply = app
        .anonymous()
        .post("/password-reset/", &[("email", "mara")])
        .await;

    assert_eq!(reply.status, 422);
    reply.says(&["Write an email address", "value=\"mara\""]);
}
