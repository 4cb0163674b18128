//! Which languages a country offers.

use cts::accounts::languages;
use cts::kernel::{Language, Role};

use crate::support::TestApp;

#[tokio::test]
async fn a_coordinator_chooses_the_languages_and_the_default() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let mut officer = app.user(Role::Officer).await;
    officer.post("/language/", &[("language", "ar")]).await;

    let form = [
        ("offer_tr", "on"),
        ("offer_en", "on"),
        ("first", "tr"),
        ("version", "0"),
    ];
    let saved = coordinator.post("/system/languages/", &form).await;

    assert_eq!(saved.location(), "/TR/system/languages/");
    let page = app
        .anonymous()
        .get("/sign-in/")
        .await
        .shows(&["<html lang=\"tr\"", "English"]);
    assert!(!page.text.contains("العربية"), "no longer offered");
    let fallen_back = officer.get("/").await;
    assert!(
        fallen_back.text.contains("<html lang=\"tr\""),
        "their choice is gone"
    );
    assert_eq!(
        officer
            .post("/language/", &[("language", "ar")])
            .await
            .status,
        422
    );
    coordinator
        .get("/system/audit/?what=country.languages")
        .await
        .shows(&[
            "<bdi>Türkçe, English</bdi>",
            "<bdi>English, العربية, Türkçe</bdi>",
        ]);

    // A process that starts later takes it up.
    app.settings().chosen_languages.set(vec![Language::En]);
    app.write(languages::take_up).await;
    assert_eq!(
        app.settings().offered_languages(),
        [Language::Tr, Language::En]
    );
}

#[tokio::test]
async fn a_choice_that_makes_no_sense_is_shown_again() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let none = coordinator
        .post("/system/languages/", &[("first", "en")])
        .await;
    let form = [("offer_tr", "on"), ("first", "en"), ("version", "0")];
    let other = coordinator.post("/system/languages/", &form).await;

    assert_eq!((none.status, other.status), (422, 422));
    none.says(&["Choose at least one language."]);
    other.says(&["The default must be one of the languages offered."]);
    assert_eq!(app.settings().default_language(), Language::En);
}

#[tokio::test]
async fn the_second_of_two_coordinators_is_told() {
    let app = TestApp::new().await;
    let mut first = app.user(Role::Coordinator).await;
    let mut second = app.user(Role::Coordinator).await;
    let form = |tag| {
        [
            ("offer_tr", "on"),
            ("offer_en", "on"),
            ("first", tag),
            ("version", "0"),
        ]
    };

    first.post("/system/languages/", &form("tr")).await;
    let late = second.post("/system/languages/", &form("en")).await;

    assert_eq!(late.status, 409);
    late.says(&[
        "Siz düzenlerken bunu başka biri değiştirdi",
        "name=\"version\" value=\"1\"",
    ]);
    assert_eq!(app.settings().default_language(), Language::Tr);
}

#[tokio::test]
async fn a_country_is_called_by_its_name_in_every_language() {
    let app = TestApp::with(|settings| {
        settings.name = "Turkey".into();
        settings.names = vec![(Language::Ar, "تركيا الجنوبية".into())];
    })
    .await;
    let mut stranger = app.anonymous();

    stranger.get("/sign-in/?lang=tr").await.shows(&["Türkiye"]);
    stranger
        .get("/sign-in/?lang=ar")
        .await
        .shows(&["تركيا الجنوبية"]);
    stranger.get("/sign-in/?lang=en").await.shows(&["Turkey"]);
}
