//! Links with which somebody sets a password once.

use chrono::TimeDelta;
use cts::accounts::links;
use cts::kernel::Role;

use crate::support::TestApp;

const NEW: &str = "another long password";

async fn link_for(app: &TestApp, role: Role) -> (cts::accounts::User, String) {
    let account = app.account(role).await;
    let id = account.id;
    let link = app.write(move |cx| links::password_link(cx, id)).await;
    (account, link.path)
}

#[tokio::test]
async fn a_link_sets_the_password_once_and_ends_the_sessions() {
    let app = TestApp::new().await;
    let (account, path) = link_for(&app, Role::Officer).await;
    let mut signed_in = app.signed_in(&account).await;
    let mut somebody = app.anonymous();

    somebody
        .get(&path)
        .await
        .shows(&["Set your password", account.display_name()]);
    let set = somebody
        .post(&path, &[("password", NEW), ("again", NEW)])
        .await;
    let again = somebody
        .post(&path, &[("password", NEW), ("again", NEW)])
        .await;

    assert_eq!((set.status, set.location()), (303, "/TR/sign-in/?why=set"));
    assert_eq!(again.status, 404);
    again.says(&["This link is used up"]);
    assert_eq!(
        signed_in.get("/shipments/").await.status,
        303,
        "the old session has ended"
    );
    assert_eq!(
        app.anonymous().sign_in(&account.email, NEW).await.status,
        303
    );
}

#[tokio::test]
async fn passwords_that_differ_or_are_too_short_are_told_and_the_link_stays() {
    let app = TestApp::new().await;
    let (_, path) = link_for(&app, Role::Officer).await;
    let mut somebody = app.anonymous();

    for (form, says) in [
        (
            [("password", NEW), ("again", "something else")],
            "The two passwords are not the same.",
        ),
        (
            [("password", "short"), ("again", "short")],
            "At least 12 characters.",
        ),
    ] {
        let reply = somebody.post(&path, &form).await;
        assert_eq!(reply.status, 422);
        reply.says(&[says]);
    }

    assert_eq!(somebody.get(&path).await.status, 200);
}

#[tokio::test]
async fn an_old_link_and_one_that_was_followed_by_another_are_worth_nothing() {
    let app = TestApp::new().await;
    let (account, first) = link_for(&app, Role::Officer).await;
    let id = account.id;
    let second = app.write(move |cx| links::password_link(cx, id)).await;

    assert_eq!(app.anonymous().get(&first).await.status, 404);
    assert_eq!(app.anonymous().get(&second.path).await.status, 200);
    app.later(TimeDelta::days(1));
    assert_eq!(app.anonymous().get(&second.path).await.status, 404);
    assert_eq!(
        app.anonymous().get("/set-password/nonsense/").await.status,
        404
    );
}

#[tokio::test]
async fn the_first_coordinator_makes_an_account_and_nobody_else_does() {
    let app = TestApp::new().await;
    let link = app.write(links::first_coordinator_link).await;
    let mut somebody = app.anonymous();

    somebody
        .get(&link.path)
        .await
        .shows(&["Welcome to Test", "first coordinator"]);
    let wrong = somebody
        .post(
            &link.path,
            &[
                ("name", "Mara Haddad"),
                ("email", "mara"),
                ("password", NEW),
                ("again", NEW),
            ],
        )
        .await;
    let made = somebody
        .post(
            &link.path,
            &[
                ("name", "Mara Haddad"),
                ("email", "mara@example.org"),
                ("password", NEW),
                ("again", NEW),
            ],
        )
        .await;

    assert_eq!(wrong.status, 422);
    wrong.says(&["Write an email address", "value=\"Mara Haddad\""]);
    assert_eq!(made.status, 303);
    assert_eq!(somebody.get(&link.path).await.status, 404);
    let mut mara = app.anonymous();
    assert_eq!(mara.sign_in("mara@example.org", NEW).await.status, 303);
    assert_eq!(
        mara.get("/system/jobs/").await.status,
        200,
        "a coordinator may look there"
    );
    let refused = app
        .try_write(links::first_coordinator_link)
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("a coordinator already"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_password_that_was_set_is_no_attempt_that_failed() {
    let app = TestApp::new().await;
    let (_, path) = link_for(&app, Role::Officer).await;
    let mut office = app.anonymous();
    let guess = [("password", NEW), ("again", "something else")];
    // One address may err forty times.
    for n in 0..39 {
        let tried = office.post(&format!("/set-password/{n}/"), &guess).await;
        assert_eq!(tried.status, 422, "{n}");
    }

    let set = office
        .post(&path, &[("password", NEW), ("again", NEW)])
        .await;
    let last = office.post("/set-password/39/", &guess).await;
    let one_more = office.post("/set-password/40/", &guess).await;

    assert_eq!((set.status, last.status, one_more.status), (303, 422, 429));
}
