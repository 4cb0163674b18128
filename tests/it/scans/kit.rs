//! A country that polls the server of these tests.

use std::sync::Arc;
use std::time::Duration;

use cts::db::{Db, DbConfig};
use cts::kernel::clock::Clock;
use cts::kernel::paging::Paging;
use cts::kernel::settings::{FormsServer, FormsServerKind, Secret};
use cts::kernel::{Actor, Door, InstanceSettings, Op};
use cts::scans::model::{ExceptionFilter, ExceptionRow, FormPoll, StateCounts};
use cts::scans::poller::{self, Which};
use cts::scans::service;
use cts::scans::sources::{Http, Limits};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::{Value, json};

use super::server::{Server, TOKEN};
use crate::support::testing::{TestDatabase, cluster, settings};

pub(super) const DEPOT: &str = "STATUS_IN_TRANSIT-Depot";
pub(super) const HANDOVER: &str = "STATUS_RECEIVED-Handover_Point";
/// Package forms and the device form of this country.
pub(super) const FORMS: [&str; 3] = ["11", "12", "13"];

pub(super) struct Country {
    pub(super) server: Server,
    pub(super) database: TestDatabase,
    pub(super) settings: Arc<InstanceSettings>,
    pub(super) clock: Clock,
    pub(super) db: Db,
    pub(super) limits: Limits,
}

impl Country {
    /// Shipments 1 and 2 with 20 packages each, ready; a server with three forms.
    pub(super) fn start() -> Self {
        let server = Server::start(&FORMS);
        Self::at(
            server,
            Limits {
                connect: Duration::from_secs(2),
                total: Duration::from_secs(20),
                body_mib: 64,
            },
        )
    }

    /// One that takes a MiB at most.
    pub(super) fn narrow() -> Self {
        let mut country = Self::start();
        country.limits.body_mib = 1;
        country
    }

    /// One that loses patience after half a second.
    pub(super) fn impatient() -> Self {
        let server = Server::start(&FORMS);
        Self::at(
            server,
            Limits {
                connect: Duration::from_millis(500),
                total: Duration::from_millis(500),
                body_mib: 64,
            },
        )
    }

    fn at(server: Server, limits: Limits) -> Self {
        let mut settings = settings();
        settings.forms_servers = vec![FormsServer {
            name: "ona".into(),
            kind: FormsServerKind::Ona,
            url: server.url.clone(),
            token: Secret::new(TOKEN),
            package_forms: vec![FORMS[0].into(), FORMS[1].into()],
            device_form: Some(FORMS[2].into()),
            poll: Duration::from_secs(120),
        }];
        let settings = Arc::new(settings);
        let database = cluster().database();
        let clock = Clock::default();
        let db = Db::new(
            DbConfig::new(&database.url),
            settings.clone(),
            clock.clone(),
        );
        let country = Self {
            server,
            database,
            settings,
            clock,
            db,
            limits,
        };
        country.sql(
            "insert into users (email, code) values ('clinic@example.org', 'partner-code');
             insert into shipments (id, shipment_on, expected_on, store_release, partner_id, status, base_status)
             select n, '2026-11-01', '2026-11-30', 'S', u.id, 2, 2 from users u, generate_series(1, 2) n;
             insert into packages (shipment_id, number, code, name, status, base_status)
             select s, n, '/TR' || s || '.' || n, 'Box', 2, 2 from generate_series(1, 2) s, generate_series(1, 20) n;",
        );
        country
    }

    /// The same database, as a second process of the country sees it.
    pub(super) fn second_process(&self) -> Db {
        Db::new(
            DbConfig::new(&self.database.url),
            self.settings.clone(),
            self.clock.clone(),
        )
    }

    pub(super) fn http(&self) -> Arc<Http> {
        Arc::new(Http::new(self.limits).unwrap())
    }

    pub(super) async fn poll_as(&self, which: &Which) -> Vec<FormPoll> {
        poller::poll(&self.db, &self.settings, &self.http(), which)
            .await
            .unwrap()
    }

    /// As the schedule polls.
    pub(super) async fn poll(&self) -> Vec<FormPoll> {
        self.clock.advance(chrono::TimeDelta::minutes(2));
        self.poll_as(&Which::default()).await
    }

    /// As a person polls.
    pub(super) async fn poll_by_hand(&self) -> Vec<FormPoll> {
        self.poll_as(&Which {
            by_hand: true,
            ..Which::default()
        })
        .await
    }

    pub(super) fn sql(&self, sql: &str) {
        let mut conn = PgConnection::establish(&self.database.admin_url).unwrap();
        conn.batch_execute(sql).unwrap();
    }

    /// One column of text.
    pub(super) fn texts(&self, sql: &str) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let mut conn = PgConnection::establish(&self.database.admin_url).unwrap();
        let rows: Vec<Row> =
            diesel::sql_query(format!("select x::text as text from ({sql}) as q(x)"))
                .load(&mut conn)
                .unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    pub(super) fn count(&self, from: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let mut conn = PgConnection::establish(&self.database.admin_url).unwrap();
        let row: Row = diesel::sql_query(format!("select count(*) as count from {from}"))
            .get_result(&mut conn)
            .unwrap();
        row.count
    }

    pub(super) async fn counts(&self) -> StateCounts {
        self.db.read(&op(), service::state_counts).await.unwrap()
    }

    pub(super) async fn inbox(&self) -> Vec<ExceptionRow> {
        self.db
            .read(&op(), |cx| {
                service::list_exceptions(
                    cx,
                    &ExceptionFilter::default(),
                    Paging { page: 1, size: 500 },
                )
            })
            .await
            .unwrap()
            .rows
    }

    /// Status of package `/TR<code>`.
    pub(super) fn status(&self, code: &str) -> i64 {
        self.texts(&format!(
            "select status from packages where code = '/TR{code}'"
        ))[0]
            .parse()
            .unwrap()
    }

    /// Row ids of stored submissions of a form, in order.
    pub(super) fn stored(&self, form: &str) -> Vec<i64> {
        self.texts(&format!(
            "select s.row_key from submissions s join source_forms f on f.id = s.source_form_id
             where f.form_key = '{form}' order by s.row_number"
        ))
        .into_iter()
        .map(|id| id.parse().unwrap())
        .collect()
    }
}

pub(super) fn op() -> Op {
    Op::new(Actor::Operator("test".into()), Door::CommandLine, "test")
}

/// Answers of a delivery form.
pub(super) fn delivery(place: &str, codes: &[&str]) -> Value {
    let list: Vec<Value> = codes
        .iter()
        .map(|code| json!({"package/qr_code": format!("/TR{code}")}))
        .collect();
    json!({"current_location": place, "package": list})
}

/// What a poll said about one form.
pub(super) fn of<'a>(polled: &'a [FormPoll], form: &str) -> &'a FormPoll {
    polled
        .iter()
        .find(|poll| poll.form == form)
        .expect("the form was polled")
}
