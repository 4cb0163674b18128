//! Forms that are sent twice act once, and the second is told what the first did.

use cts::kernel::Role;
use cts::web::once;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::shipments::a_shipment;
use crate::shipments::desk::a_kit;
use crate::support::TestApp;

/// How much there is of everything that a form may make.
const AMOUNTS: &str = "select (select count(*) from shipments) + (select count(*) from packages)
    + (select count(*) from package_items) + (select coalesce(sum(quantity), 0) from kit_items)::bigint
    + (select count(*) from kits) + (select count(*) from users) + (select count(*) from api_tokens)
    + (select count(*) from catalog_items) + (select count(*) from donors)
    + (select count(*) from outgoing_mails) as amount";

async fn amount(app: &TestApp) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        amount: i64,
    }
    let row = app.write(|cx| Ok(diesel::sql_query(AMOUNTS).get_result::<Row>(cx.conn)?));
    row.await.amount
}

/// The page of a form, where it is sent to, and what is typed into it.
type Form = (String, String, Vec<(String, String)>);

fn form(page: &str, path: &str, typed: &[(&str, &str)]) -> Form {
    let typed = typed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    (page.to_owned(), path.to_owned(), typed.collect())
}

/// Every form that makes something.
async fn forms(app: &TestApp) -> Vec<Form> {
    let (soap, kit) = a_kit(app, "Hygiene").await;
    let partner = app.account(Role::Partner).await;
    let (id, packages) = a_shipment("Blankets")
        .of(partner.id)
        .packages(2)
        .insert(app)
        .await;
    let (package, partner) = (packages[0], partner.id.to_string());
    let shipment = [
        ("partner", &*partner),
        ("store_release", "WR-7"),
        ("shipment_on", "2026-11-20"),
        ("days", "3"),
    ];
    let mut copy = shipment.to_vec();
    let copied = id.to_string();
    copy.push(("copy", &copied));
    let new = "/shipments/new/";
    let pack = format!("/shipments/{id}/pack/");
    let empty = format!("{pack}empty/");
    let items = format!("/packages/{package}/items/new/");
    let kits = format!("/catalog/kits/{kit}/");
    let fill = format!("/catalog/?kit={kit}");
    let person = format!("/users/{partner}/");
    let (of_item, of_kit) = (format!("item-{soap}"), format!("kit-{kit}"));
    let in_table = format!("quantity-{soap}");
    let item = [
        ("item_code", "T-1"),
        ("description", "Tent"),
        ("category", "Shelter"),
        ("price_local", "10"),
        ("price_usd", "1"),
    ];
    vec![
        form(new, new, &shipment),
        form(&format!("{new}?copy={id}"), new, &copy),
        form(&empty, &empty, &[("count", "2"), ("name", "Box")]),
        form(&pack, &pack, &[("count", "2"), (&of_kit, "1")]),
        form(&items, &items, &[(&of_item, "5")]),
        form(
            &kits,
            &format!("{kits}add/"),
            &[("item", "Soap of Hygiene"), ("quantity", "3")],
        ),
        form(
            &fill,
            &fill,
            &[("selected_kit", &kit.to_string()), (&in_table, "2")],
        ),
        form(
            &format!("{kits}copy/"),
            &format!("{kits}copy/"),
            &[("name", "Another")],
        ),
        form(
            "/catalog/kits/new/",
            "/catalog/kits/new/",
            &[("name", "A third")],
        ),
        form("/catalog/new/", "/catalog/new/", &item),
        form(
            "/entities/donors/new/",
            "/entities/donors/new/",
            &[("name", "Northern Fund")],
        ),
        form(
            "/users/new/",
            "/users/new/",
            &[("email", "new@example.org"), ("role", "officer")],
        ),
        form(&person, &format!("{person}mail-link/"), &[]),
        form(
            &person,
            &format!("{person}tokens/"),
            &[("token_name", "Report")],
        ),
    ]
}

