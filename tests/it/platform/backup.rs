//! Backups of a country that runs: made, verified, damaged, restored, killed in the middle.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::installation::{Installation, eventually, kill, running};
use super::reload::List;

pub(super) fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(super) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Some rows, so that there is something to lose.
pub(super) fn fill(installation: &Installation, email: &str) {
    let made = installation.cts(&["-i", "iraq", "user", "create", email, "--generate"]);
    assert!(made.status.success(), "{made:?}");
}

/// A mail of Iraq that leaves only tomorrow.
fn wait_to_be_sent(installation: &Installation) {
    let mail = "insert into outgoing_mails (recipient, subject, text_body, purpose, created_at, next_attempt_at) \
        values ('late@example.org', 'late', 'late', 'test.restore', now(), now() + interval '1 day')";
    let written = installation.cts(&["-i", "iraq", "--yes", "sql", "--write", mail]);
    assert!(written.status.success(), "{written:?}");
}

fn users(installation: &Installation, key: &str) -> usize {
    let listed = json(&installation.cts(&["-i", key, "user", "list", "--json"]));
    listed.as_array().unwrap().len()
}

pub(super) fn backup(installation: &Installation) -> PathBuf {
    let made = json(&installation.cts(&["-i", "iraq", "backup", "--json"]));
    made["file"].as_str().unwrap().into()
}

pub(super) fn verify(installation: &Installation, file: &Path) -> Output {
    installation.cts(&["-i", "iraq", "backup", "verify", file.to_str().unwrap()])
}

