//! One of the short lists.

use cts::catalog::model::Entity;
use cts::kernel::Role;

use super::{an_entity, an_item};
use crate::support::TestApp;

#[tokio::test]
async fn a_list_is_searched_sorted_and_paged_by_its_address() {
    let app = TestApp::new().await;
    for n in 0..30 {
        an_entity(&app, Entity::Supplier, &format!("Supplier {n:02}")).await;
    }
    an_entity(&app, Entity::Supplier, "Hedef <b>").await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let list = "/entities/suppliers/";

    let first = coordinator
        .get(&format!("{list}?size=25"))
        .await
        .shows(&["Hedef &lt;b&gt;", "1–25 of 31"]);
    let last = coordinator
        .get(&format!("{list}?sort=-name&size=25&page=2"))
        .await
        .shows(&["26–31 of 31", "Hedef"]);
    let found = coordinator.get(&format!("{list}?q=ER+07")).await;
    coordinator
        .get(&format!("{list}?q=zebra"))
        .await
        .shows(&["Nothing matches"]);

    assert!(first.text.find("Hedef") < first.text.find("Supplier 00"));
    assert!(!last.text.contains("Supplier 29"));
    assert!(found.text.contains("Supplier 07") && !found.text.contains("Supplier 08"));
}

#[tokio::test]
async fn a_list_says_how_many_items_name_each_row_and_leads_to_them() {
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    an_item(&app, "Bandage").await;
    let mut officer = app.user(Role::Officer).await;

    officer.get("/entities/categories/").await.shows(&[
        "Medicines",
        &format!("/TR/catalog/?category={}\">2</a>", item.item_category_id),
    ]);
}

#[tokio::test]
async fn what_is_archived_stands_apart_and_comes_back() {
    let app = TestApp::new().await;
    let id = an_entity(&app, Entity::Transporter, "Anadolu").await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let list = "/entities/transporters/";

    let away = coordinator.post(&format!("{list}{id}/archive/"), &[]).await;
    let used = coordinator
        .get(list)
        .await
        .shows(&["Anadolu was archived.", "No transporters yet"]);
    coordinator
        .get(&format!("{list}?archived=1"))
        .await
        .shows(&["Anadolu", "Take back into use"]);
    let twice = coordinator.post(&format!("{list}{id}/archive/"), &[]).await;
    coordinator.get(list).await.shows(&["Anadolu is archived."]);
    coordinator
        .post(&format!("{list}{id}/unarchive/"), &[])
        .await;

    assert_eq!((away.status, twice.status), (303, 303));
    assert!(used.text.contains(&format!("{list}{id}/unarchive/")));
    coordinator
        .get(&format!("{list}?"))
        .await
        .shows(&["Anadolu is in use again.", &format!("{id}/edit/")]);
}

#[tokio::test]
async fn a_list_is_a_file_of_what_the_page_shows() {
    let app = TestApp::new().await;
    an_entity(&app, Entity::Supplier, "Hedef, ltd").await;
    an_entity(&app, Entity::Supplier, "Anadolu").await;
    an_entity(&app, Entity::Donor, "Northern Fund").await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let suppliers = coordinator
        .get("/entities/suppliers/?sort=-name&file=csv")
        .await;
    let found = coordinator.get("/entities/suppliers/?q=ana&file=csv").await;
    let donors = coordinator.get("/entities/donors/?file=csv").await;
    let codes = coordinator
        .get("/entities/donor-codes/?file=csv&type=t3")
        .await;
    let transporters = coordinator.get("/entities/transporters/?file=csv").await;

    assert_eq!(
        suppliers.text,
        "Name,Items\r\n\"Hedef, ltd\",0\r\nAnadolu,0\r\n"
    );
    assert_eq!(found.text, "Name,Items\r\nAnadolu,0\r\n");
    assert_eq!(
        donors.text,
        "Name,T1 codes,T3 codes,Items\r\nNorthern Fund,,,0\r\n"
    );
    assert_eq!(codes.text, "Code,Type,Items\r\n");
    assert_eq!(transporters.text, "Name\r\n");
}
