//! `cts serve`: opens every socket, runs PostgreSQL's guard, one process per country and the front door, and owns
//! them until it is asked to stop.
//!
//! Begin with [`serve`]. A child's life is in [`unit`], its process in [`process`], what may be asked of us in
//! [`control`].

pub mod control;
pub(crate) mod lock;
pub(crate) mod process;
pub(crate) mod sockets;
pub mod status;
pub(crate) mod unit;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::kernel::clock::Clock;

use super::config::problems::suggestion;
use super::config::{Config, Database, Instance, LOCAL, Sources};
use super::front_door::{self, FrontDoor};
use super::paths::Paths;
use super::provision::credentials::write_secret;
use super::{postgres, provision, signals};
use control::{Answer, Request};
use process::Launch;
use status::{
    FrontDoorStatus, InstanceStatus, PostgresStatus, ProcessStatus, Status, SupervisorStatus,
};
use unit::Unit;

/// How long the guard may take to stop PostgreSQL.
const POSTGRES_PATIENCE: Duration = Duration::from_secs(90);

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
    let supervisor = Arc::new(start(&config, &paths, instances, &sockets, &options)?);
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

fn start(
    config: &Arc<Config>,
    paths: &Arc<Paths>,
    instances: Vec<Instance>,
    sockets: &sockets::Sockets,
    options: &Options,
) -> Result<Supervisor> {
    let clock = Clock::default();
    let postgres = match &config.platform.database {
        Database::Managed => Some(start_postgres(paths, &clock)?),
        Database::External(_) => None,
    };
    let units: Vec<(Instance, Unit)> = instances
        .into_iter()
        .map(|mut instance| {
            let listener = sockets.instances[instance.key()].clone();
            instance.port = listener
                .local_addr()
                .map_or(instance.port, |address| address.port());
            let unit = start_instance(
                config,
                paths,
                &instance,
                &listener,
                postgres.as_ref(),
                &clock,
            );
            (instance, unit)
        })
        .collect();
    let extras = start_extras(config, paths, &units, options, &clock);
    let countries = units
        .iter()
        .map(|(instance, unit)| front_door::Country::new(instance, unit.state.clone()))
        .collect();
    let front_door = FrontDoor::start(sockets.front_door.clone(), &config.platform, countries)?;
    Ok(Supervisor {
        config: config.clone(),
        paths: paths.clone(),
        since: clock.now(),
        postgres,
        instances: units,
        extras,
        once: options
            .extras
            .iter()
            .filter(|extra| extra.is_once)
            .map(|extra| extra.name.clone())
            .collect(),
        front_door,
        stop: CancellationToken::new(),
        ended: watch::Sender::new(false),
    })
}

fn launch(paths: &Paths, args: &[&str], order: String) -> Launch {
    Launch {
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        order,
        listener: None,
        variables: BTreeMap::new(),
        user: paths.user.clone(),
        folder: paths.data.clone(),
        reports: true,
        ends_softly: false,
        is_once: false,
    }
}

fn start_postgres(paths: &Arc<Paths>, clock: &Clock) -> Result<Unit> {
    // Found out now, so that a missing or foreign version is told at once and not tried again and again.
    postgres::prepare(paths)?;
    let paths = paths.clone();
    let prepare = move |_| {
        let paths = paths.clone();
        let future: std::pin::Pin<Box<dyn Future<Output = Result<Launch>> + Send>> =
            Box::pin(async move {
                let cluster = postgres::prepare(&paths)?;
                let mut launch = launch(
                    &paths,
                    &["serve", "--postgres"],
                    serde_json::to_string(&cluster)?,
                );
                launch.ends_softly = true;
                Ok(launch)
            });
        future
    };
    Ok(Unit::spawn(
        "postgres",
        clock.clone(),
        POSTGRES_PATIENCE,
        Box::new(prepare),
    ))
}

