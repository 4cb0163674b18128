//! Fields with type-ahead.

use cts::catalog::model::Entity;
use cts::kernel::Role;

use super::{an_entity, an_item};
use crate::support::TestApp;

fn labels(reply: &crate::support::Reply) -> Vec<String> {
    reply.json()["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["label"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_begins_with_the_letters_comes_first() {
    let app = TestApp::new().await;
    for name in ["horse", "snowcat", "cat", "catapult", "100% cat"] {
        an_entity(&app, Entity::Category, name).await;
    }
    let mut officer = app.user(Role::Officer).await;

    let found = officer.get("/lookup/categories/?q=CAT").await;
    let percent = officer.get("/lookup/categories/?q=0%25").await;

    assert_eq!(labels(&found), ["cat", "catapult", "100% cat", "snowcat"]);
    assert_eq!(labels(&percent), ["100% cat"]);
    assert_eq!(found.json()["said"], "4 fit");
}

#[tokio::test]
async fn at_most_25_are_shown_and_more_is_said() {
    let app = TestApp::new().await;
    for n in 0..30 {
        an_item(&app, &format!("Gauze {n:02}")).await;
    }
    let mut officer = app.user(Role::Officer).await;

    let found = officer.get("/lookup/items/?q=gauze").await;
    let arabic = officer.get("/lookup/items/?q=gauze&lang=ar").await;

    assert_eq!(labels(&found).len(), 25);
    assert_eq!(found.json()["more"], true);
    assert!(
        found.json()["rows"][0]["value"]
            .as_str()
            .unwrap()
            .contains(" #")
    );
    assert!(arabic.json()["said"].as_str().unwrap().contains("25"));
    assert_ne!(arabic.json()["said"], found.json()["said"]);
}

#[tokio::test]
async fn partners_and_strangers_are_told_nothing() {
    let app = TestApp::new().await;
    an_entity(&app, Entity::Donor, "Northern Fund").await;
    let mut partner = app.user(Role::Partner).await;

    for source in [
        "items",
        "categories",
        "donors",
        "codes",
        "suppliers",
        "transporters",
    ] {
        let path = format!("/lookup/{source}/?q=n");
        assert_eq!(partner.get(&path).await.status, 403);
        assert_ne!(app.anonymous().get(&path).await.status, 200);
    }
}
