//! Live reload: reads the configuration again, finds what changed, and changes that and nothing else.
//!
//! A configuration with a problem changes nothing; nor does one that takes several countries away at once, until
//! somebody says that it is meant. Begin with [`Supervisor::reload`]; the comparison is in [`Change::between`].

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use crate::platform::config::{Config, Instance, Log, Platform, Problems, changed_platform};
use crate::platform::notes::{By, Differences};
use crate::platform::postgres;

use super::control::Answer;
use super::country::{Country, Plan, first};
use super::running::locked;
use super::unit::Rest;
use super::{Supervisor, instances_of};

/// What a reload did, in the order of the list; those removed last.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reloaded {
    pub countries: Vec<Outcome>,
    /// Settings of the platform that are in force otherwise than before.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// What takes effect later, and why.
    pub notes: Vec<String>,
}

/// A setting of the platform that was taken up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// `backup.nightly`.
    pub path: String,
    /// As `cts instances show` writes it; so is the other.
    pub before: String,
    pub after: String,
}

/// What happened to one country.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    pub key: String,
    /// `added`, `restarted`, `paused`, `resumed`, `removed` or `unchanged`.
    pub change: Change,
    /// Why it does not serve as it should; a restarted one goes on as it was then.
    pub error: Option<String>,
}

/// How a country differs between two configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Added,
    Restarted,
    Paused,
    Resumed,
    Removed,
    Unchanged,
}

impl Change {
    /// What has to be done to go from one configuration to another.
    fn between(old: &[Instance], new: &[Instance], platform_changed: bool) -> Vec<(String, Self)> {
        let find = |list: &[Instance], key: &str| -> Option<Instance> {
            list.iter().find(|instance| instance.key() == key).cloned()
        };
        let mut changes: Vec<(String, Self)> = new
            .iter()
            .map(|instance| {
                let change = match find(old, instance.key()) {
                    None => Self::Added,
                    Some(before) => match (before.is_paused, instance.is_paused) {
                        (false, true) => Self::Paused,
                        (true, false) => Self::Resumed,
                        _ if platform_changed || !before.runs_like(instance) => Self::Restarted,
                        _ => Self::Unchanged,
                    },
                };
                (instance.key().to_owned(), change)
            })
            .collect();
        let gone = old
            .iter()
            .filter(|before| find(new, before.key()).is_none());
        changes.extend(gone.map(|before| (before.key().to_owned(), Self::Removed)));
        changes
    }
}

/// Why a reload changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
    /// Whether the files themselves, or what they name, have a mistake.
    pub(super) is_mistake: bool,
}

impl Refused {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            hint: None,
            is_mistake: false,
        }
    }

    fn needs_a_yes(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            hint: Some(
                "`cts reload --confirm` if this is meant; nothing was changed until then".into(),
            ),
            is_mistake: false,
        }
    }
}

impl Supervisor {
    /// Takes the configuration on disk in force; `is_confirmed` when somebody said that losing countries is meant.
    /// Returns when every change is done.
    pub(super) async fn reload(self: &Arc<Self>, is_confirmed: bool, by: By<'_>) -> Answer {
        let _one_at_a_time = self.reloading.lock().await;
        // What was handed over meanwhile is another program's now.
        if self.stop.is_cancelled() {
            let hint = "ask again in a moment".to_owned();
            return Answer::error("the supervisor is ending or being replaced", hint);
        }
        match self.try_reload(is_confirmed, by).await {
            Ok(reloaded) => {
                self.set_problem(None).await;
                Answer {
                    reloaded: Some(reloaded),
                    ..Answer::ok()
                }
            }
            Err(refused) => {
                tracing::error!(reason = %refused.reason, "the configuration was not taken; everything runs on as it was");
                self.set_problem(Some(&refused)).await;
                Answer::error(refused.reason, refused.hint)
            }
        }
    }

