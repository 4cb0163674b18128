//! The catalog, and filling kits from it.

use cts::catalog::model::Entity;
use cts::kernel::Role;

use super::{a_kit, an_item, contents};
use crate::support::TestApp;

#[tokio::test]
async fn the_address_says_how_to_search_filter_sort_and_page() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze <b>").await;
    for n in 0..30 {
        an_item(&app, &format!("Item {n:02}")).await;
    }
    let mut officer = app.user(Role::Officer).await;

    let all = officer.get("/catalog/?size=25").await.shows(&[
        "31 items in one category",
        "Gauze &lt;b&gt;",
        "1–25 of 31",
        ">TRY<",
        "60.00",
    ]);
    let backwards = officer.get("/catalog/?sort=-description&size=25").await;
    let found = officer.get("/catalog/?q=item+07").await.shows(&["Item 07"]);
    officer
        .get("/catalog/?size=25&page=99")
        .await
        .shows(&["26–31 of 31", "2 / 2"]);
    officer
        .get(&format!(
            "/catalog/?category={}&q=gauze",
            gauze.item_category_id
        ))
        .await
        .shows(&["Gauze"]);
    officer
        .get("/catalog/?category=999")
        .await
        .shows(&["Nothing matches"]);
    let odd = officer
        .get("/catalog/?category=x&sort=odd&page=-1&size=7&kit=none")
        .await;

    assert!(all.text.contains(&format!("/catalog/{}/edit/", gauze.id)));
    assert!(!backwards.text.contains("Gauze &lt;"));
    assert!(!found.text.contains("Item 08"));
    assert_eq!(odd.status, 200);
}

#[tokio::test]
async fn prices_of_zero_are_blank() {
    let app = TestApp::new().await;
    app.write(|cx| {
        let category = cts::catalog::service::create_categories(cx, vec!["Tools".into()])?[0].id;
        let mut item = super::item_of(category, "Gift");
        (item.price_local, item.price_usd) = (0.into(), 0.into());
        cts::catalog::service::create_item(cx, item)
    })
    .await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer.get("/catalog/").await.shows(&["Gift"]);

    assert!(!page.text.contains("0.00"));
}

#[tokio::test]
async fn typed_quantities_are_added_all_at_once() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/?kit={}&q=a", kit.id);
    officer.get(&path).await.shows(&[
        &format!("name=\"quantity-{}\"", gauze.id),
        "Add all to the kit",
        "Holds one item, 100 in all",
    ]);

    let added = officer
        .post(
            &path,
            &[
                ("selected_kit", &kit.id.to_string()),
                (&format!("quantity-{}", gauze.id), "500"),
                (&format!("quantity-{}", tape.id), "7"),
                ("quantity-999", ""),
            ],
        )
        .await;

    assert_eq!(
        (added.status, added.location()),
        (303, format!("/TR{path}").as_str())
    );
    assert_eq!(
        contents(&app, &kit).await,
        [("Gauze".to_owned(), 600), ("Tape".to_owned(), 7)]
    );
    officer
        .get(&path)
        .await
        .shows(&["Added to Dressing: 500 × Gauze (now 600) and 7 × Tape."]);
}

#[tokio::test]
async fn the_address_says_which_kit_and_without_one_what_was_typed_stays() {
    let app = TestApp::new().await;
    let tape = an_item(&app, "Tape").await;
    let kit = a_kit(&app, "Dressing", &[]).await;
    let mut officer = app.user(Role::Officer).await;
    let field = format!("quantity-{}", tape.id);
    let form = [(field.as_str(), "7")];

    let added = officer
        .post(&format!("/catalog/?kit={}", kit.id), &form)
        .await;
    assert_eq!((added.status, contents(&app, &kit).await.len()), (303, 1));

    let nowhere = officer.post("/catalog/", &form).await;
    let nonsense = officer
        .post("/catalog/", &[("selected_kit", "many"), form[0]])
        .await;

    for reply in [nowhere, nonsense] {
        assert_eq!(reply.status, 422);
        reply.says(&[
            "Choose a kit first.",
            "role=\"alert\"",
            &format!("name=\"{field}\" value=\"7\""),
        ]);
    }
    assert_eq!(contents(&app, &kit).await, [("Tape".to_owned(), 7)]);
}

