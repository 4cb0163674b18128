//! One work at a time on a country's backups: a locked file that says what goes on and since when. The lock goes with the
//! process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Clock;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;

/// Between two tries.
const AGAIN: Duration = Duration::from_millis(100);
/// How much longer one that took its turn in this moment is waited for, until it has written what it does.
const WRITES: Duration = Duration::from_secs(2);

/// What is done with a country's backups or its whole data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    Backup,
    Verification,
    Restore,
    /// Data that a restore put aside are deleted.
    Deletion,
    /// Its data are deleted for good.
    Removal,
}

impl Doing {
    fn words(self) -> &'static str {
        match self {
            Self::Backup => "a backup",
            Self::Verification => "a verification",
            Self::Restore => "a restore",
            Self::Deletion => "a deletion of data put aside",
            Self::Removal => "the removal",
        }
    }

    /// How long it waits for its turn. Whoever is about to exchange or delete data should see what another one did first.
    fn patience(self) -> Duration {
        match self {
            Self::Backup | Self::Verification => Duration::from_secs(3),
            Self::Restore | Self::Deletion | Self::Removal => Duration::from_millis(500),
        }
    }
}

/// Held as long as the work goes on.
pub struct Turn(File);

/// What the file says while it is locked.
#[derive(Serialize, Deserialize)]
struct Holder {
    doing: Doing,
    since: DateTime<Utc>,
    pid: u32,
}

impl Turn {
    /// Takes the turn of a country, and waits a few seconds for it.
    ///
    /// # Errors
    /// When something else goes on, with what and since when; or the file system refuses.
    pub fn take(paths: &Paths, key: &str, doing: Doing) -> Result<Self> {
        let mut file = open(paths, key)?;
        let deadline = Instant::now() + doing.patience();
        loop {
            if lock(&file)? {
                return Self::begin(file, doing);
            }
            let holder = holder(&mut file);
            let late = Instant::now().checked_duration_since(deadline);
            if late.is_some_and(|late| gives_up(late, holder.is_some())) {
                return Err(refusal(holder, key).into());
            }
            std::thread::sleep(AGAIN);
        }
    }

    /// The same without waiting; `None` when something else goes on.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(super) fn try_take(paths: &Paths, key: &str, doing: Doing) -> Result<Option<Self>> {
        let file = open(paths, key)?;
        if !lock(&file)? {
            return Ok(None);
        }
        Self::begin(file, doing).map(Some)
    }

    fn begin(mut file: File, doing: Doing) -> Result<Self> {
        let holder = Holder {
            doing,
            since: Clock::default().now(),
            pid: std::process::id(),
        };
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(&serde_json::to_vec(&holder)?)?;
        Ok(Self(file))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
    }
}

fn open(paths: &Paths, key: &str) -> Result<File> {
    let path = paths.turn(key);
    paths.make(&paths.data, 0o755)?;
    if let Some(folder) = path.parent() {
        paths.make_private(folder)?;
    }
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} cannot be opened", path.display()))?;
    paths.give(&path)?;
    Ok(file)
}

fn lock(file: &File) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Whether one that is late by so much waits no longer: the other one is named, or does not say who it is.
fn gives_up(late: Duration, is_named: bool) -> bool {
    is_named || late >= WRITES
}

/// Whose turn it is; nobody has said so yet when it began in this moment.
fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn refusal(holder: Option<Holder>, key: &str) -> Failure {
    let message = match holder {
        Some(Holder { doing, since, pid }) => format!(
            "{} of {key} is under way since {} (pid {pid})",
            doing.words(),
            since.format("%Y-%m-%d %H:%M:%S UTC")
        ),
        None => format!("a backup, verification or restore of {key} is under way"),
    };
    Failure::refused(message)
        .hint("wait until it is done; `backup list` shows the backups there are")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::installation;

    #[test]
    fn one_work_at_a_time_and_the_other_hears_which() {
        let (_root, _, paths) = installation("turn");

        let first = Turn::take(&paths, "test", Doing::Backup).unwrap();
        let refused = Turn::take(&paths, "test", Doing::Restore).err().unwrap();
        let skipped = Turn::try_take(&paths, "test", Doing::Backup).unwrap();
        let elsewhere = Turn::take(&paths, "other", Doing::Restore).is_ok();
        drop(first);
        let after = Turn::take(&paths, "test", Doing::Restore);

        let message = refused.to_string();
        assert!(
            message.starts_with("a backup of test is under way since 20"),
            "{message}"
        );
        assert!(message.ends_with(&format!("(pid {})", std::process::id())));
        assert_eq!(refused.downcast_ref::<Failure>().unwrap().code, 1);
        assert!(skipped.is_none());
        assert!(elsewhere, "another country's turn is its own");
        assert!(after.is_ok());
    }

    #[test]
    fn one_that_began_in_this_moment_is_waited_for_until_it_is_named() {
        assert!(gives_up(Duration::ZERO, true));
        assert!(!gives_up(Duration::ZERO, false));
        assert!(gives_up(WRITES, false), "but not for ever");
    }

    #[test]
    fn one_that_does_not_say_what_it_does_refuses_all_the_same() {
        let (_root, _, paths) = installation("turn-silent");
        let file = open(&paths, "test").unwrap();
        assert!(lock(&file).unwrap());

        let refused = Turn::take(&paths, "test", Doing::Restore).err().unwrap();

        assert_eq!(
            refused.to_string(),
            "a backup, verification or restore of test is under way"
        );
    }

    #[test]
    fn a_backup_waits_for_one_that_is_about_to_end() {
        let (_root, _, paths) = installation("turn-wait");
        let first = Turn::take(&paths, "test", Doing::Backup).unwrap();

        let second = std::thread::scope(|scope| {
            let second = scope.spawn(|| Turn::take(&paths, "test", Doing::Backup).map(drop));
            drop(first);
            second.join().unwrap()
        });

        second.unwrap();
    }
}
