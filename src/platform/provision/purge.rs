//! Deletes what a country has on its server and in the data folder; its backups and logs stay.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::{connect, credentials, database_of};
use crate::db::migrate::Roles;
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::notes;
use crate::platform::paths::Paths;
use crate::platform::postgres;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Looks whether [`purge`] can do all of it, and changes nothing.
///
/// # Errors
/// When the server does not answer, or something that would stay still depends on a role of the country.
pub fn check(config: &Config, paths: &Paths, key: &str) -> Result<()> {
    let mut admin = connect(&postgres::server_of(config, paths, key)?.own())?;
    let gone = databases(&mut admin, key)?;
    let depending: Vec<Name> = diesel::sql_query(
        "select distinct d.datname::text as name from pg_shdepend s join pg_roles r on r.oid = s.refobjid
            join pg_database d on d.oid = s.dbid or (s.classid = 'pg_database'::regclass and d.oid = s.objid)
         where s.refclassid = 'pg_authid'::regclass and r.rolname = any($1) and d.datname <> all($2) order by 1",
    )
    .bind::<Array<Text>, _>(roles(&mut admin, key)?)
    .bind::<Array<Text>, _>(gone)
    .load(&mut admin)?;
    if depending.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = depending.into_iter().map(|found| found.name).collect();
    let message = format!(
        "the roles of {key} are used in other databases too: {}; nothing was deleted",
        names.join(", ")
    );
    Err(Failure::refused(message)
        .hint("drop those databases, or what the roles own there, first")
        .into())
}

/// Says in the log who deletes the data of a country: its own audit goes with them. As an error, so that it is written at
/// every level of the log.
pub fn tell(key: &str, by: &str, backup: &Path) {
    tracing::error!(
        instance = key,
        by,
        backup = %backup.display(),
        "all data of this country are deleted for good"
    );
}

/// Drops the databases (also those a restore put aside), every role, the passwords and the uploaded files of a country
/// that is no longer served, and what was noted for its audit.
///
/// # Errors
/// When the server or the file system refuses.
pub fn purge(config: &Config, paths: &Paths, key: &str) -> Result<()> {
    let mut admin = connect(&postgres::server_of(config, paths, key)?.own())?;
    for name in databases(&mut admin, key)? {
        admin
            .batch_execute(&format!("drop database if exists \"{name}\" with (force)"))
            .with_context(|| format!("the database {name} cannot be dropped"))?;
    }
    for name in roles(&mut admin, key)? {
        admin
            .batch_execute(&format!("drop role if exists \"{name}\""))
            .with_context(|| format!("the role {name} cannot be dropped"))?;
    }
    credentials::remove(paths, key)?;
    notes::forget(paths, key)?;
    for files in uploaded(paths, key)? {
        std::fs::remove_dir_all(&files)
            .with_context(|| format!("{} cannot be removed", files.display()))?;
    }
    Ok(())
}

/// The country's database, those a restore put aside, and one a restore left half done.
fn databases(admin: &mut PgConnection, key: &str) -> Result<Vec<String>> {
    let database = database_of(key);
    let found: Vec<Name> = diesel::sql_query(
        "select datname::text as name from pg_database where datname in ($1, $2) or datname like $3 order by 1",
    )
    .bind::<Text, _>(&database)
    .bind::<Text, _>(format!("{database}_restoring"))
    .bind::<Text, _>(format!("{database}_before_").replace('_', "\\_") + "%")
    .load(admin)?;
    Ok(found.into_iter().map(|found| found.name).collect())
}

/// The roles of a country; the logins of analysts, which are members of the reader, first.
fn roles(admin: &mut PgConnection, key: &str) -> Result<Vec<String>> {
    let roles = Roles::of(key);
    let members: Vec<Name> = diesel::sql_query(
        "select m.rolname::text as name from pg_auth_members g join pg_roles m on m.oid = g.member
            join pg_roles r on r.oid = g.roleid
         where r.rolname = $1 and m.rolname like $1 || '\\_%'",
    )
    .bind::<Text, _>(&roles.reader)
    .load(admin)?;
    let own = [roles.writer, roles.reader, roles.owner];
    Ok(members.into_iter().map(|m| m.name).chain(own).collect())
}

/// The folders of uploaded files, also those a restore put aside.
fn uploaded(paths: &Paths, key: &str) -> Result<Vec<PathBuf>> {
    let own = paths.files(key);
    let Some(above) = own.parent().filter(|above| above.is_dir()) else {
        return Ok(Vec::new());
    };
    let aside = format!("{key}.before-");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(above)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && (name == key || name.starts_with(&aside)) {
            found.push(entry.path());
        }
    }
    Ok(found)
}
