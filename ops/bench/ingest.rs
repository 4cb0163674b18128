//! The bench of the scans pipeline; `ops/bench/ingest` starts it with a PostgreSQL of its own.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a program for developers: prints its figures, and a failure is the end"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use cts::db::migrate::{Roles, migrate};
use cts::db::{Db, DbConfig};
use cts::demo::forms_server;
use cts::kernel::clock::Clock;
use cts::kernel::money::Currency;
use cts::kernel::settings::{
    ChosenLanguages, FormsServer, FormsServerKind, MailSettings, Secret, Surroundings,
    SurroundingsNow,
};
use cts::kernel::{Actor, Door, InstanceSettings, Language, Op};
use cts::scans::poller::{self, Which};
use cts::scans::service;
use cts::scans::sources::{Http, Limits};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::json;
use tokio_util::sync::CancellationToken;

const FORM: &str = "4101";
const TOKEN: &str = "bench";

#[derive(Parser)]
struct Args {
    /// Submissions of the backlog.
    #[arg(long, default_value_t = 20_000)]
    submissions: usize,
    /// Codes in each.
    #[arg(long, default_value_t = 5)]
    codes: usize,
    #[arg(long, default_value_t = 500)]
    shipments: usize,
    /// Packages in each shipment.
    #[arg(long, default_value_t = 20)]
    packages: usize,
    /// Backlogs one after the other, onto growing tables.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let url = std::env::var("CTS_BENCH_URL").expect("ops/bench/ingest starts this");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(&args, &url));
}

async fn run(args: &Args, url: &str) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let stop = start_stand_in(listener);
    let database = Database::new(url, args);
    let settings = Arc::new(settings(&address));
    let db = Db::new(
        DbConfig::new(database.url("ingest")),
        settings.clone(),
        Clock::default(),
    );
    let http = Arc::new(Http::new(Limits::default()).unwrap());
    let scans = args.submissions * args.codes;
    println!(
        "{} submissions of {} codes, {} packages in {} shipments",
        args.submissions,
        args.codes,
        args.shipments * args.packages,
        args.shipments
    );
    for round in 1..=args.rounds {
        backlog(args, &address, round).await;
        let copied_before = database.snapshot(round);
        let began = Instant::now();
        let polled = poller::poll(&db, &settings, &http, &Which::default())
            .await
            .unwrap();
        let took = began.elapsed();
        assert_eq!(
            polled.iter().map(|form| form.new).sum::<usize>(),
            args.submissions,
            "{polled:?}"
        );
        let op = Op::new(Actor::System, Door::CommandLine, "bench");
        let counts = db.read(&op, service::state_counts).await.unwrap();
        assert_eq!(
            (counts.received, counts.applied),
            ((scans * round) as i64, (scans * round) as i64)
        );
        let copy = database.copy(&copied_before);
        println!(
            "round {round}: {:>7.2} s, {:>7.0} scans/s | COPY {:>6.2} s, {:>7.0} scans/s | {:.2} of COPY",
            took.as_secs_f64(),
            scans as f64 / took.as_secs_f64(),
            copy.as_secs_f64(),
            scans as f64 / copy.as_secs_f64(),
            copy.as_secs_f64() / took.as_secs_f64()
        );
        // The next backlog is due at once.
        db.clock().advance(chrono::TimeDelta::minutes(3));
    }
    stop.cancel();
}

/// On a thread of its own, as another machine would be, but on the same cores.
fn start_stand_in(listener: std::net::TcpListener) -> CancellationToken {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let config = forms_server::Config {
            token: TOKEN.into(),
            control: true,
            ..forms_server::Config::default()
        };
        runtime
            .block_on(forms_server::serve(config, listener, stopped))
            .unwrap();
    });
    stop
}

async fn backlog(args: &Args, address: &str, round: usize) {
    let wish = json!({"form": FORM.parse::<u32>().unwrap(), "submissions": args.submissions, "codes": args.codes,
        "prefix": "/TR", "shipments": args.shipments, "packages_per_shipment": args.packages, "seed": round});
    let answer = reqwest::Client::new()
        .post(format!("{address}/control/backlog"))
        .body(wish.to_string())
        .send()
        .await
        .unwrap();
    assert!(
        answer.status().is_success(),
        "{}",
        answer.text().await.unwrap()
    );
}

