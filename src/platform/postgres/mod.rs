//! PostgreSQL: the private cluster under the data folder (the default), or an external server by URL.
//!
//! The supervisor calls [`prepare`] and runs the [`guard`] as a child; [`admin_url`] is how provisioning reaches
//! whichever server there is.

mod binaries;
mod cluster;
pub(crate) mod guard;
mod room;
mod trial;

use anyhow::{Context, Result};

use super::config::{Config, Database, Instance, Limits};
use super::failure::Failure;
use super::paths::Paths;
use super::provision::credentials::{password, write_secret};
use super::provision::database_of;
use super::provision::url::ServerUrl;

pub(crate) use cluster::Cluster;
pub(crate) use room::{check_room, needed};
pub(crate) use trial::{Rights, try_country, try_managed, try_platform};

/// Countries that may be added before the cluster is started again.
const SPARE: u32 = 2;
/// Connections beside those of the countries: administrators, provisioning, backups, analysts.
const OTHERS: u32 = 30;
/// PostgreSQL's own number, and never fewer.
const FEWEST: u32 = 100;

/// The connections a private cluster is started with: no country can take another's.
pub(crate) fn connections_for(limits: &Limits, countries: usize) -> u32 {
    let of_countries = (countries as u32 + SPARE).saturating_mul(limits.connections_of_role());
    of_countries.saturating_add(OTHERS).max(FEWEST)
}

/// Makes folders and the administrator's password, and finds the programs. Nothing runs yet.
///
/// # Errors
/// When there are no server programs that fit.
pub(crate) fn prepare(paths: &Paths, connections: u32) -> Result<Cluster> {
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
        connections,
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
    let admin = match (&instance.admin_url, &config.platform.database) {
        (Some(admin), _) | (None, Database::External(admin)) => admin,
        (None, Database::Managed) => return false,
    };
    ServerUrl::parse(admin.expose())
        .is_ok_and(|server| server.holds(own.expose(), &database_of(instance.key())))
}

/// How an administrator reaches the server a country's database is on: its own, or the platform's.
///
/// # Errors
/// As [`admin_url`].
pub(crate) fn server_of(config: &Config, paths: &Paths, key: &str) -> Result<ServerUrl> {
    let own = config
        .instance(key)
        .and_then(|instance| instance.admin_url.as_ref());
    match own {
        Some(url) => ServerUrl::parse(url.expose()).context("the database URL cannot be read"),
        None => admin_url(config, paths),
    }
}

/// How an administrator reaches the platform's server.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_its_connections_and_none_can_take_anothers() {
        let limits = Limits::default();
        let wide = Limits {
            connections: 50,
            ..Limits::default()
        };

        assert_eq!(connections_for(&limits, 0), 102);
        assert_eq!(connections_for(&limits, 3), 5 * 36 + 30);
        assert_eq!(connections_for(&wide, 3), 5 * 120 + 30);
        for countries in 1..20 {
            let of_all = countries * wide.connections_of_role();
            assert!(connections_for(&wide, countries as usize) > of_all);
        }
    }
}