    async fn try_reload(
        self: &Arc<Self>,
        is_confirmed: bool,
        by: By<'_>,
    ) -> Result<Reloaded, Refused> {
        let old = self.config();
        let (root, user) = (self.paths.root.clone(), old.sources.user().to_owned());
        let (before, began_with) = (old.clone(), self.began_with.clone());
        let read = move || {
            let new = Config::load_again(&root, &user)?;
            let waiting = waiting(&began_with, &before.platform, &new.platform);
            Ok((new.stay_with(&before)?, waiting))
        };
        let read = tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| Refused::new(format!("reading broke off: {error}")))?;
        let (new, waiting) = read.map_err(|problems: Problems| Refused {
            is_mistake: true,
            ..Refused::new(problems.to_string())
        })?;
        let settings = taken_up(&old.platform, &new.platform);
        let new = Arc::new(new);
        let platform_changed = !old.platform.serves_like(&new.platform);
        let now: Vec<Instance> = self
            .countries()
            .iter()
            .map(|country| country.plan().instance)
            .collect();
        let mut wanted = instances_of(&new, self.is_local);
        if let ([wanted], [now], true) = (&mut *wanted, &*now, self.is_local) {
            // Any free port will do: the one it has.
            wanted.port = now.port;
        }
        let changes = Change::between(&now, &wanted, platform_changed);
        may_remove(&changes, is_confirmed)?;
        self.check_connections(&old, &now, &new, &wanted).await?;
        let sockets = self.open_sockets(&wanted)?;
        self.make_room(&wanted, &changes).await?;
        self.record_changes(&changes, by, |key| {
            differences(key, (&old, &now), (&new, &wanted))
        })
        .await;
        let notes = waiting.iter().map(|name| words_of_waiting(name)).collect();
        *locked(&self.waiting) = waiting;
        self.config.send_replace(new.clone());
        self.front_door.set_platform(&new.platform);
        self.tell_extras(&new);
        let reloaded = Reloaded {
            countries: self.apply(&new, wanted, changes, sockets).await,
            settings,
            notes,
        };
        self.bring_home();
        tracing::info!(changes = %words(&reloaded), "the configuration was taken");
        Ok(reloaded)
    }

    /// More countries, or larger pools, must fit into the server that runs; the next start of ours makes room for them.
    async fn check_connections(
        &self,
        old: &Config,
        now: &[Instance],
        new: &Arc<Config>,
        wanted: &[Instance],
    ) -> Result<(), Refused> {
        let connections = postgres::connections_for(&new.platform.limits, wanted.len());
        self.common
            .connections
            .store(connections, Ordering::Relaxed);
        if postgres::needed(new, wanted) <= postgres::needed(old, now) {
            return Ok(());
        }
        let checked = postgres::check_room(new, &self.paths, wanted).await;
        checked.map_err(Refused::new)
    }

    async fn apply(
        self: &Arc<Self>,
        config: &Arc<Config>,
        wanted: Vec<Instance>,
        changes: Vec<(String, Change)>,
        mut sockets: BTreeMap<String, Arc<TcpListener>>,
    ) -> Vec<Outcome> {
        let mut known: BTreeMap<String, Country> = self
            .countries()
            .into_iter()
            .map(|country| (country.key().to_owned(), country))
            .collect();
        let mut list = Vec::new();
        for instance in wanted {
            let key = instance.key().to_owned();
            let Some(listener) = sockets.remove(&key) else {
                continue;
            };
            let plan = Plan {
                config: config.clone(),
                instance,
                listener,
                former_prefix: None,
            };
            let country = if let Some(mut country) = known.remove(&key) {
                country.set_plan(plan);
                country
            } else {
                let begin = first(&plan.instance);
                let country = Country::begin(plan, &self.common, begin);
                self.front_door.stand_in(country.deserted());
                country
            };
            list.push(country);
        }
        // Those that stay are found as they were until their new process serves; those that go are not found any more.
        self.set_countries(list.clone());
        let mut outcomes = Vec::new();
        let work: Vec<_> = changes
            .into_iter()
            .map(|(key, change)| {
                let country = list
                    .iter()
                    .find(|country| country.key() == key)
                    .cloned()
                    .or_else(|| known.remove(&key));
                tokio::spawn(carry_out(country, key, change))
            })
            .collect();
        for task in work {
            outcomes.extend(task.await);
        }
        self.turn_doors();
        outcomes
    }
}

/// Does what one change asks, and returns when it is done.
async fn carry_out(country: Option<Country>, key: String, change: Change) -> Outcome {
    let Some(country) = country else {
        return Outcome {
            key,
            change,
            error: None,
        };
    };
    let result = match change {
        // One that is paused or that somebody stopped stays so.
        Change::Added | Change::Restarted if country.unit.state.borrow().has_ended() => Ok(()),
        Change::Added => country.unit.first_try().await,
        Change::Restarted | Change::Resumed => country.unit.restart().await,
        Change::Paused => {
            country.unit.stop(Rest::Paused, false).await;
            country.unit.stopped().await;
            Ok(())
        }
        Change::Removed => {
            country.unit.stop(Rest::Stopped, false).await;
            country.unit.stopped().await;
            Ok(())
        }
        Change::Unchanged => {
            country.tell().await;
            Ok(())
        }
    };
    Outcome {
        key,
        change,
        error: result.err(),
    }
}

