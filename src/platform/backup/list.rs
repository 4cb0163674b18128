//! What backups of a country there are.

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::archive::{self, ENDING};
use super::verify::mark;

/// One backup in the folder.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    pub file: PathBuf,
    pub taken_at: DateTime<Utc>,
    pub kind: String,
    pub bytes: u64,
    pub rows: i64,
    /// Of `cts` when it was taken.
    pub version: String,
    /// When it was last restored into a scratch database and found right.
    pub verified_at: Option<DateTime<Utc>>,
}

/// Files in a folder that are named like backups and cannot be read as one.
///
/// # Errors
/// When the folder cannot be read.
pub fn list_unreadable(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = named_like_backups(folder)?;
    files.retain(|file| archive::glance(file).is_err());
    files.sort();
    Ok(files)
}

fn named_like_backups(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|end| end == ENDING));
    Ok(files)
}

/// The backups in a folder, the newest first; files that are none are passed over.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<Listed>> {
    let mut found: Vec<Listed> = named_like_backups(folder)?
        .into_iter()
        .filter_map(|file| {
            let manifest = archive::glance(&file).ok()?;
            let about = std::fs::metadata(&file).ok()?;
            let verified_at = std::fs::metadata(mark(&file)).and_then(|meta| meta.modified());
            // A file that was written to afterwards is another one.
            let verified_at = verified_at
                .ok()
                .filter(|at| about.modified().is_ok_and(|written| written <= *at));
            Some(Listed {
                bytes: about.len(),
                rows: manifest.rows(),
                taken_at: manifest.taken_at,
                kind: manifest.kind,
                version: manifest.version,
                verified_at: verified_at.map(DateTime::from),
                file,
            })
        })
        .collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.taken_at));
    Ok(found)
}
