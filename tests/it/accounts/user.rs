//! One person: switching off and on, mails, phone, tokens.

use cts::accounts::{service, tokens};
use cts::kernel::Role;
use cts::mail;

use crate::support::{PASSWORD, TestApp};

async fn mails(app: &TestApp) -> Vec<mail::Mail> {
    app.write(|cx| mail::list(cx, cts::kernel::paging::Paging::default()))
        .await
        .rows
}

#[tokio::test]
async fn switching_off_ends_sessions_and_keeps_the_person_and_on_lets_them_in_again() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut officer = app.signed_in(&account).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/users/{}/", account.id);

    let off = coordinator
        .post_sure(&format!("{path}deactivate/"), &[])
        .await;
    let page = coordinator.get(&path).await;
    let refused = app.anonymous().sign_in(&account.email, PASSWORD).await;

    assert_eq!(off.location(), format!("/TR{path}"));
    page.shows(&["is switched off", "Switch account on", &account.email]);
    assert_eq!(officer.get("/shipments/").await.status, 303);
    assert_eq!(refused.status, 422);
    refused.says(&["switched off"]);

    coordinator.post(&format!("{path}activate/"), &[]).await;
    let again = app.anonymous().sign_in(&account.email, PASSWORD).await;
    assert_eq!(again.status, 303);
}

#[tokio::test]
async fn without_a_script_a_page_asks_before_an_account_is_switched_off() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/users/{}/", account.id);
    let off = format!("{path}deactivate/");

    let asked = coordinator.post(&off, &[("note", "<b>")]).await;

    let id = account.id;
    let still = app.write(move |cx| service::show(cx, id)).await;
    assert!(still.is_active, "asking changes nothing");
    asked.shows(&[
        &format!("Switch off the account of {}?", account.name),
        &format!("action=\"/TR{off}\""),
        "name=\"sure\" value=\"1\"",
        // What was sent is sent again.
        "name=\"note\" value=\"&lt;b&gt;\"",
        &format!("href=\"/TR{path}\">Cancel"),
    ]);
}

#[tokio::test]
async fn nobody_switches_off_their_own_account_and_nobody_but_coordinators_others() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let own = coordinator.user.unwrap();
    let mut manager = app.user(Role::Manager).await;

    let refused = coordinator
        .post_sure(&format!("/users/{own}/deactivate/"), &[])
        .await;
    let told = coordinator.get(&format!("/users/{own}/")).await;
    let forbidden = manager
        .post(&format!("/users/{own}/deactivate/"), &[])
        .await;

    assert_eq!(refused.status, 303);
    assert!(!told.text.contains("/deactivate/"), "no button either");
    told.shows(&["You cannot switch off your own account"]);
    assert_eq!(forbidden.status, 403);
}

#[tokio::test]
async fn of_two_coordinators_who_switch_each_other_off_at_once_one_stays() {
    let app = TestApp::new().await;
    let mut ana = app.user(Role::Coordinator).await;
    let mut mara = app.user(Role::Coordinator).await;
    let (of_ana, of_mara) = (ana.user.unwrap(), mara.user.unwrap());
    let (at_ana, at_mara) = (
        format!("/users/{of_ana}/deactivate/"),
        format!("/users/{of_mara}/deactivate/"),
    );

    tokio::join!(ana.post_sure(&at_mara, &[]), mara.post_sure(&at_ana, &[]));

    let left = app.write(service::list_coordinators).await;
    let left: Vec<_> = left
        .iter()
        .filter(|user| [of_ana, of_mara].contains(&user.id))
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test]
async fn a_link_for_a_new_password_is_mailed_and_inactive_people_get_none() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/users/{}/", account.id);

    coordinator.post(&format!("{path}mail-link/"), &[]).await;
    coordinator.get(&path).await.shows(&["A link goes to"]);
    let written = mails(&app).await;
    assert_eq!(written.len(), 1);
    assert_eq!(
        (written[0].recipient.as_str(), written[0].purpose.as_str()),
        (account.email.as_str(), "user.password_reset")
    );
    let link = written[0]
        .text_body
        .lines()
        .find_map(|line| line.split_once("/TR").map(|(_, path)| path))
        .unwrap();
    app.anonymous()
        .get(link)
        .await
        .shows(&["Set your password"]);

    coordinator
        .post_sure(&format!("{path}deactivate/"), &[])
        .await;
    coordinator.post(&format!("{path}mail-link/"), &[]).await;
    coordinator
        .get(&path)
        .await
        .shows(&["This account is switched off"]);
    assert_eq!(
        mails(&app).await.len(),
        1,
        "nothing was sent, and it says so"
    );
    assert_eq!(app.anonymous().get(link).await.status, 404);
}

