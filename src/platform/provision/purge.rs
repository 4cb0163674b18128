//! Deletes what a country has on its server and in the data folder; its backups and logs stay.

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{connect, credentials, database_of};
use crate::db::migrate::Roles;
use crate::platform::config::Config;
use crate::platform::paths::Paths;
use crate::platform::postgres;

/// Drops the database, every role, the passwords and the uploaded files of a country that is no longer served.
///
/// # Errors
/// When the server or the file system refuses.
pub fn purge(config: &Config, paths: &Paths, key: &str) -> Result<()> {
    #[derive(QueryableByName)]
    struct Role {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let roles = Roles::of(key);
    let mut admin = connect(&postgres::admin_url(config, paths)?.own())?;
    admin
        .batch_execute(&format!(
            "drop database if exists \"{}\" with (force)",
            database_of(key)
        ))
        .context("the database cannot be dropped")?;
    // The logins of analysts are members of the reader.
    let members: Vec<Role> = diesel::sql_query(
        "select m.rolname::text as name from pg_auth_members g join pg_roles m on m.oid = g.member
            join pg_roles r on r.oid = g.roleid
         where r.rolname = $1 and m.rolname like $1 || '\\_%'",
    )
    .bind::<Text, _>(&roles.reader)
    .load(&mut admin)?;
    let own = [roles.writer, roles.reader, roles.owner];
    for name in members.into_iter().map(|role| role.name).chain(own) {
        admin
            .batch_execute(&format!("drop role if exists \"{name}\""))
            .with_context(|| format!("the role {name} cannot be dropped"))?;
    }
    credentials::remove(paths, key)?;
    let files = paths.files(key);
    if files.is_dir() {
        std::fs::remove_dir_all(&files)
            .with_context(|| format!("{} cannot be removed", files.display()))?;
    }
    Ok(())
}
