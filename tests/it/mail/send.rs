//! The job `mail.send` against a mail server that speaks SMTP.

use chrono::TimeDelta;
use cts::jobs::{JobRun, Trigger, run_now};
use cts::kernel::paging::Paging;
use cts::kernel::settings::{MailTls, Secret};
use cts::kernel::{Error, InstanceSettings, Language, Text};
use cts::mail::{self, FailureKind, Letter, Mail, MailState};

use crate::support::{MailServer, TestApp};

async fn app(server: &MailServer, change: impl FnOnce(&mut InstanceSettings)) -> TestApp {
    let to = server.settings();
    TestApp::with(|settings| {
        settings.environment = "staging".into();
        settings.mail.from = "CTS <cts@example.org>".into();
        settings.mail.server = Some(to);
        change(settings);
    })
    .await
}

async fn queue(app: &TestApp, to: &'static str, language: Language) {
    app.write(move |cx| {
        let subject = Text::new("sign-in-lead").arg("country", "Test");
        let letter = Letter::new("alert", to, language, subject)
            .words(Text::new("error-internal"))
            .button(Text::new("status-lost"), "/shipments/");
        mail::queue(cx, letter)
    })
    .await;
}

async fn send(app: &TestApp) -> JobRun {
    run_now(app.app.db(), &mail::job(), Trigger::Person)
        .await
        .unwrap()
}

async fn mails(app: &TestApp) -> Vec<Mail> {
    let mut rows = app.write(|cx| mail::list(cx, Paging::default())).await.rows;
    rows.reverse();
    rows
}

#[tokio::test]
async fn a_mail_arrives_once_with_both_bodies_and_is_forgotten() {
    let server = MailServer::start().await;
    let app = app(&server, |_| {}).await;
    queue(&app, "mara@example.org", Language::Ar).await;

    let run = send(&app).await;
    send(&app).await;

    assert_eq!(
        (run.outcome.as_deref(), run.done),
        (Some("ok"), 1),
        "{run:?}"
    );
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].from, "cts@example.org");
    assert_eq!(taken[0].to, ["mara@example.org"]);
    assert_eq!(taken[0].header("From"), "CTS <cts@example.org>");
    assert!(
        taken[0].header("Subject").starts_with("=?utf-8?"),
        "{:?}",
        taken[0]
    );
    assert!(
        taken[0]
            .header("Message-ID")
            .ends_with(".test@example.org>")
    );
    assert!(
        taken[0]
            .header("Content-Type")
            .starts_with("multipart/alternative")
    );
    for part in ["text/plain; charset=utf-8", "text/html; charset=utf-8"] {
        assert!(taken[0].data.contains(part), "{:?}", taken[0]);
    }
    let mail = &mails(&app).await[0];
    assert_eq!((mail.state(), mail.attempts), (MailState::Sent, 1));
    let kept: i64 = app
        .write(|cx| {
            use diesel::prelude::*;
            use diesel::sql_types::BigInt;
            #[derive(QueryableByName)]
            struct Kept {
                #[diesel(sql_type = BigInt)]
                kept: i64,
            }
            let kept: Kept = diesel::sql_query(
                "select count(*) as kept from outgoing_mails where text_body <> '' or html_body is not null",
            )
            .get_result(cx.conn)?;
            Ok(kept.kept)
        })
        .await;
    assert_eq!(kept, 0, "what a sent mail said is gone outside dev");
}

#[tokio::test]
async fn what_is_rolled_back_is_never_sent() {
    let server = MailServer::start().await;
    let app = app(&server, |_| {}).await;
    let refused: Result<(), Error> = app
        .try_write(|cx| {
            let subject = Text::new("status-lost");
            mail::queue(
                cx,
                Letter::new("alert", "mara@example.org", Language::En, subject),
            )?;
            Err(Error::conflict("status-lost"))
        })
        .await;
    assert!(refused.is_err());

    send(&app).await;

    assert!(server.taken().is_empty() && mails(&app).await.is_empty());
}

