//! Making a shipment and changing its header.

use cts::kernel::ids::ShipmentId;
use cts::kernel::{Role, Status};
use cts::shipments::service;
use diesel::RunQueryDsl;

use super::a_shipment;
use super::desk::a_packed_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_new_shipment_leads_to_packing_it() {
    let app = TestApp::new().await;
    let partner = app.account(Role::Partner).await;
    let mut officer = app.user(Role::Officer).await;
    officer
        .get("/shipments/")
        .await
        .shows(&["/TR/shipments/new/"]);
    officer
        .get("/shipments/new/")
        .await
        .shows(&["data-guard", &partner.name, "value=\"0\""]);

    let made = officer
        .post(
            "/shipments/new/",
            &[
                ("partner", &partner.id.to_string()),
                ("store_release", "WR-2231"),
                ("shipment_on", "2026-11-20"),
                ("days", "٣"),
            ],
        )
        .await;

    assert_eq!(made.status, 303, "{}", made.text);
    let id: i32 = made
        .location()
        .trim_start_matches("/TR/shipments/")
        .trim_end_matches("/pack/")
        .parse()
        .unwrap();
    let it = app
        .write(move |cx| service::show(cx, cts::kernel::ids::ShipmentId(id)))
        .await;
    assert_eq!(it.expected_on.to_string(), "2026-11-23");
    assert_eq!(
        it.display_name,
        format!("{}-WR-2231-2026-11-20", partner.name)
    );
    officer
        .get(&format!("/shipments/{id}/pack/"))
        .await
        .shows(&["The shipment is created. Now pack it."]);
}

#[tokio::test]
async fn wrong_fields_keep_what_was_typed_and_say_what_is_wrong() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    let wrong = officer
        .post(
            "/shipments/new/",
            &[
                ("partner", "x"),
                ("store_release", " "),
                ("description", "Tents <big>"),
                ("shipment_on", "yesterday"),
                ("days", "1000000"),
            ],
        )
        .await
        .says(&[
            "Choose a partner whose account is active.",
            "Enter the number of the store release.",
            "Give the day it leaves.",
            "Give the days on the road as a number from 0 to 999.",
            "Tents &lt;big&gt;",
        ]);
    let long = officer
        .post(
            "/shipments/new/",
            &[
                ("partner", "1"),
                ("store_release", "WR"),
                ("shipment_on", "2026-11-20"),
                ("days", "1000"),
            ],
        )
        .await
        .says(&["from 0 to 999"]);

    let unsaid = officer
        .post(
            "/shipments/new/",
            &[("store_release", "WR"), ("shipment_on", "2026-11-20")],
        )
        .await
        .says(&["from 0 to 999"]);

    assert_eq!((wrong.status, long.status, unsaid.status), (422, 422, 422));
}

#[tokio::test]
async fn fields_that_are_not_sent_stay_whatever_the_status() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/edit/");
    officer.get(&path).await.shows(&["Blankets", "In transit"]);

    let saved = officer
        .post(&path, &[("version", "1"), ("days", "4")])
        .await;

    assert_eq!(saved.location(), format!("/TR/shipments/{id}/"));
    let it = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(
        (it.display_name.as_str(), it.store_release.as_str()),
        ("Blankets", "WR-1")
    );
    assert_eq!((it.expected_on - it.shipment_on).num_days(), 4);
    assert_eq!(it.status, Status::InTransit);
    officer
        .get(&format!("/shipments/{id}/history/"))
        .await
        .shows(&["Expected date changed"]);
}

#[tokio::test]
async fn the_second_of_two_is_told_and_shown_both() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let (mut one, mut two) = (app.user(Role::Officer).await, app.user(Role::Officer).await);
    let path = format!("/shipments/{id}/edit/");

    let first = one
        .post(&path, &[("version", "1"), ("description", "Tents")])
        .await;
    let second = two
        .post(&path, &[("version", "1"), ("description", "Stoves")])
        .await
        .says(&[
            "Somebody else changed this",
            "value=\"Stoves\"",
            "<bdi>Tents</bdi>",
            "name=\"version\" value=\"2\"",
        ]);
    let again = two
        .post(&path, &[("version", "2"), ("description", "Stoves")])
        .await;

    assert_eq!((first.status, second.status, again.status), (303, 409, 303));
    let it = app.write(move |cx| service::show(cx, id)).await;
    assert_eq!(it.display_name, "Stoves");
}

#[tokio::test]
async fn partners_neither_make_nor_change_shipments() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (mine, _) = a_shipment("Mine").of(account.id).insert(&app).await;
    let mut partner = app.signed_in(&account).await;

    let list = partner.get("/shipments/").await.shows(&["Mine"]);
    assert!(!list.text.contains("/shipments/new/"));
    for path in [
        "/shipments/new/".to_owned(),
        format!("/shipments/{mine}/edit/"),
    ] {
        assert_eq!(partner.get(&path).await.status, 403, "{path}");
        let sent = partner
            .post(&path, &[("version", "1"), ("description", "Theirs")])
            .await;
        assert_eq!(sent.status, 403, "{path}");
    }
    let it = app.write(move |cx| service::show(cx, mine)).await;
    assert_eq!(it.display_name, "Mine");
}

