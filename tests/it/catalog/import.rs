//! Items from a spreadsheet.

use cts::catalog::service;
use cts::kernel::Role;
use reqwest::Method;
use rust_xlsxwriter::Workbook;

use super::{an_entity, an_item, items};
use crate::support::{Client, Reply, TestApp};

pub(super) const HEADINGS: &str =
    "item_code,item_category,description,donor,donor_t1,supplier,weight,unit,price_local,price_usd";

/// Sends a file as the form does.
pub(super) async fn send(client: &mut Client, name: &str, content: &[u8]) -> Reply {
    send_as(client, "", name, content).await
}

/// Sends a file and says how its letters are stored.
pub(super) async fn send_as(
    client: &mut Client,
    encoding: &str,
    name: &str,
    content: &[u8],
) -> Reply {
    let token = client.token().await;
    let mut body = format!(
        "--part\r\ncontent-disposition: form-data; name=\"csrf_token\"\r\n\r\n{token}\r\n\
         --part\r\ncontent-disposition: form-data; name=\"encoding\"\r\n\r\n{encoding}\r\n\
         --part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--part--\r\n");
    let request = client
        .request(Method::POST, "/catalog/import/")
        .header("content-type", "multipart/form-data; boundary=part")
        .body(body);
    client.send(request).await
}

/// Where the form leads that says yes.
pub(super) fn confirmation(reply: &Reply) -> String {
    let marker = "action=\"/TR/catalog/import/";
    let all: Vec<&str> = reply.text.split(marker).skip(1).collect();
    let id = all
        .iter()
        .filter_map(|rest| rest.split('"').next())
        .find(|id| !id.is_empty() && !id.ends_with("read/"))
        .unwrap_or_else(|| panic!("no form says yes in\n{}", reply.text));
    format!("/catalog/import/{id}")
}

/// How much there is: items, categories, donors, suppliers, codes.
pub(super) async fn counts(app: &TestApp) -> [i64; 5] {
    app.write(|cx| {
        let counts = service::item_counts(cx)?;
        let donors = service::list_donors(cx)?.len() as i64;
        let suppliers = service::list_suppliers(cx)?.len() as i64;
        let codes = service::list_donor_codes(cx)?.len() as i64;
        Ok([counts.items, counts.categories, donors, suppliers, codes])
    })
    .await
}

/// A table with headings in an order of its own, a number for a code, and a blank row.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let headings = "remarks,price_usd,price_local,unit,weight,supplier,donor_t1,donor,description,item_category,item_code";
    for (column, heading) in (0..).zip(headings.split(',')) {
        sheet.write(0, column, heading).unwrap();
    }
    sheet.write(1, 0, "ignored").unwrap();
    sheet.write(1, 1, 4.0725).unwrap();
    sheet.write(1, 2, 160.255).unwrap();
    sheet.write(1, 3, "box").unwrap();
    sheet.write(1, 4, 1.005).unwrap();
    sheet.write(1, 5, " Hedef ").unwrap();
    sheet.write(1, 6, "A-1").unwrap();
    sheet.write(1, 7, "Donor 10").unwrap();
    sheet.write(1, 8, "Gauze").unwrap();
    sheet.write(1, 9, "Medicines").unwrap();
    sheet.write(1, 10, 100.0).unwrap();
    sheet.write(3, 1, 0).unwrap();
    sheet.write(3, 2, 5).unwrap();
    sheet.write(3, 8, "Tape").unwrap();
    sheet.write(3, 9, "Medicines").unwrap();
    sheet.write(3, 10, "T.0").unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_file_is_shown_first_and_written_after_a_yes() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    officer
        .get("/catalog/import/")
        .await
        .shows(&["price_local", "template.xlsx"]);

    let preview = send(&mut officer, "items.xlsx", &workbook()).await.shows(&[
        "2</b> new items",
        "Donor 10",
        "A-1",
        "Hedef",
        "Add these 2 items",
    ]);
    assert_eq!(counts(&app).await, [0; 5]);
    let done = officer.post(&confirmation(&preview), &[]).await;

    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(counts(&app).await, [2, 1, 1, 1, 1]);
    officer
        .get("/catalog/")
        .await
        .shows(&["2 items were added from items.xlsx.", "Tape"]);
    let row = items(&app).await.remove(0);
    assert_eq!(row.item.item_code, "100");
    assert_eq!(row.item.price_usd.to_string(), "4.072");
    assert_eq!(row.item.price_local.normalize().to_string(), "160.26");
    assert_eq!(row.supplier.as_deref(), Some("Hedef"));
    let donor = app
        .write(|cx| Ok(service::list_donors(cx)?.remove(0)))
        .await;
    assert_eq!(
        (donor.name.as_str(), donor.codes[0].code.as_str()),
        ("Donor 10", "A-1")
    );
}

