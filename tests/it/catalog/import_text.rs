//! Items from text files, in the encodings of several computers.

use cts::kernel::Role;

use super::import::{HEADINGS, confirmation, counts, send, send_as};
use super::items;
use crate::support::TestApp;

#[tokio::test]
async fn semicolons_decimal_commas_and_old_encodings_are_read() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let file = format!(
        "{}\r\nİ-1;Tıbbi;Şırınga;;;;0,5;adet;12,50;4,072\r\n",
        HEADINGS.replace(',', ";")
    );
    let (bytes, _, _) = encoding_rs::WINDOWS_1254.encode(&file);

    let preview = send(&mut officer, "kalemler.csv", &bytes).await.shows(&[
        "Şırınga",
        "Tıbbi",
        "12.50",
        "4.072",
    ]);
    officer.post(&confirmation(&preview), &[]).await;

    assert_eq!(counts(&app).await[0], 1);
}

/// A table whose one item is described so, in Windows-1254.
fn in_turkish(description: &str) -> Vec<u8> {
    let file = format!("{HEADINGS}\nM-1,Medicines,{description},,,,,box,10,1\n");
    encoding_rs::WINDOWS_1254.encode(&file).0.into_owned()
}

#[tokio::test]
async fn a_text_that_was_read_in_a_wrong_encoding_is_read_again_without_sending_it_anew() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    // One word without a plain letter: it looks Arabic where the country has both languages.
    let reply = send(&mut officer, "a.csv", &in_turkish("çığ")).await;
    let wrong = reply.shows(&["a.csv was read as Windows-1256 (Arabic)"]);
    assert!(!wrong.text.contains("çığ"));
    let yes = confirmation(&wrong);
    let again = format!("{}/read/", yes.trim_end_matches('/'));

    let none = officer.post(&again, &[("encoding", "latin")]).await;
    let not_utf8 = officer.post(&again, &[("encoding", "utf-8")]).await;
    let right = officer.post(&again, &[("encoding", "windows-1254")]).await;

    assert_eq!((none.status, not_utf8.status), (422, 422));
    none.says(&["This is not one of the choices.", "a.csv was read as"]);
    not_utf8.says(&["The file is not stored as UTF-8.", "a.csv was read as"]);
    let right = right.shows(&["a.csv was read as Windows-1254 (Turkish)", "çığ"]);
    // What was read wrongly waits no longer; the yes is to what is seen now.
    let stale = officer.post(&yes, &[]).await;
    assert_eq!(stale.location(), "/TR/catalog/import/");
    officer
        .get("/catalog/import/")
        .await
        .shows(&["This file is no longer waiting. Send it again."]);
    officer.post(&confirmation(&right), &[]).await;
    assert_eq!(items(&app).await.remove(0).item.description, "çığ");
}

#[tokio::test]
async fn a_file_that_came_in_already_says_so_when_it_is_to_be_read_again() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let reply = send(&mut officer, "a.csv", &in_turkish("çığ")).await;
    let yes = confirmation(&reply);
    let again = format!("{}/read/", yes.trim_end_matches('/'));
    officer.post(&yes, &[]).await;
    officer.get("/catalog/").await.shows(&["was added"]);

    for encoding in ["windows-1254", "latin"] {
        let reply = officer.post(&again, &[("encoding", encoding)]).await;

        assert_eq!((reply.status, reply.location()), (303, "/TR/catalog/"));
        officer
            .get("/catalog/")
            .await
            .shows(&["a.csv was imported already"]);
    }
    assert_eq!(counts(&app).await[0], 1);
}

#[tokio::test]
async fn a_text_in_utf_8_is_not_offered_to_be_read_otherwise() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let good = format!("{HEADINGS}\nM-1,Medicines,çığ,,,,,box,10,1\n");
    let wrong = format!("{HEADINGS}\nM-1,Medicines,çığ,,,,,box,,1\n");

    let found = send(&mut officer, "a.csv", good.as_bytes()).await;
    let refused = send(&mut officer, "a.csv", wrong.as_bytes()).await;
    let chosen = send_as(&mut officer, "windows-1254", "a.csv", good.as_bytes()).await;

    assert!(!found.shows(&["çığ"]).text.contains("was read as"));
    assert_eq!(refused.status, 422);
    assert!(!refused.text.contains("/read/"));
    chosen.shows(&["a.csv was read as Windows-1254 (Turkish)"]);
}

#[tokio::test]
async fn whoever_sends_a_text_may_say_how_its_letters_are_stored() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    officer.get("/catalog/import/").await.shows(&[
        "Found by itself",
        "Windows-1254 (Turkish)",
        "Windows-1256 (Arabic)",
    ]);
    let file = in_turkish("çığ");

    let reply = send_as(&mut officer, "windows-1254", "a.csv", &file).await;
    let wrong = send_as(&mut officer, "utf-8", "a.csv", &file).await;
    let unknown = send_as(&mut officer, "latin", "a.csv", &file).await;

    officer
        .post(&confirmation(&reply.shows(&["çığ"])), &[])
        .await;
    assert_eq!(items(&app).await.remove(0).item.description, "çığ");
    assert_eq!((wrong.status, unknown.status), (422, 422));
    wrong.says(&["The file is not stored as UTF-8."]);
    unknown.says(&["This is not one of the choices."]);
}
