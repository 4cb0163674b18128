//! Puts the supervisor's units together: the guard, a process per country, the extras, and the front door.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::kernel::clock::Clock;
use crate::platform::config::{Config, Database, Instance};
use crate::platform::front_door::{self, FrontDoor};
use crate::platform::open::open_instance;
use crate::platform::paths::Paths;
use crate::platform::provision::credentials::write_secret;
use crate::platform::{postgres, provision};

use super::process::Launch;
use super::unit::Unit;
use super::{Extra, InstanceOrder, Options, Supervisor, sockets};

/// How long the guard may take to stop PostgreSQL.
const POSTGRES_PATIENCE: Duration = Duration::from_secs(90);

type Preparing = Pin<Box<dyn Future<Output = Result<Launch>> + Send>>;

pub(super) fn start(
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
    let extras = start_extras(config, paths, &units, options, &clock)?;
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
        let future: Preparing = Box::pin(async move {
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
        let future: Preparing = Box::pin(async move {
            if is_first {
                if let Some(postgres) = postgres {
                    postgres.ready().await;
                }
                make_ready(&config, &paths, &instance).await?;
            }
            let country = open_instance(&config, &paths, &instance)?;
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
) -> Result<Vec<Unit>> {
    let countries: Vec<Unit> = units.iter().map(|(_, unit)| unit.clone()).collect();
    if options.extras.is_empty() {
        return Ok(Vec::new());
    }
    let variables = extra_variables(config, paths)?;
    let start = |extra: &Extra| {
        let args: Vec<&str> = extra.args.iter().map(String::as_str).collect();
        let mut ready = launch(paths, &args, String::new());
        ready.reports = false;
        ready.is_once = extra.is_once;
        ready.variables.clone_from(&variables);
        let countries = if extra.after_countries {
            countries.clone()
        } else {
            Vec::new()
        };
        let prepare = move |_| {
            let (ready, countries) = (ready.clone(), countries.clone());
            let future: Preparing = Box::pin(async move {
                for country in &countries {
                    country.ready().await;
                }
                Ok(ready)
            });
            future
        };
        let patience = Duration::from_secs(10);
        Unit::spawn(&extra.name, clock.clone(), patience, Box::new(prepare))
    };
    Ok(options.extras.iter().map(start).collect())
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
