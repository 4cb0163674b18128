//! Brings a country's database to the schema of this binary: migrations, then views, then rights.
//!
//! Runs on an administrator's connection, as the owner role, under an advisory lock; does nothing at all when
//! nothing changed. How to add one: `migrations/README.md`.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use sha2::{Digest, Sha256};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
const VIEWS: &str = include_str!("../../migrations/views.sql");
const GRANTS: &str = include_str!("../../migrations/grants.sql");

/// Any number; the same for all who migrate.
const LOCK: i64 = 0x0063_7473_6d69_6772;

/// How often, and how far apart, a schema in use is tried again.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

/// The three roles of a country's database.
#[derive(Clone, Debug)]
pub struct Roles {
    /// Owns everything, cannot log in.
    pub owner: String,
    /// The app: reads and writes rows; `audit` and `events` only grow.
    pub writer: String,
    /// Reads.
    pub reader: String,
}

impl Roles {
    /// The roles of a country by its key.
    pub fn of(key: &str) -> Self {
        Self {
            owner: format!("cts_{key}_owner"),
            writer: format!("cts_{key}"),
            reader: format!("cts_{key}_ro"),
        }
    }
}

/// What a run did.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Migrated {
    /// Versions applied, oldest first.
    pub applied: Vec<String>,
    /// Whether views and rights were loaded anew.
    pub views_loaded: bool,
}

/// Why a database could not be brought up to date; the database is as it was before the failing migration.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database refused a statement of ours around the migrations.
    #[error("preparing the migrations failed")]
    Database(#[from] diesel::result::Error),
    /// A migration failed.
    #[error("a migration failed")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Applies what is missing.
///
/// # Errors
/// When the database refuses; then nothing changed, unless a migration among them cannot run in a transaction.
pub fn migrate(conn: &mut PgConnection, roles: &Roles) -> Result<Migrated, MigrateError> {
    diesel::sql_query(format!("select pg_advisory_lock({LOCK})")).execute(conn)?;
    conn.batch_execute(&format!("set role \"{}\"", roles.owner))?;
    let result = migrate_locked(conn, roles);
    conn.batch_execute("reset role")?;
    diesel::sql_query(format!("select pg_advisory_unlock({LOCK})")).execute(conn)?;
    result
}

/// Versions in this binary that the database has not seen.
///
/// # Errors
/// When the database refuses.
pub fn pending(conn: &mut PgConnection) -> Result<Vec<String>, MigrateError> {
    let migrations = conn
        .pending_migrations(MIGRATIONS)
        .map_err(MigrateError::Migration)?;
    Ok(migrations.iter().map(|m| m.name().to_string()).collect())
}

fn migrate_locked(conn: &mut PgConnection, roles: &Roles) -> Result<Migrated, MigrateError> {
    let pending = conn
        .pending_migrations(MIGRATIONS)
        .map_err(MigrateError::Migration)?;
    let fingerprint = fingerprint(roles);
    if pending.is_empty() && loaded_fingerprint(conn)?.as_deref() == Some(fingerprint.as_str()) {
        return Ok(Migrated::default());
    }
    conn.batch_execute("set client_min_messages = warning")?;
    let is_whole = pending
        .iter()
        .all(|migration| migration.metadata().run_in_transaction());
    let applied = if is_whole {
        whole_or_not_at_all(conn, roles, &fingerprint)?
    } else {
        conn.batch_execute("drop schema if exists views cascade")?;
        let applied = run(conn)?;
        conn.transaction(|conn| load_views(conn, roles, &fingerprint))?;
        applied
    };
    Ok(Migrated {
        applied,
        views_loaded: true,
    })
}

/// Everything in one transaction: the process before, which may still serve, never sees a schema without views, and
/// a migration that fails leaves it nothing to stumble over. It waits for no lock longer than a moment, so that it
/// cannot stand in the way of those who serve; then it tries again.
fn whole_or_not_at_all(
    conn: &mut PgConnection,
    roles: &Roles,
    fingerprint: &str,
) -> Result<Vec<String>, MigrateError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let result = conn.transaction(|conn| {
            conn.batch_execute(
                "set local lock_timeout = '2s'; drop schema if exists views cascade",
            )?;
            let applied = run(conn)?;
            load_views(conn, roles, fingerprint)?;
            Ok(applied)
        });
        match result {
            Err(error) if tries < LOCK_TRIES && is_lock_timeout(&error) => {
                tracing::info!(tries, "the schema is in use; migrating again in a moment");
                std::thread::sleep(LOCK_PAUSE);
            }
            result => return result,
        }
    }
}

