//! Puts the supervisor's units together: the guard, a process per country, the extras, and the front door.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::kernel::clock::Clock;
use crate::platform::backup::nightly::Nights;
use crate::platform::config::{Config, Database, Instance};
use crate::platform::front_door::FrontDoor;
use crate::platform::paths::Paths;
use crate::platform::postgres;
use crate::platform::provision::credentials::write_secret;

use super::country::{Common, Country, Plan, first};
use super::handover::{Handover, UnitHandover};
use super::lock::Lock;
use super::process::{Launch, START};
use super::reload::LOG;
use super::running::{Started, Supervisor};
use super::status::ConfigurationStatus;
use super::unit::{Begin, Patience, Preparing, Unit, settled};
use super::{Extra, Options, control, instances_of, renew, sockets};

/// The guard waits for the recovery after a crash itself and says when that takes too long: cut short before, it would
/// begin its recovery anew for ever.
const START_POSTGRES: Duration = postgres::guard::START.saturating_add(START);
/// How long the guard may take to stop PostgreSQL.
const POSTGRES_PATIENCE: Duration = Duration::from_secs(90);

pub(super) fn start(
    config: Arc<Config>,
    paths: &Arc<Paths>,
    before: Option<Handover>,
    options: &mut Options,
) -> Result<Started> {
    let instances = instances_of(&config, options.is_local);
    let mut held = Held::of(before, &config, paths, &instances)?;
    let clock = Clock::default();
    let limits = &config.platform.limits;
    let connections = postgres::connections_for(limits, instances.len());
    let connections = Arc::new(AtomicU32::new(connections));
    let postgres = match &config.platform.database {
        Database::Managed => {
            let before = held.unit("postgres");
            Some(start_postgres(paths, &clock, connections.clone(), before)?)
        }
        Database::External(_) => None,
    };
    let common = Common {
        paths: paths.clone(),
        postgres,
        connections,
        clock: clock.clone(),
        problem: Arc::new(Mutex::new(
            held.problem.as_ref().map(|known| known.problem.clone()),
        )),
    };
    let mut countries = Vec::new();
    for mut instance in instances {
        let listener = held.listener(&instance)?;
        instance.port = listener.local_addr()?.port();
        let begin = held
            .unit(instance.key())
            .map_or_else(|| first(&instance), Begin::TakeOver);
        let plan = Plan {
            config: config.clone(),
            instance,
            listener,
            former_prefix: None,
        };
        countries.push(Country::begin(plan, &common, begin));
    }
    let extras = start_extras(&config, paths, &countries, options, &clock, &mut held)?;
    let doors = countries.iter().map(|country| country.door.clone());
    let front_door = FrontDoor::start(
        held.sockets.front_door.clone(),
        held.sockets.redirect.clone(),
        &config,
        doors.collect(),
    )?;
    for country in &countries {
        front_door.stand_in(country.deserted());
    }
    let once = options.extras.iter().filter(|extra| extra.is_once);
    let supervisor = Supervisor {
        began_with: config.platform.log.clone(),
        config: watch::Sender::new(config),
        paths: paths.clone(),
        is_local: options.is_local,
        since: held.since.unwrap_or_else(|| clock.now()),
        common,
        countries: Mutex::new(countries),
        extras,
        once: once.map(|extra| extra.name.clone()).collect(),
        front_door,
        nights: Nights::default(),
        reloading: tokio::sync::Mutex::default(),
        problem: Mutex::new(held.problem),
        waiting: Mutex::new(held.waiting),
        renewal: Mutex::default(),
        stop: CancellationToken::new(),
        ended: watch::Sender::new(false),
    };
    let supervisor = Arc::new(supervisor);
    for country in supervisor.countries().iter().filter(|one| one.is_moving()) {
        supervisor.watch_turn(country);
    }
    Ok(Started {
        supervisor,
        lock: held.lock,
        control: held.control,
        client: held.client,
        log: options.log.clone(),
        announcement: options.on_started.take().filter(|_| held.since.is_none()),
    })
}

