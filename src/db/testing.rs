//! A private PostgreSQL for tests, started once per test process and gone with it.
//!
//! Room tests use [`rolled_back`]; `tests/it` includes this file too and clones a database per test.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read the real clock to name their folders"
)]
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "each of its two users needs a part"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use cts::db::migrate::{Roles, migrate};
use cts::kernel::clock::Clock;
use cts::kernel::money::Currency;
use cts::kernel::settings::{
    ChosenLanguages, MailSettings, NightlyBackups, Surroundings, SurroundingsNow,
};
use cts::kernel::{Actor, Door, InstanceSettings, Language, OpContext};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// The cluster of this test process.
pub struct Cluster {
    dir: PathBuf,
    /// The shell that runs PostgreSQL stops it when this closes, however this process ends.
    _stdin: ChildStdin,
    _shell: Child,
    next: AtomicU32,
}

/// A database cloned from the migrated template; dropped with the cluster.
pub struct TestDatabase {
    pub name: String,
    /// Logs in as the app does.
    pub url: String,
    /// Logs in as the cluster's administrator.
    pub admin_url: String,
}

const SCRIPT: &str = r#"
set -e
initdb -D "$1/data" -A trust -U postgres --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
postgres -D "$1/data" -c listen_addresses= -c unix_socket_directories="$1" -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=200 -c logging_collector=off -c autovacuum=off 2>"$1/postgres.log" &
pid=$!
for _ in $(seq 300); do pg_isready -q -h "$1" && break; sleep 0.05; done
pg_isready -q -h "$1"
echo ready
read -r _ || true
kill -QUIT $pid
wait $pid || true
rm -rf "$1"
"#;

/// The cluster, started at the first call.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let cluster = start();
        make_template(&cluster);
        cluster
    })
}

fn start() -> Cluster {
    let dir = std::env::temp_dir().join(format!("cts-test-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("the temporary folder can be written");
    let root = is_root();
    let mut command = if root {
        let status = Command::new("chown").arg("postgres").arg(&dir).status();
        assert!(
            status.is_ok_and(|s| s.success()),
            "a user `postgres` exists"
        );
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "bash"]);
        command
    } else {
        Command::new("bash")
    };
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = command
        .args(["-c", SCRIPT, "cluster"])
        .arg(&dir)
        .current_dir("/")
        .env("PATH", format!("{}:{path}", bin_dir().display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bash can be started");
    let stdin = shell.stdin.take().expect("stdin is a pipe");
    let mut line = String::new();
    let stdout = shell.stdout.take().expect("stdout is a pipe");
    BufReader::new(stdout)
        .read_line(&mut line)
        .expect("the shell answers");
    assert_eq!(
        line.trim(),
        "ready",
        "PostgreSQL did not start in {}",
        dir.display()
    );
    Cluster {
        dir,
        _stdin: stdin,
        _shell: shell,
        next: AtomicU32::new(1),
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The newest PostgreSQL of the machine.
pub fn bin_dir() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("postgres").exists())
        .collect();
    found.sort();
    found
        .pop()
        .unwrap_or_else(|| Path::new("/usr/bin").to_owned())
}

fn make_template(cluster: &Cluster) {
    let mut admin = cluster.connect("postgres");
    let roles = Roles::of("test");
    admin
        .batch_execute(&format!(
            "create role {} nologin; create role {} login; create role {} login",
            roles.owner, roles.writer, roles.reader
        ))
        .expect("roles can be made");
    admin
        .batch_execute(&format!(
            "create database cts_template owner {}",
            roles.owner
        ))
        .expect("the template can be made");
    let mut template = cluster.connect("cts_template");
    migrate(&mut template, &roles).expect("migrations run");
}

impl Cluster {
    /// A URL for a role and a database.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!(
            "postgres:///{database}?host={}&user={role}",
            self.dir.display()
        )
    }

    /// An administrator's connection.
    pub fn connect(&self, database: &str) -> PgConnection {
        PgConnection::establish(&self.url("postgres", database)).expect("the test cluster answers")
    }

    /// A new database without a schema.
    pub fn empty_database(&self) -> TestDatabase {
        self.create_database("template0")
    }

    /// A new database with the schema and no rows.
    pub fn database(&self) -> TestDatabase {
        self.create_database("cts_template")
    }

    fn create_database(&self, template: &str) -> TestDatabase {
        // One at a time: a template cannot be cloned while it is being cloned.
        static ONE: Mutex<()> = Mutex::new(());
        let name = format!("test_{}", self.next.fetch_add(1, Ordering::Relaxed));
        let _one = ONE
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        self.connect("postgres")
            .batch_execute(&format!(
                "create database {name} template {template} owner cts_test_owner strategy file_copy"
            ))
            .expect("a database can be cloned");
        TestDatabase {
            url: self.url("cts_test", &name),
            admin_url: self.url("postgres", &name),
            name,
        }
    }
}

