//! One country as the supervisor keeps it: what its next process is ordered to do, its socket, its unit, its place
//! at the front door.

use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::kernel::clock::Clock;
use crate::kernel::settings::SurroundingsNow;
use crate::platform::config::{Config, Instance};
use crate::platform::front_door;
use crate::platform::lifeline::Update;
use crate::platform::open::open_instance;
use crate::platform::paths::Paths;
use crate::platform::provision;

use super::InstanceOrder;
use super::process::Launch;
use super::start::launch;
use super::unit::{Begin, Prepare, Rest, Unit};

type Preparing = Pin<Box<dyn Future<Output = Result<Launch>> + Send>>;

/// What a country's next process gets.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) config: Arc<Config>,
    pub(super) instance: Instance,
    pub(super) listener: Arc<TcpListener>,
}

/// A country that is in the list.
#[derive(Clone)]
pub(super) struct Country {
    pub(super) unit: Unit,
    pub(super) door: Arc<front_door::Country>,
    plan: Arc<Mutex<Plan>>,
    /// Why the configuration on disk is not in force; the same for all.
    problem: Arc<Mutex<Option<String>>>,
}

/// How long a country waits for PostgreSQL before it says so and is tried again.
const DATABASE: std::time::Duration = std::time::Duration::from_secs(60);

/// What all countries share.
#[derive(Clone)]
pub(super) struct Common {
    pub(super) paths: Arc<Paths>,
    pub(super) postgres: Option<Unit>,
    pub(super) clock: Clock,
    pub(super) problem: Arc<Mutex<Option<String>>>,
}

impl Country {
    /// Begins a country's life below this supervisor.
    pub(super) fn begin(plan: Plan, common: &Common, begin: Begin) -> Self {
        let key = plan.instance.key().to_owned();
        let patience = plan.config.platform.limits.stop;
        let current = Arc::new(Mutex::new(plan));
        let prepare = prepare(current.clone(), common.clone());
        let unit = Unit::spawn(&key, common.clock.clone(), patience, begin, prepare);
        let door = door(&locked(&current), &unit);
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
        locked(&self.plan).clone()
    }

    /// Puts another plan in place, for the next process.
    pub(super) fn set_plan(&mut self, plan: Plan) {
        let old = self.plan();
        let is_elsewhere = old.instance.settings.prefix != plan.instance.settings.prefix
            || old.instance.settings.name != plan.instance.settings.name
            || old.instance.settings.names != plan.instance.settings.names;
        if is_elsewhere {
            self.door = door(&plan, &self.unit);
        }
        *locked(&self.plan) = plan;
    }

    /// Tells the running process what is around it now.
    pub(super) async fn tell(&self) {
        let surroundings = surroundings(&self.plan(), &self.problem);
        self.unit.tell(Update { surroundings }).await;
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
    Arc::new(front_door::Country::new(&plan.instance, state, waiting))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn surroundings(plan: &Plan, problem: &Mutex<Option<String>>) -> SurroundingsNow {
    SurroundingsNow {
        configuration_problem: locked(problem).clone(),
        ..(*plan.instance.settings.surroundings.now()).clone()
    }
}

fn prepare(current: Arc<Mutex<Plan>>, common: Common) -> Prepare {
    Box::new(move |is_first| {
        let (current, common) = (current.clone(), common.clone());
        let future: Preparing = Box::pin(async move {
            let plan = locked(&current).clone();
            if is_first {
                if let Some(postgres) = &common.postgres {
                    tokio::time::timeout(DATABASE, postgres.ready())
                        .await
                        .with_context(|| {
                            let seconds = DATABASE.as_secs();
                            format!("PostgreSQL was not ready within {seconds} s")
                        })?;
                }
                make_ready(&plan, &common.paths).await?;
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
            let mut launch = launch(&common.paths, &args, serde_json::to_string(&order)?);
            launch.listener = Some(plan.listener);
            Ok(launch)
        });
        future
    })
}

/// Roles, database, schema and log folder, off the async threads.
async fn make_ready(plan: &Plan, paths: &Arc<Paths>) -> Result<()> {
    paths.make(&paths.log.join(plan.instance.key()), 0o750)?;
    if plan.instance.database_url.is_some() {
        return Ok(());
    }
    let (plan, paths) = (plan.clone(), paths.clone());
    tokio::task::spawn_blocking(move || provision::provision(&plan.config, &paths, &plan.instance))
        .await
        .context("provisioning broke off")??;
    Ok(())
}