#[tokio::test]
async fn a_bound_phone_is_shown_and_can_be_removed() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let code = account.code.clone();
    app.write(move |cx| service::bind_device(cx, &code, "collect:abc"))
        .await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/users/{}/", account.id);

    coordinator.get(&path).await.shows(&["collect:abc"]);
    let remove = format!("{path}device/remove/");
    coordinator
        .post(&remove, &[])
        .await
        .shows(&["Remove the phone of"]);
    coordinator.get(&path).await.shows(&["collect:abc"]);
    let removed = coordinator.post_sure(&remove, &[]).await;

    assert_eq!(removed.status, 303);
    let page = coordinator.get(&path).await;
    assert!(!page.text.contains("collect:abc"));
    page.shows(&["The phone of", "No phone is bound"]);
}

#[tokio::test]
async fn tokens_are_named_shown_once_and_revocable() {
    let app = TestApp::new().await;
    let account = app.account(Role::Coordinator).await;
    let mut coordinator = app.signed_in(&account).await;
    let path = format!("/users/{}/", account.id);

    let made = coordinator
        .post(&format!("{path}tokens/"), &[("token_name", "Report")])
        .await
        .shows(&["Copy it now"]);
    let token = made
        .text
        .split("data-copy=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    let twice = coordinator
        .post(&format!("{path}tokens/"), &[("token_name", " report ")])
        .await;
    let second = coordinator
        .post(&format!("{path}tokens/"), &[("token_name", "Archive")])
        .await;
    let later = coordinator.get(&path).await;

    assert_eq!((token.len(), second.status), (40, 200));
    assert_eq!(twice.status, 422);
    twice.says(&["already", "value=\" report \""]);
    assert!(!later.text.contains(&token), "shown once");
    later.shows(&["Report", "Archive", &token[..6]]);

    let asked = token.clone();
    let owner = app.write(move |cx| tokens::owner_of(cx, &asked)).await;
    assert_eq!(owner.map(|user| user.id), Some(account.id));
    let id = account.id;
    let listed = app.write(move |cx| tokens::list(cx, id)).await;
    assert!(listed[0].last_used_at.is_some());
    let revoke = format!("{path}tokens/{}/revoke/", listed[0].id);
    assert_eq!(coordinator.get(&revoke).await.status, 405);
    coordinator
        .post(&revoke, &[])
        .await
        .shows(&["Revoke the token Report?", "name=\"sure\" value=\"1\""]);
    assert_eq!(coordinator.post_sure(&revoke, &[]).await.status, 303);
    let asked = token.clone();
    assert!(
        app.write(move |cx| tokens::owner_of(cx, &asked))
            .await
            .is_none()
    );
    assert_eq!(coordinator.post(&revoke, &[]).await.status, 404);
    assert_eq!(coordinator.post_sure(&revoke, &[]).await.status, 404);
    let mut officer = app.user(Role::Officer).await;
    assert_eq!(officer.post(&revoke, &[]).await.status, 403);
}

#[tokio::test]
async fn a_coordinator_changes_no_superuser() {
    let app = TestApp::new().await;
    let root = app
        .write(|cx| {
            let new = cts::accounts::NewUser {
                is_superuser: true,
                ..cts::accounts::NewUser::new("root@example.org", "Root", Role::Officer)
            };
            service::create(cx, new)
        })
        .await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/users/{}/", root.id);

    let page = coordinator.get(&path).await;
    let asked = coordinator.post(&format!("{path}deactivate/"), &[]).await;
    let off = coordinator
        .post_sure(&format!("{path}deactivate/"), &[])
        .await;
    let link = coordinator.post(&format!("{path}mail-link/"), &[]).await;
    let token = coordinator
        .post(&format!("{path}tokens/"), &[("token_name", "x")])
        .await;

    assert!(!page.text.contains("/deactivate/"));
    assert_eq!((off.status, link.status, token.status), (403, 403, 403));
    assert_eq!(asked.status, 403, "nobody is asked about what they may not");
    let still = app.write(move |cx| service::show(cx, root.id)).await;
    assert!(still.is_active);
}
