//! The search box.

use cts::kernel::Role;
use diesel::prelude::*;

use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_code_or_a_name_goes_there_and_words_list_what_fits() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Winter kits").packages(1).insert(&app).await;
    a_shipment("Summer kits").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let code = officer.get(&format!("/search/?q=/TR{id}.1")).await;
    let number = officer.get(&format!("/search/?q=%20/TR{id}%20")).await;
    let name = officer.get("/search/?q=winter").await;

    assert_eq!(code.location(), format!("/TR/packages/{}/", packages[0]));
    assert_eq!(number.location(), format!("/TR/shipments/{id}/"));
    assert_eq!(name.location(), format!("/TR/shipments/{id}/"));
    officer
        .get("/search/?q=kits")
        .await
        .shows(&["Winter kits", "Summer kits"]);
    officer
        .get("/search/?q=%3Czebra%3E")
        .await
        .shows(&["Nothing found for “&lt;zebra&gt;”"]);
    officer
        .get("/search/")
        .await
        .shows(&["A whole package code"]);
}

#[tokio::test]
async fn partners_find_only_their_own() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter kits").packages(1).insert(&app).await;
    let mut partner = app.user(Role::Partner).await;

    let reply = partner.get(&format!("/search/?q=/TR{id}.1")).await;

    assert_eq!(reply.status, 200);
    assert!(reply.text.contains("Nothing found for"));
}

#[tokio::test]
async fn the_box_takes_what_scanners_type_and_partners_items_and_people() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Winter kits").packages(2).insert(&app).await;
    app.write(|cx| {
        diesel::sql_query(
            "with c as (insert into item_categories (name) values ('Food') returning id)
             insert into catalog_items (item_code, description, unit, price_usd, price_local, item_category_id)
             select 'FD-7', 'Zebra beans', 'kg', 1, 1, id from c",
        )
        .execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let mut officer = app.user(Role::Officer).await;
    let mut partner = app.user(Role::Partner).await;

    // The slash in front is the key that leads to the box.
    let bare = officer.get(&format!("/search/?q=tr{id}.2")).await;
    let release = officer.get("/search/?q=wr-1").await;
    let items = officer.get("/search/?q=beans").await;
    let people = coordinator.get("/search/?q=officer").await;
    let hidden = officer.get("/search/?q=coordinator").await;
    let nothing = partner.get("/search/?q=beans").await;

    assert_eq!(bare.location(), format!("/TR/packages/{}/", packages[1]));
    assert_eq!(release.location(), format!("/TR/shipments/{id}/"));
    assert!(
        items.status == 303 || items.text.contains("Zebra beans"),
        "{}",
        items.text
    );
    assert!(people.location().starts_with("/TR/users/"));
    hidden.shows(&["Nothing found for"]);
    nothing.shows(&["Nothing found for"]);
}

#[tokio::test]
async fn what_is_meant_by_more_than_one_thing_is_listed_by_kind() {
    let app = TestApp::new().await;
    let partner = app.account(Role::Partner).await;
    a_shipment("Partner 1")
        .of(partner.id)
        .packages(1)
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;

    officer.get("/search/?q=partner%201").await.shows(&[
        "Partners",
        "/TR/shipments/?q=Partner+1",
        "Shipments",
    ]);
}
