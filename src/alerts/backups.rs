//! Whether the backups of this country can be relied on. The platform makes them and writes what became of each; here
//! they are only looked at.

use chrono::{DateTime, TimeDelta, Utc};

use super::queries;
use crate::kernel::{OpContext, Permission, Result};

/// A verified backup older than this means that a night was missed.
const OLD: TimeDelta = TimeDelta::hours(26);

/// How the latest backup is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupState {
    /// There is none. Made-up data need none.
    None,
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

/// How the latest backup is, and when it was begun.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn last(cx: &mut OpContext<'_>) -> Result<(BackupState, Option<DateTime<Utc>>)> {
    cx.require(Permission::Administer)?;
    let Some(last) = queries::last_backup(cx.conn)? else {
        return Ok((BackupState::None, None));
    };
    let bytes = last.bytes.unwrap_or_default();
    let state = match (last.error, last.verified_at) {
        (Some(error), _) => BackupState::Failed(error),
        (None, None) => BackupState::Unverified,
        (None, Some(_)) if cx.now - last.started_at > OLD => BackupState::Old { bytes },
        (None, Some(_)) => BackupState::Good { bytes },
    };
    Ok((state, Some(last.started_at)))
}
