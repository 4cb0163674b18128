//! Whether there is room on the disk, before a long work fills it.

use std::path::Path;

use anyhow::{Context, Result};

use crate::platform::failure::Failure;

/// Kept free beside what is needed, for everything else on the machine.
const RESERVE: u64 = 256 << 20;

/// Refuses when a folder's disk has less room than `needed` bytes.
///
/// # Errors
/// With how much is needed and how much is there.
pub(super) fn check(folder: &Path, needed: u64, what: &str) -> Result<()> {
    let there = free(folder)?;
    if there >= needed.saturating_add(RESERVE) {
        return Ok(());
    }
    let message = format!(
        "too little room for {what}: about {} are needed in {}, {} are free",
        words(needed + RESERVE),
        folder.display(),
        words(there)
    );
    Err(Failure::broken(message)
        .hint("make room, or put the backups elsewhere (backup.folder in config/)")
        .into())
}

/// Bytes free on the disk of a folder, or of the nearest folder above that exists.
pub(super) fn free(folder: &Path) -> Result<u64> {
    let existing = folder
        .ancestors()
        .find(|folder| folder.is_dir())
        .context("there is no disk to look at")?;
    let stat = rustix::fs::statvfs(existing)
        .with_context(|| format!("the disk of {} cannot be asked", existing.display()))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// `1.5 GB`.
pub fn words(bytes: u64) -> String {
    let units = [("GB", 1_u64 << 30), ("MB", 1 << 20), ("kB", 1 << 10)];
    for (name, unit) in units {
        if bytes >= unit {
            return format!("{:.1} {name}", bytes as f64 / unit as f64);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_an_error_in_words() {
        let here = std::env::temp_dir();

        check(&here, 0, "a test").unwrap();
        let error = check(&here.join("not/there"), u64::MAX / 2, "the scratch copy").unwrap_err();

        assert!(
            error
                .to_string()
                .starts_with("too little room for the scratch copy: about "),
            "{error}"
        );
    }

    #[test]
    fn sizes_are_written_for_people() {
        assert_eq!(words(512), "512 B");
        assert_eq!(words(3 << 19), "1.5 MB");
    }
}
