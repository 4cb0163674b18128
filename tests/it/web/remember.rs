//! Lists come back as somebody left them.

use cts::catalog::model::Entity;
use cts::kernel::ids::ItemCategoryId;
use cts::kernel::{Role, Status};

use crate::catalog::{an_entity, an_item, item_of};
use crate::scans::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_list_without_a_query_shows_what_one_had() {
    let app = TestApp::new().await;
    a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    a_shipment("Tents").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get("/shipments/?status=ready&sort=-date&size=100&q=blank")
        .await
        .shows(&["Blankets"]);
    let back = officer.get("/shipments/").await;
    let asked = officer.get("/shipments/?status=in_progress").await;
    let reset = officer.get("/shipments/?").await;
    let after = officer.get("/shipments/").await;

    let back = back.shows(&[
        "Blankets",
        "Filtered as you left it.",
        "<a href=\"?sort=-date\">",
    ]);
    assert!(!back.text.contains("Tents"));
    assert!(
        back.text
            .contains("data-query=\"status=ready&amp;sort=-date&amp;size=100\"")
    );
    let asked = asked.shows(&["Tents"]);
    assert!(!asked.text.contains("Blankets") && !asked.text.contains("Filtered as you left it."));
    reset.shows(&["Tents", "Blankets"]);
    let after = after.shows(&["Tents", "Blankets"]);
    assert!(!after.text.contains("Filtered as you left it."));
    let cookie = officer.cookies["cts_tables_test"].as_str();
    assert_eq!(cookie, "shipments.size=100", "and nothing that was typed");
}

#[tokio::test]
async fn the_page_size_of_one_table_stays_in_it_and_in_the_country() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(30)
        .scanned(&[Status::InTransit])
        .insert(&app)
        .await;
    let mut officer = app.user(Role::Officer).await;

    let chosen = officer.get(&format!("/shipments/{id}/?size=25")).await;
    let later = officer.get(&format!("/shipments/{id}/?q=Box")).await;
    let list = officer.get("/shipments/").await;

    let cookie = chosen.header("set-cookie");
    assert!(
        cookie.starts_with("cts_tables_test=packages.size=25; Path=/TR; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    later.shows(&["<b aria-current=\"true\">25</b>"]);
    assert!(!list.text.contains("<b aria-current=\"true\">25</b>"));
}

/// Every list with filters: an address that sets each of them, and the field for what is typed.
const FILTERED: [(&str, &str, &str); 11] = [
    ("/shipments/", "status=overdue", "q"),
    ("/receipts/", "show=open", "q"),
    ("/inbox/", "reason=unknown_code", "q"),
    ("/users/", "who=partner", "q"),
    (
        "/system/audit/",
        "what=shipment%3A27&from=2026-11-01&to=2026-11-20",
        "who",
    ),
    (
        "/catalog/",
        "category=1&category=2&donor=3&supplier=4&archived=1",
        "q",
    ),
    ("/entities/categories/", "archived=1", "q"),
    ("/entities/donors/", "archived=1", "q"),
    ("/entities/donor-codes/", "archived=1&type=t3", "q"),
    ("/entities/suppliers/", "archived=1", "q"),
    ("/entities/transporters/", "archived=1", "q"),
];

#[tokio::test]
async fn every_filtered_list_comes_back_filtered_says_so_and_can_be_cleared() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    for (path, filters, typed) in FILTERED {
        let asked = format!("{path}?{typed}=zebra&sort=-name&{filters}");
        coordinator.get(&asked).await.shows(&["zebra"]);
    }
    for (path, filters, typed) in FILTERED {
        let back = coordinator.get(path).await;
        let asked = coordinator.get(&format!("{path}?{typed}=x")).await;
        coordinator.get(&format!("{path}?{filters}")).await;
        let again = coordinator.get(path).await;
        let reset = coordinator.get(&format!("{path}?")).await;
        let after = coordinator.get(path).await;

        for page in [back, again] {
            let page = page.shows(&["Filtered as you left it.", "Clear filters"]);
            let query = filters.replace('&', "&amp;");
            assert!(page.text.contains(&query), "{path}: {}", page.text);
            assert!(!page.text.contains("zebra"), "{path}: what was typed");
        }
        for plain in [asked, reset, after] {
            let plain = plain.shows(&[]);
            assert!(!plain.text.contains("as you left it"), "{path}");
        }
    }
}