/// What we hold as we begin: opened and taken now, or left by the program before us.
struct Held {
    since: Option<DateTime<Utc>>,
    problem: Option<ConfigurationStatus>,
    waiting: Vec<String>,
    lock: Lock,
    control: UnixListener,
    client: Option<UnixStream>,
    sockets: sockets::Sockets,
    units: Vec<UnitHandover>,
}

impl Held {
    fn of(
        before: Option<Handover>,
        config: &Config,
        paths: &Paths,
        instances: &[Instance],
    ) -> Result<Self> {
        let Some(before) = before else {
            let lock = Lock::take(paths)?;
            let sockets = sockets::open(config, instances)?;
            return Ok(Self {
                since: None,
                problem: None,
                waiting: Vec::new(),
                lock,
                control: control::listen(paths)?,
                client: None,
                sockets,
                units: Vec::new(),
            });
        };
        let kept: Vec<u32> = before.units.iter().filter_map(UnitHandover::pid).collect();
        renew::reap_others(&kept)?;
        Ok(Self {
            since: Some(before.since),
            problem: before.problem,
            // The new program logs by the configuration in force.
            waiting: before
                .waiting
                .into_iter()
                .filter(|name| name != LOG)
                .collect(),
            lock: Lock::keep(before.lock)?,
            control: before.control,
            client: before.client,
            sockets: sockets::Sockets {
                front_door: Arc::new(before.front_door),
                redirect: redirect(config, before.redirect),
                instances: before
                    .listeners
                    .into_iter()
                    .map(|(key, listener)| (key, Arc::new(listener)))
                    .collect(),
            },
            units: before.units,
        })
    }

    /// The socket of a country; one the program before us did not leave is opened now.
    fn listener(&self, instance: &Instance) -> Result<Arc<TcpListener>> {
        if let Some(listener) = self.sockets.instances.get(instance.key()) {
            return Ok(listener.clone());
        }
        let (key, port) = (instance.key(), instance.port);
        let opened = sockets::bind_local(port).with_context(|| {
            format!("{key}: the program before left no socket, and its port {port} cannot be listened on")
        })?;
        Ok(Arc::new(opened))
    }

    /// A unit of the program before us.
    fn unit(&mut self, name: &str) -> Option<UnitHandover> {
        let at = self.units.iter().position(|unit| unit.name == name)?;
        Some(self.units.swap_remove(at))
    }
}

/// The socket of plain HTTP, where there is to be one; one the program before us did not leave is opened now. Pages do
/// not depend on it.
fn redirect(config: &Config, left: Option<TcpListener>) -> Option<Arc<TcpListener>> {
    let from = config.platform.redirect_from()?;
    let found = left.map_or_else(|| sockets::bind_soon(from), Ok);
    let found = found.inspect_err(|error| {
        tracing::error!(%from, %error, "tls.redirect_from: cannot be listened on");
    });
    found.ok().map(Arc::new)
}

fn start_postgres(
    paths: &Arc<Paths>,
    clock: &Clock,
    connections: Arc<AtomicU32>,
    before: Option<UnitHandover>,
) -> Result<Unit> {
    // Found out now, so that a missing or foreign version is told at once and not tried again and again.
    postgres::prepare(paths, connections.load(Ordering::Relaxed))?;
    let paths = paths.clone();
    let prepare = move |_| {
        let (paths, connections) = (paths.clone(), connections.load(Ordering::Relaxed));
        let future: Preparing = Box::pin(async move {
            let cluster = postgres::prepare(&paths, connections)?;
            let mut launch = Launch::new(
                &paths,
                &["serve", "--postgres"],
                serde_json::to_string(&cluster)?,
            );
            launch.ends_softly = true;
            launch.start = START_POSTGRES;
            Ok(launch)
        });
        future
    };
    Ok(Unit::spawn(
        "postgres",
        clock.clone(),
        Patience::to_end(POSTGRES_PATIENCE),
        before.map_or(Begin::Start, Begin::TakeOver),
        Box::new(prepare),
    ))
}