fn run(conn: &mut PgConnection) -> Result<Vec<String>, MigrateError> {
    let applied = conn
        .run_pending_migrations(MIGRATIONS)
        .map_err(MigrateError::Migration)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

fn is_lock_timeout(error: &MigrateError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("lock timeout") {
            return true;
        }
        cause = error.source();
    }
    false
}

fn load_views(conn: &mut PgConnection, roles: &Roles, fingerprint: &str) -> QueryResult<()> {
    conn.batch_execute(VIEWS)?;
    conn.batch_execute(&grants(roles))?;
    conn.batch_execute(&format!("comment on schema views is '{fingerprint}'"))
}

fn grants(roles: &Roles) -> String {
    GRANTS
        .replace(":writer", &format!("\"{}\"", roles.writer))
        .replace(":reader", &format!("\"{}\"", roles.reader))
}

fn fingerprint(roles: &Roles) -> String {
    let mut hash = Sha256::new();
    hash.update(VIEWS);
    hash.update(grants(roles));
    hex::encode(hash.finalize())
}

fn loaded_fingerprint(conn: &mut PgConnection) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        fingerprint: Option<String>,
    }
    let row = diesel::sql_query(
        "select obj_description(oid, 'pg_namespace') as fingerprint from pg_namespace where nspname = 'views'",
    )
    .get_result::<Row>(conn)
    .optional()?;
    Ok(row.and_then(|row| row.fingerprint))
}

/// Versions in this binary that the database has not seen; works with the rights of the app, unlike [`pending`].
///
/// # Errors
/// When the database refuses.
pub fn missing(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let applied: Vec<Row> =
        diesel::sql_query("select version::text from __diesel_schema_migrations").load(conn)?;
    let known = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS)
        .map_err(diesel::result::Error::QueryBuilderError)?;
    Ok(known
        .iter()
        .filter(|migration| {
            let version = migration.name().version().to_string();
            !applied.iter().any(|row| row.version == version)
        })
        .map(|migration| migration.name().to_string())
        .collect())
}

#[cfg(test)]
mod tests {
    use diesel::migration::Migration;
    use diesel::pg::Pg;

    use super::*;
    use crate::db::testing::{bin_dir, cluster};

    /// The schema as SQL. New versions of `pg_dump` put a random word around it.
    fn dump(url: &str) -> String {
        let output = std::process::Command::new(bin_dir().join("pg_dump"))
            .args([
                "--schema-only",
                "--no-owner",
                "--exclude-table=__diesel_schema_migrations",
                url,
            ])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let sql = String::from_utf8(output.stdout).unwrap();
        let kept = sql
            .lines()
            .filter(|l| !l.starts_with("--") && !l.starts_with('\\') && !l.is_empty());
        kept.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_migration_can_be_taken_back_and_applied_again() {
        let database = cluster().empty_database();
        let mut conn = PgConnection::establish(&database.admin_url).unwrap();
        conn.run_pending_migrations(MIGRATIONS).unwrap();
        conn.revert_all_migrations(MIGRATIONS).unwrap();
        let mut migrations: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().unwrap();
        migrations.sort_by_key(|m| m.name().version().as_owned());

        for migration in &migrations {
            let before = dump(&database.admin_url);
            conn.run_migration(migration).unwrap();
            let after = dump(&database.admin_url);
            conn.revert_migration(migration).unwrap();
            similar(
                &before,
                &dump(&database.admin_url),
                "down",
                migration.as_ref(),
            );
            conn.run_migration(migration).unwrap();
            similar(
                &after,
                &dump(&database.admin_url),
                "up again",
                migration.as_ref(),
            );
        }

        assert!(migrations.len() > 5);
    }

    fn similar(expected: &str, found: &str, step: &str, migration: &dyn Migration<Pg>) {
        assert_eq!(
            expected,
            found,
            "{step} of {} leaves another schema",
            migration.name()
        );
    }
}