#[tokio::test]
async fn a_yes_counts_once_and_only_from_who_brought_the_file() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let mut other = app.user(Role::Officer).await;
    let preview = send(&mut officer, "items.xlsx", &workbook()).await;
    let yes = confirmation(&preview);

    let stolen = other.post(&yes, &[]).await;
    let first = officer.post(&yes, &[]).await;
    let second = officer.post(&yes, &[]).await;

    assert_eq!(
        (stolen.status, stolen.location()),
        (303, "/TR/catalog/import/")
    );
    assert_eq!((first.status, first.location()), (303, "/TR/catalog/"));
    assert_eq!((second.status, second.location()), (303, "/TR/catalog/"));
    officer
        .get("/catalog/")
        .await
        .shows(&["items.xlsx was imported already", ": 2 items came in"]);
    assert_eq!(counts(&app).await[0], 2);
}

#[tokio::test]
async fn the_same_file_again_has_nothing_new() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let preview = send(&mut officer, "items.xlsx", &workbook()).await;
    officer.post(&confirmation(&preview), &[]).await;

    send(&mut officer, "items.xlsx", &workbook()).await.shows(&[
        "2</b> are in the catalog already",
        "There is nothing new in this file.",
    ]);

    assert_eq!(counts(&app).await, [2, 1, 1, 1, 1]);
}

#[tokio::test]
async fn errors_name_row_and_column_and_nothing_is_written() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    an_item(&app, "Known").await;
    let file = format!(
        "{HEADINGS}\n\
         M-1,Medicines,Gauze,,,,,box,10,1\n\
         ,{},Tape,,,,x,box,,-1\n\
         \n\
         M-1,Medicines,Gauze,,,,,box,10.001,1\n\
         M-1,Medicines,Known,,,,,other,60,1.5\n",
        "c".repeat(101)
    );

    let reply = send(&mut officer, "items.csv", file.as_bytes()).await;

    assert_eq!(reply.status, 422);
    reply.says(&[
        "Nothing was imported.",
        "7 things are wrong",
        ">3</th><td><bdi class=\"code\">item_code",
        "At most 100 characters fit.",
        "This is not a number.",
        "This cannot be less than zero.",
        "This is the same item as in row 2.",
        "differs in other columns",
    ]);
    assert_eq!(counts(&app).await, [1, 1, 0, 0, 0]);
}

#[tokio::test]
async fn fifty_errors_are_listed_and_the_others_counted() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let file = |rows: usize| {
        let lines = (0..rows).map(|n| format!("M-{n},Medicines,Item {n},,,,,box,,1"));
        let all: Vec<String> = std::iter::once(HEADINGS.to_owned()).chain(lines).collect();
        all.join("\n")
    };

    let few = send(&mut officer, "few.csv", file(49).as_bytes()).await;
    let many = send(&mut officer, "many.csv", file(60).as_bytes()).await;

    let lines = |reply: &Reply| {
        reply
            .text
            .matches("<bdi class=\"code\">price_local</bdi>")
            .count()
    };
    assert_eq!((few.status, many.status), (422, 422));
    assert_eq!((lines(&few), lines(&many)), (49, 50));
    assert!(!few.text.contains("are listed;"));
    many.says(&["Only the first 50 are listed; 10 more are not shown."]);
    assert_eq!(counts(&app).await[0], 0);
}

