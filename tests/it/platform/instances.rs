//! Countries added and removed from the command line while the others run.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;

use serde_json::Value;

use super::installation::{Installation, eventually, kill, running};
use super::visitors::Visitors;

fn add(installation: &Installation) -> std::process::Output {
    installation.cts(&[
        "instances",
        "add",
        "lebanon",
        "--name",
        "Lebanon",
        "--prefix",
        "/LB",
        "--currency",
        "LBP",
        "--json",
    ])
}

fn remove(installation: &Installation) -> std::process::Output {
    installation.cts(&["instances", "remove", "lebanon", "--yes"])
}

fn json(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_is_added_with_a_link_and_keeps_its_data_when_it_is_removed() {
    let installation = running();
    let list = installation.root.join("instances/instances.yaml");
    let before = fs::read_to_string(&list).unwrap();
    let pids = installation.status().unwrap();
    let visitors = Visitors::come(&[
        format!("{}/TR/health/", installation.url),
        format!("{}/IQ/health/", installation.url),
    ]);
    visitors.go_on().await;

    let added = json(&add(&installation));
    let link = added["coordinator_link"].as_str().unwrap();
    let page = reqwest::get(link).await.unwrap().text().await.unwrap();
    let ports =
        [pids.instance("turkey"), pids.instance("iraq")].map(|i| i["port"].as_u64().unwrap());
    let user = installation.cts(&[
        "-i",
        "lebanon",
        "user",
        "create",
        "mara@example.org",
        "--role",
        "coordinator",
        "--generate",
    ]);
    let removed = remove(&installation);
    let again = json(&add(&installation));
    let kept = installation.cts(&["-i", "lebanon", "user", "list", "--json"]);
    let removed_again = remove(&installation);
    visitors.go_on().await;

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert!(page.contains("Welcome to Lebanon"), "{page}");
    assert!(link.starts_with(&format!("{}/LB/set-password/", installation.url)));
    assert!(!ports.contains(&added["port"].as_u64().unwrap()));
    assert!(
        user.status.success() && removed.status.success(),
        "{user:?} {removed:?}"
    );
    assert!(
        again["coordinator_link"].is_null(),
        "there is a coordinator already"
    );
    assert_eq!(json(&kept)[0]["email"], "mara@example.org");
    assert!(removed_again.status.success());
    assert_eq!(
        fs::read_to_string(&list).unwrap(),
        before,
        "the list is as it was, to the letter"
    );
    let after = installation.status().unwrap();
    assert!(after.find("lebanon").is_none());
    for key in ["turkey", "iraq"] {
        assert_eq!(after.pid(key), pids.pid(key));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_break_the_list_is_refused_and_nothing_is_written() {
    let installation = running();
    let list = installation.root.join("instances/instances.yaml");
    let before = fs::read_to_string(&list).unwrap();

    for (arguments, code, says) in [
        (
            [
                "syria",
                "--name",
                "Syria",
                "--prefix",
                "/SY",
                "--currency",
                "XYZ",
            ],
            2,
            "not a currency",
        ),
        (
            [
                "syria",
                "--name",
                "Syria",
                "--prefix",
                "/TR",
                "--currency",
                "SYP",
            ],
            2,
            "already used by \"turkey\"",
        ),
        (
            [
                "turkey",
                "--name",
                "Other",
                "--prefix",
                "/OT",
                "--currency",
                "SYP",
            ],
            1,
            "already",
        ),
    ] {
        let mut all = vec!["instances", "add"];
        all.extend(arguments);
        let refused = installation.cts(&all);

        assert_eq!(refused.status.code(), Some(code), "{refused:?}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains(says), "{said}");
    }
    let unasked = installation.cts(&["instances", "remove", "iraq"]);
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let line = format!(
        "instances add syria --name Syria --prefix /SY --currency SYP --time-zone Asia/Damascus --port {port}"
    );
    let taken = installation.cts(&line.split(' ').collect::<Vec<_>>());

    assert!(!taken.status.success(), "{taken:?}");
    assert!(
        String::from_utf8_lossy(&taken.stderr).contains(&port.to_string()),
        "{taken:?}"
    );
    assert!(!installation.root.join("instances/syria.yaml").exists());
    assert_eq!(
        unasked.status.code(),
        Some(1),
        "nobody is there to say yes: {unasked:?}"
    );
    assert_eq!(fs::read_to_string(&list).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_shows_what_it_runs_with_and_from_where() {
    let installation = running();

    let shown = json(&installation.cts(&["instances", "show", "turkey", "--json"]));
    let inside = json(&installation.cts(&["-i", "turkey", "config", "show", "--json"]));
    let variables = json(&installation.cts(&["env", "turkey", "--json"]));

    let of = |path: &str| {
        let all = shown.as_array().unwrap();
        all.iter().find(|one| one["path"] == path).unwrap()["from"].clone()
    };
    assert_eq!(of("prefix"), "instances/instances.yaml:2:34");
    assert_eq!(of("limits.stop"), "config/base.yaml:2:16");
    assert_eq!(of("time_zone"), "default");
    assert_eq!(inside, shown);
    assert_eq!(variables["CTS_INSTANCE"], "turkey");
    assert_eq!(
        variables["COUNTRY_URL"],
        format!("{}/TR/", installation.url)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_are_deleted_for_good_only_with_a_fresh_backup_that_can_be_restored() {
    let installation = running();
    let add = "instances add syria --name Syria --prefix /SY --currency SYP --json";
    let cts = |line: &str| installation.cts(&line.split(' ').collect::<Vec<_>>());
    json(&cts(add));
    let made = cts("-i syria user create mara@example.org --generate");
    assert!(made.status.success(), "{made:?}");

    let unsaved = cts("instances remove syria --purge --yes");
    let file = json(&cts("-i syria backup --json"))["file"]
        .as_str()
        .unwrap()
        .to_owned();
    let unverified = cts("instances remove syria --purge --yes");
    let verified = cts(&format!("-i syria backup verify {file}"));
    // A disk changes a byte and no date.
    let about = fs::metadata(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let put = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let opened = fs::File::options().write(true).open(&file).unwrap();
        opened.set_modified(about.modified().unwrap()).unwrap();
    };
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    put(&changed);
    let damaged = cts("instances remove syria --purge --yes");
    put(&whole);
    // A database a restore put aside belongs to the same roles.
    let replaced = cts(&format!("-i syria restore {file} --replace --yes"));
    let purged = json(&cts("instances remove syria --purge --yes --json"));
    let left = "select (select count(*) from pg_database where datname like 'cts_syria%') as databases, \
        (select count(*) from pg_roles where rolname like 'cts_syria%') as roles";
    let databases = json(&installation.cts(&["-i", "iraq", "sql", "--json", left]));
    let restored = cts(&format!("-i iraq restore {file} --into syria"));
    let again = json(&cts(add));
    let users = json(&cts("-i syria user list --json"));
    let removed = cts("instances remove syria --yes");
    // The backup is still fresh: what stayed goes too, though nothing lists the country any more.
    let afterwards = cts("instances remove syria --purge --yes");
    let nothing = cts("instances remove syria --purge --yes");

    for refused in [&unsaved, &unverified] {
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("no verified backup"));
    }
    assert!(verified.status.success(), "{verified:?}");
    assert!(!damaged.status.success(), "{damaged:?}");
    assert!(String::from_utf8_lossy(&damaged.stderr).contains("is damaged"));
    assert!(replaced.status.success(), "{replaced:?}");
    assert!(afterwards.status.success(), "{afterwards:?}");
    assert_eq!(nothing.status.code(), Some(1), "{nothing:?}");
    assert_eq!(purged["backup"], file);
    // Its audit went with its data.
    let log = fs::read_to_string(installation.root.join("err")).unwrap();
    let told: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("all data of this country are deleted for good"))
        .filter(|line| line.contains("instance=\"syria\""))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for line in told {
        assert!(line.contains(&format!("backup={file}")), "{line}");
        assert!(
            line.contains("by=\"") && !line.contains("by=\"\""),
            "{line}"
        );
    }
    assert_eq!(
        (&databases[0]["databases"], &databases[0]["roles"]),
        (&0.into(), &0.into())
    );
    assert!(
        restored.status.success() && removed.status.success(),
        "{restored:?}"
    );
    assert_eq!(users[0]["email"], "mara@example.org");
    assert!(again["url"].as_str().unwrap().ends_with("/SY/"));
}

/// What stands in a country's audit about the country itself: action, kind of actor, door; the newest last.
fn said_of(installation: &Installation, key: &str) -> Vec<String> {
    let asked = "select action || ' ' || actor_kind || ' ' || door as line from audit \
        where object_type = 'country' and object_id <> '' and actor_kind = 'operator' order by id";
    let rows = json(&installation.cts(&["-i", key, "sql", "--json", asked]));
    let lines = rows.as_array().unwrap().iter();
    lines
        .map(|row| row["line"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_operator_does_to_a_country_stands_in_its_audit() {
    let installation = running();
    for key in ["turkey", "iraq"] {
        says_nothing_new(&installation.root.join("var/notes").join(key));
    }
    let before = said_of(&installation, "turkey").len();
    let before_elsewhere = said_of(&installation, "iraq").len();

    let done = ["restart turkey", "stop turkey", "start turkey"].map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        installation.cts(&words)
    });
    let added = add(&installation);
    let removed = remove(&installation);
    let again = add(&installation);
    says_last(&installation, "lebanon", &["add", "remove", "add"]);
    let removed_again = remove(&installation);

    for output in done
        .iter()
        .chain([&added, &removed, &again, &removed_again])
    {
        assert!(output.status.success(), "{output:?}");
    }
    says_last(&installation, "turkey", &["restart", "stop", "start"]);
    assert_eq!(said_of(&installation, "turkey").len(), before + 3);
    assert_eq!(said_of(&installation, "iraq").len(), before_elsewhere);
}

/// Waits until the newest rows about a country are these: they are written beside what they tell of.
fn says_last(installation: &Installation, key: &str, actions: &[&str]) {
    let wanted: Vec<String> = actions
        .iter()
        .map(|action| format!("country.{action} operator command_line"))
        .collect();
    eventually(&format!("{key}'s audit ends with {wanted:?}"), || {
        said_of(installation, key).ends_with(&wanted)
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_while_nothing_runs_stands_in_the_audit_once_the_country_starts() {
    let mut installation = running();
    let notes = installation.root.join("var/notes/lebanon");
    says_nothing_new(&notes);
    let stopped = installation.cts(&["stop"]);

    let added = json(&add(&installation));
    let removed = remove(&installation);
    let again = json(&add(&installation));
    let noted = fs::read_dir(&notes).unwrap().count();
    installation.start();
    installation.wait("Lebanon is ready", |status| {
        status.is_ready() && super::reload::is_ready(status, "lebanon")
    });
    says_last(&installation, "lebanon", &["add", "remove", "add"]);
    says_nothing_new(&notes);
    let gone = remove(&installation);

    assert!(stopped.status.success() && removed.status.success());
    assert!(added["coordinator_link"].is_null() && again["coordinator_link"].is_null());
    assert_eq!(noted, 3);
    assert!(gone.status.success(), "{gone:?}");
    assert!(installation.status().unwrap().find("lebanon").is_none());
}

/// PostgreSQL, held still until this goes: it takes connections and answers none.
struct Held(u32);

impl Held {
    fn of(installation: &Installation) -> Self {
        let pid = installation.status().unwrap().pid("postgres");
        kill(pid, "STOP");
        Self(pid)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        kill(self.0, "CONT");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_for_while_the_database_does_not_answer_is_written_when_it_does() {
    let installation = running();
    let notes = installation.root.join("var/notes/turkey");
    says_nothing_new(&notes);

    let held = Held::of(&installation);
    let stopped = installation.cts(&["stop", "turkey"]);
    let noted = fs::read_dir(&notes).unwrap().count();
    drop(held);
    let started = installation.cts(&["start", "turkey"]);

    assert!(stopped.status.success(), "{stopped:?}");
    assert_eq!(noted, 1, "it is not held up, and nothing is lost");
    assert!(started.status.success(), "{started:?}");
    says_last(&installation, "turkey", &["stop", "start"]);
}

/// Waits until what was asked for in other tests is written.
fn says_nothing_new(notes: &std::path::Path) {
    eventually("everything noted is written", || {
        fs::read_dir(notes).map_or(0, Iterator::count) == 0
    });
}
