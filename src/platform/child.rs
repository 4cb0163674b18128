//! One country's process: below a supervisor, or alone as a unit of systemd.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, setrlimit};
use tokio_util::sync::CancellationToken;

use crate::db::DbConfig;
use crate::instance;
use crate::kernel::InstanceSettings;
use crate::kernel::clock::Clock;

use super::config::{Config, Limits};
use super::lifeline::{Lifeline, Report, is_supervised, name_process};
use super::notes;
use super::open::{find, open_instance};
use super::paths::Paths;
use super::signals::Signals;
use super::supervisor::{InstanceOrder, sockets};
use super::telemetry;

/// What a process that lost its supervisor has left: its clients came through that, and the private PostgreSQL ends now.
/// Work that hangs, a forms server's answer say, is not waited for.
const ALONE: Duration = Duration::from_secs(1);

/// Runs a country whose order comes from the supervisor.
///
/// # Errors
/// What kept it from serving; the supervisor was told.
pub async fn run_supervised() -> Result<()> {
    let (order, lifeline) = Lifeline::take::<InstanceOrder>().await?;
    let config = Config::from_sources(order.sources)?;
    let _telemetry = telemetry::init(&config.platform.log, Some((&order.key, &order.log)))?;
    name_process(&order.key);
    limit_memory(config.platform.limits.memory);
    let instance = find(&config, &order.key)?;
    let listener = inherited_listener()?.context("the supervisor handed down no socket")?;
    let mut db = DbConfig::new(order.database_url);
    db.pool_size = config.platform.limits.connections;
    let stop = CancellationToken::new();
    let asked = stop.clone();
    let limits = config.platform.limits.clone();
    let mut signals = Signals::new()?;
    let surroundings = instance.settings.surroundings.clone();
    surroundings.set(order.surroundings);
    let drain = limits.stop;
    let told = lifeline.updates(move |update| surroundings.set(update.surroundings));
    tokio::spawn(async move {
        let is_asked = tokio::select! {
            _ = signals.stop() => true,
            () = told => false,
        };
        asked.cancel();
        if is_asked {
            // One that drains is let go of when the supervisor becomes another program: no end of its own.
            give_up_after(&limits).await;
        } else {
            tracing::warn!("the supervisor is gone");
            tokio::time::sleep(ALONE).await;
            std::process::exit(1);
        }
    });
    serve(instance.settings.clone(), db, listener, stop, drain).await
}

/// Runs a country alone: credentials from the data folder, its socket from systemd or opened here.
///
/// # Errors
/// What kept it from serving.
pub async fn run_alone(root: &Path, key: &str) -> Result<()> {
    let config = Config::load(root)?;
    let paths = Paths::new(&config)?;
    let instance = find(&config, key)?;
    let log = paths.log.join(key);
    std::fs::create_dir_all(&log)?;
    let _telemetry = telemetry::init(&config.platform.log, Some((key, &log)))?;
    name_process(key);
    limit_memory(config.platform.limits.memory);
    let country = open_instance(&config, &paths, instance)?;
    let noted = country.clone();
    notes::write_soon(
        paths.notes(key),
        Clock::default(),
        move || Ok(noted.clone()),
    );
    let listener = if let Some(listener) = inherited_listener()? {
        listener
    } else {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, instance.port));
        sockets::bind(address).with_context(|| format!("{address} cannot be listened on"))?
    };
    let stop = CancellationToken::new();
    let asked = stop.clone();
    let limits = config.platform.limits.clone();
    let drain = limits.stop;
    let mut signals = Signals::new()?;
    tokio::spawn(async move {
        signals.stop().await;
        asked.cancel();
        give_up_after(&limits).await;
    });
    serve(country.settings, country.db, listener, stop, drain).await
}

/// Runs the guard of the private PostgreSQL, whose order comes from the supervisor.
///
/// # Errors
/// What kept it from starting; the supervisor was told.
pub async fn run_postgres_guard() -> Result<()> {
    let _telemetry = telemetry::init(
        &super::config::Log {
            json: false,
            level: "info".into(),
            days: 1,
            max_size: u64::MAX,
        },
        None,
    )?;
    name_process("postgres guard");
    super::postgres::guard::run().await
}

async fn serve(
    settings: Arc<InstanceSettings>,
    db: DbConfig,
    listener: TcpListener,
    stop: CancellationToken,
    drain: Duration,
) -> Result<()> {
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        if is_ready.await.is_ok() && is_supervised() {
            Report::Ready { pid: None }.send();
        }
    });
    instance::serve(instance::Run {
        settings,
        db,
        listener,
        clock: Clock::default(),
        stop,
        drain,
        ready,
    })
    .await
}

/// An allocation beyond this is refused, which ends the process: this country alone, and it is brought back. What
/// counts is RLIMIT_DATA: memory the process can write, the stacks of its threads included. RLIMIT_AS would count what
/// the allocator only reserves for each thread too, which is many times as much.
fn limit_memory(bytes: u64) {
    let limit = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    if let Err(error) = setrlimit(Resource::Data, limit) {
        tracing::warn!(%error, "memory cannot be limited");
    }
}

/// Draining has its time; a request that never ends does not keep the process.
async fn give_up_after(limits: &Limits) {
    tokio::time::sleep(limits.stop + Duration::from_secs(5)).await;
    tracing::error!("requests did not finish in time");
    std::process::exit(1);
}

fn inherited_listener() -> Result<Option<TcpListener>> {
    let mut inherited = listenfd::ListenFd::from_env();
    Ok(inherited.take_tcp_listener(0)?)
}
