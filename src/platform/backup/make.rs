//! Makes a backup: counts, checksums and dump from one snapshot, under a name of its own only when it is whole.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use serde::Serialize;

use super::archive::{self, ENDING, Manifest};
use super::caller::Caller;
use super::turn::{Doing, Turn};
use super::{Listed, Place, leftovers, programs, space, tables};
use crate::platform::config::{Config, Instance};
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::{postgres, provision};

/// A backup that was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    pub file: PathBuf,
    pub bytes: u64,
    pub rows: i64,
    pub taken_at: DateTime<Utc>,
}

impl From<Listed> for Made {
    fn from(listed: Listed) -> Self {
        Self {
            file: listed.file,
            bytes: listed.bytes,
            rows: listed.rows,
            taken_at: listed.taken_at,
        }
    }
}

/// Makes a backup of a country into `to`, or into the folder of the settings, and records it. `kind` is `nightly` or
/// `command`.
///
/// # Errors
/// When something else goes on with the country's backups, the server refuses, or there is too little room; what was
/// written is taken away.
pub fn make(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    to: Option<&Path>,
    kind: &str,
    now: DateTime<Utc>,
    caller: &Caller,
) -> Result<Made> {
    let _turn = Turn::take(paths, instance.key(), Doing::Backup)?;
    in_turn(config, paths, instance, to, kind, now, caller)
}

/// The same for one whose turn it is.
///
/// # Errors
/// As [`make`].
pub(super) fn in_turn(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    to: Option<&Path>,
    kind: &str,
    now: DateTime<Utc>,
    caller: &Caller,
) -> Result<Made> {
    if !postgres::administers(config, instance) {
        return Err(provision::not_ours(instance.key()));
    }
    let key = instance.key();
    let place = Place::of(config, paths, key)?;
    let folder = to.map_or_else(|| place.folder(key), Path::to_owned);
    let draft = folder.join(format!(".{key}-{}.part", uuid::Uuid::new_v4().simple()));
    let ready = prepare(&place, key, &folder, to.is_none());
    let written = ready.and_then(|()| write(&place, key, &draft, kind, now, caller));
    let made = written.and_then(|manifest| {
        caller.step("looking at every byte of the file")?;
        check(&place, &draft, &manifest, caller)?;
        if to.is_none() {
            paths.give(&draft)?;
        }
        let file = settle(&folder, &draft, &manifest)?;
        if to.is_none() {
            paths.give(&archive::beside(&file))?;
        }
        Ok(Made {
            bytes: std::fs::metadata(&file)?.len(),
            rows: manifest.rows(),
            file,
            taken_at: now,
        })
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&draft);
        // Nobody wants it any more: that says nothing of the country's backups.
        caller.check()?;
    }
    let name = match &made {
        Ok(made) => made.file.file_name().map(std::ffi::OsStr::to_string_lossy),
        Err(_) => None,
    };
    let name = name.map_or_else(|| named(key, now, 1), Into::into);
    let error = made.as_ref().err().map(|error| format!("{error:#}"));
    record(
        &place,
        key,
        &name,
        kind,
        now,
        made.as_ref().ok(),
        error.as_deref(),
    );
    made.with_context(|| format!("{key} was not backed up"))
}

/// The folder, and nothing in it of runs that were killed. Whoever makes a backup in `is_ours`, the folder of the settings,
/// the supervisor's nightly ones go there too; also into one that root made before.
fn prepare(place: &Place<'_>, key: &str, folder: &Path, is_ours: bool) -> Result<()> {
    let made_now = super::make_folder(folder)?;
    if is_ours {
        for folder in made_now.into_iter().chain([folder]) {
            place.paths.give(folder)?;
        }
    }
    leftovers::remove(place, key)?;
    leftovers::remove_abandoned_drafts(folder, key);
    Ok(())
}

/// The country and the time in UTC; with a number when there are several of one second.
fn named(key: &str, now: DateTime<Utc>, number: u32) -> String {
    let stem = format!("{key}-{}", now.format("%Y%m%dT%H%M%SZ"));
    match number {
        1 => format!("{stem}.{ENDING}"),
        number => format!("{stem}-{number}.{ENDING}"),
    }
}

/// Reads the file again as whoever restores it will: what was written is what lies there.
fn check(place: &Place<'_>, draft: &Path, manifest: &Manifest, caller: &Caller) -> Result<()> {
    if archive::open(draft)? != *manifest {
        return Err(Failure::broken("what was written reads otherwise").into());
    }
    let mut contents = place.programs.plain("pg_restore");
    contents.arg("--list").arg(draft);
    programs::run(contents, caller)
}

/// Gives a whole file its name, which is no other's, with the manifest beside it; gives the file.
fn settle(folder: &Path, draft: &Path, manifest: &Manifest) -> Result<PathBuf> {
    let (key, now) = (&manifest.country, manifest.taken_at);
    let mut number = 1;
    let file = loop {
        let file = folder.join(named(key, now, number));
        if !file.exists() {
            // Only one makes it: whoever does has the name, wherever else somebody looks for one.
            match std::fs::File::create_new(archive::beside(&file)) {
                Ok(_) => break file,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("{} cannot be written", folder.display()));
                }
            }
        }
        number += 1;
    };
    let put = || -> Result<()> {
        std::fs::write(archive::beside(&file), serde_json::to_vec_pretty(manifest)?)?;
        std::fs::rename(draft, &file)?;
        std::fs::File::open(folder)?.sync_all()?;
        Ok(())
    };
    put().inspect_err(|_| {
        let _ = std::fs::remove_file(archive::beside(&file));
    })?;
    Ok(file)
}

