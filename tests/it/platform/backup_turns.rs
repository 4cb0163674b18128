//! Backups of one country begun at once, broken off, and what killed ones leave.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use super::backup::{backup, fill, json, said, scratch_databases, verify};
use super::installation::{Installation, eventually, kill, running};

/// The file whose lock says that something goes on with Iraq's backups, held as by another process.
fn hold(installation: &Installation, doing: &str) -> fs::File {
    hold_of(installation, "iraq", doing)
}

/// The same of another country.
fn hold_of(installation: &Installation, key: &str, doing: &str) -> fs::File {
    let turns = installation.root.join("var/turns");
    fs::create_dir_all(&turns).unwrap();
    let path = turns.join(key);
    let file = fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .unwrap();
    file.lock().unwrap();
    let holder = format!(r#"{{"doing": "{doing}", "since": "2026-11-28T02:30:00Z", "pid": 7}}"#);
    fs::write(&path, holder).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_begun_at_once_are_whole_and_none_takes_anothers_name() {
    let installation = running();
    fill(&installation, "backup6@example.org");
    let arguments = ["-i", "iraq", "backup", "--json"];

    let begun: Vec<_> = (0..3)
        .map(|_| installation.spawn_heard(&arguments))
        .collect();
    let outputs: Vec<Output> = begun
        .into_iter()
        .map(|child| child.wait_with_output().unwrap())
        .collect();

    let mut files = std::collections::BTreeSet::new();
    for output in &outputs {
        if output.status.success() {
            files.insert(PathBuf::from(json(output)["file"].as_str().unwrap()));
        } else {
            // A slow machine: it did not wait for ever.
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            let said = said(output);
            assert!(said.contains("of iraq is under way"), "{said}");
        }
    }
    let made = outputs.iter().filter(|one| one.status.success()).count();
    assert!(made > 0, "{outputs:?}");
    assert_eq!(files.len(), made, "each has a name of its own");
    let listed = json(&installation.cts(&["-i", "iraq", "backup", "list", "--json"]));
    for file in &files {
        let all = listed.as_array().unwrap();
        assert!(all.iter().any(|one| one["file"] == file.to_str().unwrap()));
        let ok = verify(&installation, file);
        assert!(ok.status.success(), "{ok:?}");
    }
    let rows = json(&installation.cts(&[
        "-i",
        "iraq",
        "sql",
        "--json",
        "select distinct object_id as key from audit where action = 'country.backup'",
    ]));
    assert_eq!(rows, serde_json::json!([{"key": "iraq"}]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_work_at_a_time_on_a_countrys_backups_and_the_other_hears_which() {
    let installation = running();
    let file = backup(&installation);
    let path = file.to_str().unwrap();

    let held = hold(&installation, "restore");
    let refused = [
        installation.cts(&["-i", "iraq", "backup"]),
        installation.cts(&["-i", "iraq", "backup", "verify", path]),
        installation.cts(&["-i", "iraq", "restore", path, "--replace", "--yes"]),
    ];
    let served = installation.status().unwrap();
    let elsewhere = installation.cts(&["-i", "turkey", "backup"]);
    drop(held);
    let after = installation.cts(&["-i", "iraq", "backup"]);

    for output in &refused {
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let told = said(output);
        assert!(
            told.contains("a restore of iraq is under way since 2026-11-28 02:30:00 UTC (pid 7)"),
            "{told}"
        );
        assert!(told.contains("hint: "), "{told}");
    }
    assert_eq!(served.instance("iraq")["state"], "ready");
    assert!(elsewhere.status.success(), "{elsewhere:?}");
    assert!(after.status.success(), "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_deleted_for_good_while_something_goes_on_with_its_backups() {
    let installation = running();
    let list = installation.root.join("instances/instances.yaml");
    let cts = |line: &str| installation.cts(&line.split(' ').collect::<Vec<_>>());
    let added = cts("instances add egypt --name Egypt --prefix /EG --currency EGP --json");
    assert!(added.status.success(), "{added:?}");
    let file = json(&cts("-i egypt backup --json"))["file"].clone();
    let verified = cts(&format!(
        "-i egypt backup verify {}",
        file.as_str().unwrap()
    ));
    assert!(verified.status.success(), "{verified:?}");
    let listed = fs::read_to_string(&list).unwrap();
    let before = installation.status().unwrap();

    let held = hold_of(&installation, "egypt", "verification");
    let while_listed = cts("instances remove egypt --purge --yes");
    let kept = fs::read_to_string(&list).unwrap();
    let after = installation.status().unwrap();
    drop(held);
    let removed = cts("instances remove egypt --yes");
    let held = hold_of(&installation, "egypt", "verification");
    let while_left = cts("instances remove egypt --purge --yes");
    drop(held);
    let purged = cts("instances remove egypt --purge --yes");

    for output in [&while_listed, &while_left] {
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let told = said(output);
        assert!(
            told.contains("a verification of egypt is under way since 2026-11-28 02:30:00 UTC"),
            "{told}"
        );
    }
    assert_eq!(kept, listed, "it stays in the list");
    assert_eq!(after.pid("egypt"), before.pid("egypt"), "and is served on");
    assert!(removed.status.success(), "{removed:?}");
    assert!(purged.status.success(), "its data were there: {purged:?}");
}

/// Runs `cts` until a step of its work is told, then asks it to end as Ctrl-C does.
fn interrupted(installation: &Installation, arguments: &[&str], step: &str) -> Output {
    use std::io::{BufRead, BufReader, Read};
    let mut child = installation.spawn_heard(arguments);
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains(step) {
        assert!(stderr.read_line(&mut told).unwrap() > 0, "{told}");
    }
    kill(child.id(), "INT");
    stderr.read_to_string(&mut told).unwrap();
    let mut output = child.wait_with_output().unwrap();
    output.stderr = told.into_bytes();
    output
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_takes_away_what_was_begun_and_leaves_the_mark_of_before() {
    let installation = running();
    let file = backup(&installation);
    let path = file.to_str().unwrap();
    assert!(verify(&installation, &file).status.success());
    let folder = file.parent().unwrap();
    let whole = fs::read_dir(folder).unwrap().count();

    let broken_off = [
        interrupted(&installation, &["-i", "iraq", "backup"], "dumping"),
        interrupted(
            &installation,
            &["-i", "iraq", "backup", "verify", path],
            "scratch",
        ),
        interrupted(
            &installation,
            &["-i", "iraq", "restore", path, "--into", "broken"],
            "restoring the database",
        ),
    ];

    for output in &broken_off {
        assert_eq!(output.status.code(), Some(130), "{output:?}");
        assert!(said(output).contains("error: interrupted"), "{output:?}");
    }
    assert_eq!(scratch_databases(&installation), 0);
    assert_eq!(fs::read_dir(folder).unwrap().count(), whole);
    let listed = json(&installation.cts(&["-i", "iraq", "backup", "list", "--json"]));
    let all = listed.as_array().unwrap();
    let ours = all.iter().find(|one| one["file"] == path).unwrap();
    assert!(ours["verified_at"].is_string(), "{listed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_that_begins_takes_away_what_killed_runs_left() {
    let mut installation = running();
    let file = backup(&installation);
    let draft = file.with_file_name(".iraq-0.part");
    fs::write(&draft, "half").unwrap();
    for name in ["cts_scratch_0", "cts_broken_restoring"] {
        administer(&installation, &format!("create database {name}"));
    }
    let before = scratch_databases(&installation);

    kill(installation.supervisor, "TERM");
    let ended = installation.supervisor;
    eventually("the supervisor ended", || {
        !super::installation::is_alive(ended)
    });
    installation.start();
    installation.wait("everything is ready", super::installation::Status::is_ready);

    assert_eq!(before, 2);
    eventually("what was left is gone", || {
        !draft.exists() && scratch_databases(&installation) == 0
    });
}

/// Does something as the private cluster's administrator.
fn administer(installation: &Installation, statement: &str) {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, PgConnection};
    let password =
        fs::read_to_string(installation.root.join("var/secrets/postgres-admin")).unwrap();
    let status = installation.status().unwrap();
    let socket = status.0["postgres"]["socket"].as_str().unwrap();
    let url = format!(
        "postgres://postgres:{}@/postgres?host={socket}",
        password.trim()
    );
    let mut admin = PgConnection::establish(&url).unwrap();
    admin.batch_execute(statement).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_done_names_the_thing_and_its_code() {
    let installation = running();
    let file = backup(&installation);
    let folder = file.parent().unwrap();

    let verified = verify(&installation, folder);
    let nowhere = [(
        "CTS_IRAQ_DATABASE_URL",
        "postgres://iraq:x@127.0.0.1:1/iraq",
    )];
    let shell = ["-i", "iraq", "dbshell", "--", "-c", "select 1"];
    let unreachable = installation.cts_with(&nowhere, &shell);
    let reached = installation.cts(&shell);

    assert_eq!(verified.status.code(), Some(2), "{verified:?}");
    let expected = format!("{} is a folder", folder.display());
    assert!(said(&verified).contains(&expected), "{verified:?}");
    assert_eq!(unreachable.status.code(), Some(3), "{unreachable:?}");
    assert!(reached.status.success(), "{reached:?}");
}
