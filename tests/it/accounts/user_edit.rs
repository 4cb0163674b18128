//! The form of a person.

use cts::accounts::service;
use cts::kernel::Role;
use cts::mail;

use crate::support::TestApp;

const GOOD: &[(&str, &str)] = &[
    ("email", "Mara@Clinic.example"),
    ("name", "Mara Haddad"),
    ("role", "partner"),
    ("mobile", "+90 (532) 111-22.33"),
    ("skype", "mara.h"),
    ("color", "#FFF"),
    ("language", "ar"),
    ("notes", "on leave in May"),
];

/// The same with some fields changed.
fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    GOOD.iter()
        .map(|(name, value)| {
            let changed = changes.iter().find(|(field, _)| field == name);
            (*name, changed.map_or(*value, |(_, value)| value))
        })
        .chain(
            changes
                .iter()
                .filter(|(name, _)| !GOOD.iter().any(|(field, _)| field == name))
                .copied(),
        )
        .collect()
}

async fn mails(app: &TestApp) -> Vec<mail::Mail> {
    app.write(|cx| mail::list(cx, cts::kernel::paging::Paging::default()))
        .await
        .rows
}

#[tokio::test]
async fn without_a_password_one_invitation_is_mailed_in_their_language() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    coordinator
        .get("/users/new/")
        .await
        .shows(&["New person", "data-guard"]);

    let made = coordinator.post("/users/new/", GOOD).await;

    assert_eq!(made.status, 303, "{}", made.text);
    let path = made.location().strip_prefix("/TR").unwrap().to_owned();
    coordinator.get(&path).await.shows(&[
        "Mara@clinic.example",
        "an invitation goes to",
        "No password is set yet",
        "#ffffff",
        "on leave in May",
    ]);
    let written = mails(&app).await;
    assert_eq!(written.len(), 1);
    assert_eq!(written[0].purpose, "user.invitation");
    assert!(written[0].subject.contains("حساب جديد"), "{:?}", written[0]);
    assert!(
        written[0]
            .html_body
            .as_ref()
            .unwrap()
            .contains("dir=\"rtl\"")
    );
    let refused = app
        .anonymous()
        .sign_in("mara@clinic.example", "anything at all")
        .await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn with_a_password_no_mail_is_sent_and_signing_in_works() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let form = with(&[
        ("password", "three blue bicycles"),
        ("again", "three blue bicycles"),
    ]);

    let made = coordinator.post("/users/new/", &form).await;

    assert_eq!(made.status, 303, "{}", made.text);
    assert!(mails(&app).await.is_empty());
    let mut mara = app.anonymous();
    let signed_in = mara
        .sign_in("MARA@clinic.EXAMPLE", "three blue bicycles")
        .await;
    assert_eq!(signed_in.status, 303);
}

#[tokio::test]
async fn every_wrong_field_is_told_and_what_was_typed_stays() {
    let app = TestApp::new().await;
    let taken = app.account(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let long = "x".repeat(61);
    let upper = taken.email.to_uppercase();

    for (field, value, says) in [
        ("email", "mara", "Write an email address"),
        ("email", upper.as_str(), "There is already an account"),
        ("name", long.as_str(), "At most 60 characters"),
        ("mobile", "12a", "Only digits"),
        ("skype", "Upper1", "6 to 32 small letters"),
        ("skype", "abcde", "6 to 32 small letters"),
        ("color", "555aaa", "Write a colour"),
        ("color", "#JJJKKK", "Write a colour"),
        ("role", "king", "Choose a role"),
        (
            "password",
            "three blue bicycles",
            "The two passwords are not the same",
        ),
    ] {
        let reply = coordinator
            .post("/users/new/", &with(&[(field, value)]))
            .await;
        assert_eq!(reply.status, 422, "{field} {value}");
        reply.says(&[says, "on leave in May"]);
    }
    for (password, says) in [
        ("short", "At least 12 characters"),
        ("Password-2026!", "Too many people"),
        ("mara@clinic.example", "Your own address"),
    ] {
        let form = with(&[("password", password), ("again", password)]);
        let reply = coordinator.post("/users/new/", &form).await;
        assert_eq!(reply.status, 422, "{password}");
        assert!(!reply.text.contains(&format!("value=\"{password}\"")));
        reply.says(&[says]);
    }
    assert!(mails(&app).await.is_empty());
}

#[tokio::test]
async fn an_edit_changes_what_it_says_and_the_second_of_two_is_told() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let path = format!("/users/{}/edit/", account.id);
    let version = account.version.to_string();
    coordinator.get(&path).await.shows(&[&account.email]);

    let first = coordinator
        .post(&path, &with(&[("version", &version), ("role", "officer")]))
        .await;
    let second = coordinator
        .post(
            &path,
            &with(&[("version", &version), ("name", "Somebody Else")]),
        )
        .await;

    assert_eq!(first.status, 303, "{}", first.text);
    assert_eq!(second.status, 409);
    second.says(&["value=\"Somebody Else\"", "Mara Haddad"]);
    let id = account.id;
    let now = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(
        (now.name.as_str(), now.role),
        ("Mara Haddad", Role::Officer)
    );
    let next = now.version.to_string();
    let third = coordinator
        .post(&path, &with(&[("version", &next), ("color", "")]))
        .await;
    assert_eq!(third.status, 303);
    let now = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(now.color, None, "no colour is black");
}

