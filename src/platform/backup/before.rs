//! What a restore put aside: a database and a folder named after the moment, seen, brought back, or deleted for good.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use serde::Serialize;

use super::Place;
use super::caller::Caller;
use super::leftovers::drop_database;
use super::restore::{exchange, has_database, in_part, settle, swap};
use super::turn::{Doing, Turn};
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::provision;

/// The moment in the names of what is put aside.
const STAMP: &str = "%Y%m%dt%H%M%Sz";

/// The data of a country as they were before a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Before {
    /// The moment as it is typed: `20261129t020000z`.
    pub name: String,
    /// When they were put aside.
    pub put_aside_at: DateTime<Utc>,
    pub database: String,
    /// Of the database; null when the administrator may not ask.
    pub bytes: Option<i64>,
    /// The uploaded files of then; null when there were none.
    pub files: Option<PathBuf>,
}

/// What bringing data back did.
#[derive(Clone, Debug, Serialize)]
pub struct BroughtBack {
    pub key: String,
    pub put_aside_at: DateTime<Utc>,
    /// The database that was there meanwhile, under its new name.
    pub kept: Option<String>,
}

pub(super) fn stamp(now: DateTime<Utc>) -> String {
    now.format(STAMP).to_string()
}

pub(super) fn database(key: &str, stamp: &str) -> String {
    format!("{}_before_{stamp}", super::database(key))
}

pub(super) fn files(paths: &Paths, key: &str, stamp: &str) -> PathBuf {
    paths.files(key).with_extension(format!("before-{stamp}"))
}

fn moment(stamp: &str) -> Option<DateTime<Utc>> {
    let moment = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
    Some(moment.and_utc())
}

/// What is put aside of a country, the newest first.
///
/// # Errors
/// When the server does not answer.
pub fn list(config: &Config, paths: &Paths, key: &str) -> Result<Vec<Before>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        database: String,
        #[diesel(sql_type = Nullable<BigInt>)]
        bytes: Option<i64>,
    }
    let place = Place::of(config, paths, key)?;
    let mut admin = provision::connect(&place.server.own())?;
    let begin = database(key, "");
    let rows: Vec<Row> = diesel::sql_query(
        "select datname::text as database,
                case when has_database_privilege(oid, 'connect') then pg_database_size(oid) end as bytes
         from pg_database where starts_with(datname, $1) order by 1 desc",
    )
    .bind::<Text, _>(&begin)
    .load(&mut admin)?;
    let found = rows.into_iter().filter_map(|row| {
        let name = row.database.strip_prefix(&begin)?.to_owned();
        let files = files(paths, key, &name);
        Some(Before {
            // Another country's name may begin alike.
            put_aside_at: moment(&name)?,
            name,
            database: row.database,
            bytes: row.bytes,
            files: files.is_dir().then_some(files),
        })
    });
    Ok(found.collect())
}

/// What was put aside in one moment.
///
/// # Errors
/// When there is nothing of that name, or the server does not answer.
pub fn find(config: &Config, paths: &Paths, key: &str, name: &str) -> Result<Before> {
    let mut all = list(config, paths, key)?.into_iter();
    let found = all.find(|before| before.name == name);
    found.ok_or_else(|| {
        Failure::refused(format!("nothing of {key} was put aside as {name}"))
            .hint("`before list` shows what was")
            .into()
    })
}

/// Brings data back; those there now are put aside in turn. The country must not be served meanwhile, from when `stop`
/// was called. As after a restore everybody signs in again, and mail that waited is not sent. Who does it, and
/// when, is for the audit.
///
/// # Errors
/// When something else goes on with the country's backups, somebody else took the data away meanwhile, or the server refuses.
pub fn bring_back(
    config: &Config,
    paths: &Paths,
    key: &str,
    before: &Before,
    (operator, now): (&str, DateTime<Utc>),
    caller: &Caller,
    stop: impl FnOnce() -> Result<()>,
) -> Result<BroughtBack> {
    let _turn = Turn::take(paths, key, Doing::Restore)?;
    let before = find(config, paths, key, &before.name)?;
    let place = Place::of(config, paths, key)?;
    let mut admin = provision::connect(&place.server.own())?;
    let target = super::database(key);
    let stamp = stamp(now);
    let kept = has_database(&mut admin, &target)?.then(|| database(key, &stamp));
    // From here on it goes to its end: the country is not served.
    caller.step("putting it in its place")?;
    stop()?;
    swap(&mut admin, &before.database, &target, kept.as_deref())?;
    let aside = files(paths, key, &before.name);
    exchange(paths, key, &aside, &stamp).with_context(|| in_part(key, &aside, kept.as_deref()))?;
    let after = serde_json::json!({ "from": before.database, "put_aside_at": before.put_aside_at });
    provision::connect(&place.server.database(&target))?
        .transaction(|conn| settle(conn, key, operator, now, &after))
        .with_context(|| {
            format!("the data of {key} are back, with those signed in who were, and with mail that waited")
        })?;
    Ok(BroughtBack {
        key: key.to_owned(),
        put_aside_at: before.put_aside_at,
        kept,
    })
}

/// Deletes for good what was put aside in one moment.
///
/// # Errors
/// When something else goes on with the country's backups, there is nothing of that name, or the server refuses.
pub fn drop(config: &Config, paths: &Paths, key: &str, name: &str) -> Result<Before> {
    let _turn = Turn::take(paths, key, Doing::Deletion)?;
    let before = find(config, paths, key, name)?;
    // The files first: they are found by the database.
    if let Some(files) = &before.files {
        std::fs::remove_dir_all(files)
            .with_context(|| format!("{} cannot be removed", files.display()))?;
    }
    let place = Place::of(config, paths, key)?;
    let mut admin = provision::connect(&place.server.own())?;
    drop_database(&mut admin, &before.database)
        .with_context(|| format!("the database {} cannot be dropped", before.database))?;
    Ok(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_moment_names_what_was_put_aside() {
        let at = moment("20261129t020000z").unwrap();

        assert_eq!(stamp(at), "20261129t020000z");
        assert_eq!(moment("before_20261129t020000z"), None);
        assert_eq!(moment("20261329t020000z"), None);
        assert_eq!(
            database("turkey", &stamp(at)),
            "cts_turkey_before_20261129t020000z"
        );
    }
}
