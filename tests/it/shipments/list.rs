//! The list of shipments.

use cts::kernel::{Role, Status};

use super::a_shipment;
use crate::support::TestApp;

/// Where each of the words stands in the page; they must all be there.
fn places(text: &str, words: &[&str]) -> Vec<usize> {
    words
        .iter()
        .map(|word| {
            text.find(word)
                .unwrap_or_else(|| panic!("{word} is missing"))
        })
        .collect()
}

#[tokio::test]
async fn overdue_shipments_stand_first_then_the_newest() {
    let app = TestApp::new().await;
    a_shipment("Blankets")
        .packages(4)
        .scanned(&[Status::Received, Status::InTransit])
        .days_late(3)
        .insert(&app)
        .await;
    a_shipment("Tents").insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let page = officer
        .get("/shipments/")
        .await
        .shows(&["Received", "25%", "1 overdue", "3 days"]);

    assert!(places(&page.text, &[">Blankets<", ">Tents<"]).is_sorted());
}

#[tokio::test]
async fn the_address_says_how_to_sort_search_filter_and_page() {
    let app = TestApp::new().await;
    a_shipment("Winter kits")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    a_shipment("Tents <big>").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let by_name = officer
        .get("/shipments/?sort=description")
        .await
        .shows(&["Tents &lt;big&gt;"]);
    let backwards = officer.get("/shipments/?sort=-description").await;
    let found = officer
        .get("/shipments/?q=winter")
        .await
        .shows(&["Winter kits"]);
    let ready = officer
        .get("/shipments/?status=ready&sort=-date&size=25")
        .await
        .shows(&["Winter kits"]);
    let none = officer
        .get("/shipments/?q=zebra")
        .await
        .shows(&["No shipment matches"]);
    let odd = officer
        .get("/shipments/?page=x&size=7&sort=nothing&status=odd")
        .await;

    assert!(places(&by_name.text, &[">Tents &lt;", ">Winter kits<"]).is_sorted());
    assert!(places(&backwards.text, &[">Winter kits<", ">Tents &lt;"]).is_sorted());
    assert!(!found.text.contains("Tents"));
    assert!(!ready.text.contains("Tents"));
    assert!(!none.text.contains("Winter kits"));
    assert_eq!(odd.status, 200);
}

#[tokio::test]
async fn long_lists_are_paged() {
    let app = TestApp::new().await;
    let partner = app.account(Role::Partner).await.id;
    for n in 0..27 {
        a_shipment(&format!("Shipment number {n:02}"))
            .of(partner)
            .insert(&app)
            .await;
    }
    let mut officer = app.user(Role::Officer).await;

    let first = officer
        .get("/shipments/?size=25")
        .await
        .shows(&["1–25 of 27", "page=2"]);
    let second = officer
        .get("/shipments/?size=25&page=2")
        .await
        .shows(&["26–27 of 27"]);

    assert_eq!(first.text.matches("Shipment number").count(), 25);
    assert_eq!(second.text.matches("Shipment number").count(), 2);
}

#[tokio::test]
async fn partners_see_only_their_own() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    a_shipment("Mine").of(account.id).insert(&app).await;
    a_shipment("Somebody else's").insert(&app).await;
    let mut partner = app.signed_in(&account).await;

    let page = partner
        .get("/shipments/")
        .await
        .shows(&["Mine", "1 shipment"]);

    assert!(!page.text.contains("Somebody else"));
}

#[tokio::test]
async fn an_empty_country_says_so_in_every_language() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get("/shipments/")
        .await
        .shows(&["No shipments yet"]);
    officer
        .get("/shipments/?lang=ar")
        .await
        .shows(&["dir=\"rtl\"", "لا شحنات بعد"]);
    officer
        .get("/shipments/?lang=tr")
        .await
        .shows(&["Henüz sevkiyat yok"]);
}

#[tokio::test]
async fn the_list_is_a_file_of_what_one_may_see() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    a_shipment("Mine")
        .of(account.id)
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    a_shipment("Somebody else's").insert(&app).await;
    let mut partner = app.signed_in(&account).await;
    let mut officer = app.user(Role::Officer).await;

    let mine = partner.get("/shipments/?file=csv").await;
    let all = officer.get("/shipments/?sort=description&file=csv").await;
    let ready = officer.get("/shipments/?status=ready&file=csv").await;
    let xlsx = officer.get("/shipments/?file=xlsx").await;

    let lines: Vec<&str> = mine.text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "Shipment,Partner,Status,Progress,Overdue,Note,Date,Store release,Donor,Packages,TRY,USD"
    );
    let begin = format!("Mine,{},Ready for pickup,", account.name);
    assert!(lines[1].starts_with(&begin), "{}", lines[1]);
    assert_eq!(lines.len(), 3, "one row");
    assert!(places(&all.text, &["\r\nMine,", "\r\nSomebody else's,"]).is_sorted());
    assert!(!ready.text.contains("Somebody"));
    assert!(xlsx.text.starts_with("PK"));
}
