//! Whether the process lives, whether it can work, and its figures.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem::web::Json;
use poem::{IntoResponse, Request, Response};
use serde::Serialize;

use crate::db::migrate;
use crate::kernel::{Actor, Door, Op};
use crate::web::{Access, App, Routes, error, metrics};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/health/", Access::Probe, alive)
        .get("/health/ready", Access::Probe, ready)
        .get("/metrics", Access::Probe, figures)
}

/// Alive: answers without a database.
#[poem::handler]
fn alive() -> Response {
    Response::builder()
        .content_type("text/plain; charset=utf-8")
        .header("cache-control", "no-store")
        .body("ok\n")
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    instance: String,
    version: &'static str,
    /// Each thing it needs: `ok`, or a sentence.
    checks: BTreeMap<&'static str, String>,
}

/// Ready: database reachable, schema up to date, scheduler running. A process that stops stays ready: it answers
/// what it still accepts, and the one after it listens already.
#[poem::handler]
async fn ready(app: App) -> Response {
    let op = Op::new(Actor::System, Door::Page, "ready");
    let missing = app
        .db()
        .read(&op, |cx| migrate::missing(cx.conn).map_err(Into::into))
        .await;
    let (database, migrations) = match missing {
        Ok(missing) if missing.is_empty() => ("ok".to_owned(), "ok".to_owned()),
        Ok(missing) => (
            "ok".to_owned(),
            format!("not applied: {}", missing.join(", ")),
        ),
        Err(why) => {
            tracing::warn!(error = %error::chain(&why), "not ready");
            (
                why.to_string(),
                "unknown: the database cannot be asked".to_owned(),
            )
        }
    };
    let mut checks = app.conditions();
    checks.extend([("database", database), ("migrations", migrations)]);
    let ready = checks.values().all(|check| check == "ok");
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = Readiness {
        ready,
        instance: app.settings().key.clone(),
        version: env!("CARGO_PKG_VERSION"),
        checks,
    };
    Json(body).with_status(status).into_response()
}

/// Figures for Prometheus; only the front door asks, everyone else comes through it and carries the header.
#[poem::handler]
fn figures(app: App, req: &Request) -> Response {
    if req.headers().contains_key("x-forwarded-for") {
        return StatusCode::NOT_FOUND.into();
    }
    let handle = metrics::install(&app.settings().key);
    let (connections, idle) = app.db().pool_state();
    ::metrics::gauge!("cts_db_connections").set(connections);
    ::metrics::gauge!("cts_db_connections_idle").set(idle);
    handle.run_upkeep();
    Response::builder()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(handle.render())
}
