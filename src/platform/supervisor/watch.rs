//! Watches the files of the configuration and reloads when somebody has saved a change.
//!
//! It looks instead of asking the kernel to tell: that works on every file system, whatever an editor does to replace
//! a file, and costs a few calls a second.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::platform::config::sources::is_yaml;
use crate::platform::config::{Config, Sources};

use super::Supervisor;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// Between two tries of a configuration that was not taken.
const RETRY: Duration = Duration::from_secs(5);
/// How long nothing may have changed before a change counts as saved (`design.md` §2).
const QUIET: Duration = Duration::from_millis(500);

/// What a file looks like from outside: inode, size, time of change.
type Look = BTreeMap<PathBuf, (u64, u64, i64, i64)>;

/// What the files say, or why one cannot be read.
type Files = BTreeMap<String, Result<String, String>>;

/// Reloads at every saved change, until the task is dropped.
pub(super) async fn watch(supervisor: Arc<Supervisor>) {
    let root = supervisor.paths.root.clone();
    let mut seen = look(&root).await;
    let mut changed: Option<Instant> = None;
    let mut taken = supervisor.config().sources.files.clone();
    let mut mending = Mending::default();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = look(&root).await;
        if now != seen {
            seen = now;
            changed = Some(Instant::now());
        }
        let Some(at) = changed else {
            if mending.is_done(&supervisor, &taken).await {
                tracing::info!("what was wrong with the configuration is mended");
                supervisor.reload(false, None).await;
            }
            continue;
        };
        if at.elapsed() < QUIET {
            continue;
        }
        changed = None;
        let folder = root.clone();
        let read = tokio::task::spawn_blocking(move || Sources::read(&folder).files).await;
        // Saved without a change, or changed back.
        if let Ok(files) = read
            && files != taken
        {
            taken = files;
            tracing::info!("the configuration was saved");
            supervisor.reload(false, None).await;
        }
    }
}

/// Waits for what no saved change tells: what the configuration names, a certificate or a file with a password, was wrong
/// and is right.
#[derive(Default)]
struct Mending {
    tried: Option<Instant>,
    /// Seen wrong since the last reload.
    was_wrong: bool,
}

impl Mending {
    async fn is_done(&mut self, supervisor: &Supervisor, taken: &Files) -> bool {
        let Some(is_mistake) = supervisor.mistake() else {
            *self = Self::default();
            return false;
        };
        if self.tried.is_some_and(|at| at.elapsed() < RETRY) {
            return false;
        }
        self.tried = Some(Instant::now());
        let root = supervisor.paths.root.clone();
        let user = supervisor.config().sources.user().to_owned();
        let taken = taken.clone();
        // What somebody is saving just now is waited for.
        let read =
            move || Sources::read(&root).files == taken && Config::load_again(&root, &user).is_ok();
        let is_right = tokio::task::spawn_blocking(read).await.unwrap_or_default();
        let was_wrong = std::mem::replace(&mut self.was_wrong, !is_right);
        is_right && (was_wrong || is_mistake)
    }
}

async fn look(root: &Path) -> Look {
    let root = root.to_owned();
    tokio::task::spawn_blocking(move || look_at(&root))
        .await
        .unwrap_or_default()
}

fn look_at(root: &Path) -> Look {
    let folders = ["config", "instances"].map(|folder| root.join(folder));
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(Iterator::flatten);
    entries
        .filter(|entry| is_yaml(&entry.path()))
        .filter_map(|entry| {
            // Of the file itself, where the entry is a link to it.
            let meta = std::fs::metadata(entry.path()).ok()?;
            let look = (meta.ino(), meta.size(), meta.ctime(), meta.ctime_nsec());
            Some((entry.path(), look))
        })
        .collect()
}
