//! Makes a backup: counts, checksums and dump from one snapshot, under a name of its own only when it is whole.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use serde::Serialize;

use super::archive::{self, ENDING, Manifest};
use super::{Place, Progress, programs, space, tables};
use crate::platform::config::{Config, Instance};
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

/// Makes a backup of a country into `to`, or into the folder of the settings, and records it. `kind` is `nightly` or
/// `command`.
///
/// # Errors
/// When the server refuses, or there is too little room; what was written is taken away.
pub fn make(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
    to: Option<&Path>,
    kind: &str,
    now: DateTime<Utc>,
    progress: Progress<'_>,
) -> Result<Made> {
    if !postgres::administers(config, instance) {
        return Err(provision::not_ours(instance.key()));
    }
    let key = instance.key();
    let place = Place::of(config, paths, key)?;
    let folder = to.map_or_else(|| place.folder(key), Path::to_owned);
    let made_now = super::make_folder(&folder)?;
    if to.is_none() {
        // Whoever makes it, the supervisor's nightly backups go there too; also one that root made before.
        for folder in made_now.into_iter().chain([folder.as_path()]) {
            paths.give(folder)?;
        }
    }
    remove_drafts(&folder, key);
    let name = free_name(&folder, key, now);
    let file = folder.join(&name);
    let draft = folder.join(format!(".{name}.part"));
    let made = write(&place, key, &draft, kind, now, progress).and_then(|manifest| {
        std::fs::write(
            archive::beside(&file),
            serde_json::to_vec_pretty(&manifest)?,
        )?;
        if to.is_none() {
            paths.give(&draft)?;
            paths.give(&archive::beside(&file))?;
        }
        std::fs::rename(&draft, &file)?;
        std::fs::File::open(&folder)?.sync_all()?;
        Ok(Made {
            bytes: std::fs::metadata(&file)?.len(),
            rows: manifest.rows(),
            file: file.clone(),
            taken_at: now,
        })
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
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

/// The country and the time in UTC; with a number when there are two of one second.
fn free_name(folder: &Path, key: &str, now: DateTime<Utc>) -> String {
    let stem = format!("{key}-{}", now.format("%Y%m%dT%H%M%SZ"));
    let named = |number: u32| match number {
        1 => format!("{stem}.{ENDING}"),
        number => format!("{stem}-{number}.{ENDING}"),
    };
    let mut number = 1;
    while folder.join(named(number)).exists() {
        number += 1;
    }
    named(number)
}

fn write(
    place: &Place<'_>,
    key: &str,
    draft: &Path,
    kind: &str,
    now: DateTime<Utc>,
    progress: Progress<'_>,
) -> Result<Manifest> {
    let database = super::database(key);
    let mut conn = provision::connect(&place.server.database(&database))?;
    conn.batch_execute("begin isolation level repeatable read read only")?;
    let about = about(&mut conn)?;
    // A dump is compressed; half the database is a careful guess.
    let folder = draft.parent().unwrap_or(draft);
    space::check(folder, about.database_bytes as u64 / 2, "the backup")?;
    progress("dumping the database");
    make_private(draft)?;
    let mut dump = place.programs.command("pg_dump", &place.server, &database);
    dump.args(["--format=custom", "--snapshot", &about.snapshot, "--file"])
        .arg(draft);
    programs::run(dump)?;
    let dump_bytes = std::fs::metadata(draft)?.len();
    progress("counting rows and taking checksums");
    let tables = tables::sums(&mut conn)?;
    conn.batch_execute("commit")?;
    let files_bytes = add_files(&place.paths.files(key), draft)?;
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
    progress("sealing the file");
    archive::seal(draft, &manifest)?;
    Ok(manifest)
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
fn add_files(folder: &Path, draft: &Path) -> Result<u64> {
    if !folder.is_dir() {
        return Ok(0);
    }
    let before = std::fs::metadata(draft)?.len();
    let end = std::fs::File::options().append(true).open(draft)?;
    let mut tar = std::process::Command::new("tar");
    tar.arg("--create")
        .arg("--directory")
        .arg(folder)
        .arg(".")
        .stdin(Stdio::null())
        .stdout(end)
        .stderr(Stdio::piped());
    programs::run(tar)?;
    Ok(std::fs::metadata(draft)?.len() - before)
}

/// An empty file only its owner may read, before anything is written into it.
fn make_private(file: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(())
}

/// Takes away what an earlier try left that was killed.
fn remove_drafts(folder: &Path, key: &str) {
    let begin = format!(".{key}-");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ends = Path::new(&name)
            .extension()
            .is_some_and(|end| end == "part");
        // One that is being written now is younger.
        let is_old = entry
            .metadata()
            .and_then(|meta| meta.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 60));
        if name.starts_with(&begin) && ends && is_old {
            let _ = std::fs::remove_file(entry.path());
        }
    }
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
