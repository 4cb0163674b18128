//! The search box.

use cts::catalog::service;
use cts::catalog::{DonorCodeKind, NewDonorCode};
use cts::kernel::Role;
use cts::reports::find::{Found, find, looked_for};
use diesel::prelude::*;

use crate::scans::road::scan;
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
async fn words_are_found_whatever_the_keyboard() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Fırat Tekstil'den Çığ ÇADIRI")
        .packages(1)
        .insert(&app)
        .await;
    let (arabic, _) = a_shipment("أدوية مُسكِّنة إلى الحالة ٧").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    for (words, found) in [
        ("firat tekstil", id),
        ("FİRAT", id),
        ("cig cadiri", id),
        ("ÇIĞ", id),
        ("ادويه مسكنه الي", arabic),
        ("الحالة 7", arabic),
    ] {
        let path = format!("/search/?q={words}");
        let reply = officer.get(&path).await;
        assert_eq!(
            reply.location(),
            format!("/TR/shipments/{found}/"),
            "{words}"
        );
        let list = officer.get(&format!("/shipments/?q={words}")).await;
        assert!(
            list.text.contains(&format!("/TR/shipments/{found}/")),
            "{words}"
        );
    }
    let numbers = officer.get(&format!("/search/?q={id}.1")).await;
    assert_eq!(numbers.location(), format!("/TR/packages/{}/", packages[0]));
    officer
        .get("/search/?q=/IQ1.1")
        .await
        .shows(&["a code of Iraq"]);
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

#[tokio::test]
async fn scans_are_found_by_package_phone_and_row_and_the_latest_come_first() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter kits")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    let (one, two) = (format!("/TR{id}.1"), format!("/TR{id}.2"));
    scan(&app, 9811, "STATUS_PICKED_UP-Depot", &[&one, &two], 5).await;
    scan(&app, 9812, "STATUS_IN_TRANSIT-Mare", &[&one], 3).await;
    let found = async |text: &str| {
        let text = text.to_owned();
        let found = app.write(move |cx| find(cx, &text, 2)).await;
        let title = |it: Found| (it.kind == "scan").then_some((it.title, it.detail));
        found.into_iter().filter_map(title).collect::<Vec<_>>()
    };

    let of_package = found(&two).await;
    let of_phone = found("phone-1").await;
    let of_row = found("9811").await;
    let of_nothing = found("").await.len() + found("phone-").await.len();

    assert_eq!(of_package.len(), 1);
    assert_eq!(of_package[0].0, format!("{two} Depot"));
    assert_eq!(of_phone.len(), 2, "no more than asked for");
    assert_eq!(of_phone[0].0, format!("{one} Mare"));
    assert_eq!(of_row.len(), 2);
    assert!(of_row.iter().all(|row| row.0.ends_with(" Depot")));
    assert_eq!(of_nothing, 0);
    let rows = app.write(|cx| find(cx, "9812", 4)).await;
    let submissions = rows.iter().filter(|row| row.kind == "submission");
    assert_eq!(
        submissions.map(|row| &*row.detail).collect::<Vec<_>>(),
        ["row 9812"]
    );
}

#[tokio::test]
async fn categories_and_donor_codes_are_found_and_what_nobody_sees_is_not_looked_for() {
    let app = TestApp::new().await;
    app.write(|cx| {
        service::create_categories(cx, vec!["Hygiene".into()])?;
        let code = NewDonorCode {
            code: "NF-7".into(),
            kind: DonorCodeKind::T3,
        };
        service::create_donor_codes(cx, vec![code])
    })
    .await;
    let long = "x".repeat(5000);

    let category = app.write(|cx| find(cx, "hygi\u{200b}ene\0", 4)).await;
    let code = app.write(|cx| find(cx, "nf-7", 4)).await;

    assert_eq!(category[0].kind, "category");
    assert_eq!((code[0].kind.as_str(), code[0].exact), ("donor-code", true));
    assert_eq!(looked_for(&long).len(), 255);
}
