//! What an administrator does in a season, one thing after the other, while officers of two countries work without a
//! break: none of their requests fails, and only what was changed has another process.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::io::Write;
use std::path::Path;

use super::installation::{Installation, Status, running};
use super::reload::{List, is_ready, status_of};
use super::visitors::Visitors;
use crate::support::free_port;

/// As most editors save: what is new beside it, then in its place.
fn save_beside(path: &Path, text: &str) {
    let draft = path.with_extension("yaml~");
    fs::write(&draft, text).unwrap();
    fs::rename(&draft, path).unwrap();
}

fn done(installation: &Installation, line: &str) -> serde_json::Value {
    let output = installation.cts(&line.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{line}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

/// What an editor does that empties the file first, is slow, and is seen with half of it. The
/// state once the list is in force.
fn emptied_and_filled_slowly(
    installation: &Installation,
    path: &Path,
    text: &str,
    untouched: &impl Fn(&Status),
) -> Status {
    let mut slow = fs::File::create(path).unwrap();
    let emptied = installation.wait("the empty list is refused", |status| {
        let problem = status.0["configuration"]["problem"].as_str();
        problem.is_some_and(|problem| problem.contains("names no country"))
    });
    untouched(&emptied);
    let (half, rest) = text.split_at(text.find("currency: IQD").unwrap());
    slow.write_all(half.as_bytes()).unwrap();
    let halved = installation.wait("half of the list is refused", |status| {
        let problem = status.0["configuration"]["problem"].as_str();
        problem.is_some_and(|problem| !problem.contains("names no country"))
    });
    untouched(&halved);
    slow.write_all(rest.as_bytes()).unwrap();
    drop(slow);
    let mended = installation.wait("the list is in force", |status| {
        status.0["configuration"].is_null()
    });
    untouched(&mended);
    mended
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_season_of_changes_fails_no_request_of_those_who_work() {
    let installation = running();
    let list = List::of(&installation);
    let jordan = format!(
        "  jordan: {{name: Jordan, prefix: /JO, currency: JOD, port: {}}}\n",
        free_port()
    );
    list.save_with(&jordan);
    let with_jordan = format!("{}{jordan}", list.before);
    let before = installation.wait("Jordan is ready", |status| is_ready(status, "jordan"));
    let turkeys_file = installation.root.join("instances/turkey.yaml");
    let of_list = installation.root.join("instances/instances.yaml");
    let untouched = |status: &Status| {
        for key in ["iraq", "jordan", "postgres"] {
            assert_eq!(status.pid(key), before.pid(key), "{key}");
        }
    };
    let paths = ["/IQ/sign-in/", "/JO/sign-in/", "/IQ/health/ready", "/JO/"];
    let visitors = Visitors::come(&paths.map(|path| format!("{}{path}", installation.url)));
    visitors.go_on().await;

    let added = done(
        &installation,
        "instances add lebanon --name Lebanon --prefix /LB --currency LBP --json",
    );
    let lebanon = status_of(added["url"].as_str().unwrap()).await;
    untouched(&installation.status().unwrap());
    visitors.go_on().await;

    save_beside(&turkeys_file, "time_zone: Europe/Istanbul\n");
    let changed = installation.wait("Turkey has a new process", |status| {
        is_ready(status, "turkey") && status.pid("turkey") != before.pid("turkey")
    });
    untouched(&changed);
    assert_eq!(
        changed.pid("lebanon"),
        installation.status().unwrap().pid("lebanon")
    );
    visitors.go_on().await;

    done(&installation, "instances remove lebanon --yes");
    assert!(installation.status().unwrap().find("lebanon").is_none());
    assert_eq!(fs::read_to_string(&of_list).unwrap(), with_jordan);
    visitors.go_on().await;

    list.save(&with_jordan.replace("currency: JOD", "currency: DINAR"));
    let refused = installation.wait("the error is told", |status| {
        let problem = status.0["configuration"]["problem"].as_str();
        problem.is_some_and(|problem| problem.contains("DINAR"))
    });
    untouched(&refused);
    visitors.go_on().await;

    let mended = emptied_and_filled_slowly(&installation, &of_list, &with_jordan, &untouched);
    assert_eq!(mended.pid("turkey"), changed.pid("turkey"));
    visitors.go_on().await;

    let program = installation.root.join("cts-of-the-season");
    fs::copy(env!("CARGO_BIN_EXE_cts"), &program).unwrap();
    done(
        &installation,
        &format!("upgrade --program {}", program.to_str().unwrap()),
    );
    visitors.go_on().await;
    let upgraded = installation.status().unwrap();

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(lebanon, 200);
    assert_eq!(upgraded.0["supervisor"]["pid"], installation.supervisor);
    assert_eq!(upgraded.pid("postgres"), before.pid("postgres"));
    for key in ["turkey", "iraq", "jordan"] {
        assert_ne!(upgraded.pid(key), mended.pid(key), "{key}");
    }
    fs::remove_file(turkeys_file).unwrap();
    fs::remove_file(program).unwrap();
    list.save(&list.before);
    installation.wait("everything is as it was", |status| {
        status.is_ready() && status.find("jordan").is_none()
    });
}
