//! Adding an item, and changing one.

use cts::catalog::model::Entity;
use cts::catalog::service;
use cts::kernel::Role;

use super::{an_entity, an_item, items};
use crate::support::TestApp;

const GAUZE: [(&str, &str); 6] = [
    ("item_code", "M-1"),
    ("description", "Gauze"),
    ("price_local", "160.25"),
    ("price_usd", "4.072"),
    ("weight", "1.005"),
    ("unit", "box"),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = GAUZE.to_vec();
    form.retain(|(field, _)| !more.iter().any(|(name, _)| name == field));
    form.extend(more);
    form
}

#[tokio::test]
async fn a_category_is_found_in_any_case() {
    let app = TestApp::new().await;
    for name in ["horse", "snowcat", "cat", "catapult"] {
        an_entity(&app, Entity::Category, name).await;
    }
    let mut officer = app.user(Role::Officer).await;

    let made = officer
        .post("/catalog/new/", &with(&[("category", "CAT")]))
        .await;

    assert_eq!(made.status, 303, "{}", made.text);
    let (rows, categories) = (items(&app).await, app.write(service::list_categories).await);
    assert_eq!(rows[0].category, "cat");
    assert_eq!(rows[0].item.price_usd.to_string(), "4.072");
    assert_eq!(rows[0].item.weight, Some(1.005));
    assert_eq!(categories.len(), 4);
}

#[tokio::test]
async fn a_new_category_is_made_only_with_its_item() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let categories = || app.write(service::list_categories);

    let wrong = officer
        .post(
            "/catalog/new/",
            &with(&[
                ("category", "Tools"),
                ("price_local", "-1.23"),
                ("donor", "Nobody"),
            ]),
        )
        .await;
    assert_eq!(wrong.status, 422);
    wrong.says(&[
        "This cannot be less than zero.",
        "There is no donor “Nobody”. Choose one from the list.",
        "value=\"Tools\"",
        "value=\"-1.23\"",
    ]);
    assert!(categories().await.is_empty());
    let unread = officer
        .post(
            "/catalog/new/",
            &with(&[
                ("category", "Tools"),
                ("price_usd", "x"),
                ("description", " "),
            ]),
        )
        .await
        .says(&["This is not a number.", "This is needed."]);
    assert_eq!(unread.status, 422);
    assert!(categories().await.is_empty());
    let made = officer
        .post("/catalog/new/", &with(&[("category", "Tools")]))
        .await;

    assert_eq!(made.status, 303);
    assert_eq!(categories().await[0].name, "Tools");
}

#[tokio::test]
async fn the_same_description_donor_supplier_and_price_are_refused() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let form = with(&[("category", "Tools"), ("price_local", "160.251")]);

    let first = officer.post("/catalog/new/", &form).await;
    let again = officer
        .post(
            "/catalog/new/",
            &with(&[("category", "Tools"), ("price_local", "160.25")]),
        )
        .await;

    assert_eq!((first.status, again.status), (303, 422));
    again.says(&["is already in the catalog."]);
}

#[tokio::test]
async fn editing_shows_what_is_stored_and_keeps_it() {
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/{}/edit/", item.id);

    let page = officer.get(&path).await.shows(&[
        "value=\"0.4\"",
        "value=\"60\"",
        "value=\"1.5\"",
        "value=\"Medicines\"",
        "data-lookup=\"/TR/lookup/categories/\"",
    ]);
    assert!(!page.text.contains("None"));
    let form = with(&[
        ("category", "Medicines"),
        ("description", "Gauze, sterile"),
        ("version", "1"),
    ]);
    let saved = officer.post(&path, &form).await;
    let late = officer.post(&path, &form).await;

    assert_eq!((saved.status, late.status), (303, 409));
    late.says(&["Somebody else changed this", "name=\"version\" value=\"2\""]);
}

#[tokio::test]
async fn an_archived_donor_stays_on_its_item_and_cannot_be_chosen_anew() {
    let app = TestApp::new().await;
    let donor = an_entity(&app, Entity::Donor, "Northern Fund").await;
    let mut officer = app.user(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let form = with(&[("category", "Tools"), ("donor", "northern fund")]);
    officer.post("/catalog/new/", &form).await;
    coordinator
        .post(&format!("/entities/donors/{donor}/archive/"), &[])
        .await;
    let id = items(&app).await[0].item.id;

    let kept = officer
        .post(
            &format!("/catalog/{id}/edit/"),
            &with(&[
                ("category", "Tools"),
                ("donor", "Northern Fund"),
                ("unit", "roll"),
                ("version", "1"),
            ]),
        )
        .await;
    let anew = officer
        .post(
            "/catalog/new/",
            &with(&[
                ("category", "Tools"),
                ("donor", "Northern Fund"),
                ("description", "Tape"),
            ]),
        )
        .await;

    assert_eq!((kept.status, anew.status), (303, 422));
    anew.says(&["Northern Fund is archived."]);
}

#[tokio::test]
async fn fields_that_are_not_sent_stay() {
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    let mut officer = app.user(Role::Officer).await;

    let saved = officer
        .post(
            &format!("/catalog/{}/edit/", item.id),
            &[("description", "Gauze, sterile"), ("version", "1")],
        )
        .await;

    assert_eq!(saved.status, 303, "{}", saved.text);
    let row = items(&app).await.remove(0).item;
    assert_eq!(row.description, "Gauze, sterile");
    assert_eq!((row.weight, row.unit), (item.weight, item.unit));
}
