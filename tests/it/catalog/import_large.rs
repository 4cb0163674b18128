//! Large files: as many rows as a country has, as many errors as are listed, and how far it is while rows are written.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cts::kernel::Role;
use diesel::prelude::*;
use diesel::sql_query;

use super::an_item;
use super::import::{HEADINGS, confirmation, counts, send};
use crate::support::{Reply, TestApp};

/// A text of so many items; row 2 is `Item 2`.
fn file(rows: usize) -> String {
    let mut file = HEADINGS.to_owned();
    for row in 2..rows + 2 {
        let _ = write!(
            file,
            "\nM-{row},Medicines,Item {row},Donor {donor},T-{donor},,1.5,box,{price}.25,1.125",
            donor = row % 20,
            price = row % 900
        );
    }
    file
}

/// The same with the price of some rows, from row 2 on, replaced by a word.
fn with_bad_prices(rows: usize, bad: usize) -> String {
    let mut lines: Vec<String> = file(rows).lines().map(str::to_owned).collect();
    for line in &mut lines[1..=bad] {
        *line = line.replace(".25,1.125", ".25,much");
    }
    lines.join("\n")
}

fn errors(reply: &Reply) -> usize {
    reply
        .text
        .matches("<bdi class=\"code\">price_usd</bdi>")
        .count()
}

#[tokio::test]
async fn twenty_thousand_rows_with_one_bad_cell_are_refused_and_once_corrected_all_come_in() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let good = file(20_000);
    let bad = good.replace(
        "Item 17311,Donor 11,T-11,,1.5,",
        "Item 17311,Donor 11,T-11,,heavy,",
    );
    assert_ne!(bad, good);

    let refused = send(&mut officer, "items.csv", bad.as_bytes()).await;

    assert_eq!(refused.status, 422);
    let refused = refused.says(&[
        "Nothing was imported.",
        "One thing is wrong in items.csv.",
        ">17311</th><td><bdi class=\"code\">weight</bdi>",
        "This is not a number.",
    ]);
    assert!(!refused.text.contains("Add these"), "no yes is offered");
    assert_eq!(counts(&app).await, [0; 5]);

    let preview = send(&mut officer, "items.csv", good.as_bytes()).await;
    let preview = preview.shows(&["20,000</b> new items"]);
    assert_eq!(counts(&app).await, [0; 5]);
    let done = officer.post(&confirmation(&preview), &[]).await;

    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(counts(&app).await, [20_000, 1, 20, 0, 20]);
    officer.get("/catalog/?q=Item+17311").await.shows(&[
        "20,000 items were added from items.csv.",
        "Item 17311",
        "M-17311",
    ]);
}

#[tokio::test]
async fn the_list_of_errors_ends_at_fifty_and_says_how_many_more_there_are() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    for (bad, listed, more) in [
        (49, 49, None),
        (50, 50, None),
        (
            51,
            50,
            Some("Only the first 50 are listed; one more is not shown."),
        ),
    ] {
        let file = with_bad_prices(60, bad);
        let reply = send(&mut officer, "items.csv", file.as_bytes()).await;

        assert_eq!((reply.status, errors(&reply)), (422, listed), "{bad}");
        let last = format!(">{}</th>", listed + 1);
        let reply = reply.says(&[&format!("{bad} things are wrong in items.csv."), &last]);
        assert!(!reply.text.contains(&format!(">{}</th>", listed + 2)));
        assert_eq!(reply.text.contains("are listed;"), more.is_some(), "{bad}");
        reply.says(more.as_slice());
    }
    assert_eq!(counts(&app).await, [0; 5]);
}

#[tokio::test]
async fn the_page_that_waits_hears_how_many_rows_are_written() {
    let app = TestApp::new().await;
    let category = an_item(&app, "Known").await.item_category_id;
    let (mut officer, mut other) = (app.user(Role::Officer).await, app.user(Role::Officer).await);
    let mut text = file(2_500);
    text.push_str("\nM-9,Medicines,Last,,,,,box,5,0");
    let preview = send(&mut officer, "items.csv", text.as_bytes()).await;
    let yes = confirmation(&preview);
    let address = format!("{yes}progress/");
    preview.shows(&[&format!("data-progress=\"/TR{address}\"")]);
    let before = other.get(&address).await.json();

    // Whoever writes the same item first holds the import up at its last rows.
    let mut first = PgConnection::establish(&app.database.url).unwrap();
    sql_query("begin").execute(&mut first).unwrap();
    sql_query(format!(
        "insert into catalog_items (item_code, description, unit, price_usd, price_local, item_category_id)
         values ('M-9', 'Last', 'box', 0, 5, {category})"
    ))
    .execute(&mut first)
    .unwrap();
    let import = tokio::spawn(async move { officer.post(&yes, &[]).await });
    let deadline = Instant::now() + Duration::from_secs(90);
    let during = loop {
        let told = other.get(&address).await.json();
        if told["rows"] == 2_000 {
            break told;
        }
        assert!(!import.is_finished(), "it waits for the other one");
        assert!(Instant::now() < deadline, "{told}");
    };
    sql_query("rollback").execute(&mut first).unwrap();
    let done = import.await.unwrap();
    let after = other.get(&address).await.json();

    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(during["of"], 2_501);
    assert_eq!(
        during["words"],
        "2,000 of 2,501 rows are written. None is in the catalog before all are."
    );
    assert_eq!((&before["of"], &after["of"]), (&0.into(), &0.into()));
    assert_eq!(counts(&app).await[0], 2_502);
}
