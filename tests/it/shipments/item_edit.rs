//! One row of contents.

use cts::catalog::model::Entity;
use cts::kernel::Role;
use diesel::RunQueryDsl;

use super::desk::a_packed_shipment;
use crate::catalog::an_entity;
use crate::support::TestApp;

#[tokio::test]
async fn a_row_is_changed_in_its_package_only() {
    let app = TestApp::new().await;
    let (_, package, row, _) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/items/{row}/edit/");
    officer
        .get(&path)
        .await
        .shows(&["Soap of Hygiene", "value=\"10.00\"", "name=\"version\""]);

    let wrong = officer
        .post(
            &path,
            &[("version", "1"), ("quantity", "0"), ("price_usd", "cheap")],
        )
        .await
        .says(&["Write a number", "value=\"cheap\""]);
    let saved = officer
        .post(
            &path,
            &[
                ("version", "1"),
                ("quantity", "7"),
                ("price_local", "12.345"),
            ],
        )
        .await;
    officer.get(&format!("/packages/{package}/")).await.shows(&[
        "The item is saved.",
        "12.34",
        "Soap of Hygiene",
    ]);
    let late = officer
        .post(&path, &[("version", "1"), ("quantity", "8")])
        .await
        .says(&["Somebody else changed this"]);

    assert_eq!((wrong.status, saved.status, late.status), (422, 303, 409));
}

#[tokio::test]
async fn a_row_is_taken_out() {
    let app = TestApp::new().await;
    let (_, package, row, _) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let delete = format!("/items/{row}/delete/");
    officer
        .post(&delete, &[])
        .await
        .shows(&["Take Soap of Hygiene out of this package?"]);
    officer
        .get(&format!("/packages/{package}/"))
        .await
        .shows(&["Soap of Hygiene"]);
    let gone = officer.post_sure(&delete, &[]).await;

    assert_eq!(gone.location(), format!("/TR/packages/{package}/"));
    officer
        .get(&format!("/packages/{package}/"))
        .await
        .shows(&["The item is taken out.", "Nothing has been packed into it."]);
    let again = officer.post_sure(&delete, &[]).await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn amounts_are_typed_as_the_language_writes_them_and_never_guessed() {
    let app = TestApp::new().await;
    let (_, _, row, _) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/items/{row}/edit/");
    let amounts = |version, local, usd, weight| {
        [
            ("version", version),
            ("price_local", local),
            ("price_usd", usd),
            ("weight", weight),
        ]
    };

    officer.post("/language/", &[("language", "tr")]).await;
    officer.get(&path).await.shows(&["value=\"10,00\""]);
    let turkish = officer
        .post(&path, &amounts("1", "12,50", "1,255", "0,4"))
        .await;
    officer
        .get(&path)
        .await
        .shows(&["value=\"12,50\"", "value=\"1,255\"", "value=\"0,4\""]);
    let doubt = officer
        .post(&path, &amounts("2", "1.250", "1,255", "0,4"))
        .await
        .says(&["1250 ya da 1,25 yazın", "value=\"1.250\""]);
    officer.post("/language/", &[("language", "en")]).await;
    let english = officer
        .post(&path, &amounts("2", "12.5", "12.500", "1,5"))
        .await;
    let thousands = officer
        .post(&path, &amounts("3", "1,250", "cheap", ""))
        .await
        .says(&["Write 1250 or 1.25.", "Write a number, for example 12.50."]);

    let said = [&turkish, &doubt, &english, &thousands].map(|reply| reply.status);
    assert_eq!(said, [303, 422, 303, 422]);
    officer.get(&path).await.shows(&[
        "value=\"12.50\"",
        "name=\"price_usd\" type=\"text\" value=\"12.50\"",
        "value=\"1.5\"",
    ]);
}

#[tokio::test]
async fn what_a_row_comes_from_is_typed_by_name() {
    let app = TestApp::new().await;
    let (_, _, row, _) = a_packed_shipment(&app).await;
    an_entity(&app, Entity::Donor, "Northern Fund").await;
    an_entity(&app, Entity::Supplier, "Mill & Sons").await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/items/{row}/edit/");
    officer.get(&path).await.shows(&[
        "value=\"Category of Hygiene\"",
        "data-lookup=\"/TR/lookup/donors/\"",
    ]);

    let unknown = officer
        .post(
            &path,
            &[
                ("version", "1"),
                ("donor", "Southern Fund"),
                ("quantity", "many"),
            ],
        )
        .await
        .says(&["Southern Fund", "must be between 1 and", "has-error"]);
    let saved = officer
        .post(
            &path,
            &[
                ("version", "1"),
                ("donor", "northern fund"),
                ("supplier", "Mill & Sons"),
            ],
        )
        .await;
    officer
        .get(&path)
        .await
        .shows(&["value=\"Northern Fund\"", "value=\"Category of Hygiene\""]);
    let cleared = officer
        .post(&path, &[("version", "2"), ("donor", ""), ("category", "")])
        .await;
    let after = officer.get(&path).await.shows(&["Mill &amp; Sons"]);

    let said = [&unknown, &saved, &cleared].map(|reply| reply.status);
    assert_eq!(said, [422, 303, 303]);
    assert!(!after.text.contains("Northern Fund"));
    assert!(!after.text.contains("value=\"Category of Hygiene\""));
}

#[tokio::test]
async fn saving_a_row_without_a_change_is_no_change_and_a_final_row_has_no_form() {
    let app = TestApp::new().await;
    let (id, package, row, _) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/items/{row}/edit/");

    let same = officer.post(&path, &[("version", "1")]).await;
    let both = officer
        .post(
            &path,
            &[("version", "1"), ("quantity", "0"), ("price_usd", "cheap")],
        )
        .await
        .says(&["Write a number", "The quantity must be between 1"]);
    let other = officer
        .post(&path, &[("version", "1"), ("quantity", "7")])
        .await;
    app.write(move |cx| cts::shipments::service::finalize(cx, id))
        .await;
    let asked = officer.get(&path).await;

    assert_eq!((same.status, both.status, other.status), (303, 422, 303));
    assert_eq!(asked.location(), format!("/TR/packages/{package}/"));
}

#[tokio::test]
async fn more_than_sums_can_hold_is_told_at_the_quantity() {
    let app = TestApp::new().await;
    let (_, package, row, soap) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/items/{row}/edit/");
    let price = ("price_local", "99999999999.99");

    for quantity in ["50000000", "2147483647", "10001"] {
        let refused = officer
            .post(&path, &[("version", "1"), ("quantity", quantity), price])
            .await
            .says(&["id=\"h-quantity\"", &format!("value=\"{quantity}\"")]);
        assert_eq!(refused.status, 422, "{quantity}");
    }
    let most = officer
        .post(&path, &[("version", "1"), ("quantity", "10000"), price])
        .await;
    assert_eq!(most.status, 303, "{}", most.text);

    // Sums of several rows end elsewhere: that is told of the whole form.
    app.write(move |cx| {
        let full = format!("update packages set price_local = 1e18 - 1 where id = {package}");
        Ok(diesel::sql_query(full).execute(cx.conn)?)
    })
    .await;
    let refused = officer
        .post(
            &format!("/packages/{package}/items/new/"),
            &[(&format!("item-{soap}"), "1")],
        )
        .await
        .says(&["All together this comes to more than CTS can sum up"]);
    assert_eq!(refused.status, 422);
}
