//! PostgreSQL: the private cluster under the data folder (the default), or an external server by URL.
//!
//! The supervisor calls [`prepare`] and runs the [`guard`] as a child; [`admin_url`] is how provisioning reaches
//! whichever server there is.

mod binaries;
mod cluster;
pub(crate) mod guard;

use anyhow::{Context, Result};

use super::config::{Config, Database, Instance};
use super::failure::Failure;
use super::paths::Paths;
use super::provision::credentials::{password, write_secret};
use super::provision::database_of;
use super::provision::url::ServerUrl;

pub(crate) use cluster::Cluster;

/// Makes folders and the administrator's password, and finds the programs. Nothing runs yet.
///
/// # Errors
/// When there are no server programs that fit.
pub(crate) fn prepare(paths: &Paths) -> Result<Cluster> {
    let folder = paths.data.join("postgres");
    let cluster_data = folder.join("data");
    let found = binaries::find(&cluster_data)?;
    paths.make_private(&folder)?;
    let log = paths.log.join("postgres");
    paths.make(&log, 0o750)?;
    let password_file = password_file(paths);
    if !password_file.exists() {
        write_secret(paths, &password_file, &password())?;
    }
    Ok(Cluster {
        bin: found.folder,
        data: cluster_data,
        run: paths.run.clone(),
        log,
        password_file,
    })
}

/// The folder with `pg_dump` and `pg_restore`: of the private cluster's version, or the newest for a server elsewhere.
///
/// # Errors
/// When there are none that fit.
pub(crate) fn programs(paths: &Paths, is_managed: bool) -> Result<std::path::PathBuf> {
    if is_managed {
        return Ok(binaries::find(&paths.data.join("postgres/data"))?.folder);
    }
    Ok(binaries::find_client()?.folder)
}

/// The major version of the private cluster, when it exists.
pub(crate) fn version(paths: &Paths) -> Option<u32> {
    binaries::version_of(&paths.data.join("postgres/data"))
}

fn password_file(paths: &Paths) -> std::path::PathBuf {
    paths.secrets().join("postgres-admin")
}

/// Whether the administrator's login reaches a country's database: one with a URL of its own does when both lead to
/// one server and the database has the name we would give it.
pub(crate) fn administers(config: &Config, instance: &Instance) -> bool {
    let Some(own) = &instance.database_url else {
        return true;
    };
    let Database::External(admin) = &config.platform.database else {
        return false;
    };
    ServerUrl::parse(admin.expose())
        .is_ok_and(|server| server.holds(own.expose(), &database_of(instance.key())))
}

/// How an administrator reaches the server.
///
/// # Errors
/// When the private cluster was never made, or the configured URL cannot be read.
pub(crate) fn admin_url(config: &Config, paths: &Paths) -> Result<ServerUrl> {
    match &config.platform.database {
        Database::External(url) => {
            ServerUrl::parse(url.expose()).context("the database URL cannot be read")
        }
        Database::Managed => {
            let file = password_file(paths);
            let password = std::fs::read_to_string(&file).map_err(|error| {
                Failure::new(3, format!("{} cannot be read: {error}", file.display()))
                    .hint("`cts serve` makes the private cluster at its first start")
            })?;
            Ok(ServerUrl::socket(
                &paths.run,
                cluster::ADMIN,
                password.trim(),
            ))
        }
    }
}