#[tokio::test]
async fn what_is_no_table_of_items_is_refused_in_words() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    for (name, content, said) in [
        (
            "a.pdf",
            b"%PDF-1.7".as_slice(),
            "This is not a spreadsheet.",
        ),
        ("a.xlsx", b"PK\x03\x04broken", "The file is damaged"),
        (
            "a.csv",
            b"a,b\n1,2\n",
            "lacks these headings: item_code, item_category",
        ),
        ("a.csv", b"", "The file holds no table."),
        (
            "a.csv",
            &vec![b'a'; (10 << 20) + 1],
            "The file is too large: at most 10 MB",
        ),
    ] {
        let reply = send(&mut officer, name, content).await;
        assert_eq!(reply.status, 422, "{name}");
        reply.says(&[said]);
    }
    let huge = send(&mut officer, "a.csv", &vec![b'a'; 50 << 20]).await;
    assert_eq!(huge.status, 413);
    huge.says(&["too large"]);
    let none = officer.post("/catalog/import/", &[]).await;
    assert!((400..500).contains(&none.status));
}

#[tokio::test]
async fn a_cell_a_million_rows_down_is_refused_at_once() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let book = |row: u32, column: u16| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "item_code").unwrap();
        sheet.write(row, column, "x").unwrap();
        book.save_to_buffer().unwrap()
    };

    let deep = send(&mut officer, "a.xlsx", &book(1_048_575, 0)).await;
    let wide = send(&mut officer, "a.xlsx", &book(1, 16_383)).await;

    deep.says(&["The table has too many rows: at most 50,000"]);
    wide.says(&["cells far to the right"]);
}

#[tokio::test]
async fn archived_names_are_not_given_to_new_items() {
    use cts::catalog::model::Entity;
    let app = TestApp::new().await;
    let donor = an_entity(&app, Entity::Donor, "Northern Fund").await;
    app.write(move |cx| service::alike::archive(cx, Entity::Donor, donor))
        .await;
    let mut officer = app.user(Role::Officer).await;
    let file = format!("{HEADINGS}\nM-1,Medicines,Gauze,Northern Fund,,,,,10,1\n");

    let reply = send(&mut officer, "items.csv", file.as_bytes()).await;

    assert_eq!(reply.status, 422);
    reply.says(&["Northern Fund is archived."]);
}

#[tokio::test]
async fn an_item_that_is_there_but_archived_is_told() {
    let app = TestApp::new().await;
    let item = an_item(&app, "Gauze").await;
    app.write(move |cx| service::archive_item(cx, item.id))
        .await;
    an_item(&app, "Bandage").await;
    let mut officer = app.user(Role::Officer).await;
    let row = |description: &str| format!("M-1,Medicines,{description},,,,0.4,box,60,1.5\n");
    let both = format!("{HEADINGS}\n{}{}", row("Gauze"), row("Bandage"));
    let in_use = format!("{HEADINGS}\n{}", row("Bandage"));

    let reply = send(&mut officer, "items.csv", both.as_bytes()).await;
    let without = send(&mut officer, "items.csv", in_use.as_bytes()).await;

    reply.shows(&[
        "are in the catalog already and stay as they are",
        "of them is archived",
    ]);
    let without = without.shows(&["is in the catalog already"]);
    assert!(!without.text.contains("of them is archived"));
}

#[tokio::test]
async fn a_file_nobody_said_yes_to_goes_with_the_hourly_cleanup() {
    use cts::catalog::import::{self, ItemFile};
    use cts::jobs::{Trigger, run_now};
    let app = TestApp::new().await;
    let cleanup = cts::instance::jobs(&app.app)
        .into_iter()
        .find(|job| job.name == "cleanup")
        .unwrap();
    let file = |name: &str| ItemFile {
        name: name.into(),
        content: HEADINGS.into(),
        encoding: None,
    };
    let old = app
        .write(move |cx| import::keep(cx, &file("old.csv")))
        .await;
    app.later(chrono::TimeDelta::hours(23));
    let young = app
        .write(move |cx| import::keep(cx, &file("young.csv")))
        .await;
    app.later(chrono::TimeDelta::hours(2));

    run_now(app.app.db(), &cleanup, Trigger::Person)
        .await
        .unwrap();

    assert!(
        app.try_write(move |cx| import::kept(cx, old))
            .await
            .is_err()
    );
    app.write(move |cx| import::kept(cx, young)).await;
}