fn start_instance(
    config: &Arc<Config>,
    paths: &Arc<Paths>,
    instance: &Instance,
    listener: &Arc<std::net::TcpListener>,
    postgres: Option<&Unit>,
    clock: &Clock,
) -> Unit {
    let (config, paths, listener) = (config.clone(), paths.clone(), listener.clone());
    let patience = config.platform.limits.stop;
    let key = instance.key().to_owned();
    let name = key.clone();
    let instance = instance.clone();
    let postgres = postgres.cloned();
    let prepare = move |is_first| {
        let (config, paths, instance) = (config.clone(), paths.clone(), instance.clone());
        let (listener, postgres, key) = (listener.clone(), postgres.clone(), key.clone());
        let future: std::pin::Pin<Box<dyn Future<Output = Result<Launch>> + Send>> =
            Box::pin(async move {
                if is_first {
                    if let Some(postgres) = postgres {
                        postgres.ready().await;
                    }
                    make_ready(&config, &paths, &instance).await?;
                }
                let country = super::open::open_instance(&config, &paths, &instance)?;
                let order = InstanceOrder {
                    key: key.clone(),
                    sources: config.sources_of(&instance),
                    database_url: country.db.url,
                    log: paths.log.join(&key),
                };
                let args = ["serve", "--instance", &key];
                let mut launch = launch(&paths, &args, serde_json::to_string(&order)?);
                launch.listener = Some(listener);
                Ok(launch)
            });
        future
    };
    Unit::spawn(&name, clock.clone(), patience, Box::new(prepare))
}

/// Roles, database, schema and log folder, off the async threads.
async fn make_ready(config: &Arc<Config>, paths: &Arc<Paths>, instance: &Instance) -> Result<()> {
    paths.make(&paths.log.join(instance.key()), 0o750)?;
    if instance.database_url.is_some() {
        return Ok(());
    }
    let (config, paths, instance) = (config.clone(), paths.clone(), instance.clone());
    tokio::task::spawn_blocking(move || provision::provision(&config, &paths, &instance))
        .await
        .context("provisioning broke off")??;
    Ok(())
}

fn start_extras(
    config: &Arc<Config>,
    paths: &Arc<Paths>,
    units: &[(Instance, Unit)],
    options: &Options,
    clock: &Clock,
) -> Vec<Unit> {
    let countries: Vec<Unit> = units.iter().map(|(_, unit)| unit.clone()).collect();
    let start = |extra: &Extra| {
        let (config, paths, countries, extra) = (
            config.clone(),
            paths.clone(),
            countries.clone(),
            extra.clone(),
        );
        let name = extra.name.clone();
        let prepare = move |_| {
            let (config, paths, countries, extra) = (
                config.clone(),
                paths.clone(),
                countries.clone(),
                extra.clone(),
            );
            let future: std::pin::Pin<Box<dyn Future<Output = Result<Launch>> + Send>> =
                Box::pin(async move {
                    if extra.after_countries {
                        for country in &countries {
                            country.ready().await;
                        }
                    }
                    let args: Vec<&str> = extra.args.iter().map(String::as_str).collect();
                    let mut launch = launch(&paths, &args, String::new());
                    launch.reports = false;
                    launch.is_once = extra.is_once;
                    launch.variables = extra_variables(&config, &paths)?;
                    Ok(launch)
                });
            future
        };
        Unit::spawn(
            &name,
            clock.clone(),
            Duration::from_secs(10),
            Box::new(prepare),
        )
    };
    options.extras.iter().map(start).collect()
}

/// Extras read the configuration as commands do, but may not be able to reach the root folder.
fn extra_variables(config: &Config, paths: &Paths) -> Result<BTreeMap<String, String>> {
    let file = paths.secrets().join("sources.json");
    write_secret(paths, &file, &serde_json::to_string(&config.sources)?)?;
    Ok(BTreeMap::from([
        ("CTS_SOURCES".into(), file.display().to_string()),
        ("CTS_ROOT".into(), paths.data.display().to_string()),
    ]))
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
            .wait_for(|state| state.phase == unit::Phase::Stopped || state.reason.is_some())
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
