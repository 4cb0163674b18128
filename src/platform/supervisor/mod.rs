//! `cts serve`: opens every socket, runs PostgreSQL's guard, one process per country and the front door, and owns
//! them until it is asked to stop.
//!
//! Begin with [`serve`]. A child's life is in [`mod@unit`], its process in [`process`], what may be asked of us in
//! [`control`].

pub mod control;
pub(crate) mod lock;
pub(crate) mod process;
pub(crate) mod sockets;
mod start;
pub mod status;
pub(crate) mod unit;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::config::problems::suggestion;
use super::config::{Config, Instance, LOCAL, Sources};
use super::front_door::{self, FrontDoor};
use super::paths::Paths;
use super::{postgres, signals};
use control::{Answer, Request};
use status::{
    FrontDoorStatus, InstanceStatus, PostgresStatus, ProcessStatus, Status, SupervisorStatus,
};
use unit::Unit;

/// What the supervisor is asked to run.
pub struct Options {
    /// Only the instance without a prefix.
    pub is_local: bool,
    /// Processes beside the countries, such as the demo's forms server.
    pub extras: Vec<Extra>,
    /// Called once, when the countries have answered (or failed) for the first time.
    pub on_started: Box<dyn FnOnce(&Banner) + Send>,
}

/// A process of our own program that runs beside the countries.
#[derive(Clone, Debug)]
pub struct Extra {
    pub name: String,
    pub args: Vec<String>,
    /// Whether it waits until the countries are provisioned.
    pub after_countries: bool,
    /// Whether it does its work and ends, instead of running on; the banner waits for it.
    pub is_once: bool,
}

/// What `cts serve` prints when everything runs.
#[derive(Clone, Debug)]
pub struct Banner {
    /// Where to go with a browser.
    pub url: String,
    /// Name, address and, when it does not serve, why.
    pub countries: Vec<(String, String, Option<String>)>,
    /// Set when data lie elsewhere than in the clone.
    pub data: Option<PathBuf>,
}

/// What a country's process is handed, over its stdin.
#[derive(Serialize, Deserialize)]
pub(crate) struct InstanceOrder {
    pub(crate) key: String,
    pub(crate) sources: Sources,
    pub(crate) database_url: String,
    pub(crate) log: PathBuf,
}

/// The running supervisor.
pub struct Supervisor {
    config: Arc<Config>,
    paths: Arc<Paths>,
    since: DateTime<Utc>,
    postgres: Option<Unit>,
    instances: Vec<(Instance, Unit)>,
    extras: Vec<Unit>,
    /// Names of the extras that do their work and end.
    once: Vec<String>,
    front_door: FrontDoor,
    stop: CancellationToken,
    ended: watch::Sender<bool>,
}

/// Runs everything until it is asked to stop.
///
/// # Errors
/// When it cannot begin: another supervisor, a port in use, no PostgreSQL programs.
pub async fn serve(config: Config, paths: Paths, options: Options) -> Result<()> {
    let mut signals = signals::Signals::new()?;
    paths.make(&paths.data, 0o755)?;
    paths.make_private(&paths.secrets())?;
    paths.make_private(&paths.run)?;
    paths.make(&paths.log, 0o755)?;
    let _lock = lock::Lock::take(&paths)?;
    let instances: Vec<Instance> = config
        .instances
        .iter()
        .filter(|instance| (instance.key() == LOCAL) == options.is_local)
        .cloned()
        .map(|mut instance| {
            if options.is_local {
                instance.port = 0;
            }
            instance
        })
        .collect();
    let sockets = sockets::open(&config, &instances)?;
    let control = control::listen(&paths)?;
    let config = Arc::new(config);
    let paths = Arc::new(paths);
    let supervisor = Arc::new(start::start(
        &config, &paths, instances, &sockets, &options,
    )?);
    let control = tokio::spawn(control::serve(control, supervisor.clone()));
    let announced = tokio::spawn(announce(supervisor.clone(), options.on_started));
    tokio::select! {
        signal = signals.stop() => tracing::info!(signal, "stopping"),
        () = supervisor.stop.cancelled() => tracing::info!("stopping, as asked"),
    }
    supervisor.stop.cancel();
    announced.abort();
    tokio::select! {
        () = supervisor.shut_down(false) => {}
        _ = signals.stop() => {
            tracing::warn!("asked twice: stopping at once");
            supervisor.shut_down(true).await;
        }
    }
    control.abort();
    let _ = std::fs::remove_file(paths.control());
    supervisor.ended.send_replace(true);
    Ok(())
}