#[tokio::test]
async fn one_wrong_quantity_adds_nothing_and_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/?kit={}", kit.id);

    for wrong in ["50000001", "-1", "1.5", "many", "49999901"] {
        let reply = officer
            .post(
                &path,
                &[
                    ("selected_kit", &kit.id.to_string()),
                    (&format!("quantity-{}", gauze.id), wrong),
                    (&format!("quantity-{}", tape.id), "7"),
                ],
            )
            .await;

        assert_eq!(reply.status, 422, "{wrong}");
        reply.says(&[
            &format!("value=\"{wrong}\""),
            "value=\"7\"",
            "Nothing was added.",
        ]);
    }
    assert_eq!(contents(&app, &kit).await, [("Gauze".to_owned(), 100)]);
}

#[tokio::test]
async fn a_row_adds_only_itself() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[]).await;
    let mut officer = app.user(Role::Officer).await;

    let added = officer
        .post(
            &format!("/catalog/?kit={}", kit.id),
            &[
                ("selected_kit", &kit.id.to_string()),
                (&format!("quantity-{}", gauze.id), "5"),
                (&format!("quantity-{}", tape.id), "nonsense"),
                ("only", &gauze.id.to_string()),
            ],
        )
        .await;
    let next = added.location().trim_start_matches("/TR").to_owned();
    officer
        .get(&next)
        .await
        .shows(&["value=\"nonsense\"", "Added to Dressing: 5 × Gauze."]);
    let vanished = officer
        .post(
            &format!("/catalog/?kit={}", kit.id),
            &[
                ("selected_kit", &kit.id.to_string()),
                (&format!("quantity-{}", tape.id), "5"),
                ("quantity-999999", "5"),
            ],
        )
        .await;

    assert_eq!(vanished.status, 422);
    vanished.says(&["no longer in the catalog"]);
    assert_eq!(contents(&app, &kit).await, [("Gauze".to_owned(), 5)]);
}

#[tokio::test]
async fn quantities_typed_on_another_page_stay_on_top_and_go_along() {
    let app = TestApp::new().await;
    let (gauze, tape) = (an_item(&app, "Gauze").await, an_item(&app, "Tape").await);
    let kit = a_kit(&app, "Dressing", &[]).await;
    let mut officer = app.user(Role::Officer).await;
    let field = format!("name=\"quantity-{}\"", gauze.id);
    let list = format!("/catalog/?kit={}&q=tape", kit.id);
    let typed = format!("{list}&quantity-{}=12", gauze.id);

    let page = officer.get(&typed).await.shows(&[
        "class=\"chosen\"",
        &format!("{field} value=\"12\" data-carried"),
        &format!("name=\"quantity-{}\"", tape.id),
    ]);
    let sort = page
        .text
        .split("href=\"")
        .find(|it| it.contains("sort=unit"));
    let nothing = officer
        .get(&format!(
            "/catalog/?kit={}&q=none&quantity-{}=12",
            kit.id, gauze.id
        ))
        .await
        .shows(&["Nothing matches", "value=\"12\" aria-label"]);
    let plain = officer.get(&list).await;
    let added = officer
        .post(
            &list,
            &[
                ("selected_kit", &kit.id.to_string()),
                (&format!("quantity-{}", gauze.id), "12"),
                (&format!("quantity-{}", tape.id), "7"),
            ],
        )
        .await;

    assert!(sort.is_some_and(|link| link.contains(&format!("quantity-{}=12", gauze.id))));
    assert_eq!(nothing.text.matches(&field).count(), 2);
    assert!(!plain.text.contains(&field));
    assert_eq!(added.status, 303);
    assert_eq!(
        contents(&app, &kit).await,
        [("Gauze".to_owned(), 12), ("Tape".to_owned(), 7)]
    );
}