fn write(
    place: &Place<'_>,
    key: &str,
    draft: &Path,
    kind: &str,
    now: DateTime<Utc>,
    caller: &Caller,
) -> Result<Manifest> {
    let database = super::database(key);
    let mut conn = provision::connect(&place.server.database(&database))?;
    conn.batch_execute("begin isolation level repeatable read read only")?;
    let about = about(&mut conn)?;
    let folder = draft.parent().unwrap_or(draft);
    let needed = needed(about.database_bytes as u64, &place.paths.files(key))?;
    space::check(&[(folder.to_owned(), needed)], "the backup")?;
    caller.step("dumping the database")?;
    make_private(draft)?;
    let mut dump = place.programs.command("pg_dump", &place.server, &database);
    dump.args(["--format=custom", "--snapshot", &about.snapshot, "--file"])
        .arg(draft);
    programs::run(dump, caller)?;
    let dump_bytes = std::fs::metadata(draft)?.len();
    caller.step("counting rows and taking checksums")?;
    let tables = caller.wait_for(&place.server.own(), &mut conn, tables::sums)?;
    conn.batch_execute("commit")?;
    let files_bytes = add_files(&place.paths.files(key), draft, caller)?;
    let manifest = Manifest {
        country: key.to_owned(),
        taken_at: now,
        kind: kind.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server_version: about.server_version,
        schema: about.schema.unwrap_or_default(),
        dump_bytes,
        files_bytes,
        database_bytes: about.database_bytes as u64,
        tables,
    };
    caller.step("sealing the file")?;
    archive::seal(draft, &manifest)?;
    Ok(manifest)
}

/// Bytes a backup takes. A dump is compressed, half the database is a careful guess; uploaded files stay as they are.
fn needed(database_bytes: u64, files: &Path) -> Result<u64> {
    Ok(database_bytes / 2 + space::of_tar(files)?)
}

#[derive(QueryableByName)]
struct About {
    #[diesel(sql_type = Text)]
    snapshot: String,
    #[diesel(sql_type = BigInt)]
    database_bytes: i64,
    #[diesel(sql_type = Text)]
    server_version: String,
    #[diesel(sql_type = Nullable<Text>)]
    schema: Option<String>,
}

fn about(conn: &mut PgConnection) -> Result<About> {
    let about = diesel::sql_query(
        "select pg_export_snapshot() as snapshot, pg_database_size(current_database()) as database_bytes,
                current_setting('server_version') as server_version,
                (select max(version)::text from __diesel_schema_migrations) as schema",
    )
    .get_result(conn)?;
    Ok(about)
}

/// Puts the uploaded files behind the dump, as a tar; gives its bytes.
fn add_files(folder: &Path, draft: &Path, caller: &Caller) -> Result<u64> {
    if !folder.is_dir() {
        return Ok(0);
    }
    let before = std::fs::metadata(draft)?.len();
    let end = std::fs::File::options().append(true).open(draft)?;
    let mut tar = programs::tar();
    tar.arg("--create")
        .arg("--directory")
        .arg(folder)
        .arg(".")
        .stdout(end);
    programs::run(tar, caller)?;
    Ok(std::fs::metadata(draft)?.len() - before)
}

/// An empty file only its owner may read, before anything is written into it.
fn make_private(file: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(())
}

/// Leaves a row in the country's own table, for its pages; a country that cannot be told is told next time.
pub(super) fn record(
    place: &Place<'_>,
    key: &str,
    name: &str,
    kind: &str,
    started_at: DateTime<Utc>,
    made: Option<&Made>,
    error: Option<&str>,
) {
    let result =
        provision::connect(&place.server.database(&super::database(key))).and_then(|mut conn| {
            diesel::sql_query(
                "insert into backups (file, kind, started_at, finished_at, bytes, rows, error)
                 values ($1, $2, $3, now(), $4, $5, $6)",
            )
            .bind::<Text, _>(name)
            .bind::<Text, _>(kind)
            .bind::<Timestamptz, _>(started_at)
            .bind::<Nullable<BigInt>, _>(made.map(|made| made.bytes as i64))
            .bind::<Nullable<BigInt>, _>(made.map(|made| made.rows))
            .bind::<Nullable<Text>, _>(error)
            .execute(&mut conn)?;
            Ok(())
        });
    if let Err(error) = result {
        tracing::warn!(instance = key, %error, "the backup could not be recorded");
    }
}

/// Notes that a backup was verified, or why it is not to be trusted.
pub(super) fn record_verified(place: &Place<'_>, key: &str, name: &str, error: Option<&str>) {
    let result = provision::connect(&place.server.database(&super::database(key))).and_then(
        |mut conn| {
            diesel::sql_query(
                "update backups set verified_at = case when $2::text is null then now() else verified_at end, error = $2
                 where file = $1",
            )
            .bind::<Text, _>(name)
            .bind::<Nullable<Text>, _>(error)
            .execute(&mut conn)?;
            Ok(())
        },
    );
    if let Err(error) = result {
        tracing::warn!(instance = key, %error, "that a backup was verified could not be recorded");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::Root;

    #[test]
    fn room_is_needed_for_the_database_and_for_what_was_uploaded() {
        let root = Root::new("make-needed");
        std::fs::create_dir_all(&root.0).unwrap();

        let without = needed(1000, &root.0.join("nothing")).unwrap();
        std::fs::write(root.0.join("photo"), vec![1; 100_000]).unwrap();
        let with = needed(1000, &root.0).unwrap();

        assert_eq!(without, 500);
        assert!((100_500..110_000).contains(&with), "{with}");
    }
}
