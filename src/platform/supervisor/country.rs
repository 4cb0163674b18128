//! One country as the supervisor keeps it: what its next process is ordered to do, its socket, its unit, its place
//! at the front door.

use std::net::TcpListener;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use tokio::sync::watch;

use crate::kernel::clock::Clock;
use crate::kernel::settings::SurroundingsNow;
use crate::platform::config::{Config, Instance};
use crate::platform::front_door;
use crate::platform::lifeline::Update;
use crate::platform::open::open_instance;
use crate::platform::paths::Paths;
use crate::platform::{postgres, provision};

use super::InstanceOrder;
use super::launching::Waits;
use super::process::Launch;
use super::record::write_notes;
use super::running::locked;
use super::status::ProcessStatus;
use super::unit::{Begin, Patience, Phase, Prepare, Preparing, Rest, State, Unit};

/// What a country's next process gets.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) config: Arc<Config>,
    pub(super) instance: Instance,
    pub(super) listener: Arc<TcpListener>,
    /// The prefix the front door leads from until a process serves that knows the new one.
    pub(super) former_prefix: Option<String>,
}

impl Plan {
    /// The prefix people find the country under now.
    pub(super) fn prefix(&self) -> &str {
        let new = &self.instance.settings.prefix;
        self.former_prefix.as_ref().unwrap_or(new)
    }
}

/// A country that is in the list.
#[derive(Clone)]
pub(super) struct Country {
    pub(super) unit: Unit,
    pub(super) door: Arc<front_door::Country>,
    plan: Arc<watch::Sender<Plan>>,
    /// Why the configuration on disk is not in force; the same for all.
    problem: Arc<Mutex<Option<String>>>,
}

/// How long a country waits for PostgreSQL before it says so and waits on.
const DATABASE: std::time::Duration = std::time::Duration::from_secs(60);

/// What a process needs to end beside `limits.stop`, which is its requests': it lingers a moment before it counts that.
const GRACE: std::time::Duration = std::time::Duration::from_secs(2);

/// What all countries share.
#[derive(Clone)]
pub(super) struct Common {
    pub(super) paths: Arc<Paths>,
    pub(super) postgres: Option<Unit>,
    /// Connections the private cluster gets when it is started next.
    pub(super) connections: Arc<AtomicU32>,
    pub(super) clock: Clock,
    pub(super) problem: Arc<Mutex<Option<String>>>,
}

impl Country {
    /// Begins a country's life below this supervisor.
    pub(super) fn begin(mut plan: Plan, common: &Common, begin: Begin) -> Self {
        if let Begin::TakeOver(handed) = &begin {
            let held = handed.state.prefix.clone();
            plan.former_prefix = held.filter(|held| *held != plan.instance.settings.prefix);
        }
        let key = plan.instance.key().to_owned();
        let patience = patience(&plan);
        let current = Arc::new(watch::Sender::new(plan));
        let prepare = prepare(current.clone(), common.clone());
        let unit = Unit::spawn(&key, common.clock.clone(), patience, begin, prepare);
        let door = door(&current.borrow(), &unit);
        Self {
            unit,
            door,
            plan: current,
            problem: common.problem.clone(),
        }
    }

    pub(super) fn key(&self) -> &str {
        &self.unit.name
    }

    pub(super) fn plan(&self) -> Plan {
        self.plan.borrow().clone()
    }

    /// Its own socket while none of its processes serves there, as long as there is the country.
    pub(super) fn deserted(&self) -> watch::Receiver<Option<Arc<TcpListener>>> {
        let (sender, receiver) = watch::channel(None);
        let (plan, state) = (self.plan.subscribe(), self.unit.state.clone());
        tokio::spawn(watch_socket(plan, state, sender));
        receiver
    }

    /// Puts another plan in place, for the next process; until that serves people find the country where it is.
    pub(super) fn set_plan(&mut self, mut plan: Plan) {
        let old = self.plan();
        let held = old.prefix().to_owned();
        plan.former_prefix = Some(held).filter(|held| *held != plan.instance.settings.prefix);
        let limits = |plan: &Plan| plan.config.platform.limits.clone();
        let looks_otherwise = old.instance.settings.name != plan.instance.settings.name
            || old.instance.settings.names != plan.instance.settings.names
            || old.instance.settings.prefix != plan.instance.settings.prefix
            || limits(&old).held_requests != limits(&plan).held_requests;
        if looks_otherwise {
            self.door = door(&plan, &self.unit);
        }
        self.unit.set_patience(patience(&plan));
        self.plan.send_replace(plan);
    }

    /// Lets its next processes listen elsewhere, with the plan there is.
    pub(super) fn set_listener(&self, listener: Arc<TcpListener>) -> std::io::Result<()> {
        let port = listener.local_addr()?.port();
        self.plan.send_modify(|plan| {
            plan.instance.port = port;
            plan.listener = listener;
        });
        Ok(())
    }

    /// Whether its process listens elsewhere than it is to, because none started there.
    pub(super) fn is_away(&self) -> bool {
        let own = self.plan.borrow().instance.port;
        let state = self.unit.state.borrow();
        state.is_serving() && state.port.is_some_and(|port| port != own)
    }