pub(super) fn scratch_databases(installation: &Installation) -> Value {
    let listed = installation.cts(&[
        "-i", "iraq", "sql", "--json",
        "select count(*) as n from pg_database where datname like 'cts_scratch%' or datname like '%restoring'",
    ]);
    json(&listed)[0]["n"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_verified_and_one_changed_byte_is_refused_with_and_without_the_file_beside() {
    let installation = running();
    fill(&installation, "backup1@example.org");
    let files = installation.root.join("var/files/iraq");
    fs::create_dir_all(&files).unwrap();
    fs::write(files.join("logo.txt"), "a picture").unwrap();

    let file = backup(&installation);
    let good = verify(&installation, &file);
    let listed = json(&installation.cts(&["-i", "iraq", "backup", "list", "--json"]));
    let status = installation.status().unwrap();

    assert!(good.status.success(), "{good:?}");
    // Whoever made it, the supervisor's unprivileged user goes on with them.
    let owner = |path: &Path| fs::metadata(path).unwrap().uid();
    let unprivileged = owner(&installation.root.join("var/secrets/iraq.json"));
    assert_eq!(owner(&file), unprivileged);
    assert_eq!(owner(&file.with_extension("json")), unprivileged);
    assert_eq!(owner(file.parent().unwrap()), unprivileged);
    assert_eq!(listed[0]["file"], file.to_str().unwrap());
    assert!(listed[0]["verified_at"].is_string());
    assert!(status.instance("iraq")["backup"]["verified_at"].is_string());
    let whole = fs::read(&file).unwrap();
    let beside = file.with_extension("json");
    let kept = fs::read(&beside).unwrap();
    for at in [
        0,
        40,
        whole.len() / 3,
        whole.len() / 2,
        whole.len() - 200,
        whole.len() - 20,
    ] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&file, &changed).unwrap();
        for with_beside in [true, false] {
            if with_beside {
                fs::write(&beside, &kept).unwrap();
            } else {
                fs::remove_file(&beside).unwrap();
            }
            let refused = verify(&installation, &file);
            assert_eq!(refused.status.code(), Some(3), "byte {at}: {refused:?}");
            assert!(said(&refused).contains("is damaged"), "{}", said(&refused));
        }
    }
    let damaged = json(&installation.cts(&["-i", "iraq", "backup", "list", "--json"]));
    assert!(damaged[0]["verified_at"].is_null(), "{damaged}");
    fs::write(&file, &whole).unwrap();
    let without = verify(&installation, &file);
    assert!(
        without.status.success(),
        "without the file beside: {without:?}"
    );
    assert_eq!(scratch_databases(&installation), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploaded_files_come_back_with_no_more_rights_than_those_who_uploaded_them() {
    let installation = running();
    let files = installation.root.join("var/files/iraq");
    let elsewhere = installation.root.join("elsewhere");
    fs::create_dir_all(&files).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("kept.txt"), "not of this country").unwrap();
    fs::write(files.join("stamp.txt"), "a picture").unwrap();
    // Whoever got hold of a country's process may leave such things.
    for (name, target) in [
        ("nowhere", "/nowhere"),
        ("away", elsewhere.to_str().unwrap()),
    ] {
        let link = files.join(name);
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(target, link).unwrap();
    }
    let owners = || {
        [elsewhere.clone(), elsewhere.join("kept.txt")]
            .map(|path| fs::metadata(path).unwrap().uid())
    };
    let before = owners();

    let file = backup(&installation);
    let whole = verify(&installation, &file);
    fs::write(files.join("later.txt"), "after the backup").unwrap();
    let path = file.to_str().unwrap();
    let restored = installation.cts(&["-i", "iraq", "restore", path, "--replace", "--yes"]);

    assert!(whole.status.success(), "{whole:?}");
    assert!(restored.status.success(), "{restored:?}");
    assert_eq!(owners(), before, "nothing outside was touched");
    let unprivileged = fs::metadata(installation.root.join("var/secrets/iraq.json"))
        .unwrap()
        .uid();
    for name in ["stamp.txt", "nowhere", "away"] {
        let found = fs::symlink_metadata(files.join(name)).unwrap();
        assert_eq!(found.uid(), unprivileged, "{name}");
    }
    assert_eq!(
        fs::read_to_string(files.join("stamp.txt")).unwrap(),
        "a picture"
    );
    assert!(!files.join("later.txt").exists());
    assert!(!files.with_extension("restoring").exists());
    let kept = fs::read_dir(files.parent().unwrap()).unwrap().flatten();
    let kept: Vec<_> = kept
        .map(|entry| entry.path())
        .filter(|path| path.join("later.txt").exists())
        .collect();
    assert_eq!(kept.len(), 1, "what was there is kept beside: {kept:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_goes_only_into_a_key_a_country_may_have() {
    let installation = running();
    for key in ["postgres", "iraq_ro", "iraq_owner", "scratch_x", "Iraq"] {
        let refused = installation.cts(&["-i", "iraq", "restore", "/nowhere", "--into", key]);
        assert_eq!(refused.status.code(), Some(2), "{key}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_comes_back_into_its_country_only_when_told_and_what_was_there_is_kept() {
    let installation = running();
    fill(&installation, "backup2@example.org");
    let before = users(&installation, "iraq");
    wait_to_be_sent(&installation);
    let file = backup(&installation);
    fill(&installation, "backup3@example.org");
    let path = file.to_str().unwrap();

    let untold = installation.cts(&["-i", "iraq", "restore", path]);
    let unasked = installation.cts(&["-i", "iraq", "restore", path, "--replace"]);
    let pids = |status: &super::installation::Status| (status.pid("turkey"), status.pid("iraq"));
    let serving = pids(&installation.status().unwrap());
    let told = |key: &str, file: &str| {
        installation.cts(&["-i", key, "restore", file, "--replace", "--yes"])
    };
    let missing = told("iraq", "/nowhere.ctsbackup");
    let foreign = told("turkey", path);
    let meanwhile = users(&installation, "iraq");
    let still_serving = pids(&installation.status().unwrap());
    let restored = json(&installation.cts(&[
        "-i",
        "iraq",
        "restore",
        path,
        "--replace",
        "--yes",
        "--json",
    ]));

    assert!(said(&untold).contains("--replace"), "{untold:?}");
    assert_eq!(
        (untold.status.code(), unasked.status.code()),
        (Some(1), Some(1))
    );
    assert!(said(&missing).contains("cannot be read"), "{missing:?}");
    assert!(
        said(&foreign).contains("a backup of iraq, not of turkey"),
        "{foreign:?}"
    );
    assert_eq!(serving, still_serving);
    assert_eq!(meanwhile, before + 1, "nothing was changed without a yes");
    assert_eq!(users(&installation, "iraq"), before);
    let kept = restored["kept"].as_str().unwrap();
    assert!(kept.starts_with("cts_iraq_before_"), "{restored}");
    installation.wait(
        "Iraq is served again",
        super::installation::Status::is_ready,
    );
    let page = reqwest::get(format!("{}/IQ/health/ready", installation.url))
        .await
        .unwrap();
    assert_eq!(page.status(), 200, "{}", page.text().await.unwrap());
    let mails = json(&installation.cts(&[
        "-i",
        "iraq",
        "sql",
        "--json",
        "select next_attempt_at, sent_at, last_error, text_body from outgoing_mails where purpose = 'test.restore'",
    ]));
    assert_eq!(
        mails[0],
        serde_json::json!({"next_attempt_at": null, "sent_at": null, "last_error": "restored from a backup", "text_body": ""})
    );
    let audit = json(&installation.cts(&[
        "-i",
        "iraq",
        "sql",
        "--json",
        "select count(*) as n from audit where action = 'country.restore'",
    ]));
    assert_eq!(audit[0]["n"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_comes_up_under_another_key_and_serves_pages() {
    let installation = running();
    fill(&installation, "backup4@example.org");
    let expected = users(&installation, "iraq");
    let file = backup(&installation);

    let restored = installation.cts(&[
        "-i",
        "iraq",
        "restore",
        file.to_str().unwrap(),
        "--into",
        "training",
    ]);
    let added = installation.cts(&[
        "instances",
        "add",
        "training",
        "--name",
        "Training",
        "--prefix",
        "/XT",
        "--currency",
        "IQD",
        "--json",
    ]);

    assert!(restored.status.success(), "{restored:?}");
    assert!(added.status.success(), "{added:?}");
    let page = reqwest::get(format!("{}/XT/sign-in/", installation.url))
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    let ready = reqwest::get(format!("{}/XT/health/ready", installation.url))
        .await
        .unwrap();
    assert_eq!(ready.status(), 200, "{}", ready.text().await.unwrap());
    assert_eq!(users(&installation, "training"), expected);
    let again = installation.cts(&[
        "-i",
        "iraq",
        "restore",
        file.to_str().unwrap(),
        "--into",
        "training",
    ]);
    assert_eq!(again.status.code(), Some(1));
    let removed = installation.cts(&["instances", "remove", "training", "--yes"]);
    assert!(removed.status.success(), "{removed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_killed_leaves_nothing_that_looks_like_one() {
    let installation = running();
    fill(&installation, "backup5@example.org");
    let folder = installation.root.join("var/backups/iraq");
    let whole = || {
        fs::read_dir(&folder)
            .map(|entries| {
                let names = entries
                    .flatten()
                    .map(|entry| entry.file_name().to_string_lossy().into_owned());
                names.filter(|name| name.ends_with(".ctsbackup")).count()
            })
            .unwrap_or_default()
    };
    let before = whole();

    for verb in [vec!["backup"], vec!["backup", "verify"]] {
        let mut arguments = vec!["-i", "iraq"];
        arguments.extend(verb.clone());
        let file = backup(&installation);
        let path = file.to_str().unwrap().to_owned();
        if verb.len() > 1 {
            arguments.push(&path);
        }
        let mut child = installation.spawn(&arguments);
        // Whenever it happens to be: the promise holds at any moment.
        eventually("it works or is done", || {
            child.try_wait().unwrap().is_some()
                || installation
                    .processes()
                    .iter()
                    .any(|(_, line)| line.contains("pg_"))
        });
        if child.try_wait().unwrap().is_none() {
            kill(child.id(), "KILL");
        }
        child.wait().unwrap();
    }

    let file = backup(&installation);
    assert!(verify(&installation, &file).status.success());
    assert_eq!(
        scratch_databases(&installation),
        0,
        "those of the killed run are gone"
    );
    assert!(whole() >= before + 3);
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "ctsbackup") {
            let ok = verify(&installation, &path);
            assert!(ok.status.success(), "{ok:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_night_that_was_missed_is_caught_up_with_also_of_a_paused_country() {
    let installation = running();
    let list = List::of(&installation);
    list.save(
        &list
            .before
            .replace("prefix: /IQ", "paused: true, prefix: /IQ"),
    );
    installation.wait("Iraq is paused", |status| {
        status.instance("iraq")["state"] == "paused"
    });
    let base = installation.root.join("config/base.yaml");
    let before = fs::read_to_string(&base).unwrap();
    let pids = installation.status().unwrap();

    fs::write(
        &base,
        format!("{before}backup: {{nightly: true, folder: nights}}\n"),
    )
    .unwrap();
    let status = installation.wait("both countries have a verified backup", |status| {
        ["turkey", "iraq"].iter().all(|key| {
            let backup = &status.instance(key)["backup"];
            backup["nightly"] == true && backup["verified_at"].is_string()
        })
    });
    let listed = json(&installation.cts(&["-i", "turkey", "backup", "list", "--json"]));
    let figures = async || {
        let asked = reqwest::get(format!("{}/metrics", installation.url)).await;
        asked.unwrap().text().await.unwrap()
    };
    let metrics = figures().await;
    fs::write(&base, before).unwrap();

    assert_eq!(listed[0]["kind"], "nightly");
    assert!(status.instance("iraq")["backup"]["error"].is_null());
    assert_eq!(
        status.pid("turkey"),
        pids.pid("turkey"),
        "no country was restarted for it"
    );
    assert!(
        metrics.contains("cts_backup_last_success_timestamp_seconds{country=\"iraq\"}"),
        "{metrics}"
    );
    installation.wait("it is switched off again", |status| {
        status.instance("iraq")["backup"]["nightly"] == false
    });
    assert!(
        !figures().await.contains("cts_backup_"),
        "no figure stands still"
    );
    list.save(&list.before);
    installation.wait("Iraq is back", super::installation::Status::is_ready);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nightly_backup_by_command_is_verified_recorded_and_takes_old_ones_away() {
    let installation = running();
    fill(&installation, "nightly1@example.org");
    let by_hand = backup(&installation);
    let cts_in = |folder: &str, arguments: &[&str]| {
        let mut all = vec!["-i", "iraq"];
        all.extend(arguments);
        installation.cts_with(&[("CTS_BACKUP_FOLDER", folder)], &all)
    };
    let cts = |arguments: &[&str]| cts_in("timer", arguments);
    let listed = || json(&cts(&["backup", "list", "--json"]));
    let recorded = |file: &str| {
        let statement = format!(
            "select kind, verified_at is not null as verified, error from backups where file = '{file}' order by id desc limit 1"
        );
        json(&installation.cts(&["-i", "iraq", "sql", "--json", &statement]))
    };
    let name = |file: &Value| {
        let path = Path::new(file.as_str().unwrap());
        path.file_name().unwrap().to_str().unwrap().to_owned()
    };

    let first = json(&cts(&["backup", "--nightly", "--json"]));
    let after_first = listed();
    let second = json(&cts(&["backup", "--nightly", "--json"]));
    let after_second = listed();
    let elsewhere = cts(&["backup", "--nightly", "--to", "/tmp"]);
    // A disk that is not there: the folder is a file.
    fs::write(installation.root.join("var/no-folder"), "").unwrap();
    let broken = cts_in("no-folder", &["backup", "--nightly"]);
    let told = json(&installation.cts(&[
        "-i",
        "iraq",
        "sql",
        "--json",
        "select kind, error is not null as failed from backups order by id desc limit 1",
    ]));
    fs::remove_dir_all(installation.root.join("var/timer")).unwrap();
    fs::remove_file(installation.root.join("var/no-folder")).unwrap();

    assert_eq!(after_first[0]["kind"], "nightly");
    assert!(after_first[0]["verified_at"].is_string(), "{after_first}");
    for made in [&first, &second] {
        let row = recorded(&name(&made["file"]));
        assert_eq!(
            row,
            serde_json::json!([{"kind": "nightly", "verified": true, "error": null}])
        );
    }
    assert_eq!(after_second[0]["file"], second["file"]);
    let day = |made: &Value| made["taken_at"].as_str().unwrap()[..10].to_owned();
    if day(&first) == day(&second) {
        assert_eq!(after_second.as_array().unwrap().len(), 1, "{after_second}");
        let file = Path::new(first["file"].as_str().unwrap());
        assert!(!file.exists(), "the last of the day stays");
    }
    assert!(by_hand.exists(), "what somebody made by hand stays");
    assert_eq!(elsewhere.status.code(), Some(2), "{elsewhere:?}");
    assert_eq!(broken.status.code(), Some(3), "{broken:?}");
    assert_eq!(
        told,
        serde_json::json!([{"kind": "nightly", "failed": true}]),
        "a night without its folder is told of too"
    );
}