/// What a country ran with and runs with now, where it differs.
fn differences(
    key: &str,
    (old, before): (&Config, &[Instance]),
    (new, after): (&Config, &[Instance]),
) -> Differences {
    let find = |list: &[Instance]| list.iter().position(|one| one.key() == key);
    match (find(before), find(after)) {
        (Some(from), Some(to)) => Differences::between((old, &before[from]), (new, &after[to])),
        _ => Differences::default(),
    }
}

/// Losing several countries, or all, is most likely a file somebody is in the middle of writing.
fn may_remove(changes: &[(String, Change)], is_confirmed: bool) -> Result<(), Refused> {
    let removed: Vec<&str> = changes
        .iter()
        .filter(|(_, change)| *change == Change::Removed)
        .map(|(key, _)| key.as_str())
        .collect();
    let is_all = !removed.is_empty() && removed.len() == changes.len();
    if is_confirmed || (removed.len() < 2 && !is_all) {
        return Ok(());
    }
    let what = if is_all {
        "it names no country"
    } else {
        "several countries are gone from the list"
    };
    Err(Refused::needs_a_yes(format!(
        "instances/instances.yaml: {what}: {} would be stopped",
        removed.join(", ")
    )))
}

/// A setting with all below it, and whether it differs.
type Differs = (&'static str, fn(&Platform, &Platform) -> bool);

/// Settings that only a new supervisor can take in force.
const AT_NEXT_START: [Differs; 5] = [
    ("listen", |old, new| old.listen != new.listen),
    ("tls", |old, new| old.tls != new.tls),
    ("data", |old, new| old.data != new.data),
    ("database", |old, new| old.database != new.database),
    ("demo.forms_server", |old, new| {
        old.demo_forms_server != new.demo_forms_server
    }),
];

/// Settings of the platform that are in force from now on; those that wait for a new supervisor are told apart.
fn taken_up(old: &Platform, new: &Platform) -> Vec<Setting> {
    let waits = |path: &str| {
        AT_NEXT_START.iter().any(|(name, _)| {
            let below = path.strip_prefix(name);
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let changed = changed_platform(old, new).into_iter();
    changed
        .filter(|changed| !waits(&changed.path))
        .map(|changed| Setting {
            path: changed.path,
            before: changed.before.unwrap_or_default(),
            after: changed.after.unwrap_or_default(),
        })
        .collect()
}

/// How the supervisor itself logs, which it began with; the countries take a change up.
pub(super) const LOG: &str = "log";

/// Settings on disk that take effect when a supervisor begins next: they are otherwise than in the configuration in force,
/// which stays with them, or than what this supervisor logs by.
fn waiting(began_with: &Log, old: &Platform, new: &Platform) -> Vec<String> {
    let mut waiting: Vec<String> = AT_NEXT_START
        .iter()
        .filter(|(_, differs)| differs(old, new))
        .map(|(name, _)| (*name).to_owned())
        .collect();
    if began_with.level != new.log.level || began_with.json != new.log.json {
        waiting.push(LOG.to_owned());
    }
    waiting
}

/// What takes effect later, and when.
pub(super) fn words_of_waiting(name: &str) -> String {
    if name == LOG {
        return "`log` is in force in the countries; for what the supervisor itself logs at the next `cts stop` and `cts serve`"
            .to_owned();
    }
    format!("`{name}` takes effect at the next `cts stop` and `cts serve`")
}

/// For the log: `lebanon added, turkey restarted, backup.nightly now true`.
fn words(reloaded: &Reloaded) -> String {
    let mut text = String::new();
    for outcome in &reloaded.countries {
        if outcome.change == Change::Unchanged {
            continue;
        }
        let change = serde_json::to_value(outcome.change).unwrap_or_default();
        let between = if text.is_empty() { "" } else { ", " };
        let _ = write!(
            text,
            "{between}{} {}",
            outcome.key,
            change.as_str().unwrap_or_default()
        );
        if let Some(error) = &outcome.error {
            let _ = write!(text, " (failed: {error})");
        }
    }
    for setting in &reloaded.settings {
        let between = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{between}{} now {}", setting.path, setting.after);
    }
    if text.is_empty() {
        text.push_str("nothing to do");
    }
    text
}

#[cfg(test)]
mod tests;
