//! Adding to a short list, and changing a row of it.

use cts::catalog::model::{DonorCodeKind, Entity};
use cts::catalog::service::{self, alike};
use cts::catalog::{DonorCode, NewDonorCode};
use cts::kernel::Role;

use super::an_entity;
use crate::support::TestApp;

async fn codes(app: &TestApp, codes: &[(&str, DonorCodeKind)]) -> Vec<DonorCode> {
    let new = codes
        .iter()
        .map(|(code, kind)| NewDonorCode {
            code: (*code).into(),
            kind: *kind,
        })
        .collect();
    app.write(move |cx| service::create_donor_codes(cx, new))
        .await
}

#[tokio::test]
async fn a_name_must_be_there_short_enough_and_new() {
    let app = TestApp::new().await;
    an_entity(&app, Entity::Category, "Medicines").await;
    let mut officer = app.user(Role::Officer).await;
    let new = "/entities/categories/new/";

    for (name, said) in [
        ("  ", "This is needed."),
        (&"x".repeat(101), "At most 100 characters fit."),
        ("MEDICINES", "This is already in the list."),
    ] {
        let reply = officer.post(new, &[("name", name)]).await;
        assert_eq!(reply.status, 422);
        reply.says(&[said, name.trim()]);
    }
    let made = officer.post(new, &[("name", " Tools ")]).await;

    assert_eq!(made.status, 303);
    officer
        .get("/entities/categories/")
        .await
        .shows(&["Tools was added.", ">Tools<"]);
}

#[tokio::test]
async fn codes_are_chosen_found_in_any_case_or_made() {
    let app = TestApp::new().await;
    let known = codes(
        &app,
        &[
            ("t1A", DonorCodeKind::T1),
            ("t1B", DonorCodeKind::T1),
            ("X", DonorCodeKind::T1),
            ("X", DonorCodeKind::T3),
        ],
    )
    .await;
    let donor = an_entity(&app, Entity::Donor, "Northern Fund").await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let (a, b) = (known[0].id.to_string(), known[1].id.to_string());

    let saved = coordinator
        .post(
            &format!("/entities/donors/{donor}/edit/"),
            &[
                ("name", "Northern Fund"),
                ("version", "1"),
                ("t1", &a),
                ("t1", &b),
                ("new_t1", "New code C, T1a,"),
                ("new_t3", "x"),
            ],
        )
        .await;

    assert_eq!(saved.status, 303, "{}", saved.text);
    let (row, all) = app
        .write(move |cx| {
            Ok((
                alike::show(cx, Entity::Donor, donor)?,
                service::list_donor_codes(cx)?,
            ))
        })
        .await;
    let mut t1 = row.t1_codes.clone();
    t1.sort();
    assert_eq!(t1, ["New code C", "t1A", "t1B"]);
    assert_eq!(row.t3_codes, ["X"]);
    assert_eq!(all.len(), 5, "{all:?}");
    coordinator
        .get(&format!("/entities/donors/{donor}/edit/"))
        .await
        .shows(&["New code C", "checked"]);
}

#[tokio::test]
async fn new_codes_of_a_form_that_is_wrong_are_not_made() {
    let app = TestApp::new().await;
    an_entity(&app, Entity::Donor, "Northern Fund").await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let taken = coordinator
        .post(
            "/entities/donors/new/",
            &[("name", "northern fund"), ("new_t1", "C-1")],
        )
        .await;
    let long = coordinator
        .post(
            "/entities/donors/new/",
            &[
                ("name", "Other"),
                ("new_t1", "C-1"),
                ("new_t3", &"x".repeat(61)),
            ],
        )
        .await;

    assert_eq!((taken.status, long.status), (422, 422));
    long.says(&["At most 60 characters fit.", "C-1"]);
    let (codes, donors) = app
        .write(|cx| Ok((service::list_donor_codes(cx)?, service::list_donors(cx)?)))
        .await;
    assert_eq!((codes.len(), donors.len()), (0, 1));
}

#[tokio::test]
async fn the_same_code_may_stand_in_both_lists_once() {
    let app = TestApp::new().await;
    codes(&app, &[("A-1", DonorCodeKind::T1)]).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let new = "/entities/donor-codes/new/";

    let again = coordinator
        .post(new, &[("code", "a-1"), ("type", "t1")])
        .await;
    let other = coordinator
        .post(new, &[("code", "A-1"), ("type", "t3")])
        .await;

    assert_eq!((again.status, other.status), (422, 303));
    coordinator
        .get("/entities/donor-codes/?type=t3")
        .await
        .shows(&["A-1", "T3"]);
}

#[tokio::test]
async fn the_second_who_saves_is_told_and_sees_both() {
    let app = TestApp::new().await;
    let id = an_entity(&app, Entity::Supplier, "Hedef").await;
    let mut one = app.user(Role::Coordinator).await;
    let mut two = app.user(Role::Coordinator).await;
    let path = format!("/entities/suppliers/{id}/edit/");

    let first = one
        .post(&path, &[("name", "Hedef A"), ("version", "1")])
        .await;
    let second = two
        .post(&path, &[("name", "Hedef B"), ("version", "1")])
        .await;

    assert_eq!((first.status, second.status), (303, 409));
    let second = second.says(&["Somebody else changed this", "Hedef A", "value=\"Hedef B\""]);
    assert!(second.text.contains("name=\"version\" value=\"2\""));
    let again = two
        .post(&path, &[("name", "Hedef B"), ("version", "2")])
        .await;
    assert_eq!(again.status, 303);
}

#[tokio::test]
async fn a_donor_code_says_its_kind() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    for kind in ["t9", ""] {
        let reply = coordinator
            .post(
                "/entities/donor-codes/new/",
                &[("code", "N-1"), ("type", kind)],
            )
            .await;
        assert_eq!(reply.status, 422, "{kind:?}");
    }

    assert!(app.write(service::list_donor_codes).await.is_empty());
}

#[tokio::test]
async fn names_that_look_the_same_are_the_same() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let item = |name: &'static str| {
        [
            ("item_code", "A-1"),
            ("description", name),
            ("category", "Medicines"),
            ("price_local", "10"),
            ("price_usd", "1"),
        ]
    };
    let name = |name: &'static str| [("name", name), ("type", "t1"), ("code", name)];
    let twins = [
        "Amoxi  500",
        "Amoxi\u{a0}500",
        " Amoxi\t \u{3000}500\u{200b}",
        "\u{200f}Amoxi \u{2066}500\u{2069}\u{200e}",
        "Amo\u{200d}xi 500\u{feff}",
    ];

    for list in [
        "categories",
        "donors",
        "donor-codes",
        "suppliers",
        "transporters",
    ] {
        let path = format!("/entities/{list}/new/");
        let made = coordinator.post(&path, &name("Amoxi 500")).await;
        assert_eq!(made.status, 303, "{path}: {}", made.text);
        for twin in twins {
            let refused = coordinator.post(&path, &name(twin)).await;
            assert_eq!(refused.status, 422, "{path} {twin:?}");
        }
    }
    let kits = "/catalog/kits/new/";
    assert_eq!(coordinator.post(kits, &name("Amoxi 500")).await.status, 303);
    let items = "/catalog/new/";
    assert_eq!(
        coordinator.post(items, &item("Amoxi 500")).await.status,
        303
    );
    for twin in twins {
        assert_eq!(
            coordinator.post(kits, &name(twin)).await.status,
            422,
            "{twin:?}"
        );
        assert_eq!(
            coordinator.post(items, &item(twin)).await.status,
            422,
            "{twin:?}"
        );
    }
}
