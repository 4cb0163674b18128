//! The page that lists mail.

use cts::kernel::{Language, Role, Text};
use cts::mail::{self, Letter};

use crate::support::TestApp;

async fn with_a_mail(environment: &'static str) -> TestApp {
    let app = TestApp::with(|settings| settings.environment = environment.into()).await;
    app.write(|cx| {
        let letter = Letter::new(
            "user.invitation",
            "mara@example.org",
            Language::En,
            Text::new("link-title"),
        )
        .button(Text::new("link-title"), "/set-password/secret/");
        mail::queue(cx, letter)
    })
    .await;
    app
}

#[tokio::test]
async fn in_dev_it_shows_what_was_written() {
    let app = with_a_mail("dev").await;
    let mut coordinator = app.user(Role::Coordinator).await;

    coordinator.get("/system/mail/").await.shows(&[
        "mara@example.org",
        "Set your password",
        "secret&#x2f;",
        "Waiting",
        "nothing leaves this machine",
    ]);
    coordinator
        .get("/system/jobs/")
        .await
        .shows(&["/TR/system/mail/", "nothing leaves"]);
}

#[tokio::test]
async fn outside_dev_it_shows_neither_links_nor_words() {
    let app = with_a_mail("production").await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let page = coordinator.get("/system/mail/").await;
    let system = coordinator.get("/system/jobs/").await;

    assert!(!page.text.contains("secret"), "{}", page.text);
    page.shows(&["mara@example.org", "Invitation", "No mail server is set"]);
    system.shows(&["No mail server is set; one mail waits"]);
}

#[tokio::test]
async fn only_those_who_administer_read_it() {
    let app = TestApp::new().await;
    for (role, status) in [(Role::Manager, 403), (Role::Coordinator, 200)] {
        let mut client = app.user(role).await;
        assert_eq!(client.get("/system/mail/").await.status, status, "{role:?}");
    }
}

#[tokio::test]
async fn the_list_is_saved_as_a_file_without_what_the_mails_say() {
    let app = with_a_mail("dev").await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let file = coordinator.get("/system/mail/?file=csv").await.shows(&[
        "Written,To,About,State",
        "mara@example.org",
        "Waiting",
    ]);

    assert_eq!(file.text.lines().count(), 2, "{}", file.text);
    assert!(!file.text.contains("secret"), "{}", file.text);
}
