//! The language of the pages, before and after signing in.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn a_chosen_language_stays_with_the_account() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let mut client = app.signed_in(&account).await;

    let form = [("language", "ar"), ("next", "/no-such-page/")];
    let reply = client.post("/language/", &form).await;

    assert_eq!((reply.status, reply.location()), (303, "/TR/no-such-page/"));
    let mut elsewhere = app.signed_in(&account).await;
    let page = elsewhere.get("/no-such-page/").await;
    assert!(page.text.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.text.contains("غير موجود"));
}

#[tokio::test]
async fn a_stranger_chooses_by_the_address_and_a_cookie_remembers() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();

    client.get("/sign-in/?lang=tr").await;
    let page = client.get("/sign-in/").await;

    assert!(page.text.contains("<html lang=\"tr\" dir=\"ltr\">"));
    assert!(page.text.contains("Oturum açın"));
}

#[tokio::test]
async fn a_language_the_country_does_not_offer_is_refused() {
    let app = TestApp::with(|settings| settings.languages = vec![cts::kernel::Language::En]).await;
    let mut client = app.user(Role::Officer).await;

    for language in ["ar", "xx"] {
        let reply = client.post("/language/", &[("language", language)]).await;

        assert_eq!(reply.status, 422);
        let reply = reply.says(&["The pages are not offered in this language."]);
        assert!(!reply.text.contains("<dt>"), "no name of a field is shown");
    }
    let page = client.get("/no-such-page/?lang=tr").await;
    assert!(page.text.contains("<html lang=\"en\""));
}
