//! Restores a backup into a country: beside what is there, compared, and only then put in its place. What was there is
//! kept under another name.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamptz};
use serde::Serialize;

use super::archive::{self, Manifest};
use super::caller::Caller;
use super::leftovers::{self, RESTORING};
use super::turn::{Doing, Turn};
use super::verify::{for_database, must_be_alike, restore_dump};
use super::{Place, before, programs, space};
use crate::db::migrate::Roles;
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::provision;

/// What a restore did.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    pub key: String,
    /// Of which it is the backup.
    pub country: String,
    pub taken_at: DateTime<Utc>,
    pub rows: i64,
    /// The database that was there before, under its new name.
    pub kept: Option<String>,
}

/// What is to be restored where, by whom.
pub struct Order<'a> {
    pub file: &'a Path,
    /// What [`look`](super::look) found in it.
    pub manifest: &'a Manifest,
    /// The country's key, which need not be in the list yet.
    pub key: &'a str,
    /// Whether a database that is there may be put aside.
    pub replace: bool,
    /// For the audit.
    pub operator: &'a str,
    pub now: DateTime<Utc>,
}

/// Whether a country has a database, to be put aside by a restore.
///
/// # Errors
/// When the server does not answer.
pub fn exists(config: &Config, paths: &Paths, key: &str) -> Result<bool> {
    let place = Place::of(config, paths, key)?;
    let mut admin = provision::connect(&place.server.own())?;
    has_database(&mut admin, &super::database(key))
}

/// Restores beside what is there; the country must not be served while it is put in its place, from when `stop` was
/// called. Sessions and one-time links do not survive: everybody signs in again. Mail that waited is not sent.
///
/// # Errors
/// When something else goes on with the country's backups, the backup does not restore or there is too little room (nothing
/// changed then, and `stop` was not called), or the server refuses.
pub fn restore(
    config: &Config,
    paths: &Paths,
    order: &Order<'_>,
    caller: &Caller,
    stop: impl FnOnce() -> Result<()>,
) -> Result<Restored> {
    let _turn = Turn::take(paths, order.key, Doing::Restore)?;
    let place = Place::of(config, paths, order.key)?;
    let manifest = order.manifest;
    space::check(&needed(paths, order.key, manifest), "the restored copy")?;
    let mut admin = provision::connect(&place.server.own())?;
    let target = super::database(order.key);
    let is_there = has_database(&mut admin, &target)?;
    if is_there && !order.replace {
        return Err(
            Failure::refused(format!("there is a database {target} already"))
                .hint("--replace keeps it under another name and puts the backup in its place")
                .into(),
        );
    }
    let roles = Roles::of(order.key);
    provision::make_owner(&mut admin, &roles)?;
    let stamp = before::stamp(order.now);
    let draft = format!("{target}{RESTORING}");
    leftovers::remove(&place, order.key)?;
    if !leftovers::claim(&mut admin, &draft)? {
        // Somebody on another machine, which shares the server and not our files.
        let message = format!("a restore of {} is under way", order.key);
        return Err(Failure::refused(message)
            .hint("wait until it is done")
            .into());
    }
    super::create_database(&mut admin, &draft, Some(&roles.owner))?;
    let kept = is_there.then(|| before::database(order.key, &stamp));
    let unpacked = paths.files(order.key).with_extension("restoring");
    let placed = fill(&place, order, &draft, &roles, caller)
        .and_then(|()| unpack(paths, order, &unpacked, caller))
        // From here on it goes to its end: the country is not served.
        .and_then(|()| caller.step("putting it in its place"))
        .and_then(|()| stop())
        .and_then(|()| swap(&mut admin, &draft, &target, kept.as_deref()));
    if let Err(error) = placed {
        // What cannot be dropped now is taken away by whoever comes next.
        let _ = leftovers::drop_database(&mut admin, &draft);
        let _ = std::fs::remove_dir_all(&unpacked);
        caller.check()?;
        return Err(error);
    }
    exchange(paths, order.key, &unpacked, &stamp)
        .with_context(|| in_part(order.key, &unpacked, kept.as_deref()))?;
    Ok(Restored {
        key: order.key.to_owned(),
        country: manifest.country.clone(),
        taken_at: manifest.taken_at,
        rows: manifest.rows(),
        kept,
    })
}

/// Room for the database and the uploaded files; what is there stays beside them.
fn needed(paths: &Paths, key: &str, manifest: &Manifest) -> Vec<(PathBuf, u64)> {
    let files = (paths.files(key), manifest.files_bytes);
    let all = [Some(files), for_database(paths, manifest)];
    all.into_iter()
        .flatten()
        .filter(|(_, bytes)| *bytes > 0)
        .collect()
}

pub(super) fn has_database(admin: &mut PgConnection, name: &str) -> Result<bool> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = Bool)]
        there: bool,
    }
    let found: There =
        diesel::sql_query("select exists (select from pg_database where datname = $1) as there")
            .bind::<Text, _>(name)
            .get_result(admin)?;
    Ok(found.there)
}

