//! Whether there is room on the disk, before a long work fills it.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::platform::failure::Failure;

/// Kept free beside what is needed, for everything else on the machine.
const RESERVE: u64 = 256 << 20;

/// Refuses when the disk of one of these folders has less room than the bytes needed there; what is needed in several
/// folders of one disk is needed together.
///
/// # Errors
/// With how much is needed and how much is there.
pub(super) fn check(needs: &[(PathBuf, u64)], what: &str) -> Result<()> {
    for (folder, needed) in by_disk(needs)? {
        check_one(folder, needed, what)?;
    }
    Ok(())
}

/// The first folder of each disk, with what is needed in all of them.
fn by_disk(needs: &[(PathBuf, u64)]) -> Result<Vec<(&Path, u64)>> {
    let mut disks: Vec<(u64, (&Path, u64))> = Vec::new();
    for (folder, needed) in needs {
        let disk = std::fs::metadata(existing(folder)?)?.dev();
        match disks.iter_mut().find(|(known, _)| *known == disk) {
            Some((_, (_, all))) => *all = all.saturating_add(*needed),
            None => disks.push((disk, (folder, *needed))),
        }
    }
    Ok(disks.into_iter().map(|(_, need)| need).collect())
}

fn check_one(folder: &Path, needed: u64, what: &str) -> Result<()> {
    let there = free(folder)?;
    if there >= needed.saturating_add(RESERVE) {
        return Ok(());
    }
    let message = format!(
        "too little room for {what}: about {} are needed in {}, {} are free",
        words(needed.saturating_add(RESERVE)),
        folder.display(),
        words(there)
    );
    Err(Failure::broken(message)
        .hint("make room, or put the backups elsewhere (backup.folder in config/)")
        .into())
}

/// Bytes free on the disk of a folder, or of the nearest folder above that exists.
pub(super) fn free(folder: &Path) -> Result<u64> {
    let existing = existing(folder)?;
    let stat = rustix::fs::statvfs(existing)
        .with_context(|| format!("the disk of {} cannot be asked", existing.display()))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

fn existing(folder: &Path) -> Result<&Path> {
    let mut above = folder.ancestors();
    above
        .find(|folder| folder.is_dir())
        .context("there is no disk to look at")
}

/// A block of a tar: every file has one of its own before its contents, which fill whole ones.
const BLOCK: u64 = 512;

/// Bytes the tar of a folder takes, nearly; 0 where there is none.
///
/// # Errors
/// When it cannot be read.
pub(super) fn of_tar(folder: &Path) -> Result<u64> {
    if !folder.is_dir() {
        return Ok(0);
    }
    let mut bytes = BLOCK;
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let cannot = || format!("{} cannot be read", folder.display());
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.with_context(cannot)?,
        };
        for entry in entries {
            let entry = entry.with_context(cannot)?;
            bytes += BLOCK;
            // Not of what a link leads to: the tar has the link.
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => left.push(entry.path()),
                Ok(meta) if meta.is_file() => bytes += meta.len().next_multiple_of(BLOCK),
                // Taken away meanwhile, or no file.
                _ => {}
            }
        }
    }
    Ok(bytes)
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
    use crate::platform::testing::Root;

    #[test]
    fn a_full_disk_is_an_error_in_words() {
        let here = std::env::temp_dir();

        check(&[(here.clone(), 0)], "a test").unwrap();
        let needs = [(here.join("not/there"), u64::MAX / 2), (here, 0)];
        let error = check(&needs, "the scratch copy").unwrap_err();

        assert!(
            error
                .to_string()
                .starts_with("too little room for the scratch copy: about "),
            "{error}"
        );
    }

    #[test]
    fn what_several_folders_of_one_disk_need_is_needed_together() {
        let here = std::env::temp_dir();
        let needs = [
            (here.clone(), 3),
            (here.join("not/there"), 4),
            ("/proc".into(), 5),
        ];

        let together = by_disk(&needs).unwrap();

        assert_eq!(together, [(here.as_path(), 7), (Path::new("/proc"), 5)]);
    }

    #[test]
    fn a_tar_takes_about_what_is_said() {
        let root = Root::new("space-tar");
        let folder = root.0.join("files");
        std::fs::create_dir_all(folder.join("below")).unwrap();
        std::fs::write(folder.join("a"), [1; 513]).unwrap();
        std::fs::write(folder.join("below/b"), vec![1; 70_000]).unwrap();
        std::os::unix::fs::symlink("/usr", folder.join("link")).unwrap();

        let said = of_tar(&folder).unwrap();
        let mut tar = std::process::Command::new("tar");
        tar.args(["--create", "--directory"]).arg(&folder).arg(".");
        let made = tar.output().unwrap().stdout.len() as u64;

        assert_eq!(of_tar(&root.0.join("nothing")).unwrap(), 0);
        // It ends with two empty blocks, and is filled up to twenty.
        assert!((said..said + 22 * BLOCK).contains(&made), "{said} {made}");
    }

    #[test]
    fn sizes_are_written_for_people() {
        assert_eq!(words(512), "512 B");
        assert_eq!(words(3 << 19), "1.5 MB");
    }
}
