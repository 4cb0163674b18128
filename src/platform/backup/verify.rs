//! Verifies a backup: the seal, then a real restore into a scratch database, whose rows are counted and summed again.

use std::path::Path;

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::archive::{self, Manifest};
use super::{Place, Progress, make, programs, space, tables};
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::provision;

/// Scratch databases begin so; nothing else does.
const SCRATCH: &str = "cts_scratch_";

/// Any number; held by whoever has scratch databases, so that those of a killed run can be told from others.
const LOCK: i64 = 0x0063_7473_7363_7261;

/// Restores a backup into a scratch database and compares every table with what was saved.
///
/// # Errors
/// When the file is damaged, does not restore, or holds other rows; or when there is too little room.
pub fn verify(
    config: &Config,
    paths: &Paths,
    file: &Path,
    progress: Progress<'_>,
) -> Result<Manifest> {
    // What was found right once is not, until it is found so again.
    if mark(file).exists() {
        std::fs::remove_file(mark(file))
            .with_context(|| format!("{} cannot be removed", mark(file).display()))?;
    }
    let manifest = look(file, progress)?;
    let place = Place::of(config, paths, &manifest.country)?;
    let verified = in_scratch(&place, file, &manifest, progress);
    if let Some(name) = file.file_name().and_then(|name| name.to_str()) {
        let error = verified.as_ref().err().map(|error| format!("{error:#}"));
        make::record_verified(&place, &manifest.country, name, error.as_deref());
    }
    verified?;
    if let Ok(made) = std::fs::File::create(mark(file)) {
        let _ = made.sync_all();
        // A disk that knows no owners is fine too.
        let _ = paths.give(&mark(file));
    }
    Ok(manifest)
}

/// Reads a backup's manifest after looking at every byte of the file; nothing is restored.
///
/// # Errors
/// When it cannot be read, is no backup, or is damaged.
pub fn look(file: &Path, progress: Progress<'_>) -> Result<Manifest> {
    progress("looking at every byte of the file");
    archive::open(file)
}

/// An empty file beside a backup that was verified; its time says when, and is later than the backup's own.
pub(super) fn mark(file: &Path) -> std::path::PathBuf {
    file.with_extension("verified")
}

fn in_scratch(
    place: &Place<'_>,
    file: &Path,
    manifest: &Manifest,
    progress: Progress<'_>,
) -> Result<()> {
    // The copy takes what the database took, wherever the cluster lies; for a server elsewhere nobody here knows.
    let cluster = place.paths.data.join("postgres");
    if cluster.is_dir() {
        space::check(&cluster, manifest.database_bytes, "the scratch copy")?;
    }
    let mut admin = provision::connect(&place.server.own())?;
    diesel::sql_query(format!("select pg_advisory_lock_shared({LOCK})")).execute(&mut admin)?;
    remove_left_over(&mut admin)?;
    let scratch = format!("{SCRATCH}{}", uuid::Uuid::new_v4().simple());
    super::create_database(&mut admin, &scratch, None)?;
    let compared = compare(place, file, manifest, &scratch, progress);
    admin.batch_execute(&format!(
        "drop database if exists \"{scratch}\" with (force)"
    ))?;
    compared
}

fn compare(
    place: &Place<'_>,
    file: &Path,
    manifest: &Manifest,
    scratch: &str,
    progress: Progress<'_>,
) -> Result<()> {
    progress("restoring into a scratch database");
    restore_dump(place, file, scratch, None)?;
    progress("comparing every table");
    must_be_alike(place, scratch, manifest)
}

/// Runs `pg_restore`; everything belongs to `owner`, or to the administrator.
pub(super) fn restore_dump(
    place: &Place<'_>,
    file: &Path,
    database: &str,
    owner: Option<&str>,
) -> Result<()> {
    let mut restore = place
        .programs
        .command("pg_restore", &place.server, database);
    restore.args(["--no-owner", "--no-privileges", "--exit-on-error"]);
    if let Some(owner) = owner {
        restore.args(["--role", owner]);
    }
    restore.arg(file);
    programs::run(restore).with_context(|| format!("{} does not restore", file.display()))
}

/// Compares a restored database with what was saved.
///
/// # Errors
/// With every difference.
pub(super) fn must_be_alike(place: &Place<'_>, database: &str, manifest: &Manifest) -> Result<()> {
    let mut conn = provision::connect(&place.server.database(database))?;
    conn.batch_execute("begin isolation level repeatable read read only")?;
    let found = tables::sums(&mut conn)?;
    let differences = tables::differences(&manifest.tables, &found);
    if differences.is_empty() {
        return Ok(());
    }
    Err(Failure::broken(format!(
        "the restored copy is not what was saved: {}",
        differences.join("; ")
    ))
    .into())
}

/// Drops scratch databases of runs that were killed, when nobody else verifies now. A program such a run started may
/// still be filling one.
fn remove_left_over(admin: &mut PgConnection) -> Result<()> {
    #[derive(QueryableByName)]
    struct Left {
        #[diesel(sql_type = Array<Text>)]
        names: Vec<String>,
    }
    let left: Left = diesel::sql_query(format!(
        "select coalesce(array_agg(datname::text), '{{}}') as names from pg_database
         where datname like '{}%'
           and (select count(*) from pg_locks where locktype = 'advisory' and granted
                and ((classid::bigint << 32) | objid::bigint) = {LOCK}) <= 1",
        SCRATCH.replace('_', "\\_")
    ))
    .get_result(admin)?;
    for name in left.names {
        admin.batch_execute(&format!("drop database if exists \"{name}\" with (force)"))?;
    }
    Ok(())
}
