//! Whether the pools of the countries fit into the server that runs.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use diesel::{PgConnection, QueryableByName, RunQueryDsl};

use super::{admin_url, administers};
use crate::platform::config::{Config, Database, Instance};
use crate::platform::paths::Paths;
use crate::platform::provision::connect;

/// How long a server may take to say what it has.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections the pools of these countries may take on the platform's server.
pub(crate) fn needed(config: &Config, instances: &[Instance]) -> u64 {
    u64::from(config.platform.limits.connections) * pools(config, instances) as u64
}

/// How many of these countries have their database on the platform's server; others may have brought their own.
fn pools(config: &Config, instances: &[Instance]) -> usize {
    let is_here =
        |instance: &&Instance| instance.admin_url.is_none() && administers(config, instance);
    instances.iter().filter(is_here).count()
}

/// Asks the server. One that does not answer is not waited for: whoever needs it says so.
///
/// # Errors
/// In words, with what to do.
pub(crate) async fn check_room(
    config: &Arc<Config>,
    paths: &Paths,
    instances: &[Instance],
) -> Result<(), String> {
    let (asked, paths) = (config.clone(), paths.clone());
    let asking = tokio::task::spawn_blocking(move || connections_of(&asked, &paths));
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(Ok(there))) => judge(config, instances, there),
        Ok(Ok(Err(error))) => {
            let error = format!("{error:#}");
            tracing::warn!(error, "nobody knows whether the countries' connections fit");
            Ok(())
        }
        Ok(Err(_)) | Err(_) => {
            tracing::warn!("nobody knows whether the countries' connections fit");
            Ok(())
        }
    }
}

/// Connections the server has for logins that are no superuser's.
fn connections_of(config: &Config, paths: &Paths) -> Result<u64> {
    connections(&mut connect(&admin_url(config, paths)?.own())?)
}

/// The same over a connection.
pub(super) fn connections(admin: &mut PgConnection) -> Result<u64> {
    #[derive(QueryableByName)]
    struct Room {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        connections: i32,
    }
    let room: Room = diesel::sql_query(
        "select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            as connections",
    )
    .get_result(admin)?;
    Ok(room.connections.max(0) as u64)
}

/// Whether so many connections are enough for the pools of these countries.
pub(super) fn judge(config: &Config, instances: &[Instance], there: u64) -> Result<(), String> {
    let pool = config.platform.limits.connections;
    let (countries, needed) = (pools(config, instances), needed(config, instances));
    if needed <= there {
        return Ok(());
    }
    let next = match config.platform.database {
        Database::Managed => "`cts stop` and `cts serve` start PostgreSQL with more".to_owned(),
        Database::External(_) => {
            format!("its `max_connections` must be {needed} or more, and some to spare")
        }
    };
    Err(format!(
        "limits.connections: {countries} countries with {pool} connections each need {needed}, PostgreSQL has {there}; \
         {next}, or set `limits.connections` lower"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::sources;

    #[test]
    fn only_countries_on_the_platforms_server_count() {
        let list = "instances:
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}
  iraq: {name: Iraq, prefix: /IQ, currency: IQD, port: 8002}
  jordan: {name: Jordan, prefix: /JO, currency: JOD, port: 8003}
";
        let mut sources = sources(&[
            ("instances/instances.yaml", list),
            ("config/base.yaml", "limits: {connections: 10}"),
        ]);
        for (name, url) in [
            ("CTS_DATABASE_URL", "postgres://admin:a@db.example.org"),
            (
                "CTS_IRAQ_DATABASE_URL",
                "postgres://b:c@elsewhere.example.org/iraq",
            ),
            (
                "CTS_JORDAN_DATABASE_URL",
                "postgres://b:c@db.example.org/cts_jordan",
            ),
        ] {
            sources.variables.insert(name.into(), url.into());
        }
        let config = Config::from_sources(sources).unwrap();
        let all: Vec<Instance> = config.countries().cloned().collect();

        assert_eq!(needed(&config, &all), 20);
        assert_eq!(judge(&config, &all, 20), Ok(()));
        let refused = judge(&config, &all, 19).unwrap_err();
        assert!(
            refused.contains("2 countries with 10 connections each need 20, PostgreSQL has 19")
                && refused.contains("`max_connections` must be 20 or more"),
            "{refused}"
        );
    }
}