#[tokio::test]
async fn nobody_changes_their_own_role() {
    let app = TestApp::new().await;
    let account = app.account(Role::Coordinator).await;
    let mut coordinator = app.signed_in(&account).await;
    let version = account.version.to_string();

    let reply = coordinator
        .post(
            &format!("/users/{}/edit/", account.id),
            &with(&[("version", &version), ("role", "officer")]),
        )
        .await;

    assert_eq!(reply.status, 422);
    reply.says(&["You cannot change your own role"]);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let reply = coordinator
        .post(
            "/users/new/",
            &with(&[
                ("role", "king"),
                ("email", "nobody"),
                ("password", "one"),
                ("again", "two"),
            ]),
        )
        .await;

    assert_eq!(reply.status, 422);
    let wrong = reply.text.matches("aria-invalid").count();
    assert!(wrong >= 3, "{wrong} fields are marked");
}

#[tokio::test]
async fn fields_that_are_not_sent_stay() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let made = coordinator.post("/users/new/", &with(&[])).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let person = app
        .write(|cx| service::list_partners(cx, None))
        .await
        .remove(0);
    let (id, version) = (person.id, person.version.to_string());

    let saved = coordinator
        .post(
            &format!("/users/{id}/edit/"),
            &[("name", "Mara H."), ("version", version.as_str())],
        )
        .await;

    assert_eq!(saved.status, 303, "{}", saved.text);
    let now = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(
        (now.name.as_str(), &now.mobile, &now.notes),
        ("Mara H.", &person.mobile, &person.notes)
    );
}

#[tokio::test]
async fn who_is_chosen_stays_a_choice_when_no_longer_a_partner() {
    let app = TestApp::new().await;
    let id = app.account(Role::Officer).await.id;

    let offered = app
        .write(move |cx| service::list_partners(cx, Some(id)))
        .await;
    let others = app.write(|cx| service::list_partners(cx, None)).await;

    assert!(offered.iter().any(|user| user.id == id));
    assert!(others.iter().all(|user| user.id != id));
}

#[tokio::test]
async fn an_unknown_language_is_told_at_its_field_and_nothing_is_made() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let people = app.write(|cx| service::list_partners(cx, None)).await.len();

    let reply = coordinator
        .post("/users/new/", &with(&[("language", "de")]))
        .await;

    assert_eq!(reply.status, 422);
    reply.says(&["id=\"h-language\"", "This is not one of the choices."]);
    let now = app.write(|cx| service::list_partners(cx, None)).await.len();
    assert_eq!(now, people);
}

#[tokio::test]
async fn colours_unlike_those_in_use_are_offered() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let offered = |color: &str| format!("data-fill=\"f-color\" value=\"{color}\"");

    let first = coordinator.get("/users/new/").await;
    let made = coordinator
        .post("/users/new/", &with(&[("color", "#2b6cb0")]))
        .await;
    let second = coordinator.get("/users/new/").await;
    let path = made.location().strip_prefix("/TR").unwrap().to_owned();
    let own = coordinator.get(&format!("{path}edit/")).await;

    first.shows(&["Least like those in use:", &offered("#2b6cb0")]);
    let second = second.shows(&[&offered("#")[..offered("#").len() - 1]]);
    assert!(!second.text.contains(&offered("#2b6cb0")));
    own.shows(&["value=\"#2b6cb0\"", &offered("#2b6cb0")]);
}

#[tokio::test]
async fn signs_nobody_sees_are_no_part_of_an_address_or_a_telephone_number() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let copied = with(&[
        ("email", "\u{200e}mara@cli\u{200b}nic.example\u{200f}"),
        ("mobile", "\u{202d}+90 532 ١١١\u{202c}"),
    ]);

    let made = coordinator.post("/users/new/", &copied).await;

    assert_eq!(made.status, 303, "{}", made.text);
    let path = made.location().trim_start_matches("/TR").to_owned();
    coordinator
        .get(&path)
        .await
        .shows(&[">mara@clinic.example<", ">+90 532 111<"]);
}