fn fill(
    place: &Place<'_>,
    order: &Order<'_>,
    draft: &str,
    roles: &Roles,
    caller: &Caller,
) -> Result<()> {
    caller.step("restoring the database")?;
    restore_dump(place, order.file, draft, Some(&roles.owner), caller)?;
    caller.step("comparing every table")?;
    let manifest = order.manifest;
    must_be_alike(place, draft, manifest, caller)?;
    let mut conn = provision::connect(&place.server.database(draft))?;
    // Views and rights are made anew, for the roles of this country.
    conn.batch_execute("set client_min_messages = warning; drop schema if exists views cascade")?;
    let after = serde_json::json!({
        "from": order.file.file_name().map(|name| name.to_string_lossy()),
        "country": manifest.country, "taken_at": manifest.taken_at,
    });
    settle(&mut conn, order.key, order.operator, order.now, &after)
}

/// What data that come back must not bring with them: whoever was signed in, links that let somebody in, mail that waited.
/// Says in their audit that they came back.
pub(super) fn settle(
    conn: &mut PgConnection,
    key: &str,
    operator: &str,
    now: DateTime<Utc>,
    after: &serde_json::Value,
) -> Result<()> {
    conn.batch_execute("delete from sessions")?;
    if has_table(conn, "password_links")? {
        conn.batch_execute("delete from password_links")?;
    }
    if has_table(conn, "outgoing_mails")? {
        crate::mail::give_up_restored(conn)?;
    }
    diesel::sql_query(
        "insert into audit (at, actor_kind, actor_name, door, action, object_type, object_id, after)
         values ($1, 'operator', $2, 'command_line', 'country.restore', 'country', $3, $4::jsonb)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(operator)
    .bind::<Text, _>(key)
    .bind::<Text, _>(after.to_string())
    .execute(conn)?;
    Ok(())
}

fn has_table(conn: &mut PgConnection, name: &str) -> Result<bool> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = Bool)]
        there: bool,
    }
    let found: There =
        diesel::sql_query("select to_regclass('public.' || quote_ident($1)) is not null as there")
            .bind::<Text, _>(name)
            .get_result(conn)?;
    Ok(found.there)
}

/// Renames are one transaction: whoever looks sees the old or the new.
pub(super) fn swap(
    admin: &mut PgConnection,
    draft: &str,
    target: &str,
    kept: Option<&str>,
) -> Result<()> {
    let leave = |name: &str| {
        format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
        )
    };
    admin.batch_execute(&leave(draft))?;
    admin.batch_execute(&leave(target))?;
    admin
        .transaction(|admin| {
            if let Some(kept) = kept {
                admin
                    .batch_execute(&format!("alter database \"{target}\" rename to \"{kept}\""))?;
            }
            admin.batch_execute(&format!(
                "alter database \"{draft}\" rename to \"{target}\""
            ))
        })
        .with_context(|| format!("{target} could not be put in its place; is somebody connected?"))
}

/// Unpacks the uploaded files beside those that are there, which nobody sees yet. A folder an earlier run left there goes.
///
/// Whoever could write among the files may have put links among them: who unpacks has no more rights than they.
fn unpack(paths: &Paths, order: &Order<'_>, folder: &Path, caller: &Caller) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error)
                .with_context(|| format!("{} cannot be taken away", folder.display()));
        }
        _ => {}
    }
    let manifest = order.manifest;
    if manifest.files_bytes == 0 {
        return Ok(());
    }
    caller.step("unpacking the uploaded files")?;
    for folder in folder.parent().into_iter().chain([folder]) {
        paths.make(folder, 0o750)?;
    }
    let mut tar = programs::tar();
    tar.arg("--extract").arg("--directory").arg(folder);
    paths.drop_rights(&mut tar);
    let mut part = archive::part(order.file, manifest.dump_bytes, manifest.files_bytes)?;
    programs::feed(tar, &mut part)
}

/// Puts the unpacked files in their place; those there before are kept beside.
pub(super) fn exchange(paths: &Paths, key: &str, unpacked: &Path, stamp: &str) -> Result<()> {
    let folder = paths.files(key);
    let rename = |from: &Path, to: &Path| {
        std::fs::rename(from, to)
            .with_context(|| format!("{} cannot be renamed {}", from.display(), to.display()))
    };
    if folder.is_dir() {
        rename(&folder, &before::files(paths, key, stamp))?;
    }
    if unpacked.is_dir() {
        rename(unpacked, &folder)?;
    }
    Ok(())
}

/// What somebody needs to know whose database is restored and whose files are not.
pub(super) fn in_part(key: &str, unpacked: &Path, kept: Option<&str>) -> String {
    let kept = kept.map_or_else(String::new, |kept| {
        format!("; what was there before is in the database {kept}")
    });
    format!(
        "the data of {key} are restored, its uploaded files lie in {} still{kept}",
        unpacked.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::installation;

    #[test]
    fn room_is_needed_for_the_database_where_the_cluster_is_ours_and_for_what_was_uploaded() {
        let (_root, _, paths) = installation("restore-needed");
        let manifest = Manifest {
            country: "test".into(),
            taken_at: DateTime::UNIX_EPOCH,
            kind: "command".into(),
            version: "1".into(),
            server_version: "17".into(),
            schema: "1".into(),
            dump_bytes: 1,
            files_bytes: 20,
            database_bytes: 300,
            tables: Vec::new(),
        };

        let elsewhere = needed(&paths, "other", &manifest);
        std::fs::create_dir_all(paths.data.join("postgres")).unwrap();
        let ours = needed(&paths, "other", &manifest);

        assert_eq!(elsewhere, [(paths.files("other"), 20)]);
        assert_eq!(ours[1], (paths.data.join("postgres"), 300));
        assert_eq!(ours.len(), 2);
    }
}
