//! The life of an installation: what `kill -9` does to each process, restarts, and a soft end.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use diesel::connection::SimpleConnection;

use super::installation::{Installation, eventually, is_alive, kill, running};
use super::reload::{Saved, is_ready, said_since};
use super::upgrade::administer;
use super::visitors::Visitors;

fn health(installation: &Installation) -> String {
    format!("{}/TR/health/", installation.url)
}

async fn is_working(installation: &Installation) -> bool {
    let ready = reqwest::get(format!("{}/TR/health/ready", installation.url)).await;
    ready.is_ok_and(|response| response.status() == 200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_has_the_documented_fields() {
    let installation = running();

    let status = installation.status().unwrap();

    let turkey = status.instance("turkey");
    assert_eq!(
        (&turkey["state"], &turkey["prefix"], &turkey["name"]),
        (&"ready".into(), &"/TR".into(), &"Turkey".into())
    );
    for field in ["pid", "port", "restarts", "memory_bytes"] {
        assert!(turkey[field].is_u64(), "{field}: {turkey}");
        assert!(
            field == "port" || status.0["postgres"][field].is_u64(),
            "{field}"
        );
    }
    assert!(turkey["since"].is_string() && turkey["reason"].is_null());
    assert_eq!(
        status.0["front_door"]["url"],
        format!("{}/", installation.url)
    );
    assert_eq!(status.0["supervisor"]["pid"], installation.supervisor);
    assert!(is_working(&installation).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_refuses_nobody() {
    let installation = running();
    let before = installation.status().unwrap();
    let visitors = Visitors::come(&[health(&installation)]);
    visitors.go_on().await;

    let restarted = installation.cts(&["restart", "turkey"]);
    visitors.go_on().await;

    assert!(restarted.status.success(), "{restarted:?}");
    assert_eq!(visitors.leave().await, Vec::<String>::new());
    let after = installation.wait("the new process is ready", |s| {
        s.instance("turkey")["state"] == "ready"
    });
    assert_ne!(after.pid("turkey"), before.pid("turkey"));
    assert_eq!(after.pid("iraq"), before.pid("iraq"));
    eventually("the old process ends", || !is_alive(before.pid("turkey")));
    for command in ["restart", "start", "stop"] {
        let unknown = installation.cts(&[command, "turky"]);
        assert_eq!(unknown.status.code(), Some(1), "{unknown:?}");
        let said = String::from_utf8(unknown.stderr).unwrap();
        assert!(said.contains("did you mean \"turkey\"?"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_country_comes_back_and_its_visitors_are_held() {
    let installation = running();
    let before = installation.status().unwrap();
    let visitors = Visitors::come(&[health(&installation)]);
    visitors.go_on().await;

    kill(before.pid("turkey"), "KILL");
    visitors.go_on().await;

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    let after = installation.wait("it is back", |s| s.instance("turkey")["state"] == "ready");
    assert_ne!(after.pid("turkey"), before.pid("turkey"));
    assert!(
        after.instance("turkey")["restarts"].as_u64()
            > before.instance("turkey")["restarts"].as_u64()
    );
    assert_eq!(after.pid("iraq"), before.pid("iraq"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_postgresql_comes_back() {
    let installation = running();
    let before = installation.status().unwrap();

    kill(before.pid("postgres"), "KILL");

    let after = installation.wait("another PostgreSQL is ready", |status| {
        status.0["postgres"]["state"] == "ready" && status.pid("postgres") != before.pid("postgres")
    });
    assert_eq!(after.pid("turkey"), before.pid("turkey"));
    for _ in 0..200 {
        if is_working(&installation).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the country does not find its database again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_supervisor_leaves_nothing_behind_and_starts_again() {
    let mut installation = running();

    kill(installation.supervisor, "KILL");

    eventually("every process has ended", || {
        installation.processes().is_empty()
    });
    installation.start();
    installation.wait(
        "everything is ready again",
        super::installation::Status::is_ready,
    );
    assert!(is_working(&installation).await);
}

/// Everything a country's processes have written.
fn log_of(installation: &Installation, key: &str) -> String {
    let folder = fs::read_dir(installation.root.join("log").join(key)).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_supervisor_leaves_no_process_that_waits_for_a_forms_server() {
    let mut installation = running();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    silent.set_nonblocking(true).unwrap();
    let address = silent.local_addr().unwrap();
    let settings = installation.root.join("instances/iraq.yaml");
    let token = installation.root.join("token");
    fs::write(&token, "secret").unwrap();
    fs::write(
        &settings,
        format!(
            "forms_servers:\n  - {{name: ona, url: \"http://{address}\", token_file: token, package_forms: [\"4201\"]}}\n"
        ),
    )
    .unwrap();
    let mut asked = None;
    eventually("Iraq asks the forms server", || {
        asked = silent.accept().ok();
        asked.is_some()
    });
    let before = log_of(&installation, "iraq").len();

    kill(installation.supervisor, "KILL");
    eventually("every process has ended", || {
        installation.processes().is_empty()
    });
    let said = log_of(&installation, "iraq").split_off(before);
    drop(asked);
    fs::remove_file(settings).unwrap();
    fs::remove_file(token).unwrap();
    installation.start();
    installation.wait(
        "everything is ready again",
        super::installation::Status::is_ready,
    );

    assert!(said.contains("the supervisor is gone"), "{said}");
    // What a soft end says when its time is over.
    for patience in ["jobs still running", "did not finish in time"] {
        assert!(!said.contains(patience), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_supervisor_is_refused() {
    let installation = running();

    for arguments in [&["serve"][..], &["serve", "--detach"]] {
        let second = installation.cts(arguments);

        assert_eq!(second.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8(second.stderr).unwrap();
        assert!(
            said.contains("cts runs already") && said.contains("hint: `cts status`"),
            "{said}"
        );
    }
    assert!(installation.status().unwrap().is_ready());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_ends_everything() {
    let installation = running();

    let stopped = installation.cts(&["stop"]);

    assert!(stopped.status.success(), "{stopped:?}");
    assert_eq!(installation.processes(), Vec::new());
    assert_eq!(installation.cts(&["status"]).status.code(), Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_does_not_end_is_ended_when_its_time_is_over() {
    let installation = running();
    let deaf = installation.status().unwrap().pid("turkey");
    kill(deaf, "STOP");

    let begun = std::time::Instant::now();
    let stopped = installation.cts(&["stop", "turkey"]);
    let took = begun.elapsed();
    let status = installation.status().unwrap();
    let is_left = is_alive(deaf);
    let started = installation.cts(&["start", "turkey"]);

    assert!(stopped.status.success(), "{stopped:?}");
    // `limits.stop` of this installation, which its requests may take.
    assert!(took >= Duration::from_secs(5), "after {took:?}");
    assert!(took < Duration::from_secs(30), "after {took:?}");
    assert!(!is_left);
    assert_eq!(status.instance("turkey")["state"], "stopped");
    assert!(started.status.success(), "{started:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_does_not_wait_for_a_restart_that_hangs() {
    let installation = running();
    // Somebody holds what a migration looks at first: the new process cannot begin.
    let mut admin = administer(&installation, "turkey");
    admin
        .batch_execute("begin; lock table __diesel_schema_migrations in access exclusive mode")
        .unwrap();
    let mut restart = installation.spawn(&["restart", "turkey"]);
    installation.wait("it is being restarted", |status| {
        status.instance("turkey")["state"] == "restarting"
    });

    let stopped = installation.cts(&["stop", "turkey"]);
    let status = installation.status().unwrap();
    let restarted = restart.wait().unwrap();
    admin.batch_execute("rollback").unwrap();
    let started = installation.cts(&["start", "turkey"]);

    assert!(stopped.status.success(), "{stopped:?}");
    assert_eq!(status.instance("turkey")["state"], "stopped");
    assert_eq!(restarted.code(), Some(1), "whoever asked hears of it");
    assert!(started.status.success(), "{started:?}");
    assert!(installation.status().unwrap().is_ready());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_that_hangs_is_ended_and_brought_back() {
    let installation = running();
    let base = Saved::of(installation.root.join("config/base.yaml"));
    let before = installation.status().unwrap();
    let text = base.1.replace("stop: 5s", "stop: 5s, silence: 12s");
    fs::write(&base.0, text).unwrap();
    let reloaded = installation.cts(&["reload"]);
    assert!(reloaded.status.success(), "{reloaded:?}");

    let begin = said_since(&installation, 0).len();
    kill(before.pid("turkey"), "STOP");
    let after = installation.wait("another process is ready", |status| {
        is_ready(status, "turkey") && status.pid("turkey") != before.pid("turkey")
    });

    let said = said_since(&installation, begin);
    assert!(
        said.contains("it answered nothing for 12 s, and was ended"),
        "{said}"
    );
    assert!(!is_alive(before.pid("turkey")));
    assert_eq!(after.pid("iraq"), before.pid("iraq"));
    assert!(is_working(&installation).await);
}
