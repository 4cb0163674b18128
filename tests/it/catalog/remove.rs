//! Deleting, and archiving where that is refused.

use cts::catalog::model::Entity;
use cts::catalog::service;
use cts::kernel::Role;
use cts::packages::{self, model::NewPackageItem, model::NewPackages};

use super::{a_kit, an_entity, an_item};
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn what_is_used_is_not_deleted_and_says_by_what() {
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    a_kit(&app, "One", &[(item.id, 1)]).await;
    a_kit(&app, "Two", &[(item.id, 2)]).await;
    let (shipment, _) = a_shipment("Blankets").insert(&app).await;
    let id = item.id;
    app.write(move |cx| {
        let contents = vec![NewPackageItem {
            catalog_item_id: id,
            quantity: 3,
        }];
        let new = NewPackages {
            name: "Box".into(),
            description: String::new(),
            count: 3,
            kit: None,
            contents,
        };
        packages::service::add(cx, shipment, &new)
    })
    .await;
    let mut officer = app.user(Role::Officer).await;
    let category = format!("/entities/categories/{}/delete/", item.item_category_id);

    officer
        .get(&format!("/catalog/{id}/delete/"))
        .await
        .shows(&["2 kits", "3 packages", "Archive"]);
    officer
        .get(&category)
        .await
        .shows(&["one item of the catalog", "3 packages"]);
    let by_hand = officer.post(&format!("/catalog/{id}/delete/"), &[]).await;
    officer
        .get("/catalog/")
        .await
        .shows(&["Gauze is used by 2 kits and 3 packages and was not deleted."]);
    officer.post(&category, &[]).await;

    assert_eq!(by_hand.status, 303);
    let left = app.write(move |cx| service::items_by_id(cx, &[id])).await;
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn a_transporter_of_a_shipment_stays() {
    use diesel::prelude::*;
    let app = TestApp::new().await;
    let used = an_entity(&app, Entity::Transporter, "Anadolu").await;
    let free = an_entity(&app, Entity::Transporter, "Kervan").await;
    let (shipment, _) = a_shipment("Blankets").insert(&app).await;
    app.write(move |cx| {
        let set = format!("update shipments set transporter_id = {used} where id = {shipment}");
        diesel::sql_query(set).execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let list = "/entities/transporters/";

    coordinator
        .get(&format!("{list}{used}/delete/"))
        .await
        .shows(&["one shipment"]);
    coordinator
        .post(&format!("{list}{used}/delete/"), &[])
        .await;
    coordinator
        .get(list)
        .await
        .shows(&["Anadolu is used by one shipment"]);
    coordinator
        .post(&format!("{list}{free}/delete/"), &[])
        .await;

    let page = coordinator.get(list).await.shows(&["Kervan was deleted."]);
    assert!(!page.text.contains(&format!("{list}{free}/edit/")));
}

#[tokio::test]
async fn archived_ones_leave_choices_and_stay_on_what_uses_them() {
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    let kit = a_kit(&app, "Dressing", &[(item.id, 5)]).await;
    let mut officer = app.user(Role::Officer).await;
    let id = item.id;

    let away = officer.post(&format!("/catalog/{id}/archive/"), &[]).await;
    let listed = officer.get("/catalog/?q=gauze").await;
    let offered = officer.get("/lookup/items/?q=gauze").await;
    let added = officer
        .post(
            &format!("/catalog/?kit={}", kit.id),
            &[
                ("selected_kit", &kit.id.to_string()),
                (&format!("quantity-{id}"), "1"),
            ],
        )
        .await;

    assert_eq!(away.status, 303);
    assert!(!listed.text.contains(&format!("/catalog/{id}/edit/")));
    assert_eq!(offered.json()["rows"].as_array().unwrap().len(), 0);
    assert_eq!(added.status, 422);
    officer
        .get(&format!("/catalog/kits/{}/", kit.id))
        .await
        .shows(&["Gauze", "archived", "value=\"5\""]);
    officer
        .get("/catalog/?archived=1")
        .await
        .shows(&["Gauze", "Take back into use"]);
}

#[tokio::test]
async fn a_kit_goes_and_its_packages_stay() {
    use diesel::prelude::*;
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    let kit = a_kit(&app, "Dressing", &[(item.id, 5)]).await;
    let (shipment, packages) = a_shipment("Blankets").packages(2).insert(&app).await;
    let id = kit.id;
    app.write(move |cx| {
        let set = format!("update packages set kit_id = {id} where shipment_id = {shipment}");
        diesel::sql_query(set).execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/kits/{id}/delete/");

    officer
        .get(&path)
        .await
        .shows(&["2 packages were built from it and stay as they are."]);
    let gone = officer.post(&path, &[]).await;

    assert_eq!(gone.status, 303);
    assert_eq!(
        officer.get(&format!("/catalog/kits/{id}/")).await.status,
        404
    );
    let page = officer.get(&format!("/packages/{}/", packages[0])).await;
    assert_eq!(page.status, 200);
}
