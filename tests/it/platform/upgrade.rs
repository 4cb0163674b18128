//! The program is replaced while it is visited: same supervisor, same sockets, new processes, nobody refused.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use diesel::connection::SimpleConnection;

use super::installation::{eventually, is_alive, kill, running};
use super::visitors::Visitors;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_refuses_nobody_and_keeps_the_supervisor() {
    let mut installation = running();
    let program = installation.root.join("cts-new");
    fs::copy(env!("CARGO_BIN_EXE_cts"), &program).unwrap();
    let before = installation.status().unwrap();
    let visitors = Visitors::come(&[
        format!("{}/TR/health/", installation.url),
        format!("{}/IQ/sign-in/", installation.url),
        format!("{}/", installation.url),
    ]);
    visitors.go_on().await;

    let upgraded = installation.cts(&["upgrade", "--program", program.to_str().unwrap()]);
    visitors.go_on().await;

    assert!(upgraded.status.success(), "{upgraded:?}");
    assert_eq!(visitors.leave().await, Vec::<String>::new());
    let after = installation.status().unwrap();
    assert!(after.is_ready());
    assert_eq!(after.0["supervisor"]["pid"], installation.supervisor);
    assert_eq!(
        after.0["supervisor"]["since"],
        before.0["supervisor"]["since"]
    );
    assert_eq!(after.pid("postgres"), before.pid("postgres"));
    for key in ["turkey", "iraq"] {
        assert_ne!(after.pid(key), before.pid(key));
        let runs = fs::read_link(format!("/proc/{}/exe", after.pid(key))).unwrap();
        assert_eq!(runs, program, "{key}");
        eventually("the old process is gone", || {
            !std::path::Path::new(&format!("/proc/{}", before.pid(key))).exists()
        });
    }

    // What was handed over is tied to the supervisor as before.
    kill(after.pid("iraq"), "KILL");
    installation.wait("a killed country comes back", |status| {
        status.is_ready() && status.pid("iraq") != after.pid("iraq")
    });
    kill(installation.supervisor, "KILL");
    eventually("every process has ended", || {
        installation.processes().is_empty()
    });
    installation.start();
    installation.wait("it starts again", super::installation::Status::is_ready);
    fs::remove_file(program).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_cannot_take_over_changes_nothing() {
    let installation = running();
    let before = installation.status().unwrap();
    let broken = installation.root.join("cts-broken");
    fs::write(
        &broken,
        "#!/bin/sh\necho 'this build is broken' >&2\nexit 4\n",
    )
    .unwrap();
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();

    let refused = installation.cts(&["upgrade", "--program", broken.to_str().unwrap()]);

    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        said.contains("this build is broken") && said.contains("everything runs on"),
        "{said}"
    );
    let after = installation.status().unwrap();
    assert_eq!(after.pid("turkey"), before.pid("turkey"));
    assert!(is_alive(installation.supervisor));
    fs::remove_file(broken).unwrap();
}

/// The administrator's connection to a country's database.
pub(super) fn administer(
    installation: &super::installation::Installation,
    key: &str,
) -> diesel::PgConnection {
    let config = cts::platform::config::Config::load(&installation.root).unwrap();
    let paths = cts::platform::paths::Paths::new(&config).unwrap();
    let instance = cts::platform::find(&config, key).unwrap();
    cts::platform::provision::administer(&config, &paths, instance).unwrap()
}

/// A country whose next process does not start until this goes: a migration (the one that makes receipts) is not
/// written down as done, and what it makes is there.
pub(super) struct BrokenMigration(diesel::PgConnection);

impl BrokenMigration {
    pub(super) fn of(installation: &super::installation::Installation, key: &str) -> Self {
        let mut admin = administer(installation, key);
        admin
            .batch_execute(
                "create table kept as select * from __diesel_schema_migrations
                     where version = '20261128600100';
                 delete from __diesel_schema_migrations where version in (select version from kept)",
            )
            .unwrap();
        Self(admin)
    }
}

impl Drop for BrokenMigration {
    fn drop(&mut self) {
        let mended = self.0.batch_execute(
            "insert into __diesel_schema_migrations select * from kept; drop table kept",
        );
        assert!(mended.is_ok() || std::thread::panicking(), "{mended:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_that_fails_leaves_the_old_process_serving_that_country() {
    let installation = running();
    let program = installation.root.join("cts-next");
    fs::copy(env!("CARGO_BIN_EXE_cts"), &program).unwrap();
    // A release whose migration cannot run here.
    let broken = BrokenMigration::of(&installation, "turkey");
    let before = installation.status().unwrap();
    let visitors = Visitors::come(&[
        format!("{}/TR/sign-in/", installation.url),
        format!("{}/IQ/sign-in/", installation.url),
    ]);
    visitors.go_on().await;

    let upgraded = installation.cts(&["upgrade", "--program", program.to_str().unwrap()]);
    visitors.go_on().await;
    let after = installation.status().unwrap();
    let log = fs::read_to_string(installation.root.join("err")).unwrap();
    drop(broken);
    let mended = installation.cts(&["restart", "turkey"]);

    let said = format!("{upgraded:?}");
    assert_ne!(upgraded.status.code(), Some(0), "{said}");
    assert!(said.contains("migrating turkey failed"), "{said}");
    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(
        after.pid("turkey"),
        before.pid("turkey"),
        "the old one goes on"
    );
    assert_ne!(after.pid("iraq"), before.pid("iraq"));
    assert_eq!(after.instance("turkey")["state"], "ready");
    let reason = after.instance("turkey")["reason"].to_string();
    assert!(
        reason.contains("the old one goes on") && reason.contains("migrating turkey failed"),
        "{reason}"
    );
    assert!(log.contains("migrating turkey failed"), "{log}");
    assert!(mended.status.success(), "{mended:?}");
    let mended = installation.status().unwrap();
    assert_ne!(mended.pid("turkey"), before.pid("turkey"));
    fs::remove_file(program).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_not_ours_is_not_upgraded_to() {
    let installation = running();
    let before = installation.status().unwrap();

    let upgraded = installation.cts(&["upgrade", "--program", "/bin/true"]);

    let said = String::from_utf8_lossy(&upgraded.stderr).into_owned();
    assert!(!upgraded.status.success(), "{upgraded:?}");
    assert!(said.contains("does not answer as cts does"), "{said}");
    let after = installation.status().unwrap();
    for key in ["turkey", "iraq", "postgres"] {
        assert_eq!(after.pid(key), before.pid(key), "{key}");
    }
}