/// Settings of a made-up country with prefix `/TR`, in Istanbul's zone.
pub fn settings() -> InstanceSettings {
    InstanceSettings {
        key: "test".into(),
        name: "Test".into(),
        prefix: "/TR".into(),
        currency: Currency::from_code("TRY").expect("TRY is a currency"),
        time_zone: chrono_tz::Europe::Istanbul,
        names: Vec::new(),
        chosen_languages: ChosenLanguages::default(),
        languages: vec![Language::En, Language::Ar, Language::Tr],
        map_center: (36.6, 37.1),
        map_zoom: 7,
        color: "#d9822b".into(),
        address: "http://127.0.0.1:8000/TR".into(),
        mail: MailSettings::default(),
        overdue_from_ready: false,
        silent_after_days: 4,
        surroundings: Surroundings::new(SurroundingsNow {
            other_prefixes: vec![
                ("/IQ".into(), "Iraq".into()),
                ("/JO".into(), "Jordan".into()),
            ],
            nightly_backups: NightlyBackups::Off,
            ..SurroundingsNow::default()
        }),
        forms_servers: Vec::new(),
        environment: "dev".into(),
        secure_cookies: false,
        allowed_hosts: Vec::new(),
    }
}

/// A country's database that tests share which take back what they did.
fn rooms() -> &'static TestDatabase {
    static ROOMS: OnceLock<TestDatabase> = OnceLock::new();
    ROOMS.get_or_init(|| cluster().database())
}

/// Runs a test as the operator on a connection whose work is rolled back.
pub fn rolled_back(test: impl FnOnce(&mut OpContext<'_>)) {
    rolled_back_at(&rooms().url, test);
}

/// The same where the test also writes what only the platform may write.
pub fn rolled_back_of_platform(test: impl FnOnce(&mut OpContext<'_>)) {
    rolled_back_at(&rooms().admin_url, test);
}

fn rolled_back_at(url: &str, test: impl FnOnce(&mut OpContext<'_>)) {
    let mut conn = PgConnection::establish(url).expect("the test cluster answers");
    conn.begin_test_transaction().expect("a transaction begins");
    let mut cx = OpContext {
        conn: &mut conn,
        actor: Actor::Operator("test".into()),
        door: Door::CommandLine,
        request_id: "test".into(),
        now: Clock::default().now(),
        settings: Arc::new(settings()),
        kept: None,
    };
    test(&mut cx);
}

/// Waits until `done` says so, at most ten seconds.
pub fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..200 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("did not happen within ten seconds: {what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::RunQueryDsl;

    #[test]
    fn migrating_again_does_nothing() {
        let database = cluster().database();
        let mut admin = PgConnection::establish(&database.admin_url).unwrap();

        let again = migrate(&mut admin, &Roles::of("test")).unwrap();

        assert!(again.applied.is_empty() && !again.views_loaded);
    }

    #[test]
    fn the_apps_role_cannot_rewrite_history() {
        rolled_back(|cx| {
            for table in ["audit", "events"] {
                let refused = cx.conn.transaction(|conn| {
                    diesel::sql_query(format!("delete from {table}")).execute(conn)
                });
                assert!(refused.is_err(), "{table}");
            }
        });
    }
}