#[tokio::test]
async fn a_dead_address_holds_up_nobody_and_is_given_up() {
    let server = MailServer::start().await;
    let app = app(&server, |_| {}).await;
    queue(&app, "dead@example.org", Language::En).await;
    queue(&app, "mara@example.org", Language::En).await;

    let run = send(&app).await;

    assert_eq!((run.outcome.as_deref(), run.done), (Some("ok"), 1));
    assert_eq!(server.taken().len(), 1);
    let list = mails(&app).await;
    assert_eq!(list[0].state(), MailState::Waiting);
    let failure = list[0].failure().unwrap();
    assert_eq!(failure.kind, Some(FailureKind::Refused));
    assert!(
        failure.words.contains("no such mailbox") && failure.words.matches("550").count() == 1,
        "{failure:?}"
    );
    assert_eq!(list[1].state(), MailState::Sent);

    for _ in 0..4 {
        app.later(TimeDelta::hours(7));
        send(&app).await;
    }
    let dead = &mails(&app).await[0];
    assert_eq!((dead.state(), dead.attempts), (MailState::GivenUp, 4));
}

#[tokio::test]
async fn a_mail_put_off_is_tried_again_later_and_not_before() {
    let server = MailServer::start().await;
    server.put_off(true);
    let app = app(&server, |_| {}).await;
    queue(&app, "later@example.org", Language::En).await;

    send(&app).await;
    server.put_off(false);
    send(&app).await;
    assert!(server.taken().is_empty(), "its time has not come");
    app.later(TimeDelta::minutes(3));
    send(&app).await;

    assert_eq!(server.taken().len(), 1);
    let mail = &mails(&app).await[0];
    assert_eq!((mail.state(), mail.attempts), (MailState::Sent, 2));
    assert!(mail.last_error.is_empty());
}

#[tokio::test]
async fn a_server_that_is_away_loses_no_mail_however_long() {
    let server = MailServer::start().await;
    let app = app(&server, |settings| {
        // Nobody listens there, and no other test may.
        settings.mail.server.as_mut().unwrap().port = 1;
    })
    .await;
    queue(&app, "mara@example.org", Language::En).await;

    for _ in 0..20 {
        app.later(TimeDelta::hours(6));
        let run = send(&app).await;
        assert_eq!(run.outcome.as_deref(), Some("failed"));
    }

    let mail = &mails(&app).await[0];
    assert_eq!((mail.state(), mail.attempts), (MailState::Waiting, 0));
    assert_eq!(
        mail.failure().unwrap().kind,
        Some(FailureKind::Unreachable),
        "{mail:?}"
    );
}

#[tokio::test]
async fn a_login_is_sent_and_a_wrong_one_gives_up_no_mail() {
    let server = MailServer::start().await;
    let app = app(&server, |settings| {
        let server = settings.mail.server.as_mut().unwrap();
        server.user = "cts".into();
        server.password = Secret::new("hush");
    })
    .await;
    queue(&app, "mara@example.org", Language::En).await;

    server.refuse_logins();
    let run = send(&app).await;

    assert_eq!(run.outcome.as_deref(), Some("failed"));
    assert!(run.error.contains("wrong login"), "{run:?}");
    // "\0cts\0hush" in base64.
    assert_eq!(server.login().as_deref(), Some("PLAIN AGN0cwBodXNo"));
    let mail = &mails(&app).await[0];
    assert_eq!(mail.state(), MailState::Waiting);
    let failure = mail.failure().unwrap();
    assert_eq!(failure.kind, Some(FailureKind::Login));
    assert_eq!(failure.to_string(), run.error);
}

#[tokio::test]
async fn nothing_is_said_in_the_open_when_tls_is_asked_for() {
    let server = MailServer::start().await;
    let app = app(&server, |settings| {
        settings.mail.server.as_mut().unwrap().tls = MailTls::StartTls;
    })
    .await;
    queue(&app, "mara@example.org", Language::En).await;

    let run = send(&app).await;

    assert_eq!(run.outcome.as_deref(), Some("failed"));
    assert_eq!(server.connections(), 1);
    assert!(server.taken().is_empty());
    let failure = mails(&app).await[0].failure().unwrap();
    assert_eq!(failure.kind, Some(FailureKind::Certificate), "{failure:?}");
}

#[tokio::test]
async fn without_a_server_mail_waits_outside_dev_and_is_written_down_in_dev() {
    let production = TestApp::with(|settings| settings.environment = "production".into()).await;
    let dev = TestApp::new().await;
    for app in [&production, &dev] {
        queue(app, "mara@example.org", Language::En).await;
    }

    let waits = send(&production).await;
    let written = send(&dev).await;

    assert_eq!(waits.outcome.as_deref(), Some("failed"));
    assert!(waits.error.contains("mail.smtp"));
    assert_eq!(mails(&production).await[0].state(), MailState::Waiting);
    assert_eq!((written.outcome.as_deref(), written.done), (Some("ok"), 1));
    assert!(mails(&dev).await[0].text_body.contains("/TR/shipments/"));
}
