//! Whether the backups of this country can be relied on. The platform makes them and writes what became of each; here
//! they are only looked at.

use chrono::{DateTime, TimeDelta, Utc};

use super::queries;
use crate::kernel::settings::NightlyBackups;
use crate::kernel::{OpContext, Permission, Result};

/// A verified backup older than this means that a night was missed.
const OLD: TimeDelta = TimeDelta::hours(26);

/// How the latest backup is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupState {
    /// There is none.
    None,
    /// Others must make them, as they are not made here.
    Left(NightlyBackups),
    /// Why it is not there.
    Failed(String),
    /// It was not restored and compared.
    Unverified,
    /// It is good, and too long ago.
    Old {
        bytes: i64,
    },
    Good {
        bytes: i64,
    },
}

/// How the latest backup is, and when it was begun. Where the platform makes none, nothing is missed.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn last(cx: &mut OpContext<'_>) -> Result<(BackupState, Option<DateTime<Utc>>)> {
    cx.require(Permission::Administer)?;
    let whose = cx.settings.surroundings.now().nightly_backups;
    let last = queries::last_backup(cx.conn)?;
    let at = last.as_ref().map(|last| last.started_at);
    let state = match last {
        // A timer makes them, or somebody just did: that is told while it is news.
        Some(last) if whose == NightlyBackups::Ours || is_news(&last, cx.now) => {
            state_of(last, cx.now)
        }
        None if whose == NightlyBackups::Ours => BackupState::None,
        _ => BackupState::Left(whose),
    };
    Ok((state, at))
}

/// Whether a backup says something where none are expected: one of the last night, or one that is good.
fn is_news(last: &queries::Backup, now: DateTime<Utc>) -> bool {
    let is_good = last.error.is_none() && last.verified_at.is_some();
    now - last.started_at <= OLD && (last.is_nightly || is_good)
}

fn state_of(last: queries::Backup, now: DateTime<Utc>) -> BackupState {
    let bytes = last.bytes.unwrap_or_default();
    match (last.error, last.verified_at) {
        (Some(error), _) => BackupState::Failed(error),
        (None, None) => BackupState::Unverified,
        (None, Some(_)) if now - last.started_at > OLD => BackupState::Old { bytes },
        (None, Some(_)) => BackupState::Good { bytes },
    }
}