#[tokio::test]
async fn the_template_is_what_the_import_takes() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let request = officer.request(Method::GET, "/catalog/import/template.xlsx");
    let book = request.send().await.unwrap().bytes().await.unwrap();
    let text = officer.get("/catalog/import/template.csv").await;

    let reply = send(&mut officer, "template.xlsx", &book)
        .await
        .shows(&["There is nothing new in this file."]);

    assert!(!reply.text.contains("lacks these headings"));
    assert!(text.text.contains(HEADINGS));
    assert!(
        text.header("content-disposition")
            .contains("catalog-items.csv")
    );
}

#[tokio::test]
async fn names_are_found_as_forms_find_them_in_any_case() {
    use cts::catalog::model::Entity;
    let app = TestApp::new().await;
    an_entity(&app, Entity::Donor, "Northern Fund").await;
    an_item(&app, "Gauze").await;
    let mut officer = app.user(Role::Officer).await;
    let rows = "M-1,MEDICINES,Gauze,,,,0.4,box,60,1.5\n\
                M-2,medicines,Tape,NORTHERN fund,a-1,Hedef,,,10,1\n\
                M-3,Household,Rope,northern fund,A-1,HEDEF,,,10,1\n\
                M-4,HOUSEHOLD,Soap,Northern Fund,,,,,10,1\n";
    let file = format!("{HEADINGS}\n{rows}");

    let preview = send(&mut officer, "items.csv", file.as_bytes())
        .await
        .shows(&["is in the catalog already", "3</b> new items"]);
    officer.post(&confirmation(&preview), &[]).await;

    // Medicines and Household; one donor, one supplier, one code.
    assert_eq!(counts(&app).await, [4, 2, 1, 1, 1]);
    let again = format!(
        "{HEADINGS}\n{}",
        rows.replace("northern fund", "NORTHERN FUND")
    );
    send(&mut officer, "items.csv", again.as_bytes())
        .await
        .shows(&["are in the catalog already"]);
    // The same item twice, however its donor is written.
    let twice = format!(
        "{HEADINGS}\nM-5,Household,Pot,Northern Fund,,,,,10,1\nM-5,Household,Pot,northern fund,,,,,10,1\n"
    );
    let refused = send(&mut officer, "items.csv", twice.as_bytes()).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
}

#[tokio::test]
async fn a_file_that_is_sent_again_waits_once_and_others_wait_beside_it() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let mut other = app.user(Role::Officer).await;
    let file = |n: i32| format!("{HEADINGS}\nM-{n},Medicines,Gauze {n},,,,,,10,1\n").into_bytes();
    let first = confirmation(&send(&mut officer, "items.csv", &file(1)).await);
    let beside = confirmation(&send(&mut officer, "more.csv", &file(2)).await);
    let theirs = confirmation(&send(&mut other, "items.csv", &file(3)).await);
    let anew = confirmation(&send(&mut officer, "items.csv", &file(4)).await);
    let overtaken = confirmation(&send(&mut officer, "wrong.csv", &file(5)).await);
    let wrong = format!("{HEADINGS}\nM-5,Medicines,Gauze 5,,,,,,ten,1\n");
    send(&mut officer, "wrong.csv", wrong.as_bytes()).await;

    let gone = officer.post(&first, &[]).await;
    let outdated = officer.post(&overtaken, &[]).await;
    let taken = [
        officer.post(&anew, &[]).await,
        officer.post(&beside, &[]).await,
        other.post(&theirs, &[]).await,
    ];

    assert_eq!(gone.location(), "/TR/catalog/import/");
    assert_eq!(outdated.location(), "/TR/catalog/import/");
    for reply in taken {
        assert_eq!(reply.location(), "/TR/catalog/");
    }
    assert_eq!(counts(&app).await[0], 3);
}
