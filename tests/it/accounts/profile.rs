//! One's own account.

use cts::kernel::Role;

use crate::shipments::a_shipment;
use crate::support::{PASSWORD, TestApp};

const NEW: &str = "three blue bicycles";

fn form<'a>(version: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base = [
        ("name", "Mara"),
        ("mobile", ""),
        ("language", ""),
        ("time_format", "24"),
        ("version", version),
    ];
    base.iter()
        .map(|(name, value)| {
            let changed = changes.iter().find(|(field, _)| field == name);
            (*name, changed.map_or(*value, |(_, value)| *value))
        })
        .collect()
}

#[tokio::test]
async fn everybody_changes_their_own_name_language_and_time() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let mut partner = app.signed_in(&account).await;
    let version = account.version.to_string();
    partner
        .get("/profile/")
        .await
        .shows(&[&account.email, "this one", "data-guard"]);

    let saved = partner
        .post(
            "/profile/",
            &form(&version, &[("language", "tr"), ("time_format", "12")]),
        )
        .await;
    let page = partner.get("/profile/").await;
    let stale = partner
        .post("/profile/", &form(&version, &[("name", "Other")]))
        .await;
    let next = (account.version + 1).to_string();
    let wrong = partner
        .post("/profile/", &form(&next, &[("mobile", "12a")]))
        .await;

    assert_eq!(saved.status, 303, "{}", saved.text);
    assert!(
        page.text.contains("ÖÖ ") || page.text.contains("ÖS "),
        "{}",
        page.text
    );
    page.shows(&["Hesabınız", "value=\"Mara\""]);
    assert_eq!((stale.status, wrong.status), (409, 422));
    wrong.says(&["value=\"12a\""]);
}

#[tokio::test]
async fn the_password_changes_with_the_present_one_and_ends_other_sessions() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut here = app.signed_in(&account).await;
    let mut elsewhere = app.signed_in(&account).await;

    for (current, password, again, says) in [
        ("wrong", NEW, NEW, "This is not your present password"),
        (PASSWORD, NEW, "other", "The two passwords are not the same"),
        (PASSWORD, "short", "short", "At least 12 characters"),
        (
            PASSWORD,
            account.email.as_str(),
            account.email.as_str(),
            "Your own address",
        ),
    ] {
        let form = [
            ("current", current),
            ("password", password),
            ("again", again),
        ];
        let reply = here.post("/profile/password/", &form).await;
        assert_eq!(reply.status, 422, "{says}");
        reply.says(&[says]);
    }
    let form = [("current", PASSWORD), ("password", NEW), ("again", NEW)];
    let changed = here.post("/profile/password/", &form).await;

    assert_eq!(changed.status, 303, "{}", changed.text);
    here.get("/profile/")
        .await
        .shows(&["one other browser has to sign in again"]);
    assert_eq!(elsewhere.get("/profile/").await.status, 303);
    let signed_in = app.anonymous().sign_in(&account.email, NEW).await;
    assert_eq!(signed_in.status, 303);
}

#[tokio::test]
async fn one_session_or_all_of_ones_own_are_ended_and_nobody_elses() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut here = app.signed_in(&account).await;
    let mut elsewhere = app.signed_in(&account).await;
    let mut other = app.user(Role::Officer).await;
    let page = here.get("/profile/").await;
    let name = page
        .text
        .split("name=\"session\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();

    let foreign = other
        .post_sure("/profile/sessions/", &[("session", &name)])
        .await;
    assert_eq!(foreign.status, 303);
    here.post("/profile/sessions/", &[("session", &name)])
        .await
        .shows(&["It has to sign in again.", &format!("value=\"{name}\"")]);
    here.post("/profile/sessions/", &[])
        .await
        .shows(&["Sign out everywhere?"]);
    assert_eq!(elsewhere.get("/profile/").await.status, 200);
    here.post_sure("/profile/sessions/", &[("session", &name)])
        .await;
    assert_eq!(elsewhere.get("/profile/").await.status, 303);
    assert_eq!(here.get("/profile/").await.status, 200);
    let everywhere = here.post_sure("/profile/sessions/", &[]).await;

    assert_eq!(everywhere.location(), "/TR/sign-in/?why=out");
    assert_eq!(here.get("/profile/").await.status, 303);
    assert_eq!(other.get("/profile/").await.status, 200);
}

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in() {
    let app = TestApp::new().await;
    assert_eq!(app.anonymous().get("/profile/").await.status, 303);
}

#[tokio::test]
async fn who_reads_arabic_chooses_the_digits_of_pages() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let (id, _) = a_shipment("Blankets").packages(12).insert(&app).await;
    let mut officer = app.signed_in(&account).await;
    let english = officer.get("/profile/").await;
    assert!(!english.text.contains("name=\"digits\""), "Arabic only");
    let version = account.version.to_string();
    officer
        .post("/profile/", &form(&version, &[("language", "ar")]))
        .await;
    officer
        .get("/profile/")
        .await
        .shows(&["name=\"digits\" value=\"western\" checked"]);
    let page = format!("/shipments/{id}/");
    officer.get(&page).await.shows(&["12"]);

    let next = (account.version + 1).to_string();
    let mut changes = form(&next, &[("language", "ar")]);
    changes.push(("digits", "arabic"));
    let saved = officer.post("/profile/", &changes).await;
    let shown = officer.get(&page).await.shows(&["١٢"]);
    let file = officer.get(&format!("{page}?file=csv")).await;

    assert_eq!(saved.status, 303, "{}", saved.text);
    // Addresses and what is typed keep Western digits.
    shown.says(&[&page]);
    assert!(!file.text.contains(['٠', '١', '٢']), "{}", file.text);
    let last = (account.version + 2).to_string();
    officer
        .post("/profile/", &form(&last, &[("language", "ar")]))
        .await;
    officer
        .get("/profile/")
        .await
        .shows(&["name=\"digits\" value=\"arabic\" checked"]);
}

#[tokio::test]
async fn what_is_none_of_the_choices_is_told_at_its_field() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.signed_in(&account).await;
    let version = account.version.to_string();

    for (field, value) in [
        ("language", "de"),
        ("time_format", "13"),
        ("digits", "roman"),
    ] {
        let mut sent = form(&version, &[]);
        sent.retain(|(name, _)| *name != field);
        sent.push((field, value));

        let reply = client.post("/profile/", &sent).await;

        assert_eq!(reply.status, 422, "{field}");
        let hint = format!("id=\"h-{field}\"");
        let (_, at_field) = reply.text.split_once(&hint).expect(field);
        let said = at_field.split("</p>").next().unwrap_or_default();
        assert!(
            said.contains("This is not one of the choices."),
            "{field}: {said}"
        );
    }
}