    /// What `cts status` says of its process.
    pub(super) fn process_status(&self, state: &State) -> ProcessStatus {
        let mut status = ProcessStatus::new(self.key(), state);
        let own = self.plan.borrow().instance.port;
        if let Some(port) = state.port
            && state.phase == Phase::Ready
            && port != own
        {
            let words = format!("serves on port {port} until a process starts on its own, {own}");
            status.reason = Some(match status.reason {
                Some(reason) => format!("{words}: {reason}"),
                None => words,
            });
        }
        status
    }

    /// Whether people find it under a prefix that is not to stay.
    pub(super) fn is_moving(&self) -> bool {
        self.plan.borrow().former_prefix.is_some()
    }

    /// Whether it can be found under its new prefix: its process knows it, or none is there to say otherwise.
    pub(super) fn may_turn(&self, state: &State) -> bool {
        let wanted = &self.plan.borrow().instance.settings.prefix;
        state.has_ended() || (state.is_serving() && state.prefix.as_ref() == Some(wanted))
    }

    /// Lets people find it under its new prefix.
    pub(super) fn turn(&mut self) {
        self.plan.send_modify(|plan| plan.former_prefix = None);
        self.door = door(&self.plan.borrow(), &self.unit);
    }

    /// Tells the running process what is around it now.
    pub(super) async fn tell(&self) {
        let surroundings = surroundings(&self.plan(), &self.problem);
        self.unit.tell(Update { surroundings }).await;
    }
}

/// Tells whenever a process begins or ceases to serve at the country's own socket, or that becomes another.
async fn watch_socket(
    mut plan: watch::Receiver<Plan>,
    mut state: watch::Receiver<State>,
    deserted: watch::Sender<Option<Arc<TcpListener>>>,
) {
    loop {
        // One after the other: who holds both could wait for somebody who waits for us.
        let served = {
            let state = state.borrow_and_update();
            state.port.filter(|_| state.is_serving())
        };
        let own = {
            let plan = plan.borrow_and_update();
            let is_served = served == Some(plan.instance.port);
            (!is_served).then(|| plan.listener.clone())
        };
        deserted.send_replace(own);
        let is_there = tokio::select! {
            changed = plan.changed() => changed.is_ok(),
            changed = state.changed() => changed.is_ok(),
            () = deserted.closed() => false,
        };
        if !is_there {
            return;
        }
    }
}

fn patience(plan: &Plan) -> Patience {
    let limits = &plan.config.platform.limits;
    Patience {
        end: limits.stop + GRACE,
        silence: Some(limits.silence),
    }
}

/// How a country begins that no supervisor before us ran.
pub(super) fn first(instance: &Instance) -> Begin {
    if instance.is_paused {
        Begin::Rest(Rest::Paused)
    } else {
        Begin::Start
    }
}

fn door(plan: &Plan, unit: &Unit) -> Arc<front_door::Country> {
    let waiting = plan.config.platform.limits.held_requests;
    let state = unit.state.clone();
    let prefix = plan.prefix();
    Arc::new(front_door::Country::new(
        &plan.instance,
        prefix,
        state,
        waiting,
    ))
}

fn surroundings(plan: &Plan, problem: &Mutex<Option<String>>) -> SurroundingsNow {
    SurroundingsNow {
        configuration_problem: locked(problem).clone(),
        former_prefix: plan.former_prefix.clone(),
        ..(*plan.instance.settings.surroundings.now()).clone()
    }
}

fn prepare(current: Arc<watch::Sender<Plan>>, common: Common) -> Prepare {
    Box::new(move |is_first| {
        let (current, common) = (current.clone(), common.clone());
        let future: Preparing = Box::pin(async move {
            let plan = current.borrow().clone();
            if is_first {
                if let Some(postgres) = &common.postgres {
                    tokio::time::timeout(DATABASE, postgres.ready())
                        .await
                        .map_err(|_| Waits(waits_for(postgres)))?;
                }
                make_ready(&plan, &common.paths).await?;
                write_notes(&plan, &common);
            }
            let instance = &plan.instance;
            let country = open_instance(&plan.config, &common.paths, instance)?;
            let key = instance.key();
            let order = InstanceOrder {
                key: key.to_owned(),
                sources: plan.config.sources_of(instance),
                database_url: country.db.url,
                log: common.paths.log.join(key),
                surroundings: surroundings(&plan, &common.problem),
            };
            let args = ["serve", "--instance", key];
            let mut launch = Launch::new(&common.paths, &args, serde_json::to_string(&order)?);
            launch.prefix = Some(instance.settings.prefix.clone());
            launch.listener = Some(plan.listener);
            Ok(launch)
        });
        future
    })
}

/// What a country says that waits for PostgreSQL: a recovery after a crash takes its time.
fn waits_for(postgres: &Unit) -> String {
    let reason = postgres.state.borrow().reason.clone();
    let why = reason.unwrap_or_else(|| "it is starting, or recovering from a crash".into());
    format!("waits for PostgreSQL: {why} (log/postgres says more)")
}

/// Roles, database, schema and log folder, off the async threads.
async fn make_ready(plan: &Plan, paths: &Arc<Paths>) -> Result<()> {
    paths.make(&paths.log.join(plan.instance.key()), 0o750)?;
    // Somebody else's to prepare and to migrate.
    if !postgres::administers(&plan.config, &plan.instance) {
        return Ok(());
    }
    let (plan, paths) = (plan.clone(), paths.clone());
    tokio::task::spawn_blocking(move || provision::provision(&plan.config, &paths, &plan.instance))
        .await
        .context("provisioning broke off")??;
    Ok(())
}
