//! Items from the catalog into a package.

use cts::kernel::Role;
use diesel::RunQueryDsl;

use super::a_shipment;
use super::desk::a_kit;
use crate::support::TestApp;

#[tokio::test]
async fn items_are_found_and_all_typed_quantities_added_at_once() {
    let app = TestApp::new().await;
    let (soap, _) = a_kit(&app, "Hygiene").await;
    let (milk, _) = a_kit(&app, "Baby").await;
    let (_, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/packages/{}/items/new/", packages[0]);
    let found = officer
        .get(&format!("{path}?q=hygiene"))
        .await
        .shows(&["Soap of Hygiene"]);
    assert!(!found.text.contains("Soap of Baby"));

    let added = officer
        .post(
            &path,
            &[
                (&format!("item-{soap}"), "20"),
                (&format!("item-{milk}"), "5"),
            ],
        )
        .await;

    assert_eq!(added.status, 303);
    officer
        .get(&path)
        .await
        .shows(&["2 items are added.", "25 items"]);
}

#[tokio::test]
async fn what_has_a_quantity_stays_while_more_is_looked_for() {
    let app = TestApp::new().await;
    let (soap, _) = a_kit(&app, "Hygiene").await;
    a_kit(&app, "Baby").await;
    let (_, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!(
            "/packages/{}/items/new/?q=baby&item-{soap}=20&item-x=1",
            packages[0]
        ))
        .await
        .shows(&["Soap of Baby", "Soap of Hygiene", "value=\"20\""]);
}

#[tokio::test]
async fn nothing_typed_or_nonsense_is_said_and_kept() {
    let app = TestApp::new().await;
    let (soap, _) = a_kit(&app, "Hygiene").await;
    let (_, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/packages/{}/items/new/", packages[0]);

    let none = officer
        .post(&path, &[(&format!("item-{soap}"), "")])
        .await
        .says(&["Type a quantity beside at least one item."]);
    let odd = officer
        .post(&path, &[(&format!("item-{soap}"), "-3")])
        .await
        .says(&[
            "The quantity must be between 1",
            "value=\"-3\"",
            &format!("aria-describedby=\"h-item-{soap}\""),
        ]);
    let gone = officer
        .post(&path, &[("item-999999", "1")])
        .await
        .says(&["no longer in the catalog"]);

    assert_eq!((none.status, odd.status, gone.status), (422, 422, 422));
}

#[tokio::test]
async fn an_item_that_was_put_away_is_not_added() {
    let app = TestApp::new().await;
    let (soap, _) = a_kit(&app, "Hygiene").await;
    let (_, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    app.write(move |cx| {
        diesel::sql_query(format!(
            "update catalog_items set archived_at = now() where id = {soap}"
        ))
        .execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut officer = app.user(Role::Officer).await;

    let sent = officer
        .post(
            &format!("/packages/{}/items/new/", packages[0]),
            &[(&format!("item-{soap}"), "1")],
        )
        .await
        .says(&["is archived"]);

    assert_eq!(sent.status, 422);
}

#[tokio::test]
async fn more_than_sums_can_hold_is_told_at_its_row() {
    let app = TestApp::new().await;
    let (soap, kit) = a_kit(&app, "Hygiene").await;
    let (milk, _) = a_kit(&app, "Baby").await;
    let (id, packages) = a_shipment("Blankets").packages(1).insert(&app).await;
    app.write(move |cx| {
        let dear = format!("update catalog_items set price_usd = 99999999.999 where id = {soap}");
        Ok(diesel::sql_query(dear).execute(cx.conn)?)
    })
    .await;
    let mut officer = app.user(Role::Officer).await;
    let too_much = "So many of Soap of Hygiene at this price come to more than CTS can sum up";

    let added = officer
        .post(
            &format!("/packages/{}/items/new/", packages[0]),
            &[
                (&format!("item-{soap}"), "50000000"),
                (&format!("item-{milk}"), "50000000"),
            ],
        )
        .await
        .says(&[too_much, &format!("id=\"h-item-{soap}\"")]);
    let packed = officer
        .post(
            &format!("/shipments/{id}/pack/"),
            &[("count", "1"), (&format!("kit-{kit}"), "12500000")],
        )
        .await
        .says(&[too_much, "id=\"h-kits\""]);

    assert!(!added.text.contains(&format!("id=\"h-item-{milk}\"")));
    assert_eq!((added.status, packed.status), (422, 422));
}
