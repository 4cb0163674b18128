//! Countries come, change, pause and go while the others are visited; what is wrong changes nothing.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::path::PathBuf;

use diesel::{Connection, RunQueryDsl};

use super::installation::{Installation, Status, eventually, is_alive, kill, running};
use super::visitors::Visitors;
use crate::support::free_port;

/// The list of countries, put back when the test is over.
pub(super) struct List {
    path: PathBuf,
    pub(super) before: String,
}

impl List {
    pub(super) fn of(installation: &Installation) -> Self {
        let path = installation.root.join("instances/instances.yaml");
        let before = fs::read_to_string(&path).unwrap();
        Self { path, before }
    }

    pub(super) fn save(&self, text: &str) {
        fs::write(&self.path, text).unwrap();
    }

    pub(super) fn save_with(&self, more: &str) {
        self.save(&format!("{}{more}", self.before));
    }
}

impl Drop for List {
    fn drop(&mut self) {
        fs::write(&self.path, &self.before).unwrap();
    }
}

pub(super) fn lebanon() -> String {
    format!(
        "  lebanon: {{name: Lebanon, prefix: /LB, currency: LBP, port: {}}}\n",
        free_port()
    )
}

pub(super) fn is_ready(status: &Status, key: &str) -> bool {
    status.find(key).is_some_and(|one| one["state"] == "ready")
}

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(super) async fn status_of(url: &str) -> u16 {
    reqwest::get(url).await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_comes_changes_and_goes_and_nobody_elsewhere_notices() {
    let installation = running();
    let list = List::of(&installation);
    let turkeys_file = installation.root.join("instances/turkey.yaml");
    let before = installation.status().unwrap();
    let visitors = Visitors::come(&[
        format!("{}/TR/health/", installation.url),
        format!("{}/IQ/health/", installation.url),
    ]);
    visitors.go_on().await;

    list.save_with(&lebanon());
    let added = installation.wait("Lebanon is ready", |status| is_ready(status, "lebanon"));
    visitors.go_on().await;
    let lebanons_page = format!("{}/LB/health/", installation.url);
    let answers = status_of(&lebanons_page).await;
    fs::write(&turkeys_file, "time_zone: Europe/Istanbul\n").unwrap();
    let changed = installation.wait("Turkey has a new process", |status| {
        is_ready(status, "turkey") && status.pid("turkey") != before.pid("turkey")
    });
    visitors.go_on().await;
    list.save(&list.before);
    let gone = installation.wait("Lebanon is gone", |status| status.find("lebanon").is_none());
    visitors.go_on().await;

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(answers, 200);
    for status in [&added, &changed, &gone] {
        assert_eq!(status.pid("iraq"), before.pid("iraq"));
        assert_eq!(status.pid("postgres"), before.pid("postgres"));
        assert!(status.0["configuration"].is_null(), "{status:?}");
    }
    assert_eq!(added.pid("turkey"), before.pid("turkey"));
    assert_eq!(status_of(&lebanons_page).await, 404);
    eventually("Lebanon's process has ended", || {
        !is_alive(added.pid("lebanon"))
    });
    fs::remove_file(turkeys_file).unwrap();
    installation.wait("Turkey is as it was", |status| {
        is_ready(status, "turkey") && status.pid("turkey") != changed.pid("turkey")
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_with_an_error_or_without_countries_changes_nothing_and_says_so() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let page = format!("{}/TR/health/", installation.url);
    let wrong = list.before.replace("/IQ", "IQ");

    for (text, says) in [
        (wrong.as_str(), "must begin with /"),
        ("", "names no country"),
        ("instances:\n  turkey: {name: Tur", "not YAML"),
    ] {
        list.save(text);
        let status = installation.wait("the problem is told", |status| {
            let problem = status.0["configuration"]["problem"].as_str();
            problem.is_some_and(|problem| problem.contains(says))
        });

        assert_eq!(status.pid("turkey"), before.pid("turkey"), "{text}");
        assert_eq!(status.pid("iraq"), before.pid("iraq"), "{text}");
        assert_eq!(status_of(&page).await, 200, "{text}");
        let asked = installation.cts(&["reload"]);
        let said = stderr(&asked);
        assert!(!asked.status.success() && said.contains(says), "{said}");
        assert_eq!(
            said.contains("turkey, iraq would be stopped")
                && said.contains("hint: `cts reload --confirm`"),
            text.is_empty(),
            "{said}"
        );
        let shown = installation.cts(&["status"]);
        assert!(
            shown.status.success() && stderr(&shown).contains("is not in force"),
            "{shown:?}"
        );
    }
    list.save(&list.before);

    installation.wait("the corrected list is taken", |status| {
        status.0["configuration"].is_null() && status.pid("iraq") == before.pid("iraq")
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_several_countries_needs_a_yes() {
    let installation = running();
    let list = List::of(&installation);
    let syria = lebanon()
        .replace("lebanon", "syria")
        .replace("Lebanon", "Syria")
        .replace("LB,", "SY,")
        .replace("LBP", "SYP");
    list.save_with(&format!("{}{syria}", lebanon()));
    installation.wait("both are ready", |status| {
        is_ready(status, "lebanon") && is_ready(status, "syria")
    });

    list.save(&list.before);
    let refused = installation.wait("the loss is told", |status| {
        !status.0["configuration"].is_null()
    });
    let unconfirmed = installation.cts(&["reload"]);
    let confirmed = installation.cts(&["reload", "--confirm", "--json"]);

    assert!(is_ready(&refused, "lebanon") && is_ready(&refused, "syria"));
    assert_eq!(unconfirmed.status.code(), Some(1));
    let said = stderr(&unconfirmed);
    assert!(
        said.contains("lebanon, syria would be stopped") && said.contains("--confirm"),
        "{said}"
    );
    assert!(confirmed.status.success(), "{confirmed:?}");
    let report: serde_json::Value = serde_json::from_slice(&confirmed.stdout).unwrap();
    let removed = report["countries"].as_array().unwrap();
    assert_eq!(
        removed
            .iter()
            .filter(|one| one["change"] == "removed")
            .count(),
        2
    );
    assert!(installation.status().unwrap().find("syria").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_or_stopped_country_says_so_and_comes_back() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let page = format!("{}/IQ/", installation.url);

    list.save(
        &list
            .before
            .replace("prefix: /IQ", "paused: true, prefix: /IQ"),
    );
    let paused = installation.wait("Iraq is paused", |status| {
        status.instance("iraq")["state"] == "paused"
    });
    let answer = reqwest::get(&page).await.unwrap();
    let retry = answer.headers()["retry-after"].clone();
    let (code, text) = (answer.status(), answer.text().await.unwrap());
    let refused = installation.cts(&["start", "iraq"]);
    list.save(&list.before);
    installation.wait("Iraq is back", |status| is_ready(status, "iraq"));
    let stopped = installation.cts(&["stop", "iraq"]);
    let while_stopped = status_of(&page).await;
    let started = installation.cts(&["start", "iraq"]);

    assert!(paused.instance("iraq")["pid"].is_null());
    assert_eq!(paused.pid("turkey"), before.pid("turkey"));
    assert_eq!((code.as_u16(), retry.to_str().unwrap()), (503, "300"));
    assert!(text.contains("Iraq is paused"), "{text}");
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("paused: true"));
    assert!(stopped.status.success() && started.status.success());
    assert_eq!(while_stopped, 503);
    assert!(is_ready(&installation.status().unwrap(), "iraq"));
}

/// A file, put back when the test is over.
pub(super) struct Saved(pub(super) PathBuf, pub(super) String);

impl Saved {
    pub(super) fn of(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        Self(path, text)
    }
}

impl Drop for Saved {
    fn drop(&mut self) {
        fs::write(&self.0, &self.1).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_of_the_database_are_in_force_after_a_reload_and_too_many_connections_are_refused() {
    let installation = running();
    let base = Saved::of(installation.root.join("config/base.yaml"));
    let before = installation.status().unwrap();
    let change = |limits: &str| {
        let text = base.1.replace("stop: 5s", &format!("stop: 5s, {limits}"));
        fs::write(&base.0, text).unwrap();
    };
    let timeout = || {
        let asked = "show statement_timeout";
        let url = super::isolation::url(&installation, "turkey");
        let mut conn = diesel::PgConnection::establish(&url).unwrap();
        let row: Timeout = diesel::sql_query(asked).get_result(&mut conn).unwrap();
        row.statement_timeout
    };

    change("connections: 200");
    let refused = installation.wait("too many connections are told", |status| {
        let problem = status.0["configuration"]["problem"].as_str();
        problem.is_some_and(|problem| problem.contains("2 countries with 200 connections each"))
    });
    let unchanged = timeout();
    change("statement: 17s");
    let taken = installation.wait("the countries have new processes", |status| {
        status.is_ready()
            && status.0["configuration"].is_null()
            && ["turkey", "iraq"]
                .iter()
                .all(|key| status.pid(key) != before.pid(key))
    });
    let changed = timeout();
    fs::write(&base.0, &base.1).unwrap();
    installation.wait("everything is as it was", |status| {
        status.is_ready()
            && ["turkey", "iraq"]
                .iter()
                .all(|key| status.pid(key) != taken.pid(key))
    });

    assert_eq!(refused.pid("turkey"), before.pid("turkey"));
    assert_eq!(unchanged, "1min");
    assert_eq!(changed, "17s");
    assert_eq!(taken.pid("postgres"), before.pid("postgres"));
    assert_eq!(timeout(), "1min");
}

#[derive(diesel::QueryableByName)]
struct Timeout {
    #[diesel(sql_type = diesel::sql_types::Text)]
    statement_timeout: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_the_next_start_is_told_until_then_and_addresses_are_those_in_force() {
    let installation = running();
    let base = installation.root.join("config/base.yaml");
    let _put_back = Saved::of(base.clone());
    let before = fs::read_to_string(&base).unwrap();
    let pids = installation.status().unwrap();
    let listen = installation.url.trim_start_matches("http://");
    let moved = before.replace(listen, &format!("127.0.0.1:{}", free_port()));
    let waits = "`listen` takes effect at the next `cts stop` and `cts serve`";

    fs::write(&base, &moved).unwrap();
    let told = installation.cts(&["reload"]);
    fs::write(&base, format!("{moved}backup: {{at: \"03:00\"}}\n")).unwrap();
    let again = installation.cts(&["reload"]);
    let printed = installation.cts(&["status"]);
    let status = installation.status().unwrap();
    fs::write(&base, &before).unwrap();
    let back = installation.cts(&["reload"]);
    let after = installation.status().unwrap();

    for said in [&told, &again, &printed] {
        assert!(said.status.success(), "{said:?}");
        assert!(stderr(said).contains(waits), "{}", stderr(said));
    }
    assert!(status.0["waiting"][0].as_str().unwrap().contains(waits));
    let url = format!("{}/", installation.url);
    assert_eq!(status.0["front_door"]["url"], url);
    assert_eq!(status.0["front_door"]["address"], listen);
    assert_eq!(status.instance("iraq")["url"], format!("{url}IQ/"));
    assert!(!stderr(&back).contains("takes effect"), "{}", stderr(&back));
    assert_eq!(after.0["waiting"], serde_json::json!([]));
    for key in ["turkey", "iraq"] {
        assert_eq!(after.pid(key), pids.pid(key), "{key} was not restarted");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_of_a_country_says_which_settings_changed() {
    let installation = running();
    let file = installation.root.join("instances/iraq.yaml");
    let before = fs::read_to_string(&file).ok();

    fs::write(&file, "color: \"#123456\"\n").unwrap();
    let reloaded = installation.cts(&["reload"]);
    let statement = "select before, after from audit where action = 'country.change' and after ->> 'color' = '#123456'";
    let mut told = String::new();
    eventually("it stands in the audit", || {
        let rows = installation.cts(&["-i", "iraq", "sql", "--json", statement]);
        told = String::from_utf8(rows.stdout).unwrap();
        told.contains("#123456")
    });
    match before {
        Some(before) => fs::write(&file, before).unwrap(),
        None => fs::remove_file(&file).unwrap(),
    }
    installation.cts(&["reload"]);
    installation.wait("Iraq is as it was", Status::is_ready);

    assert!(reloaded.status.success(), "{reloaded:?}");
    let rows: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert!(rows[0]["before"]["color"].is_string(), "{rows}");
    assert!(rows[0]["after"].get("name").is_none(), "{rows}");
}

/// What the supervisor has said since a length of what it said before.
pub(super) fn said_since(installation: &Installation, length: usize) -> String {
    let all = fs::read_to_string(installation.root.join("err")).unwrap();
    all.get(length..).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sighup_reads_the_configuration_again_and_the_log_says_why_it_is_not_taken() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let begin = said_since(&installation, 0).len();
    list.save(&list.before.replace("/IQ", "IQ"));
    eventually("the saved error stands in the log", || {
        said_since(&installation, begin).contains("must begin with /")
    });

    // Nothing was saved since: only somebody who asks hears of it again.
    let saved = said_since(&installation, 0).len();
    kill(installation.supervisor, "HUP");
    eventually("it stands in the log once more", || {
        said_since(&installation, saved).contains("must begin with /")
    });
    let after = installation.status().unwrap();
    list.save(&list.before);
    kill(installation.supervisor, "HUP");
    installation.wait("the corrected list is taken", |status| {
        status.0["configuration"].is_null()
    });

    for key in ["turkey", "iraq", "postgres"] {
        assert_eq!(after.pid(key), before.pid(key), "{key}");
    }
    assert!(is_alive(installation.supervisor));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_one_country_stops_no_command_of_another_and_is_taken_up_once_mended() {
    let installation = running();
    let before = installation.status().unwrap();
    let file = installation.root.join("instances/iraq.yaml");
    let token = installation.root.join("token-to-come");
    let server = "forms_servers: [{name: ona, url: \"http://127.0.0.1:9\", token_file: token-to-come, package_forms: [\"4201\"]}]\n";
    // A folder is no file with a token.
    fs::create_dir(&token).unwrap();
    fs::write(&file, server).unwrap();
    installation.wait("it is told", |status| {
        let problem = status.0["configuration"]["problem"].as_str();
        problem.is_some_and(|problem| problem.contains("token-to-come"))
    });

    let asked = ["-i", "turkey", "sql", "select 1 as one"];
    let elsewhere = installation.cts(&asked);
    let shown = installation.cts(&["env", "turkey"]);
    let here = installation.cts(&["-i", "iraq", "sql", "select 1 as one"]);
    // No file of the configuration is saved.
    fs::remove_dir(&token).unwrap();
    fs::write(&token, "secret").unwrap();
    let mended = installation.wait("what was mended is in force", |status| {
        status.0["configuration"].is_null() && status.pid("iraq") != before.pid("iraq")
    });
    fs::remove_file(&file).unwrap();
    fs::remove_file(&token).unwrap();
    installation.wait("Iraq is as it was", |status| {
        status.is_ready() && status.pid("iraq") != mended.pid("iraq")
    });

    assert!(elsewhere.status.success(), "{elsewhere:?}");
    let note = stderr(&elsewhere);
    assert!(
        note.contains("1 problem in instances/iraq.yaml, none of turkey"),
        "{note}"
    );
    assert!(shown.status.success(), "{shown:?}");
    assert_eq!(here.status.code(), Some(2), "{here:?}");
    assert!(stderr(&here).contains("token-to-come"), "{here:?}");
    assert_eq!(mended.pid("turkey"), before.pid("turkey"));
}
