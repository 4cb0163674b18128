//! The made-up data of a country.

use cts::demo::fill::Filled;
use cts::demo::plan::Plan;
use cts::demo::reset;
use diesel::{Connection, PgConnection};

use super::turkey::Turkey;

#[tokio::test]
async fn a_country_gets_what_was_promised() {
    let turkey = Turkey::empty();

    let filled = turkey.fill().await;

    assert_eq!(filled.shipments, 40);
    assert!((580..=620).contains(&filled.packages), "{filled:?}");
    assert!(filled.submissions > 300, "{filled:?}");
    assert_eq!(turkey.count("shipments"), 40);
    assert_eq!(turkey.count("packages"), filled.packages as i64);
    assert_eq!(turkey.count("users"), 13);
    assert_eq!(
        turkey.count("users where role = 'partner' and color is not null"),
        10
    );
    assert!(turkey.count("catalog_items") >= 60);
    assert_eq!(turkey.count("kits"), 8);
    assert_eq!(turkey.count("donors"), 5);
    assert!(turkey.count("donor_codes where kind = 't3'") >= 5);
    assert_eq!(turkey.count("packages where item_count = 0"), 0);
    assert_eq!(turkey.count("shipments where id not between 1 and 40"), 0);
    assert_eq!(turkey.count("shipments where closed_as = 7"), 1);
    assert_eq!(turkey.count("shipments where closed_as = 8"), 1);
    let received = turkey.count("shipments where status = 5 and received_on is not null");
    assert!(received >= 18, "{received}");
    assert!(turkey.count("shipments where status in (3, 4)") >= 8);
    assert!(turkey.count("packages where status = 5") > 200);
    assert!(turkey.count("scans") > 1_500);
    assert!(turkey.count("events where kind = 'status' and scan_id is not null") > 500);
    assert!(turkey.count("views.packages where effective_status = 6") > 10);
    assert_eq!(turkey.count("observations where state <> 'applied'"), 0);
    assert_eq!(turkey.count("users where device_id is not null"), 6);
    assert!(turkey.count("scans where label = 'Kilis'") > 0);
    assert_eq!(turkey.count("shipments where base_status = 1"), 3);
}

#[tokio::test]
async fn filling_twice_changes_nothing() {
    let turkey = Turkey::filled().await;
    let rows = turkey.stand.rows(&[]).await.len();
    let plan = turkey.plan();
    let audits = turkey.count("audit");

    let again = turkey.fill().await;

    assert_eq!(again, Filled::default());
    assert_eq!(turkey.stand.rows(&[]).await.len(), rows);
    assert_eq!(turkey.plan(), plan);
    assert_eq!(turkey.count("audit"), audits);
}

#[tokio::test]
async fn a_fill_that_was_cut_off_sends_the_history_once() {
    let turkey = Turkey::filled().await;
    let rows = turkey.stand.rows(&[]).await.len();
    let mut plan = turkey.plan();
    plan.history_sent = false;
    plan.write(&turkey.folder).unwrap();

    let again = turkey.fill().await;

    assert!(again.shipments == 0 && again.submissions > 0);
    assert_eq!(turkey.stand.rows(&[]).await.len(), rows);
    assert!(turkey.plan().history_sent);
}

#[tokio::test]
async fn history_lies_in_the_past_and_has_both_spellings() {
    let turkey = Turkey::filled().await;

    let rows = turkey.stand.rows(&[]).await;

    let now = turkey.plan().made_at;
    let times: Vec<&str> = rows
        .iter()
        .map(|row| row["_submission_time"].as_str().unwrap())
        .collect();
    let now = now.to_rfc3339();
    assert!(times.iter().all(|at| at[..19] <= now[..19]));
    assert!(times.iter().any(|at| at.len() == 19) && times.iter().any(|at| at.ends_with("+00:00")));
    assert!(rows.iter().any(|row| row.get("gps").is_none()));
}

#[tokio::test]
async fn another_password_reaches_all_accounts_once() {
    let turkey = Turkey::filled().await;
    let changed = "audit where action = 'user.set_password'";

    for _ in 0..2 {
        let again = turkey.fill_with("another one of ours").await;
        assert_eq!(again, Filled::default());
    }

    assert_eq!(turkey.count(changed), 13);
}

#[tokio::test]
async fn an_emptied_country_is_filled_again_from_shipment_1() {
    let turkey = Turkey::filled().await;
    let mut admin = PgConnection::establish(turkey.admin_url()).unwrap();

    reset::forget_plan(&turkey.folder, "turkey").unwrap();
    reset::empty(&mut admin).unwrap();

    assert_eq!(turkey.count("users"), 0);
    assert_eq!(turkey.count("audit"), 0);
    assert!(Plan::read(&turkey.folder, "turkey").unwrap().is_none());
    assert_eq!(turkey.fill().await.shipments, 40);
    assert_eq!(turkey.count("shipments where id = 1"), 1);
}

#[tokio::test]
async fn a_country_that_polls_another_server_gets_shipments_and_nothing_is_sent_there() {
    let turkey = Turkey::empty();

    let filled = turkey.fill_beside("http://127.0.0.1:1").await;

    assert_eq!((filled.shipments, filled.submissions), (40, 0));
    assert!(turkey.stand.rows(&[]).await.is_empty());
    assert!(Plan::read(&turkey.folder, "turkey").unwrap().is_none());
}
