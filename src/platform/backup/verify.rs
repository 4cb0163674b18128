//! Verifies a backup: the seal, then a real restore into a scratch database, whose rows are counted and summed again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;

use super::archive::{self, Manifest};
use super::caller::Caller;
use super::leftovers::{self, SCRATCH};
use super::turn::{Doing, Turn};
use super::{Place, make, programs, space, tables};
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::provision;

/// Restores a backup into a scratch database and compares every table with what was saved.
///
/// # Errors
/// When the file is damaged, does not restore, or holds other rows; when there is too little room; or when something else
/// goes on with the country's backups.
pub fn verify(config: &Config, paths: &Paths, file: &Path, caller: &Caller) -> Result<Manifest> {
    let manifest = whole(file, caller)?;
    let _turn = Turn::take(paths, &manifest.country, Doing::Verification)?;
    judge(config, paths, file, &manifest, caller)?;
    Ok(manifest)
}

/// The same for one whose turn it is.
///
/// # Errors
/// As [`verify`].
pub(super) fn in_turn(
    config: &Config,
    paths: &Paths,
    file: &Path,
    caller: &Caller,
) -> Result<Manifest> {
    let manifest = whole(file, caller)?;
    judge(config, paths, file, &manifest, caller)?;
    Ok(manifest)
}

/// Reads the manifest of a file that is not damaged; one that is loses its mark.
fn whole(file: &Path, caller: &Caller) -> Result<Manifest> {
    let found = look(file, caller);
    let is_damaged = |error: &anyhow::Error| error.downcast_ref::<Failure>().is_some();
    if found.as_ref().is_err_and(is_damaged) && !caller.is_halted() {
        distrust(file)?;
    }
    found
}

/// Restores, compares, and marks the file as what it was found to be. What does not come to an end leaves the mark as it is.
fn judge(
    config: &Config,
    paths: &Paths,
    file: &Path,
    manifest: &Manifest,
    caller: &Caller,
) -> Result<()> {
    let place = Place::of(config, paths, &manifest.country)?;
    let verdict = in_scratch(&place, file, manifest, caller)?;
    if let Some(name) = file.file_name().and_then(|name| name.to_str()) {
        let error = verdict.as_ref().err().map(|error| format!("{error:#}"));
        make::record_verified(&place, &manifest.country, name, error.as_deref());
    }
    if verdict.is_err() {
        distrust(file)?;
    } else if let Ok(made) = std::fs::File::create(mark(file)) {
        let _ = made.sync_all();
        // A disk that knows no owners is fine too.
        let _ = paths.give(&mark(file));
    }
    verdict
}

/// What was found right once is not any more.
fn distrust(file: &Path) -> Result<()> {
    match std::fs::remove_file(mark(file)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", mark(file).display()))
        }
        _ => Ok(()),
    }
}

/// Reads a backup's manifest after looking at every byte of the file; nothing is restored.
///
/// # Errors
/// When it cannot be read, is no backup, or is damaged.
pub fn look(file: &Path, caller: &Caller) -> Result<Manifest> {
    caller.step("looking at every byte of the file")?;
    archive::open(file)
}

/// An empty file beside a backup that was verified; its time says when, and is later than the backup's own.
pub(super) fn mark(file: &Path) -> std::path::PathBuf {
    file.with_extension("verified")
}

/// A copy takes what the database took, where the cluster lies; for a server elsewhere nobody here knows.
pub(super) fn for_database(paths: &Paths, manifest: &Manifest) -> Option<(PathBuf, u64)> {
    let cluster = paths.data.join("postgres");
    cluster
        .is_dir()
        .then_some((cluster, manifest.database_bytes))
}

/// What was found, when the comparison came to its end.
fn in_scratch(
    place: &Place<'_>,
    file: &Path,
    manifest: &Manifest,
    caller: &Caller,
) -> Result<Result<()>> {
    // The database alone: uploaded files are looked at where they lie in the backup, and not taken out of it.
    let needed: Vec<_> = for_database(place.paths, manifest).into_iter().collect();
    space::check(&needed, "the scratch copy")?;
    leftovers::remove(place, &manifest.country)?;
    let mut admin = provision::connect(&place.server.own())?;
    let scratch = format!("{SCRATCH}{}", uuid::Uuid::new_v4().simple());
    leftovers::claim(&mut admin, &scratch)?;
    super::create_database(&mut admin, &scratch, None)?;
    let compared = compare(place, file, manifest, &scratch, caller);
    let dropped = leftovers::drop_database(&mut admin, &scratch);
    caller.check()?;
    dropped?;
    Ok(compared)
}

fn compare(
    place: &Place<'_>,
    file: &Path,
    manifest: &Manifest,
    scratch: &str,
    caller: &Caller,
) -> Result<()> {
    caller.step("restoring into a scratch database")?;
    restore_dump(place, file, scratch, None, caller)?;
    caller.step("comparing every table")?;
    must_be_alike(place, scratch, manifest, caller)
}

/// Runs `pg_restore`; everything belongs to `owner`, or to the administrator.
pub(super) fn restore_dump(
    place: &Place<'_>,
    file: &Path,
    database: &str,
    owner: Option<&str>,
    caller: &Caller,
) -> Result<()> {
    let mut restore = place
        .programs
        .command("pg_restore", &place.server, database);
    restore.args(["--no-owner", "--no-privileges", "--exit-on-error"]);
    if let Some(owner) = owner {
        restore.args(["--role", owner]);
    }
    restore.arg(file);
    programs::run(restore, caller).with_context(|| format!("{} does not restore", file.display()))
}

/// Compares a restored database with what was saved.
///
/// # Errors
/// With every difference.
pub(super) fn must_be_alike(
    place: &Place<'_>,
    database: &str,
    manifest: &Manifest,
    caller: &Caller,
) -> Result<()> {
    let mut conn = provision::connect(&place.server.database(database))?;
    conn.batch_execute("begin isolation level repeatable read read only")?;
    let found = caller.wait_for(&place.server.own(), &mut conn, tables::sums)?;
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