#[tokio::test]
async fn an_empty_catalog_says_what_to_do_in_every_language() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get("/catalog/")
        .await
        .shows(&["The catalog is empty", "/TR/catalog/import/"]);
    officer
        .get("/catalog/?lang=ar")
        .await
        .shows(&["الكتالوج فارغ"]);
    officer
        .get("/catalog/?lang=tr")
        .await
        .shows(&["Katalog boş"]);
}

#[tokio::test]
async fn the_list_is_filtered_by_several_categories_at_once() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze").await;
    let others = app
        .write(|cx| {
            let names = vec!["Tools".into(), "Shelter".into()];
            let made = cts::catalog::service::create_categories(cx, names)?;
            for (category, name) in made.iter().zip(["Hammer", "Tent"]) {
                cts::catalog::service::create_item(cx, super::item_of(category.id, name))?;
            }
            Ok(made)
        })
        .await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer
        .get(&format!(
            "/catalog/?category={}&category={}&sort=-description",
            gauze.item_category_id, others[0].id
        ))
        .await
        .shows(&["Gauze", "Hammer"]);

    assert!(!page.text.contains(">Tent<"));
    for id in [gauze.item_category_id, others[0].id] {
        let ticked = format!("name=\"category\" value=\"{id}\" checked");
        assert!(page.text.contains(&ticked), "{ticked}");
    }
    let sorted = format!(
        "?category={}&amp;category={}&amp;sort=unit",
        gauze.item_category_id, others[0].id
    );
    assert!(page.text.contains(&sorted), "other links keep both");
}

#[tokio::test]
async fn a_category_that_was_put_away_is_named_while_the_list_is_filtered_by_it() {
    let app = TestApp::new().await;
    let id = an_item(&app, "Gauze").await.item_category_id.0;
    app.write(move |cx| cts::catalog::service::alike::archive(cx, Entity::Category, id))
        .await;
    let mut officer = app.user(Role::Officer).await;

    let unfiltered = officer.get("/catalog/").await;
    let ticked = format!("name=\"category\" value=\"{id}\" checked");
    officer
        .get(&format!("/catalog/?category={id}"))
        .await
        .shows(&[&ticked]);

    assert!(
        !unfiltered
            .text
            .contains(&format!("name=\"category\" value=\"{id}\""))
    );
}

#[tokio::test]
async fn the_whole_list_is_a_file_with_the_filters_and_the_order_of_the_page() {
    let app = TestApp::new().await;
    for n in 0..30 {
        an_item(&app, &format!("Item {n:02}")).await;
    }
    an_item(&app, "=HYPERLINK(\"x\"), item").await;
    an_item(&app, "Gauze").await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer
        .get("/catalog/?q=item&sort=-description&size=25")
        .await
        .shows(&["?q=item&amp;sort=-description&amp;file=csv"]);
    let csv = officer
        .get("/catalog/?q=item&sort=-description&size=25&file=csv")
        .await;
    let xlsx = officer.get("/catalog/?file=xlsx").await;
    let in_turkish = officer.get("/catalog/?file=csv&lang=tr").await;

    assert!(page.text.contains("file=xlsx"));
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"catalog.csv\""
    );
    let lines: Vec<&str> = csv.text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "Item code,Description,Category,Unit,Donor,T1,Supplier,TRY,USD"
    );
    assert_eq!(lines[1], "M-1,Item 29,Medicines,box,,,,60.0000,1.500");
    assert_eq!(lines.len(), 1 + 31 + 1);
    assert!(lines[31].starts_with("M-1,\"'=HYPERLINK(\"\"x\"\"), item\","));
    assert_eq!(
        xlsx.header("content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    assert!(xlsx.text.starts_with("PK"));
    assert!(!in_turkish.text.starts_with("Item code"));
}

#[tokio::test]
async fn whoever_may_not_see_the_page_has_no_file_of_it() {
    let app = TestApp::new().await;
    an_item(&app, "Gauze").await;
    let mut partner = app.user(Role::Partner).await;

    let refused = partner.get("/catalog/?file=csv").await;

    assert_eq!(refused.status, 403);
    assert!(!refused.text.contains("Gauze"));
}