fn settings(address: &str) -> InstanceSettings {
    InstanceSettings {
        key: "bench".into(),
        name: "Bench".into(),
        prefix: "/TR".into(),
        currency: Currency::from_code("TRY").unwrap(),
        time_zone: chrono_tz::Europe::Istanbul,
        names: Vec::new(),
        chosen_languages: ChosenLanguages::default(),
        languages: vec![Language::En],
        map_center: (36.6, 37.1),
        map_zoom: 7,
        color: "#d9822b".into(),
        address: "http://127.0.0.1:8000/TR".into(),
        mail: MailSettings::default(),
        overdue_from_ready: false,
        silent_after_days: 4,
        surroundings: Surroundings::new(SurroundingsNow {
            other_prefixes: vec![("/IQ".into(), "Iraq".into())],
            ..SurroundingsNow::default()
        }),
        forms_servers: vec![FormsServer {
            name: "ona".into(),
            kind: FormsServerKind::Ona,
            url: address.into(),
            token: Secret::new(TOKEN),
            package_forms: vec![FORM.into()],
            device_form: None,
            poll: Duration::from_secs(120),
        }],
        environment: "production".into(),
        secure_cookies: false,
        allowed_hosts: Vec::new(),
    }
}

/// The databases of the bench: `ingest` is polled into, its copies are copied into.
struct Database {
    admin_url: String,
}

impl Database {
    fn new(admin_url: &str, args: &Args) -> Self {
        let database = Self {
            admin_url: admin_url.to_owned(),
        };
        let roles = Roles::of("bench");
        database.run(
            "postgres",
            &format!(
                "create role {} nologin; create role {} login; create role {} login",
                roles.owner, roles.writer, roles.reader
            ),
        );
        database.run(
            "postgres",
            &format!("create database ingest owner {}", roles.owner),
        );
        migrate(&mut database.connect("ingest"), &roles).unwrap();
        database.run("ingest", &format!(
            "insert into users (email, code) values ('partner@example.org', 'x');
             insert into shipments (shipment_on, expected_on, store_release, partner_id, status, base_status)
             select current_date, current_date + 20, 'S-' || n, 1, 2, 2 from generate_series(1, {}) n;
             insert into packages (shipment_id, number, code, name, status, base_status)
             select s, n, '/TR' || s || '.' || n, 'Box', 2, 2
             from generate_series(1, {}) s, generate_series(1, {}) n;
             analyze", args.shipments, args.shipments, args.packages));
        database
    }

    fn url(&self, name: &str) -> String {
        self.admin_url
            .replacen("/postgres?", &format!("/{name}?"), 1)
    }

    fn connect(&self, name: &str) -> PgConnection {
        PgConnection::establish(&self.url(name)).unwrap()
    }

    fn run(&self, name: &str, sql: &str) {
        self.connect(name).batch_execute(sql).unwrap();
    }

    /// A copy of the tables as they are before a round.
    fn snapshot(&self, round: usize) -> String {
        let name = format!("copied_{round}");
        self.run(
            "postgres",
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'ingest'",
        );
        self.run(
            "postgres",
            &format!("create database {name} template ingest owner cts_bench_owner"),
        );
        self.run("postgres", "checkpoint");
        name
    }

    /// Copies the rows this round made into the tables as they were before it.
    fn copy(&self, into: &str) -> Duration {
        let mut from = self.connect("ingest");
        let mut to = self.connect(into);
        let tables = [
            "sources",
            "source_forms",
            "submissions",
            "observations",
            "scans",
        ];
        let mut files = Vec::new();
        for table in tables {
            let file = format!("{}/{into}-{table}", data_directory(&mut from));
            let last = last_id(&mut to, table);
            from.batch_execute(&format!(
                "copy (select * from {table} where id > {last} order by id) to '{file}'"
            ))
            .unwrap();
            files.push((table, file));
        }
        self.run("postgres", "checkpoint");
        let began = Instant::now();
        for (table, file) in &files {
            to.batch_execute(&format!("copy {table} from '{file}'"))
                .unwrap();
        }
        let took = began.elapsed();
        drop(to);
        self.run("postgres", &format!("drop database {into}"));
        took
    }
}

fn data_directory(conn: &mut PgConnection) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        data_directory: String,
    }
    let row: Row = diesel::sql_query("select current_setting('data_directory') as data_directory")
        .get_result(conn)
        .unwrap();
    row.data_directory
}

fn last_id(conn: &mut PgConnection, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        last: i64,
    }
    let row: Row = diesel::sql_query(format!(
        "select coalesce(max(id), 0)::bigint as last from {table}"
    ))
    .get_result(conn)
    .unwrap();
    row.last
}
