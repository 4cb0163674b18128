//! Every night, for every country, paused ones too: a backup, its verification, and old ones taken away. The supervisor
//! does it by itself ([`watch`]); a timer has it done for a country that runs without one ([`make_now`]).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::retention::{Keep, Taken, surplus};
use super::turn::{Doing, Turn};
use super::{Listed, Made, archive, folder, leftovers, list, make, verify};
use crate::kernel::clock::Clock;
use crate::kernel::settings::NightlyBackups;
use crate::platform::config::{Config, Instance};
use crate::platform::paths::Paths;
use crate::platform::postgres;
use crate::platform::provision::credentials::Credentials;

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_secs(15);
/// Before the first look: a machine that just started has other things to do.
const FIRST: Duration = Duration::from_secs(10);
/// After a night that failed, the next try.
const AGAIN: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// What is known of a country's backups, for `cts status` and `/metrics`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupStatus {
    /// When the newest backup was taken.
    pub last_at: Option<DateTime<Utc>>,
    pub last_bytes: Option<u64>,
    /// When a backup was last verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Why the last nightly backup failed; null when it went well.
    pub error: Option<String>,
    /// Whether the supervisor takes one every night; false where they are switched off, or others back the country up.
    pub nightly: bool,
}

/// The countries' backups as they are known; copies share it.
#[derive(Clone, Default)]
pub(crate) struct Nights(Arc<Mutex<BTreeMap<String, Night>>>);

#[derive(Clone, Debug, Default)]
struct Night {
    error: Option<String>,
    tried_at: Option<DateTime<Utc>>,
}

impl Nights {
    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Night>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of one country's backups now.
    pub(crate) fn status(&self, config: &Config, paths: &Paths, key: &str) -> BackupStatus {
        let all = list(&folder(config, paths, key)).unwrap_or_default();
        let newest = all.first();
        let night = self.locked().get(key).cloned().unwrap_or_default();
        let whose = config.instance(key).map(|instance| whose(config, instance));
        let is_ours = whose == Some(NightlyBackups::Ours);
        let error = match night.tried_at {
            _ if !is_ours => None,
            // A supervisor that just began goes by what the one before it left.
            None => told_of(&all),
            // Somebody had it done again meanwhile, and it went well.
            Some(tried_at) if is_later(&all, tried_at) => None,
            _ => night.error,
        };
        BackupStatus {
            last_at: newest.map(|backup| backup.taken_at),
            last_bytes: newest.map(|backup| backup.bytes),
            verified_at: all.iter().filter_map(|backup| backup.verified_at).max(),
            error,
            nightly: is_ours,
        }
    }
}

/// Who makes the nightly backups of a country: we do where they are switched on and the administrator's login reaches its
/// database.
pub(crate) fn whose(config: &Config, instance: &Instance) -> NightlyBackups {
    if !postgres::administers(config, instance) {
        NightlyBackups::Theirs
    } else if config.platform.backup.nightly {
        NightlyBackups::Ours
    } else {
        NightlyBackups::Off
    }
}

/// Looks again and again whether a night's backup is due, until the task is dropped. `now_in_force` gives the
/// configuration and the countries as they are.
pub(crate) async fn watch(
    nights: Nights,
    paths: Arc<Paths>,
    clock: Clock,
    now_in_force: impl Fn() -> (Arc<Config>, Vec<Instance>) + Send + 'static,
) {
    tokio::time::sleep(FIRST).await;
    let mut is_tidy = false;
    loop {
        if !is_tidy {
            is_tidy = remove_leftovers(&paths, now_in_force()).await;
        }
        gauge(&nights, &paths, &now_in_force());
        let (config, instances) = now_in_force();
        for instance in instances {
            if is_due(&nights, &config, &paths, &instance, clock.now()) {
                one(&nights, &config, &paths, instance, clock.now()).await;
            }
        }
        gauge(&nights, &paths, &now_in_force());
        tokio::time::sleep(LOOK).await;
    }
}