#[tokio::test]
async fn a_transporter_that_was_put_away_stays_when_something_else_is_saved() {
    use cts::catalog::model::Entity;
    use cts::catalog::service as catalog;
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").insert(&app).await;
    app.write(move |cx| {
        let made = catalog::create_transporters(cx, vec!["Red <Lorries>".into()])?;
        diesel::sql_query(format!(
            "update shipments set transporter_id = {} where id = {id}",
            made[0].id
        ))
        .execute(cx.conn)?;
        catalog::alike::archive(cx, Entity::Transporter, made[0].id.0)
    })
    .await;
    let mut officer = app.user(Role::Officer).await;

    let form = officer.get(&format!("/shipments/{id}/edit/")).await;

    assert_eq!(form.status, 200);

    assert!(form.text.contains("Red &lt;Lorries&gt;"), "{}", form.text);
}

#[tokio::test]
async fn a_copy_has_the_packages_of_the_other_and_its_own_paper() {
    let app = TestApp::new().await;
    let (id, package, _, _) = a_packed_shipment(&app).await;
    app.write(move |cx| {
        diesel::sql_query(format!(
            "update package_items set price_usd = 7.125 where package_id = {package}"
        ))
        .execute(cx.conn)?;
        service::finalize(cx, id)
    })
    .await;
    let mut officer = app.user(Role::Officer).await;
    let form = format!("/shipments/new/?copy={id}");
    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&[&form]);
    officer.get(&form).await.shows(&[
        "Copy Blankets",
        "Its package is copied with everything in it",
        "value=\"Blankets\"",
        &format!("name=\"copy\" value=\"{id}\""),
    ]);
    let partner = app.write(move |cx| service::show(cx, id)).await.partner_id;
    let (partner, source) = (partner.to_string(), id.to_string());
    let fields = |release| {
        [
            ("copy", source.as_str()),
            ("partner", partner.as_str()),
            ("store_release", release),
            ("description", "More blankets"),
            ("shipment_on", "2026-11-20"),
            ("days", "2"),
        ]
    };

    let wrong = officer
        .post("/shipments/new/", &fields(""))
        .await
        .says(&["Copy Blankets", "More blankets"]);
    let mut of_none = fields("WR-2");
    of_none[0].1 = "999999";
    let gone = officer
        .post("/shipments/new/", &of_none)
        .await
        .says(&["The shipment to copy is gone.", "More blankets"]);
    assert_eq!(gone.status, 422);
    let made = officer.post("/shipments/new/", &fields("WR-2")).await;

    assert_eq!((wrong.status, made.status), (422, 303), "{}", made.text);
    let path = made.location().trim_start_matches("/TR").to_owned();
    let copy: i32 = path
        .trim_start_matches("/shipments/")
        .trim_end_matches('/')
        .parse()
        .unwrap();
    officer.get(&path).await.shows(&[
        "The shipment is created, with 1 package as in the other.",
        &format!("&#x2f;TR{copy}.1"),
    ]);
    let copy = ShipmentId(copy);
    let (of_source, of_copy) = app
        .write(move |cx| Ok((service::show(cx, id)?, service::show(cx, copy)?)))
        .await;
    assert_eq!(of_copy.status, Status::InProgress);
    assert_eq!(of_copy.store_release, "WR-2");
    assert_eq!(
        (of_copy.package_count, of_copy.item_count, of_copy.price_usd),
        (1, 2, of_source.price_usd)
    );
    assert_eq!(of_copy.price_usd.to_string(), "14.250");
    let mut stranger = app.user(Role::Partner).await;
    assert_eq!(stranger.get(&form).await.status, 403);
}

#[tokio::test]
async fn another_shipment_is_one_choice_away() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").insert(&app).await;
    let (other, _) = a_shipment("Tents").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/edit/");

    let page = officer.get(&path).await;
    let gone_on = officer.get(&format!("{path}?to={other}")).await;
    let nowhere = officer.get(&format!("{path}?to=")).await;
    let new = officer.get("/shipments/new/").await;

    let page = page.shows(&[&format!("<option value=\"{other}\">Tents")]);
    assert!(
        !page
            .text
            .contains(&format!("<option value=\"{id}\">Blankets"))
    );
    assert_eq!(
        (gone_on.status, gone_on.location()),
        (303, format!("/TR/shipments/{other}/edit/").as_str())
    );
    nowhere.shows(&["Blankets"]);
    assert!(!new.text.contains("name=\"to\""));
}

#[tokio::test]
async fn signs_nobody_sees_are_no_part_of_days_and_numbers() {
    let app = TestApp::new().await;
    let partner = app.account(Role::Partner).await.id.to_string();
    let mut officer = app.user(Role::Officer).await;
    let copied = [
        ("partner", &*partner),
        ("store_release", "\u{200f}WR-\u{200b}7\u{2069}"),
        ("shipment_on", "\u{200f}2026-\u{2066}١١-20\u{2069}"),
        ("days", "\u{feff}3\u{200e}"),
    ];

    let made = officer.post("/shipments/new/", &copied).await;

    assert_eq!(made.status, 303, "{}", made.text);
    let path = made.location().trim_start_matches("/TR").to_owned();
    let path = path.trim_end_matches("pack/");
    officer.get(&format!("{path}edit/")).await.shows(&[
        "value=\"WR-7\"",
        "value=\"2026-11-20\"",
        "value=\"3\"",
    ]);
}
