//! What a restore put aside: seen, brought back, deleted for good.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::backup::{backup, fill, json, said};
use super::installation::{Installation, running};

fn before(installation: &Installation, arguments: &[&str]) -> std::process::Output {
    let arguments = [&["-i", "iraq", "before"], arguments].concat();
    installation.cts(&arguments)
}

fn listed(installation: &Installation) -> Vec<Value> {
    let listed = json(&before(installation, &["list", "--json"]));
    listed.as_array().unwrap().clone()
}

fn has_user(installation: &Installation, email: &str) -> bool {
    let shown = installation.cts(&["-i", "iraq", "user", "show", email]);
    shown.status.success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_restore_put_aside_is_brought_back_with_its_files_and_deleted_for_good() {
    let installation = running();
    let files = installation.root.join("var/files/iraq");
    fs::create_dir_all(&files).unwrap();
    let file = backup(&installation);
    fill(&installation, "before1@example.org");
    fs::write(files.join("after-the-backup.txt"), "a picture").unwrap();
    let path = file.to_str().unwrap();
    let restored = json(&installation.cts(&[
        "-i",
        "iraq",
        "restore",
        path,
        "--replace",
        "--yes",
        "--json",
    ]));
    let is_gone = !has_user(&installation, "before1@example.org");
    let put_aside = listed(&installation)[0].clone();
    let name = put_aside["name"].as_str().unwrap();

    let unasked = before(&installation, &["restore", name]);
    let unknown = before(&installation, &["restore", "20200101t000000z", "--yes"]);
    let brought = json(&before(
        &installation,
        &["restore", name, "--yes", "--json"],
    ));
    let is_back = has_user(&installation, "before1@example.org");
    let now_aside = listed(&installation)[0].clone();
    let audit = json(&installation.cts(&["-i", "iraq", "audit", "list", "--json", "--limit", "9"]));
    let page = reqwest::get(format!("{}/IQ/sign-in/", installation.url)).await;
    let dropped = before(
        &installation,
        &["drop", now_aside["name"].as_str().unwrap(), "--yes"],
    );

    assert!(is_gone, "the backup is older");
    assert_eq!(put_aside["database"], restored["kept"]);
    assert!(put_aside["bytes"].as_i64().unwrap() > 1_000_000);
    assert_eq!(unasked.status.code(), Some(1));
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains("nothing of iraq was put aside as 20200101t000000z"));
    assert!(is_back);
    assert_eq!(
        fs::read_to_string(files.join("after-the-backup.txt")).unwrap(),
        "a picture"
    );
    assert_eq!(brought["kept"], now_aside["database"]);
    let is_told = |row: &Value| {
        row["action"] == "country.restore" && row["after"]["from"] == put_aside["database"]
    };
    assert!(audit.as_array().unwrap().iter().any(is_told), "{audit}");
    assert_eq!(page.unwrap().status(), 200);
    assert!(dropped.status.success(), "{dropped:?}");
    let left = listed(&installation);
    assert!(!left.iter().any(|one| one["name"] == name), "{left:?}");
    assert!(!left.contains(&now_aside), "{left:?}");
    let folder = now_aside["files"].as_str().map(PathBuf::from);
    assert!(folder.is_none_or(|folder| !folder.exists()));
    fs::remove_file(files.join("after-the-backup.txt")).unwrap();
}
