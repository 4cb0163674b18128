//! One country's app put together from the rooms: routes, menu, jobs, health, and the server around them.
//!
//! Begin with [`serve`]; tests use [`app`].

mod health;
mod nav;
mod old_addresses;
mod routes;
mod server;

use std::sync::Arc;

use anyhow::Context;
use tokio_util::sync::CancellationToken;

use crate::accounts;
use crate::alerts;
use crate::catalog;
use crate::db::{Db, DbConfig};
use crate::jobs as schedule;
use crate::jobs::Job;
use crate::kernel::clock::Clock;
use crate::kernel::{self, Actor, InstanceSettings, Op};
use crate::mail;
use crate::reports;
use crate::scans;
use crate::scans::sources::{Http, Limits};
use crate::web::endpoint::{Door, build};
use crate::web::error::chain;
use crate::web::{App, app::Parts, metrics};

pub use server::{listen, start};

/// What one country's process needs to run.
pub struct Run {
    pub settings: Arc<InstanceSettings>,
    pub db: DbConfig,
    /// Already listening; whoever opened it may hand it to the next process.
    pub listener: std::net::TcpListener,
    pub clock: Clock,
    /// Cancelled to stop: open requests are answered, then this returns.
    pub stop: CancellationToken,
    /// How long open requests may take to end at a stop.
    pub drain: std::time::Duration,
    /// Told when requests are answered.
    pub ready: tokio::sync::oneshot::Sender<()>,
}

/// Serves one country and runs its jobs until `stop` is cancelled.
///
/// # Errors
/// When the app cannot be put together or the socket cannot be used.
pub async fn serve(run: Run) -> anyhow::Result<()> {
    let key = run.settings.key.clone();
    metrics::install(&key);
    let secret = run.db.url.clone();
    let db = Db::new(run.db, run.settings, run.clock);
    let (app, door) = app(db.clone(), &secret, run.stop.clone())?;
    app.set_condition("scheduler", "not started");
    take_up_choices(&db).await;
    let server = server::start(run.listener, door, run.stop.clone(), run.drain)
        .with_context(|| format!("cannot serve {key}"))?;
    let scheduler = schedule::start(db, jobs(&app), run.stop.clone()).await?;
    app.set_condition("scheduler", "ok");
    // Nobody waiting for it is no reason to stop.
    let _ = run.ready.send(());
    tracing::info!(instance = key, "ready");
    let served = server.await.context("the server's task ended badly")?;
    scheduler
        .await
        .context("the scheduler's task ended badly")?;
    tracing::info!(instance = key, "stopped");
    Ok(served?)
}

/// What coordinators chose in the country's database; without it the country's file is in force.
async fn take_up_choices(db: &Db) {
    let op = Op::new(Actor::System, kernel::Door::Job, "start");
    if let Err(error) = db.read(&op, accounts::languages::take_up).await {
        tracing::warn!(error = %chain(&error), "the languages of the country's file are in force");
    }
}

/// What the hourly cleanup takes away for the rooms.
const SWEEPS: &[schedule::Sweep] = &[
    ("uploads", catalog::import::forget_old),
    ("forms", crate::web::once::forget_old),
];

/// Everything that runs by itself in a country.
pub fn jobs(app: &App) -> Vec<Job> {
    let poll = match Http::new(Limits::default()) {
        Ok(http) => scans::poller::job(app.settings(), Arc::new(http), scans::poller::PATIENCE),
        Err(error) => {
            tracing::error!(error = %chain(&error), "forms servers cannot be asked");
            None
        }
    };
    let mut jobs: Vec<Job> = poll
        .into_iter()
        .chain([
            schedule::cleanup(SWEEPS),
            mail::job(),
            alerts::overdue::job(),
        ])
        .collect();
    let names = jobs.iter().map(|job| job.name).collect();
    jobs.push(alerts::machine::job(names));
    jobs
}

/// Puts the app of one country together. `secret` signs cookies and must stay the same over restarts.
///
/// # Errors
/// When a template is missing or wrong, or two routes have the same address.
pub fn app(db: Db, secret: &str, stop: CancellationToken) -> anyhow::Result<(App, Door)> {
    let parts = Parts {
        db,
        secret: secret.to_owned(),
        nav: nav::items(),
        counts: Box::new(nav::counts),
        notices: Box::new(reports::notices::count_new),
        stop,
    };
    Ok(build(parts, routes::all())?)
}
