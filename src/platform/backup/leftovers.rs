//! What runs that were killed leave: half-written files and half-filled databases. Each is taken away by whoever comes
//! next and can tell that nobody works on it any more.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::Place;
use super::turn::{Doing, Turn};
use crate::platform::config::{Config, Instance};
use crate::platform::paths::Paths;
use crate::platform::provision;

/// Scratch databases begin so; nothing else does.
pub(super) const SCRATCH: &str = "cts_scratch_";
/// Databases a restore fills end so; nothing else does.
pub(super) const RESTORING: &str = "_restoring";

/// A draft in a folder of somebody else's choosing may be another installation's; that writes now and then.
const ABANDONED: Duration = Duration::from_hours(24);

/// Takes away what earlier work on a country's backups left. Its turn is the caller's.
///
/// # Errors
/// When the server does not answer.
pub(super) fn remove(place: &Place<'_>, key: &str) -> Result<()> {
    remove_drafts(&place.folder(key), key, Duration::ZERO);
    remove_databases(&mut provision::connect(&place.server.own())?)
}

/// The same for a supervisor that begins, when nothing goes on with the country's backups.
///
/// # Errors
/// When the server does not answer.
pub(super) fn remove_of(config: &Config, paths: &Paths, instance: &Instance) -> Result<()> {
    let key = instance.key();
    let place = Place::of(config, paths, key)?;
    match Turn::try_take(paths, key, Doing::Backup)? {
        Some(_turn) => remove(&place, key),
        None => Ok(()),
    }
}

/// Takes half-written backups of a country out of a folder that is not its own.
pub(super) fn remove_abandoned_drafts(folder: &Path, key: &str) {
    remove_drafts(folder, key, ABANDONED);
}

fn remove_drafts(folder: &Path, key: &str, older_than: Duration) {
    let begin = format!(".{key}-");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ends = Path::new(&name)
            .extension()
            .is_some_and(|end| end == "part");
        let written = entry.metadata().and_then(|meta| meta.modified());
        let is_old = older_than.is_zero()
            || written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > older_than));
        if name.starts_with(&begin) && ends && is_old {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Says, until the connection closes, that somebody works on a database of this name; `false` when somebody else does.
///
/// # Errors
/// When the server refuses.
pub(super) fn claim(admin: &mut PgConnection, name: &str) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Claimed {
        #[diesel(sql_type = Bool)]
        is_ours: bool,
    }
    // Such a lock holds in the database one is connected to; another login to the server may begin in another one.
    let claimed: Claimed = diesel::sql_query(
        "select pg_try_advisory_lock(hashtextextended($1, 0))
            and not exists (select from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()
                and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)) as is_ours",
    )
    .bind::<Text, _>(name)
    .get_result(admin)?;
    Ok(claimed.is_ours)
}

/// Drops scratch databases and half-restored ones nobody works on; a program such a run started may still be filling one.
fn remove_databases(admin: &mut PgConnection) -> Result<()> {
    #[derive(QueryableByName)]
    struct Left {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let like = |text: &str| text.replace('_', "\\_");
    let left: Vec<Left> = diesel::sql_query(
        "select datname::text as name from pg_database where datname like $1 or datname like $2",
    )
    .bind::<Text, _>(format!("{}%", like(SCRATCH)))
    .bind::<Text, _>(format!("{}%{}", like("cts_"), like(RESTORING)))
    .load(admin)?;
    for Left { name } in left {
        if !claim(admin, &name)? {
            continue;
        }
        // Another administrator's stays; that is no reason to do without a backup.
        if let Err(error) = drop_database(admin, &name) {
            tracing::warn!(database = name, %error, "what a killed run left cannot be dropped");
        }
        diesel::sql_query("select pg_advisory_unlock(hashtextextended($1, 0))")
            .bind::<Text, _>(&name)
            .execute(admin)?;
    }
    Ok(())
}

/// Drops a database with whoever is connected to it.
pub(super) fn drop_database(admin: &mut PgConnection, name: &str) -> QueryResult<()> {
    admin.batch_execute(&format!("drop database if exists \"{name}\" with (force)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::cluster;

    fn is_there(admin: &mut PgConnection, name: &str) -> bool {
        #[derive(QueryableByName)]
        struct There {
            #[diesel(sql_type = Bool)]
            there: bool,
        }
        let found: There = diesel::sql_query(
            "select exists (select from pg_database where datname = $1) as there",
        )
        .bind::<Text, _>(name)
        .get_result(admin)
        .unwrap();
        found.there
    }

    #[test]
    fn databases_of_killed_runs_go_and_those_somebody_fills_stay() {
        let url = cluster().url("postgres", "postgres");
        let mut busy = provision::connect(&url).unwrap();
        let mut admin = provision::connect(&url).unwrap();
        let own = std::process::id();
        let names = [
            format!("cts_scratch_busy{own}"),
            format!("cts_scratch_left{own}"),
            format!("cts_left{own}_restoring"),
            format!("ctsxleft{own}_restoring"),
        ];
        assert!(claim(&mut busy, &names[0]).unwrap());
        for name in &names {
            admin
                .batch_execute(&format!("create database \"{name}\""))
                .unwrap();
        }

        assert!(!claim(&mut admin, &names[0]).unwrap());
        remove_databases(&mut admin).unwrap();
        let stay: Vec<bool> = names
            .iter()
            .map(|name| is_there(&mut admin, name))
            .collect();
        drop(busy);
        // The server hears of the closed connection a moment later.
        while !claim(&mut admin, &names[0]).unwrap() {
            std::thread::sleep(Duration::from_millis(10));
        }
        remove_databases(&mut admin).unwrap();
        let last = is_there(&mut admin, &names[0]);
        drop_database(&mut admin, &names[3]).unwrap();

        assert_eq!(stay, [true, false, false, true]);
        assert!(!last);
    }

    #[test]
    fn half_written_files_of_a_country_go_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("cts-leftovers-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let names = [".x-1.part", ".x_y-1.part", "x-1.ctsbackup", ".x-1.other"];
        for name in names {
            std::fs::write(folder.join(name), "").unwrap();
        }

        remove_abandoned_drafts(&folder, "x");
        let young = folder.join(names[0]).exists();
        remove_drafts(&folder, "x", Duration::ZERO);
        let stay = names.map(|name| folder.join(name).exists());
        std::fs::remove_dir_all(&folder).unwrap();

        assert!(young, "another installation may write it");
        assert_eq!(stay, [false, true, true, true]);
    }
}
