//! Backups of countries: made, listed, verified, restored, kept for as long as the settings say.
//!
//! A backup is one file: what `pg_dump` wrote (custom format, so `pg_restore` reads the file as it is), the country's
//! uploaded files as a tar, and a manifest with counts and checksums of every table, all under one checksum at the end
//! ([`archive`]). The manifest is also written beside it, for people and for copies over bad lines. Everything here
//! blocks: callers keep it off the async threads.
//!
//! Begin with [`make()`]; [`verify()`] restores into a scratch database and compares, [`restore()`] into a country. Each
//! takes the country's [`Turn`] first, and takes away what killed runs left ([`leftovers`]); a [`Caller`] may end it.

pub mod archive;
pub mod before;
mod caller;
mod leftovers;
mod list;
mod make;
pub mod nightly;
mod programs;
pub mod restore;
mod retention;
mod space;
mod tables;
mod trial;
mod turn;
mod verify;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diesel::PgConnection;
use diesel::connection::SimpleConnection;

use super::config::Config;
use super::paths::Paths;
use super::postgres;
use super::provision::database_of as database;
use super::provision::url::ServerUrl;

pub use archive::Manifest;
pub use caller::Caller;
pub use list::{Listed, list, list_unreadable};
pub use make::{Made, make};
pub use restore::restore;
pub use space::words;
pub(crate) use trial::try_folder;
pub use turn::{Doing, Turn};
pub use verify::{look, verify};

/// One country on its server, as an administrator reaches it.
pub(crate) struct Place<'a> {
    pub(crate) config: &'a Config,
    pub(crate) paths: &'a Paths,
    pub(crate) server: ServerUrl,
    programs: programs::Programs,
}

impl<'a> Place<'a> {
    /// The server of a country's database.
    ///
    /// # Errors
    /// When there is no administrator's login, or PostgreSQL's programs are missing.
    pub(crate) fn of(config: &'a Config, paths: &'a Paths, key: &str) -> Result<Self> {
        Ok(Self {
            config,
            paths,
            server: postgres::server_of(config, paths, key)?,
            programs: programs::Programs::find(config, paths, key)?,
        })
    }

    /// Where the backups of a country lie.
    pub(crate) fn folder(&self, key: &str) -> PathBuf {
        folder(self.config, self.paths, key)
    }
}

/// Where the backups of a country lie.
pub fn folder(config: &Config, paths: &Paths, key: &str) -> PathBuf {
    folder_of_all(config, paths).join(key)
}

/// Where the folders of all countries lie.
pub fn folder_of_all(config: &Config, paths: &Paths) -> PathBuf {
    let configured = &config.platform.backup.folder;
    if configured.is_absolute() {
        configured.clone()
    } else {
        paths.data.join(configured)
    }
}

/// Makes a folder for backups; only its owner may read them. Gives the folders that were not there before.
fn make_folder(folder: &Path) -> Result<Vec<&Path>> {
    use std::os::unix::fs::DirBuilderExt;
    let missing = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    Ok(missing)
}

/// Makes an empty database that only its owner and administrators may enter.
fn create_database(admin: &mut PgConnection, name: &str, owner: Option<&str>) -> Result<()> {
    let owner = owner.map_or_else(String::new, |owner| format!("owner \"{owner}\" "));
    admin.batch_execute(&format!(
        "create database \"{name}\" {owner}template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
    ))?;
    admin.batch_execute(&format!(
        "revoke connect, temporary on database \"{name}\" from public"
    ))?;
    Ok(())
}