#[tokio::test]
async fn what_is_sent_twice_is_done_once_and_told_again() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    for (page, path, typed) in forms(&app).await {
        let shown = coordinator.get(&page).await;
        let key = shown.hidden(once::FIELD).to_owned();
        assert!(key.len() >= 20, "{page} has no key: {}", shown.text);
        let mut fields: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (&**k, &**v)).collect();
        fields.push((once::FIELD, &key));
        let before = amount(&app).await;

        let first = coordinator.post(&path, &fields).await;
        let made = amount(&app).await;
        let second = coordinator.post(&path, &fields).await;

        let is_page = path.ends_with("/tokens/");
        assert_eq!(
            first.status,
            if is_page { 200 } else { 303 },
            "{path}: {}",
            first.text
        );
        assert!(made > before, "{path} made nothing");
        assert_eq!(amount(&app).await, made, "{path} acted twice");
        assert_eq!(second.status, 303, "{path}: {}", second.text);
        if !is_page {
            assert_eq!(second.location(), first.location(), "{path}");
        }
        let next = second.location().trim_start_matches("/TR").to_owned();
        coordinator.get(&next).await.shows(&[
            "This form came twice and was carried out once: ",
            "flash-success",
        ]);
    }
}

#[tokio::test]
async fn another_look_at_the_form_is_another_form() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/empty/");

    for count in 1..=2 {
        let key = officer.get(&path).await.hidden(once::FIELD).to_owned();
        let fields = [(once::FIELD, &*key), ("count", "1"), ("name", "Box")];
        officer.post(&path, &fields).await;
        officer
            .get(&format!("/shipments/{id}/"))
            .await
            .shows(&[&format!("{count} package")]);
    }
}

#[tokio::test]
async fn a_form_that_was_refused_is_sent_again_with_the_same_key() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/empty/");
    let key = officer.get(&path).await.hidden(once::FIELD).to_owned();

    let wrong = [(once::FIELD, &*key), ("count", "0"), ("name", "Box")];
    let refused = officer.post(&path, &wrong).await;
    let right = [(once::FIELD, &*key), ("count", "1"), ("name", "Box")];
    let made = officer.post(&path, &right).await;

    assert_eq!((refused.status, made.status), (422, 303));
}

#[tokio::test]
async fn who_goes_back_and_fills_the_page_in_otherwise_makes_one_more() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let path = "/catalog/kits/new/";
    let key = officer.get(path).await.hidden(once::FIELD).to_owned();

    for name in ["Winter", "Summer", "Summer"] {
        let fields = [(once::FIELD, &*key), ("name", name)];
        let made = officer.post(path, &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
    }

    officer
        .get("/catalog/kits/")
        .await
        .shows(&["Winter", "Summer"]);
}

#[tokio::test]
async fn two_at_the_same_moment_are_one_and_keys_are_ones_own() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let account = app.account(Role::Officer).await;
    let mut here = app.signed_in(&account).await;
    let mut there = app.signed_in(&account).await;
    let mut other = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/empty/");
    let fields = [
        (once::FIELD, "0f0f0f0f0f0f0f0f0f0f"),
        ("count", "3"),
        ("name", "Box"),
    ];

    let (one, two) = tokio::join!(here.post(&path, &fields), there.post(&path, &fields));
    let third = other.post(&path, &fields).await;

    assert_eq!((one.status, two.status, third.status), (303, 303, 303));
    let it = app
        .write(move |cx| cts::shipments::service::show(cx, id))
        .await;
    assert_eq!(it.package_count, 6, "three of each person");
}

#[tokio::test]
async fn forms_are_forgotten_after_a_week() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/pack/empty/");
    let fields = [
        (once::FIELD, "0f0f0f0f0f0f0f0f0f0f"),
        ("count", "1"),
        ("name", "Box"),
    ];
    officer.post(&path, &fields).await;

    let kept = app.write(once::forget_old).await;
    let gone = app
        .write(|cx| {
            diesel::sql_query("update sent_forms set sent_at = sent_at - interval '8 days'")
                .execute(cx.conn)?;
            once::forget_old(cx)
        })
        .await;

    assert_eq!((kept, gone), (0, 1));
}
