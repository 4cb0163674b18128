//! A kit: its words and what it holds.

use cts::kernel::Role;

use super::{a_kit, an_item, contents};
use crate::support::TestApp;

#[tokio::test]
async fn quantities_and_words_are_saved_together_and_zero_takes_out() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100), (tape.id, 2)]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/kits/{}/", kit.id);
    officer
        .get(&path)
        .await
        .shows(&["6,000.00", "6,120.00", "Together"]);

    let saved = officer
        .post(
            &path,
            &[
                ("name", "Dressings"),
                ("description", "For thirty"),
                ("version", "1"),
                (&format!("quantity_{}", gauze.id), "0"),
                (&format!("quantity_{}", tape.id), "9"),
            ],
        )
        .await;

    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(contents(&app, &kit).await, [("Tape".to_owned(), 9)]);
    officer
        .get(&path)
        .await
        .shows(&["Dressings was saved.", "For thirty"]);
}

#[tokio::test]
async fn negative_quantities_are_refused_and_nothing_is_saved() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze").await;
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/kits/{}/", kit.id);

    for wrong in ["-1", "50000001", "x", ""] {
        let reply = officer
            .post(
                &path,
                &[
                    ("name", "Other"),
                    ("version", "1"),
                    (&format!("quantity_{}", gauze.id), wrong),
                ],
            )
            .await;
        assert_eq!(reply.status, 422, "{wrong}");
        reply.says(&[
            "aria-invalid=\"true\"",
            "Quantities are whole numbers",
            "value=\"Other\"",
        ]);
    }
    assert_eq!(contents(&app, &kit).await, [("Gauze".to_owned(), 100)]);
}

#[tokio::test]
async fn a_rows_cross_takes_it_out() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100), (tape.id, 2)]).await;
    let mut officer = app.user(Role::Officer).await;

    let path = format!("/catalog/kits/{}/", kit.id);
    let (of_gauze, of_tape) = (
        format!("quantity_{}", gauze.id),
        format!("quantity_{}", tape.id),
    );
    let removed = tape.id.to_string();
    let form = [
        ("name", "Dressing"),
        ("version", "1"),
        (&*of_gauze, "90"),
        (&*of_tape, "2"),
        ("remove", &*removed),
    ];

    let asked = officer.post(&path, &form).await;
    assert_eq!(
        contents(&app, &kit).await.len(),
        2,
        "asking changes nothing"
    );
    asked.shows(&[
        "Take Tape out of this kit?",
        &format!("name=\"{of_gauze}\" value=\"90\""),
    ]);
    officer.post_sure(&path, &form).await;

    assert_eq!(contents(&app, &kit).await, [("Gauze".to_owned(), 90)]);
}

#[tokio::test]
async fn one_item_is_added_by_its_name_code_or_number() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/kits/{}/add/", kit.id);
    let number = format!("Gauze #{}", gauze.id);
    // A size, not a number of ours: nothing has that name.
    let size = format!("Catheter #{}", gauze.id);

    for (item, quantity, status) in [
        ("tape", "3", 303),
        (number.as_str(), "4", 303),
        (size.as_str(), "4", 422),
        ("M-1", "1", 422),
        ("Nothing", "1", 422),
        ("tape", "0", 422),
        ("tape", "50000000", 422),
    ] {
        let reply = officer
            .post(&path, &[("item", item), ("quantity", quantity)])
            .await;
        assert_eq!(reply.status, status, "{item} {quantity}: {}", reply.text);
        if quantity == "0" {
            reply.says(&["whole numbers from 1 to"]);
        }
    }
    assert_eq!(
        contents(&app, &kit).await,
        [("Gauze".to_owned(), 4), ("Tape".to_owned(), 3)]
    );
    assert!(tape.id != gauze.id);
}

#[tokio::test]
async fn who_edits_an_older_kit_is_told() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze").await;
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    let mut one = app.user(Role::Officer).await;
    let mut two = app.user(Role::Officer).await;
    let path = format!("/catalog/kits/{}/", kit.id);
    one.post(
        &format!("/catalog/?kit={}", kit.id),
        &[
            ("selected_kit", &kit.id.to_string()),
            (&format!("quantity-{}", gauze.id), "5"),
        ],
    )
    .await;

    let late = two
        .post(
            &path,
            &[
                ("name", "Dressing"),
                ("version", "1"),
                (&format!("quantity_{}", gauze.id), "7"),
            ],
        )
        .await;

    assert_eq!(late.status, 409);
    late.says(&[
        "Somebody else changed this",
        "value=\"7\"",
        "Stored now: 105",
    ]);
    assert_eq!(contents(&app, &kit).await, [("Gauze".to_owned(), 105)]);
}