/// Takes away what runs left that were killed before we began; false when a server did not answer yet.
async fn remove_leftovers(
    paths: &Arc<Paths>,
    (config, instances): (Arc<Config>, Vec<Instance>),
) -> bool {
    let paths = paths.clone();
    let removing = tokio::task::spawn_blocking(move || {
        let ours = |instance: &&Instance| is_ours(&config, &paths, instance);
        instances.iter().filter(ours).all(|instance| {
            let removed = leftovers::remove_of(&config, &paths, instance);
            let key = instance.key();
            removed
                .inspect_err(|error| {
                    tracing::debug!(instance = key, %error, "what killed runs left is not taken away yet");
                })
                .is_ok()
        })
    });
    removing.await.unwrap_or(true)
}

/// What `/metrics` says of each country's backups.
fn gauge(nights: &Nights, paths: &Paths, (config, instances): &(Arc<Config>, Vec<Instance>)) {
    let seconds = |at: Option<DateTime<Utc>>| at.map_or(0.0, |at| at.timestamp() as f64);
    for instance in instances {
        if !is_ours(config, paths, instance) || whose(config, instance) != NightlyBackups::Ours {
            continue;
        }
        let status = nights.status(config, paths, instance.key());
        let country = [("country", instance.key().to_owned())];
        metrics::gauge!("cts_backup_last_success_timestamp_seconds", &country)
            .set(seconds(status.last_at));
        metrics::gauge!("cts_backup_last_verified_timestamp_seconds", &country)
            .set(seconds(status.verified_at));
        metrics::gauge!("cts_backup_bytes", &country)
            .set(status.last_bytes.unwrap_or_default() as f64);
    }
}

/// Whether there is a database to back up, and we may. Of a paused or stopped country too: its data are as dear; one that
/// was added as paused has none yet.
fn is_ours(config: &Config, paths: &Paths, instance: &Instance) -> bool {
    let is_there = instance.database_url.is_some() || Credentials::exist(paths, instance.key());
    is_there && postgres::administers(config, instance)
}

/// What the files say of the last night: its backup is marked when it was verified.
fn told_of(all: &[Listed]) -> Option<String> {
    let last = all.iter().find(|backup| backup.kind == NIGHTLY)?;
    last.verified_at.is_none().then(|| {
        format!(
            "the backup of {} was not verified",
            last.taken_at.format("%Y-%m-%d %H:%M UTC")
        )
    })
}

/// Whether a nightly backup was made after a time, and verified.
fn is_later(all: &[Listed], than: DateTime<Utc>) -> bool {
    let good = |backup: &&Listed| backup.kind == NIGHTLY && backup.verified_at.is_some();
    all.iter()
        .find(good)
        .is_some_and(|backup| backup.taken_at > than)
}

/// A night that was missed is caught up with; one that failed, or whose backup was not found right, is tried again
/// after an hour.
fn is_due(
    nights: &Nights,
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    now: DateTime<Utc>,
) -> bool {
    if !is_ours(config, paths, instance) || whose(config, instance) != NightlyBackups::Ours {
        return false;
    }
    let key = instance.key();
    let tried = nights.locked().get(key).and_then(|night| night.tried_at);
    if tried.is_some_and(|at| now - at < AGAIN) {
        return false;
    }
    let last = list(&folder(config, paths, key))
        .unwrap_or_default()
        .iter()
        .filter(|backup| backup.kind == NIGHTLY && backup.verified_at.is_some())
        .map(|backup| backup.taken_at)
        .max();
    let due = last_due(instance.settings.time_zone, config.platform.backup.at, now);
    last.is_none_or(|last| last < due)
}

const NIGHTLY: &str = "nightly";

/// The latest time a backup was due, in a country's zone.
fn last_due(zone: Tz, at: NaiveTime, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let on = |day: NaiveDate| {
        zone.from_local_datetime(&day.and_time(at))
            .earliest()
            // The clock jumps over that time: an hour later it is there.
            .or_else(|| {
                let later = day.and_time(at) + chrono::TimeDelta::hours(1);
                zone.from_local_datetime(&later).earliest()
            })
            .map_or_else(|| day.and_time(at).and_utc(), |at| at.to_utc())
    };
    let due = on(today);
    if due <= now {
        due
    } else {
        on(today.pred_opt().unwrap_or(today))
    }
}