/// Waits until every country serves or has failed once, then tells.
async fn announce(supervisor: Arc<Supervisor>, on_started: Box<dyn FnOnce(&Banner) + Send>) {
    for (_, unit) in &supervisor.instances {
        let mut state = unit.state.clone();
        let _ = state
            .wait_for(|state| state.is_serving() || state.reason.is_some())
            .await;
    }
    for unit in supervisor
        .extras
        .iter()
        .filter(|unit| supervisor.once.contains(&unit.name))
    {
        let mut state = unit.state.clone();
        let _ = state
            .wait_for(|state| state.has_ended() || state.reason.is_some())
            .await;
    }
    on_started(&supervisor.banner());
}

impl Supervisor {
    /// Answers a request of the control socket.
    pub(crate) async fn handle(&self, request: Request) -> Answer {
        match request {
            Request::Status => Answer {
                status: Some(self.status()),
                ..Answer::ok()
            },
            Request::Restart { key } => self.restart(&key).await,
            Request::Stop => {
                self.stop.cancel();
                Answer::ok()
            }
        }
    }

    /// Returns when everything has ended.
    pub(crate) async fn ended(&self) {
        let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
    }

    async fn restart(&self, key: &str) -> Answer {
        let Some((_, unit)) = self
            .instances
            .iter()
            .find(|(instance, _)| instance.key() == key)
        else {
            let keys: Vec<&str> = self
                .instances
                .iter()
                .map(|(instance, _)| instance.key())
                .collect();
            let near = suggestion(key, keys.iter().copied());
            let hint = format!("the countries are {}", keys.join(", "));
            return Answer::error(format!("there is no country \"{key}\"{near}"), hint);
        };
        match unit.restart().await {
            Ok(()) => Answer::ok(),
            Err(reason) => Answer::error(format!("{key} was not restarted: {reason}"), None),
        }
    }

    /// Soft: the front door drains while the countries still answer, then they end, then PostgreSQL.
    async fn shut_down(&self, is_hard: bool) {
        let patience = if is_hard {
            Duration::ZERO
        } else {
            self.config.platform.limits.stop
        };
        self.front_door.drain(patience).await;
        let units: Vec<&Unit> = self
            .instances
            .iter()
            .map(|(_, unit)| unit)
            .chain(&self.extras)
            .collect();
        for unit in &units {
            unit.stop(is_hard).await;
        }
        for unit in units {
            unit.stopped().await;
        }
        if let Some(postgres) = &self.postgres {
            postgres.stop(false).await;
            postgres.stopped().await;
        }
    }

    fn url(&self) -> String {
        front_door::url_of(&self.config.platform, self.config.is_dev())
    }

    fn banner(&self) -> Banner {
        let url = self.url();
        let countries = self
            .instances
            .iter()
            .map(|(instance, unit)| {
                let state = unit.state.borrow();
                let reason = if state.is_serving() {
                    None
                } else {
                    state.reason.clone()
                };
                let address = format!("{url}{}/", instance.settings.prefix);
                (instance.settings.name.clone(), address, reason)
            })
            .collect();
        Banner {
            url: format!("{url}/"),
            countries,
            data: self.paths.is_away().then(|| self.paths.data.clone()),
        }
    }

    fn status(&self) -> Status {
        let url = self.url();
        let instances = self
            .instances
            .iter()
            .map(|(instance, unit)| InstanceStatus {
                process: ProcessStatus::new(instance.key(), &unit.state.borrow()),
                name: instance.settings.name.clone(),
                prefix: instance.settings.prefix.clone(),
                port: instance.port,
                url: format!("{url}{}/", instance.settings.prefix),
            });
        let postgres = self.postgres.as_ref().map(|unit| {
            let mut process = ProcessStatus::new("postgres", &unit.state.borrow());
            process.memory_bytes = process.pid.and_then(status::memory_of_family);
            PostgresStatus {
                process,
                version: postgres::version(&self.paths),
                socket: self.paths.run.display().to_string(),
            }
        });
        let pid = std::process::id();
        Status {
            supervisor: SupervisorStatus {
                pid,
                version: env!("CARGO_PKG_VERSION").into(),
                environment: self.config.environment.clone(),
                since: self.since,
                memory_bytes: status::memory_of(pid),
                root: self.paths.root.display().to_string(),
                data: self.paths.data.display().to_string(),
            },
            front_door: FrontDoorStatus {
                state: if self.stop.is_cancelled() {
                    "stopping"
                } else {
                    "ready"
                }
                .into(),
                address: self.config.platform.listen.to_string(),
                url: format!("{url}/"),
                held_requests: self.front_door.held(),
            },
            postgres,
            instances: instances.collect(),
            extras: self
                .extras
                .iter()
                .map(|unit| ProcessStatus::new(&unit.name, &unit.state.borrow()))
                .collect(),
        }
    }
}
