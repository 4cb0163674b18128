//! The running supervisor: what it holds, what it answers, how it ends.

use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::platform::backup::nightly::Nights;
use crate::platform::config::problems::suggestion;
use crate::platform::config::{Config, Log};
use crate::platform::front_door::{self, FrontDoor};
use crate::platform::notes::By;
use crate::platform::paths::Paths;
use crate::platform::provision::purge;
use crate::platform::signals::{Asked, Signals};

use super::control::{self, Answer, Request};
use super::country::{Common, Country};
use super::handover::Handover;
use super::lock::Lock;
use super::reload::Refused;
use super::start::write_sources;
use super::status::ConfigurationStatus;
use super::unit::{Rest, Unit};
use super::{Announcement, Banner, own_log, renew, watch as files};

/// The running supervisor.
pub(crate) struct Supervisor {
    /// The configuration in force.
    pub(super) config: watch::Sender<Arc<Config>>,
    pub(super) paths: Arc<Paths>,
    pub(super) is_local: bool,
    pub(super) since: DateTime<Utc>,
    pub(super) common: Common,
    /// In the order of the list.
    pub(super) countries: Mutex<Vec<Country>>,
    pub(super) extras: Vec<Unit>,
    /// Names of the extras that do their work and end.
    pub(super) once: Vec<String>,
    pub(super) front_door: FrontDoor,
    pub(super) nights: Nights,
    /// Held while the list of countries changes.
    pub(super) reloading: tokio::sync::Mutex<()>,
    /// Why the configuration on disk is not in force.
    pub(super) problem: Mutex<Option<ConfigurationStatus>>,
    /// Settings on disk that wait for the next start, by their names.
    pub(super) waiting: Mutex<Vec<String>>,
    /// What this supervisor logs by.
    pub(super) began_with: Log,
    /// What to become, and who asked.
    pub(super) renewal: Mutex<Option<(PathBuf, UnixStream)>>,
    pub(super) stop: CancellationToken,
    pub(super) ended: watch::Sender<bool>,
}

/// A supervisor with what only its main task needs.
pub(super) struct Started {
    pub(super) supervisor: Arc<Supervisor>,
    pub(super) lock: Lock,
    pub(super) control: UnixListener,
    /// Who asked the program before us to make place.
    pub(super) client: Option<UnixStream>,
    /// The file that is kept small.
    pub(super) log: Option<PathBuf>,
    pub(super) announcement: Option<Announcement>,
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Started {
    /// Runs until asked to stop (`None`), or to make place for another program.
    pub(super) async fn until_asked(
        self,
        signals: &mut Signals,
    ) -> Result<Option<(PathBuf, Handover)>> {
        let supervisor = self.supervisor;
        let serving = control::serve(self.control.try_clone()?, supervisor.clone())?;
        let mut tasks = vec![
            tokio::spawn(serving),
            tokio::spawn(files::watch(supervisor.clone())),
            tokio::spawn(nightly(&supervisor)),
        ];
        if let Some(file) = self.log {
            let (clock, watched) = (supervisor.common.clock.clone(), supervisor.clone());
            let limits = move || watched.config().platform.log.clone();
            tasks.push(tokio::spawn(own_log::watch(file, clock, limits)));
        }
        if let Some(announcement) = self.announcement {
            tasks.push(tokio::spawn(announce(supervisor.clone(), announcement)));
        }
        if let Some(client) = self.client {
            tokio::spawn(finish_renewal(supervisor.clone(), client));
        }
        supervisor.until_asked(signals).await;
        let control = tasks.remove(0);
        for task in tasks {
            task.abort();
        }
        let renewal = locked(&supervisor.renewal).take();
        if let Some((program, client)) = renewal {
            control.abort();
            let lock = self.lock.into_fd()?;
            let handover = supervisor.hand_over(lock, self.control, client).await?;
            return Ok(Some((program, handover)));
        }
        tokio::select! {
            () = supervisor.shut_down(false) => {}
            () = asked_again(signals) => {
                tracing::warn!("asked twice: stopping at once");
                supervisor.shut_down(true).await;
            }
        }
        control.abort();
        let _ = std::fs::remove_file(supervisor.paths.control());
        supervisor.ended.send_replace(true);
        Ok(None)
    }
}

/// The nightly backups of the countries as they come and go.
fn nightly(supervisor: &Arc<Supervisor>) -> impl Future<Output = ()> + Send + use<> {
    let paths = supervisor.paths.clone();
    let (nights, clock) = (supervisor.nights.clone(), supervisor.common.clock.clone());
    let supervisor = supervisor.clone();
    crate::platform::backup::nightly::watch(nights, paths, clock, move || {
        let countries = supervisor.countries();
        let instances = countries.iter().map(|country| country.plan().instance);
        (supervisor.config(), instances.collect())
    })
}

async fn asked_again(signals: &mut Signals) {
    signals.stop().await;
}

/// Waits until every country serves or has failed once, then tells.
async fn announce(supervisor: Arc<Supervisor>, announcement: Announcement) {
    for country in supervisor.countries() {
        let _ = country.unit.first_try().await;
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
    announcement(&supervisor.banner());
}

/// Gives the countries processes of this program, and tells whoever asked for it.
async fn finish_renewal(supervisor: Arc<Supervisor>, client: UnixStream) {
    let reloaded = renew::renew_countries(&supervisor).await;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        "the program was replaced"
    );
    let answer = Answer {
        reloaded: Some(reloaded),
        ..Answer::ok()
    };
    let told = tokio::task::spawn_blocking(move || renew::answer(Some(client), &answer));
    let _ = told.await;
}

impl Supervisor {
    /// The configuration in force.
    pub(crate) fn config(&self) -> Arc<Config> {
        self.config.borrow().clone()
    }