#[tokio::test]
async fn the_catalog_shows_the_rows_of_the_categories_one_left_until_they_are_cleared() {
    let app = TestApp::new().await;
    an_item(&app, "Gauze").await;
    let tools = an_entity(&app, Entity::Category, "Tools").await;
    let hammer = item_of(ItemCategoryId(tools), "Hammer");
    app.write(move |cx| cts::catalog::service::create_item(cx, hammer))
        .await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/catalog/?category={tools}&sort=-price_usd"))
        .await
        .shows(&["Hammer"]);
    let back = officer.get("/catalog/").await;
    let link = officer.get("/catalog/?q=Gauze").await;
    officer.get(&format!("/catalog/?category={tools}")).await;
    officer.get("/catalog/").await;
    let cleared = officer.get("/catalog/?sort=-price_usd").await;
    let after = officer.get("/catalog/").await;

    let back = back.shows(&["Hammer", "<a href=\"?sort=-price_usd\">Clear filters</a>"]);
    assert!(!back.text.contains("Gauze"));
    let link = link.shows(&["Gauze"]);
    assert!(!link.text.contains("as you left it"), "the address wins");
    cleared.shows(&["Hammer", "Gauze"]);
    after.shows(&["Hammer", "Gauze", "Shown as you left it."]);
}

#[tokio::test]
async fn a_count_leads_to_as_many_rows_whatever_was_left_filtered() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    let codes = [&*format!("/TR{id}.22"), "/JO14.2"];
    scan(&app, 1, "STATUS_IN_TRANSIT-Zero_Point", &codes, 2).await;
    an_entity(&app, Entity::Category, "Tools").await;
    let mut coordinator = app.user(Role::Coordinator).await;
    coordinator.get("/inbox/?reason=other_country").await;
    coordinator.get("/entities/categories/?archived=1").await;

    let plain = coordinator.get("/inbox/").await.shows(&["JO14.2"]);
    assert!(
        !plain.text.contains(&format!("TR{id}.22")),
        "as it was left"
    );
    let home = coordinator.get("/").await;
    let counts = ["class=\"count hot\">2<", "class=\"n\">2<"];
    for counted in counts {
        let (before, _) = home.text.split_once(counted).expect("a count of 2");
        let (_, link) = before.rsplit_once("<a ").expect("it is a link");
        assert!(link.contains("href=\"/TR/inbox/?\""), "{counted}: {link}");
        // Left filtered anew before each.
        coordinator.get("/inbox/?reason=other_country").await;
        coordinator
            .get("/inbox/?")
            .await
            .shows(&["JO14.2", &format!("TR{id}.22")]);
    }
    coordinator
        .get("/entities/")
        .await
        .shows(&["href=\"/TR/entities/categories/?\""]);
    coordinator
        .get("/entities/categories/?")
        .await
        .shows(&["Tools"]);
}

#[tokio::test]
async fn a_page_that_is_no_number_is_the_first() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let paths = FILTERED.iter().map(|(path, ..)| *path);

    for path in paths.chain(["/system/mail/", "/catalog/kits/", "/search/"]) {
        for odd in [
            "page=x",
            "page=-1&size=x",
            "page=99999999999999999999",
            "page=&size=",
        ] {
            let list = coordinator.get(&format!("{path}?{odd}")).await;
            assert_eq!(list.status, 200, "{path}?{odd}");
        }
    }
}