async fn one(
    nights: &Nights,
    config: &Arc<Config>,
    paths: &Arc<Paths>,
    instance: Instance,
    now: DateTime<Utc>,
) {
    let key = instance.key().to_owned();
    // While it works, what was known before is told.
    let known = nights.locked().get(&key).cloned();
    let before = Night {
        error: nights.status(config, paths, &key).error,
        tried_at: Some(now),
    };
    nights.locked().insert(key.clone(), before);
    let (config, paths) = (config.clone(), paths.clone());
    let work = tokio::task::spawn_blocking(move || night(&config, &paths, &instance, now));
    let error = match work.await {
        Ok(Ok(true)) => None,
        Ok(Ok(false)) => {
            tracing::debug!(instance = %key, "the nightly backup waits for other work on the country's backups");
            nights.locked().insert(key, known.unwrap_or_default());
            return;
        }
        Ok(Err(error)) => Some(format!("{error:#}")),
        Err(error) => Some(error.to_string()),
    };
    if let Some(error) = &error {
        tracing::error!(instance = %key, %error, "the nightly backup failed");
    }
    nights.locked().insert(
        key,
        Night {
            error,
            tried_at: Some(now),
        },
    );
}

/// Backs a country up now as each night does: made, verified, and old ones taken away by the rule of the settings. For
/// countries without a supervisor, whose timer calls it.
///
/// # Errors
/// When something else goes on with the country's backups, the backup cannot be made or verified, or an old one cannot be
/// taken away. What became of it is written down for the country's pages.
pub fn make_now(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    now: DateTime<Utc>,
    caller: &Caller,
) -> anyhow::Result<Made> {
    let _turn = Turn::take(paths, instance.key(), Doing::Backup)?;
    in_turn(config, paths, instance, now, caller)
}

/// False when something else goes on with the country's backups: its turn comes.
fn night(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let key = instance.key();
    let Some(_turn) = Turn::try_take(paths, key, Doing::Backup)? else {
        return Ok(false);
    };
    let made = in_turn(config, paths, instance, now, &Caller::silent())?;
    tracing::info!(
        instance = key,
        bytes = made.bytes,
        rows = made.rows,
        "backed up and verified"
    );
    Ok(true)
}

/// The same for one whose turn it is.
fn in_turn(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    now: DateTime<Utc>,
    caller: &Caller,
) -> anyhow::Result<Made> {
    let place = folder(config, paths, instance.key());
    let due = last_due(instance.settings.time_zone, config.platform.backup.at, now);
    // One of tonight that could not be verified is looked at again; only for a damaged one another is made.
    let unverified = list(&place)?
        .into_iter()
        .find(|backup| backup.kind == NIGHTLY && backup.taken_at >= due)
        .filter(|backup| backup.verified_at.is_none() && archive::open(&backup.file).is_ok());
    let made = match unverified {
        Some(backup) => Ok(Made::from(backup)),
        None => make::in_turn(config, paths, instance, None, NIGHTLY, now, caller),
    };
    let verified = made.and_then(|made| {
        verify::in_turn(config, paths, &made.file, caller)?;
        Ok(made)
    });
    // Also after a night that failed: files must not pile up until the disk is full.
    let tidied = tidy(config, &place);
    let made = verified?;
    tidied?;
    Ok(made)
}

/// Takes nightly backups away that need not be kept; those somebody asked for stay.
fn tidy(config: &Config, folder: &Path) -> anyhow::Result<()> {
    let backup = &config.platform.backup;
    let keep = Keep {
        daily: backup.daily,
        weekly: backup.weekly,
        monthly: backup.monthly,
    };
    let all: Vec<Listed> = list(folder)?
        .into_iter()
        .filter(|backup| backup.kind == NIGHTLY)
        .collect();
    let taken: Vec<Taken> = all
        .iter()
        .map(|backup| Taken {
            at: backup.taken_at,
            is_verified: backup.verified_at.is_some(),
        })
        .collect();
    for place in surplus(&taken, keep) {
        let file = &all[place].file;
        std::fs::remove_file(file)?;
        for beside in [archive::beside(file), super::verify::mark(file)] {
            let _ = std::fs::remove_file(beside);
        }
        tracing::info!(file = %file.display(), "an old backup was taken away");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