    pub(super) fn countries(&self) -> Vec<Country> {
        locked(&self.countries).clone()
    }

    /// Returns when everything has ended.
    pub(crate) async fn ended(&self) {
        let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
    }

    /// Reloads at SIGHUP; returns when something asks us to end or to make place.
    async fn until_asked(self: &Arc<Self>, signals: &mut Signals) {
        loop {
            tokio::select! {
                asked = signals.next() => match asked {
                    Asked::Stop(signal) => {
                        tracing::info!(signal, "stopping");
                        break;
                    }
                    Asked::Reload => {
                        let supervisor = self.clone();
                        tokio::spawn(async move { supervisor.reload(false, None).await });
                    }
                },
                () = self.stop.cancelled() => {
                    tracing::info!("ending, as asked");
                    break;
                }
            }
        }
        self.stop.cancel();
    }

    /// Answers a request of the control socket.
    pub(crate) async fn handle(self: &Arc<Self>, request: Request) -> Answer {
        match request {
            Request::Status => Answer {
                status: Some(self.status()),
                ..Answer::ok()
            },
            Request::Restart { key, by } => self.restart(&key, by.as_deref()).await,
            Request::Start { key, by } => self.start_country(&key, by.as_deref()).await,
            Request::Reload { confirm, by } => self.reload(confirm, by.as_deref()).await,
            Request::Stop { key: Some(key), by } => self.stop_country(&key, by.as_deref()).await,
            Request::Stop { key: None, by } => {
                self.record_for_all(by.as_deref(), "country.stop").await;
                self.stop.cancel();
                Answer::ok()
            }
            Request::Purge { key, by, backup } => {
                purge::tell(&key, &by, &backup);
                Answer::ok()
            }
            // The control socket keeps the connection for the program to come.
            Request::Upgrade { .. } => Answer::error("this needs a connection of its own", None),
        }
    }

    /// Whether a program can take our place; the path that was meant.
    pub(super) async fn may_become(&self, program: Option<PathBuf>) -> Result<PathBuf, Answer> {
        let program = program.unwrap_or_else(renew::program);
        let checked = renew::check(self, &program).await;
        checked.map_err(|reason| {
            Answer::error(reason, Some("everything runs on as it was".to_owned()))
        })?;
        Ok(program)
    }

    /// Makes place for another program; whoever waits at `client` hears from that.
    pub(super) fn make_place(&self, program: PathBuf, client: UnixStream) {
        *locked(&self.renewal) = Some((program, client));
        self.stop.cancel();
    }

    async fn hand_over(
        &self,
        lock: OwnedFd,
        control: UnixListener,
        client: UnixStream,
    ) -> Result<Handover> {
        // A reload under way ends first: configuration and countries belong together.
        let _one_at_a_time = self.reloading.lock().await;
        let config = self.config();
        self.front_door.hand_over(config.platform.limits.stop).await;
        let mut listeners = Vec::new();
        let mut units = Vec::new();
        for country in self.countries() {
            let listener = country.plan().listener.try_clone()?;
            listeners.push((country.key().to_owned(), listener));
            units.extend(country.unit.hand_over().await);
        }
        for unit in self.common.postgres.iter().chain(&self.extras) {
            units.extend(unit.hand_over().await);
        }
        Ok(Handover {
            since: self.since,
            sources: config.sources.clone(),
            problem: locked(&self.problem).clone(),
            waiting: locked(&self.waiting).clone(),
            lock,
            control,
            client: Some(client),
            front_door: self.front_door.listener()?,
            redirect: self.front_door.redirect()?,
            listeners,
            units,
        })
    }

