//! Watches the files of the configuration and reloads when somebody has saved a change.
//!
//! It looks instead of asking the kernel to tell: that works on every file system, whatever an editor does to replace
//! a file, and costs a few calls a second.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::platform::config::Sources;
use crate::platform::config::sources::is_yaml;

use super::Supervisor;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// How long nothing may have changed before a change counts as saved (`design.md` §2).
const QUIET: Duration = Duration::from_millis(500);

/// What a file looks like from outside: inode, size, time of change.
type Look = BTreeMap<PathBuf, (u64, u64, i64, i64)>;

/// Reloads at every saved change, until the task is dropped.
pub(super) async fn watch(supervisor: Arc<Supervisor>) {
    let root = supervisor.paths.root.clone();
    let mut seen = look(&root).await;
    let mut changed: Option<Instant> = None;
    let mut taken = supervisor.config().sources.files.clone();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = look(&root).await;
        if now != seen {
            seen = now;
            changed = Some(Instant::now());
        }
        if changed.is_none_or(|at| at.elapsed() < QUIET) {
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