fn start_extras(
    config: &Arc<Config>,
    paths: &Arc<Paths>,
    countries: &[Country],
    options: &Options,
    clock: &Clock,
    held: &mut Held,
) -> Result<Vec<Unit>> {
    let countries: Vec<_> = countries.iter().map(|c| c.unit.state.clone()).collect();
    if options.extras.is_empty() {
        return Ok(Vec::new());
    }
    let variables = extra_variables(config, paths)?;
    let mut start = |extra: &Extra| {
        let args: Vec<&str> = extra.args.iter().map(String::as_str).collect();
        let mut ready = Launch::new(paths, &args, String::new());
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
                for country in countries {
                    settled(country).await;
                }
                Ok(ready)
            });
            future
        };
        let patience = Patience::to_end(Duration::from_secs(10));
        let begin = held.unit(&extra.name).map_or(Begin::Start, Begin::TakeOver);
        Unit::spawn(
            &extra.name,
            clock.clone(),
            patience,
            begin,
            Box::new(prepare),
        )
    };
    Ok(options.extras.iter().map(&mut start).collect())
}

/// Extras read the configuration as commands do, but may not be able to reach the root folder.
fn extra_variables(config: &Config, paths: &Paths) -> Result<BTreeMap<String, String>> {
    let file = write_sources(config, paths)?;
    Ok(BTreeMap::from([
        ("CTS_SOURCES".into(), file.display().to_string()),
        ("CTS_ROOT".into(), paths.data.display().to_string()),
    ]))
}

/// Writes what the configuration was read from into a file that programs of ours read instead of the folders.
pub(super) fn write_sources(config: &Config, paths: &Paths) -> Result<PathBuf> {
    let file = paths.secrets().join("sources.json");
    write_secret(paths, &file, &serde_json::to_string(&config.sources)?)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Tls;
    use crate::platform::testing::installation;

    /// What a program before us left, with sockets of these countries.
    fn left(paths: &Paths, instances: &[(&str, &Arc<TcpListener>)]) -> Held {
        let of_country =
            |(key, socket): &(&str, &Arc<TcpListener>)| ((*key).into(), (*socket).clone());
        Held {
            since: None,
            problem: None,
            waiting: Vec::new(),
            lock: Lock::take(paths).unwrap(),
            control: control::listen(paths).unwrap(),
            client: None,
            sockets: sockets::Sockets {
                front_door: Arc::new(any()),
                redirect: None,
                instances: instances.iter().map(of_country).collect(),
            },
            units: Vec::new(),
        }
    }

    fn any() -> TcpListener {
        TcpListener::bind("127.0.0.1:0").unwrap()
    }

    fn port(socket: &TcpListener) -> u16 {
        socket.local_addr().unwrap().port()
    }

    #[test]
    fn a_socket_the_program_before_did_not_leave_is_opened_now() {
        let (_root, config, paths) = installation("start-listener");
        paths.make(&paths.run, 0o755).unwrap();
        let mut instance = config.instance("test").unwrap().clone();
        let other = Arc::new(any());
        let free = any();
        instance.port = port(&free);
        drop(free);

        let opened = left(&paths, &[("iraq", &other)])
            .listener(&instance)
            .unwrap();
        let taken = left(&paths, &[]).listener(&instance).unwrap_err();
        let kept = left(&paths, &[("test", &other)])
            .listener(&instance)
            .unwrap();

        assert_eq!(port(&opened), instance.port);
        assert_eq!(
            taken.to_string(),
            format!(
                "test: the program before left no socket, and its port {} cannot be listened on",
                instance.port
            )
        );
        assert!(Arc::ptr_eq(&kept, &other));
    }

    #[test]
    fn the_plain_entrance_is_kept_or_opened_where_there_is_to_be_one() {
        let (_root, mut config, _) = installation("start-redirect");
        let socket = any();
        let address = socket.local_addr().unwrap();

        let unwanted = redirect(&config, Some(any()));
        config.platform.tls = Some(Tls {
            certificate: PathBuf::new(),
            key: PathBuf::new(),
            redirect_from: Some(address),
        });
        let kept = redirect(&config, Some(socket)).unwrap();
        let is_taken = redirect(&config, None).is_none();
        let kept_at = port(&kept);
        drop(kept);
        let opened = redirect(&config, None).unwrap();

        assert!(unwanted.is_none() && is_taken);
        assert_eq!((kept_at, port(&opened)), (address.port(), address.port()));
    }
}
