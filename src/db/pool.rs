//! What r2d2 keeps: connections that are tried before use only when they rested or once failed.

use std::time::{Duration, Instant};

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::{Connection, ConnectionError, PgConnection, RunQueryDsl};

use super::DbConfig;
use crate::kernel::Result as KernelResult;

/// A connection younger than this since its last use is handed out without a question.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

pub(super) struct Pooled {
    pub(super) conn: PgConnection,
    /// An error went through it: ask before using it again.
    pub(super) suspect: bool,
    used_at: Instant,
}

pub(super) struct Manager {
    url: String,
    application: String,
}

impl Manager {
    pub(super) fn new(config: &DbConfig) -> Self {
        Self {
            url: config.url.clone(),
            application: config.application.replace('\'', "''"),
        }
    }
}

#[derive(Debug)]
pub(super) struct PoolError(String);

impl std::fmt::Display for PoolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PoolError {}

impl From<ConnectionError> for PoolError {
    fn from(error: ConnectionError) -> Self {
        Self(error.to_string())
    }
}

impl From<diesel::result::Error> for PoolError {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = PoolError;

    fn connect(&self) -> Result<Pooled, PoolError> {
        let mut conn = PgConnection::establish(&self.url)?;
        conn.batch_execute(&format!(
            "set time zone 'UTC'; set application_name = '{}'",
            self.application
        ))?;
        Ok(Pooled {
            conn,
            suspect: false,
            used_at: Instant::now(),
        })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), PoolError> {
        if pooled.suspect || pooled.used_at.elapsed() > TRUSTED_FOR {
            super::statement::sql_query("select 1").execute(&mut pooled.conn)?;
        }
        pooled.suspect = false;
        pooled.used_at = Instant::now();
        Ok(())
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.used_at = Instant::now();
        <PgConnection as Connection>::TransactionManager::is_broken_transaction_manager(
            &mut pooled.conn,
        )
    }
}

/// Ends the statements of the connections that go by the configured name, through another one.
pub(super) fn cancel(conn: &mut PgConnection, config: &DbConfig) -> KernelResult<i64> {
    #[derive(diesel::QueryableByName)]
    struct Ended {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let ended: Ended = diesel::sql_query(
        "select count(*) filter (where pg_cancel_backend(pid)) as count from pg_stat_activity
         where application_name = $1 and usename = current_user and datname = current_database()
           and state = 'active' and pid <> pg_backend_pid()",
    )
    .bind::<diesel::sql_types::Text, _>(&config.application)
    .get_result(conn)?;
    Ok(ended.count)
}

/// r2d2 logs each failed attempt; the caller gets the same error and logs it once.
#[derive(Debug)]
pub(super) struct Quiet;

impl r2d2::HandleError<PoolError> for Quiet {
    fn handle_error(&self, error: PoolError) {
        tracing::debug!(%error, "no database connection");
    }
}
