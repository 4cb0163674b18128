//! One country cannot reach another: tried with psql's own means, and with cookies and links in one browser.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::installation::{Installation, running};
use super::visitors::Visitors;

/// The login of a country's app, and the same for another database.
pub(super) fn url(installation: &Installation, key: &str) -> String {
    let file = installation.root.join(format!("var/secrets/{key}.json"));
    let credentials: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    credentials["url"].as_str().unwrap().to_owned()
}

fn json(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_countrys_role_reaches_no_other_database_and_no_secret_of_the_cluster() {
    let installation = running();
    let own = url(&installation, "turkey");

    for other in ["cts_iraq", "postgres", "template1"] {
        let refused =
            PgConnection::establish(&own.replace("@/cts_turkey", &format!("@/{other}"))).err();
        let said = refused.expect(other).to_string();
        assert!(
            said.contains("permission denied for database"),
            "{other}: {said}"
        );
    }
    let mut conn = PgConnection::establish(&own).unwrap();
    for forbidden in [
        "select rolpassword from pg_authid",
        "select passwd from pg_shadow",
        "select pg_read_file('/etc/passwd')",
        "select pg_ls_dir('.')",
        "copy users to program 'cat'",
        "copy users to '/tmp/x'",
        "create extension file_fdw",
        "create schema mine",
        "create table public.mine (id int)",
        "create temporary table mine (id int)",
        "create function public.f() returns int language sql as 'select 1'",
        "create role friend",
        "set role cts_turkey_owner",
        "set role cts_iraq",
        "set session authorization cts_iraq",
        "alter role cts_turkey superuser",
        "alter table audit disable trigger all",
        "alter table audit owner to cts_turkey",
        "drop table audit",
        "truncate audit",
        "delete from audit",
        "update audit set actor_name = 'somebody else'",
        "delete from events",
        "update events set kind = 'created'",
        "insert into backups (file, kind, started_at, finished_at) values ('x', 'command', now(), now())",
        "insert into __diesel_schema_migrations values ('9')",
        "alter system set listen_addresses = '*'",
        "select pg_reload_conf()",
        "select dblink_connect('x')",
    ] {
        let result = conn.batch_execute(&format!("begin; {forbidden}; rollback"));
        let _ = conn.batch_execute("rollback");
        assert!(result.is_err(), "{forbidden}");
    }
    conn.batch_execute("insert into audit (at, actor_kind, door, action, object_type) values (now(), 'system', 'job', 'test', 'test')")
        .expect("it may add to the audit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cookies_and_links_of_one_country_are_worth_nothing_in_another() {
    let installation = running();
    let create = "-i turkey user create guest@example.org --role coordinator --generate --json";
    let made = json(&installation.cts(&words(create)));
    let link = json(&installation.cts(&words("-i turkey user link guest@example.org --json")));
    let browser = Browser::new(&installation.url);
    let page = browser.get("/TR/sign-in/", "").await;
    let form_cookie = cookie(&page);
    let text = page.text().await.unwrap();
    let token = text.split("name=\"csrf_token\" value=\"").nth(1).unwrap();
    let form = [
        ("csrf_token", token.split('"').next().unwrap()),
        ("email", "guest@example.org"),
        ("password", made["password"].as_str().unwrap()),
    ];

    let signed_in = browser.post("/TR/sign-in/", &form_cookie, &form).await;
    let session = cookie(&signed_in);
    let here = browser.get("/TR/system/jobs/", &session).await;
    // The browser would not send it there (its path is /TR); somebody who does by hand gets nothing, under either name.
    let stolen = session.replace("cts_session_turkey", "cts_session_iraq");
    let mut elsewhere = Vec::new();
    for cookie in [&session, &stolen] {
        let answer = browser.get("/IQ/system/jobs/", cookie).await;
        elsewhere.push(answer.status().as_u16());
    }
    let forms = form_cookie.replace("turkey", "iraq");
    let foreign_token = browser.post("/IQ/sign-in/", &forms, &form).await;
    let path = link["url"].as_str().unwrap().replace(&installation.url, "");
    let foreign_link = browser.get(&path.replace("/TR/", "/IQ/"), "").await;

    assert_eq!(signed_in.status(), 303);
    assert_eq!(here.status(), 200);
    assert_eq!(elsewhere, [303, 303], "sent to sign in");
    assert_eq!(foreign_token.status(), 403, "a form's token of one country");
    assert_eq!(foreign_link.status(), 404);
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Asks with the cookies it is given and follows nothing.
pub(super) struct Browser<'a>(reqwest::Client, &'a str);

impl<'a> Browser<'a> {
    pub(super) fn new(url: &'a str) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self(client.build().unwrap(), url)
    }

    pub(super) async fn get(&self, path: &str, cookie: &str) -> reqwest::Response {
        let asked = self.0.get(format!("{}{path}", self.1));
        asked.header("cookie", cookie).send().await.unwrap()
    }

    pub(super) async fn post(
        &self,
        path: &str,
        cookie: &str,
        form: &[(&str, &str)],
    ) -> reqwest::Response {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        self.0
            .post(format!("{}{path}", self.1))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", cookie)
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

pub(super) fn cookie(response: &reqwest::Response) -> String {
    let all = response.headers().get_all("set-cookie").iter();
    let pairs: Vec<&str> = all
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .filter(|pair| !pair.ends_with('='))
        .collect();
    pairs.join("; ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_analyst_reads_one_country_and_nothing_else() {
    let installation = running();

    let made =
        json(&installation.cts(&["-i", "turkey", "readonly-user", "create", "mara", "--json"]));
    let twice = installation.cts(&["-i", "turkey", "readonly-user", "create", "mara"]);
    let told = installation.cts(&["-i", "turkey", "readonly-user", "create", "nora"]);
    let listed = json(&installation.cts(&["-i", "turkey", "readonly-user", "list", "--json"]));
    let host = made["host"].as_str().unwrap().replace('/', "%2F");
    let url = |database: &str| {
        format!(
            "postgres://{}:{}@/{database}?host={host}",
            made["login"].as_str().unwrap(),
            made["password"].as_str().unwrap()
        )
    };
    let mut conn = PgConnection::establish(&url("cts_turkey")).unwrap();
    conn.batch_execute("select count(*) from views.shipments; select count(*) from packages")
        .unwrap();
    for forbidden in [
        "select password_hash from users",
        "select * from sessions",
        "select * from password_links",
        "select * from outgoing_mails",
        "set default_transaction_read_only = off; insert into donors (name) values ('x')",
        "select lo_create(0)",
        "select lo_from_bytea(0, 'x')",
    ] {
        assert!(conn.batch_execute(forbidden).is_err(), "{forbidden}");
    }
    let elsewhere = PgConnection::establish(&url("cts_iraq")).is_err();
    let nobody = installation.cts(&["-i", "turkey", "readonly-user", "drop", "nobody"]);
    let dropped = installation.cts(&["-i", "turkey", "readonly-user", "drop", "mara", "--yes"]);
    installation.cts(&["-i", "turkey", "readonly-user", "drop", "nora", "--yes"]);

    assert_eq!(twice.status.code(), Some(1));
    let nobody = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(nobody.contains("there is no login for nobody"), "{nobody}");
    let told = [told.stdout, told.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(told.contains("cts-analysts.socket"), "{told}");
    assert!(
        told.contains("user=cts_turkey_ro_nora dbname=cts_turkey"),
        "{told}"
    );
    assert_eq!(listed[0]["name"], "mara");
    assert!(elsewhere && dropped.status.success(), "{dropped:?}");
    assert!(
        conn.batch_execute("select 1").is_err(),
        "its connections ended"
    );
    assert!(PgConnection::establish(&url("cts_turkey")).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_that_takes_every_connection_it_may_leaves_the_others_alone() {
    let installation = running();
    let own = url(&installation, "turkey");
    let visitors = Visitors::come(&[format!("{}/IQ/health/ready", installation.url)]);
    visitors.go_on().await;

    let mut taken = Vec::new();
    let refused = loop {
        match PgConnection::establish(&own) {
            Ok(mut conn) => {
                conn.batch_execute("begin; select count(*) from pg_class")
                    .unwrap();
                taken.push(conn);
            }
            Err(error) => break error.to_string(),
        }
        assert!(taken.len() < 90, "there is a limit");
    };
    visitors.go_on().await;

    assert!(
        refused.contains("too many connections for role"),
        "{refused}"
    );
    assert_eq!(visitors.leave().await, Vec::<String>::new());
    drop(taken);
}

fn limit_of(pid: u32, name: &str) -> String {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
    line[name.len()..]
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_that_asks_for_too_much_memory_ends_alone_and_comes_back() {
    let installation = running();
    let before = installation.status().unwrap();
    let (pid, others) = (before.pid("turkey"), before.pid("iraq"));
    assert_eq!(limit_of(pid, "Max data size"), (1_u64 << 30).to_string());
    assert_eq!(
        limit_of(installation.supervisor, "Max data size"),
        "unlimited"
    );
    let visitors = Visitors::come(&[format!("{}/IQ/sign-in/", installation.url)]);
    visitors.go_on().await;

    // As if it had grown to its limit: what it asks for next is refused.
    let owner = fs::metadata(format!("/proc/{pid}")).unwrap();
    let lowered = std::process::Command::new("prlimit")
        .uid(owner.uid())
        .gid(owner.gid())
        .args(["--pid", &pid.to_string(), "--data=4096:4096"])
        .status()
        .unwrap();
    assert!(lowered.success());
    let browser = reqwest::Client::new();
    let asked: Vec<_> = (0..32)
        .map(|_| {
            let asked = browser
                .get(format!("{}/TR/sign-in/", installation.url))
                .send();
            tokio::spawn(asked)
        })
        .collect();
    let after = installation.wait("it comes back", |status| {
        status.is_ready() && status.pid("turkey") != pid
    });
    for answer in asked {
        let _ = answer.await.unwrap();
    }
    visitors.go_on().await;

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(after.pid("iraq"), others, "the others are not touched");
    assert_eq!(
        limit_of(after.pid("turkey"), "Max data size"),
        (1_u64 << 30).to_string()
    );
    let page = browser
        .get(format!("{}/TR/sign-in/", installation.url))
        .send()
        .await;
    assert_eq!(page.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_that_runs_away_is_ended_and_leaves_the_others_alone() {
    let installation = running();
    let mut conn = PgConnection::establish(&url(&installation, "turkey")).unwrap();
    let visitors = Visitors::come(&[format!("{}/IQ/health/ready", installation.url)]);
    visitors.go_on().await;
    let runaway =
        "select count(*) from generate_series(1, 1000000000) a, generate_series(1, 1000) b";

    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let limit: Setting = diesel::sql_query("select current_setting('statement_timeout') as value")
        .get_result(&mut conn)
        .unwrap();
    // Its own limit is a minute; the test has not that long.
    conn.batch_execute("set statement_timeout = '1s'").unwrap();
    let ended = tokio::task::spawn_blocking(move || conn.batch_execute(runaway))
        .await
        .unwrap()
        .unwrap_err();
    visitors.go_on().await;

    assert_eq!(limit.value, "1min");
    assert!(ended.to_string().contains("statement timeout"), "{ended}");
    assert_eq!(visitors.leave().await, Vec::<String>::new());
}

#[test]
fn dbshell_becomes_psql_and_reads_only_unless_asked() {
    let installation = running();
    let psql = |more: &[&str], statement: &str| {
        let mut arguments = vec!["-i", "turkey", "dbshell"];
        arguments.extend(more);
        arguments.extend(["--", "-X", "-A", "-t", "-c", statement]);
        let child = installation.spawn_heard(&arguments);
        let pid = child.id();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (pid, output.status.success(), said)
    };

    let (pid, _, parent) = psql(&[], "\\! echo $PPID");
    let (.., reader) = psql(&[], "select current_user");
    let (.., writer) = psql(&["--write"], "select current_user");
    let change = "update users set is_active = is_active";
    let (_, may_read, _) = psql(&[], "select count(*) from packages");
    let (_, may_change, _) = psql(&[], change);
    let (_, changed, _) = psql(&["--write"], change);

    assert_eq!(parent, pid.to_string(), "psql runs in the place of cts");
    assert_eq!(
        (reader.as_str(), writer.as_str()),
        ("cts_turkey_ro", "cts_turkey")
    );
    assert_eq!((may_read, may_change, changed), (true, false, true));
}

/// Bytes of all that a country has written to its log.
fn logged(installation: &Installation, key: &str) -> u64 {
    let folder = fs::read_dir(installation.root.join("log").join(key)).unwrap();
    folder
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_that_has_written_its_share_of_log_goes_on_in_silence() {
    let installation = running();
    let file = installation.root.join("config/base.yaml");
    let base = fs::read_to_string(&file).unwrap();
    let _put_back = super::reload::Saved::of(file.clone());
    let before = installation.status().unwrap();
    // A little more than stands there of today already.
    let most = (logged(&installation, "turkey") >> 10) + 2;
    fs::write(&file, format!("{base}log: {{max_size: {most}kB}}\n")).unwrap();
    installation.wait("both write with the new share", |status| {
        let has_changed = |key| status.pid(key) != before.pid(key);
        status.is_ready() && has_changed("turkey") && has_changed("iraq")
    });
    let elsewhere = Visitors::come(&[format!("{}/IQ/health/", installation.url)]);
    let here = Visitors::come(&[format!("{}/TR/sign-in/", installation.url)]);
    let tail = || {
        let tail = installation.cts(&["-i", "turkey", "log", "tail", "--lines", "1"]);
        String::from_utf8(tail.stdout).unwrap()
    };

    // Each process says a little when it begins and when it ends.
    super::installation::eventually("its last words stand there", || {
        installation.cts(&["restart", "turkey"]);
        tail().contains("log.max_size")
    });
    // Those before it say a last word of their own.
    super::installation::eventually("only the last process is left", || {
        let all = installation.processes();
        let of_turkey = all
            .iter()
            .filter(|(_, line)| line.contains("--instance turkey"));
        of_turkey.count() == 1
    });
    let written = logged(&installation, "turkey");
    here.go_on().await;
    elsewhere.go_on().await;
    let last = {
        let tail = installation.cts(&["-i", "turkey", "log", "tail", "--lines", "9"]);
        String::from_utf8(tail.stdout).unwrap()
    };
    let afterwards = logged(&installation, "turkey");
    let (here, elsewhere) = (here.leave().await, elsewhere.leave().await);
    fs::write(&file, &base).unwrap();
    let limited = installation.status().unwrap();
    installation.wait("everything is as it was", |status| {
        status.is_ready() && status.pid("turkey") != limited.pid("turkey")
    });

    assert!(last.contains("the rest of the day is left out"), "{last}");
    assert!(written < (most << 10) + 1_000, "{written} of {most}");
    assert_eq!(written, afterwards);
    assert_eq!((here, elsewhere), (Vec::new(), Vec::new()));
}