    fn find(&self, key: &str) -> Result<Country, Answer> {
        let countries = self.countries();
        let found = countries.iter().find(|country| country.key() == key);
        found.cloned().ok_or_else(|| {
            let keys: Vec<&str> = countries.iter().map(Country::key).collect();
            let near = suggestion(key, keys.iter().copied());
            let hint = format!("the countries are {}", keys.join(", "));
            Answer::error(format!("there is no country \"{key}\"{near}"), hint)
        })
    }

    async fn restart(&self, key: &str, by: By<'_>) -> Answer {
        match self.find(key) {
            Ok(country) => {
                self.record(&country, by, "country.restart").await;
                start_or_say(&country, "restarted").await
            }
            Err(answer) => answer,
        }
    }

    async fn start_country(&self, key: &str, by: By<'_>) -> Answer {
        match self.find(key) {
            Ok(country) if country.unit.state.borrow().is_serving() => {
                Answer::error(format!("{key} runs already"), None)
            }
            Ok(country) => {
                self.record(&country, by, "country.start").await;
                start_or_say(&country, "started").await
            }
            Err(answer) => answer,
        }
    }

    async fn stop_country(&self, key: &str, by: By<'_>) -> Answer {
        match self.find(key) {
            Ok(country) => {
                self.record(&country, by, "country.stop").await;
                country.unit.stop(Rest::Stopped, false).await;
                country.unit.stopped().await;
                tracing::info!(instance = key, "stopped, as asked");
                Answer::ok()
            }
            Err(answer) => answer,
        }
    }

    /// Notes why the configuration on disk is not in force (or that it is), and tells every country.
    pub(super) async fn set_problem(&self, refused: Option<&Refused>) {
        let now = refused.map(|refused| ConfigurationStatus {
            since: self.common.clock.now(),
            problem: refused.reason.clone(),
            hint: refused.hint.clone(),
            is_mistake: refused.is_mistake,
        });
        let text = now.as_ref().map(|now| now.problem.clone());
        *locked(&self.problem) = now;
        let is_news = std::mem::replace(&mut *locked(&self.common.problem), text.clone()) != text;
        if is_news {
            for country in self.countries() {
                country.tell().await;
            }
        }
    }

    /// Whether the configuration on disk is not in force, and if so, whether for a mistake in it.
    pub(super) fn mistake(&self) -> Option<bool> {
        let problem = locked(&self.problem);
        problem.as_ref().map(|problem| problem.is_mistake)
    }

    /// Soft: the front door drains while the countries still answer, then they end, then PostgreSQL.
    async fn shut_down(&self, is_hard: bool) {
        let patience = if is_hard {
            Duration::ZERO
        } else {
            self.config().platform.limits.stop
        };
        self.front_door.drain(patience).await;
        let units: Vec<Unit> = self
            .countries()
            .into_iter()
            .map(|country| country.unit)
            .chain(self.extras.iter().cloned())
            .collect();
        for unit in &units {
            unit.stop(Rest::Stopped, is_hard).await;
        }
        for unit in units {
            unit.stopped().await;
        }
        if let Some(postgres) = &self.common.postgres {
            postgres.stop(Rest::Stopped, false).await;
            postgres.stopped().await;
        }
    }

    /// What the processes beside the countries read when they ask again.
    pub(super) fn tell_extras(&self, config: &Config) {
        if self.extras.is_empty() {
            return;
        }
        if let Err(error) = write_sources(config, &self.paths) {
            tracing::warn!(%error, "the processes beside the countries do not learn of the change");
        }
    }

    pub(super) fn url(&self) -> String {
        let config = self.config();
        front_door::url_of(&config.platform, config.is_dev())
    }

    fn banner(&self) -> Banner {
        let url = self.url();
        let countries = self
            .countries()
            .iter()
            .map(|country| {
                let state = country.unit.state.borrow();
                let reason = if state.is_serving() {
                    None
                } else {
                    state.reason.clone().or_else(|| state.phase.why())
                };
                let plan = country.plan();
                let address = format!("{url}{}/", plan.prefix());
                (plan.instance.settings.name.clone(), address, reason)
            })
            .collect();
        Banner {
            url: format!("{url}/"),
            countries,
            data: self.paths.is_away().then(|| self.paths.data.clone()),
        }
    }
}

async fn start_or_say(country: &Country, what: &str) -> Answer {
    let key = country.key();
    if country.plan().instance.is_paused {
        let hint = "take `paused: true` away there, then `cts reload`".to_owned();
        return Answer::error(
            format!("{key} is paused in instances/instances.yaml"),
            Some(hint),
        );
    }
    match country.unit.restart().await {
        Ok(()) => Answer::ok(),
        Err(reason) => Answer::error(format!("{key} was not {what}: {reason}"), None),
    }
}
