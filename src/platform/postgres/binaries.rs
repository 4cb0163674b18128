//! Finds the PostgreSQL programs of the machine: those of a server, and those that dump and restore.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::platform::failure::Failure;

/// The oldest major version we run on.
pub(super) const OLDEST: u32 = 15;

/// What runs a server.
const SERVER: [&str; 3] = ["postgres", "initdb", "pg_ctl"];
/// What dumps and restores, from whichever machine.
const CLIENT: [&str; 2] = ["pg_dump", "pg_restore"];

/// Programs of one major version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binaries {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

/// The programs for a data folder: of its own version when it exists, else the newest.
///
/// # Errors
/// When there are none that fit, with what to do.
pub(crate) fn find(data: &Path) -> Result<Binaries> {
    choose(installed(&SERVER), version_of(data))
}

/// What dumps and restores, for a server elsewhere: the newest, which also reads older servers.
///
/// # Errors
/// When there is none that is new enough, with what to do.
pub(crate) fn find_client() -> Result<Binaries> {
    newest(installed(&CLIENT)).ok_or_else(|| {
        Failure::new(
            3,
            format!("no pg_dump and pg_restore of PostgreSQL {OLDEST} or newer on this machine"),
        )
        .hint("apt-get install postgresql-client, of the server's version or newer")
        .into()
    })
}

fn newest(found: Vec<Binaries>) -> Option<Binaries> {
    let new_enough = found.into_iter().filter(|it| it.major >= OLDEST);
    new_enough.max_by_key(|it| it.major)
}

fn choose(mut found: Vec<Binaries>, cluster: Option<u32>) -> Result<Binaries> {
    found.sort_by_key(|binaries| binaries.major);
    if let Some(major) = cluster {
        if let Some(binaries) = found.iter().rfind(|binaries| binaries.major == major) {
            return Ok(binaries.clone());
        }
        let others: Vec<String> = found.iter().map(|b| b.major.to_string()).collect();
        let there = if others.is_empty() {
            "none".to_owned()
        } else {
            others.join(", ")
        };
        return Err(Failure::new(
            3,
            format!("the cluster in var/postgres was made by PostgreSQL {major}; installed: {there}"),
        )
        .hint(format!(
            "install postgresql-{major}, or dump with it and restore into a new cluster (move var/postgres away first)"
        ))
        .into());
    }
    match found.pop() {
        Some(newest) if newest.major >= OLDEST => Ok(newest),
        Some(newest) => Err(Failure::new(
            3,
            format!("PostgreSQL {} is too old, {OLDEST} or newer is needed", newest.major),
        )
        .hint("install a newer postgresql package, or set `database` to the URL of a server")
        .into()),
        None => Err(Failure::new(3, "no PostgreSQL server programs on this machine")
            .hint("apt-get install postgresql (ops/run does), or set `database` to the URL of a server")
            .into()),
    }
}

/// The major version a data folder was made by.
pub(crate) fn version_of(data: &Path) -> Option<u32> {
    let text = std::fs::read_to_string(data.join("PG_VERSION")).ok()?;
    text.trim().parse().ok()
}

/// Folders that have all of these programs. Of two of one version the later is taken, so Debian's own folders come
/// last: others may hold links to some programs only, or wrappers around them.
fn installed(programs: &[&str]) -> Vec<Binaries> {
    let packaged = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let elsewhere = ["/usr/local/pgsql/bin", "/usr/local/bin"].map(PathBuf::from);
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .chain(elsewhere)
        .chain(packaged)
        .filter(|folder| programs.iter().all(|name| folder.join(name).is_file()))
        .collect();
    let program = programs.first().copied().unwrap_or("postgres");
    folders
        .into_iter()
        .filter_map(|folder| with_version(folder, program))
        .collect()
}

/// Debian's folders carry the version in their name; others are asked.
fn with_version(folder: PathBuf, program: &str) -> Option<Binaries> {
    let named = folder.parent()?.file_name()?.to_str()?.parse().ok();
    let major = named.or_else(|| ask(&folder.join(program)))?;
    Some(Binaries { folder, major })
}

fn ask(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text
        .split_whitespace()
        .find(|w| w.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(major: u32) -> Binaries {
        Binaries {
            folder: PathBuf::from(format!("/usr/lib/postgresql/{major}/bin")),
            major,
        }
    }

    #[test]
    fn a_new_cluster_takes_the_newest_programs() {
        let chosen = choose(vec![version(15), version(17), version(16)], None).unwrap();

        assert_eq!(chosen.major, 17);
    }

    #[test]
    fn a_cluster_keeps_its_version_and_another_is_refused_with_what_to_do() {
        assert_eq!(
            choose(vec![version(15), version(17)], Some(15))
                .unwrap()
                .major,
            15
        );

        let refused = choose(vec![version(17)], Some(15)).unwrap_err();
        let failure = refused.downcast_ref::<Failure>().unwrap();
        assert!(failure.message.contains("PostgreSQL 15"));
        assert!(failure.hint.as_ref().unwrap().contains("postgresql-15"));
    }

    #[test]
    fn of_one_version_the_folder_named_last_is_taken() {
        let linked = Binaries {
            folder: PathBuf::from("/usr/local/bin"),
            major: 15,
        };
        let both = || vec![linked.clone(), version(15)];

        for chosen in [
            choose(both(), None).ok(),
            choose(both(), Some(15)).ok(),
            newest(both()),
        ] {
            assert_eq!(chosen, Some(version(15)));
        }
        assert_eq!(newest(vec![version(14)]), None);
    }

    #[test]
    fn a_folder_without_all_programs_is_none() {
        let folders = |programs: &[&str]| installed(programs).len();

        assert!(folders(&SERVER) >= 1 && folders(&CLIENT) >= 1);
        assert_eq!(folders(&["pg_dump", "no-such-program"]), 0);
    }

    #[test]
    fn programs_that_are_missing_or_too_old_are_refused() {
        assert!(choose(Vec::new(), None).is_err());
        assert!(choose(vec![version(14)], None).is_err());
    }
}
