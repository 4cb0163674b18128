//! The database of one country: the pool, the only `spawn_blocking` around queries, and the transaction around every write.
//!
//! Services get an [`OpContext`]; they never see the pool. Begin with [`Db::read`] and [`Db::write`].

mod lock;
pub mod migrate;
mod pool;
#[rustfmt::skip]
pub mod schema;
mod statement;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod views;

pub use lock::AdvisoryLock;
pub use statement::{Fragment, Statement, given, sql, sql_query};

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tokio::sync::Semaphore;

use crate::kernel::clock::Clock;
use crate::kernel::kept::Kept;
use crate::kernel::{Error, InstanceSettings, Op, OpContext, Result};

/// How to reach a country's database.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// A libpq URL or connection string, with the password.
    pub url: String,
    /// Connections kept at most.
    pub pool_size: u32,
    /// How long a request waits for a free connection.
    pub wait: Duration,
    /// What the server calls these connections (`application_name`).
    pub application: String,
}

impl DbConfig {
    /// The usual limits for a URL: 8 connections, 5 seconds of waiting.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_size: 8,
            wait: Duration::from_secs(5),
            application: "cts".into(),
        }
    }
}

/// A handle on the country's database; clones share the pool.
#[derive(Clone)]
pub struct Db {
    pool: r2d2::Pool<pool::Manager>,
    /// One permit per connection, so that waiting requests hold no threads.
    permits: Arc<Semaphore>,
    config: Arc<DbConfig>,
    settings: Arc<InstanceSettings>,
    clock: Clock,
    kept: Kept,
}

impl Db {
    /// Makes the pool without connecting yet: a database that is down shows when it is asked, not here.
    pub fn new(config: DbConfig, settings: Arc<InstanceSettings>, clock: Clock) -> Self {
        let pool = r2d2::Pool::builder()
            .max_size(config.pool_size)
            .min_idle(Some(0))
            .idle_timeout(Some(Duration::from_secs(300)))
            .connection_timeout(config.wait)
            .test_on_check_out(true)
            .error_handler(Box::new(pool::Quiet))
            .build_unchecked(pool::Manager::new(&config));
        Self {
            pool,
            permits: Arc::new(Semaphore::new(config.pool_size as usize)),
            config: Arc::new(config),
            settings,
            clock,
            kept: Kept::default(),
        }
    }

    /// The settings of the country whose database this is.
    pub fn settings(&self) -> &Arc<InstanceSettings> {
        &self.settings
    }

    /// The clock that services see as `cx.now`.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Connections open, and those of them idle; for metrics.
    pub fn pool_state(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections, state.idle_connections)
    }

    /// Runs `f` without a transaction around it; for use cases that only read.
    ///
    /// # Errors
    /// What `f` returns, or `Unavailable` when no connection can be had.
    pub async fn read<T, F>(&self, op: &Op, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    {
        self.run(op, f).await
    }

    /// Runs `f` inside one transaction: all it writes, or nothing when it returns an error.
    ///
    /// # Errors
    /// What `f` returns, or `Unavailable` when no connection can be had.
    pub async fn write<T, F>(&self, op: &Op, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    {
        self.run(op, move |cx| in_transaction(cx, f)).await
    }

    /// A connection of its own outside the pool, for advisory locks that outlive a transaction. Blocking.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub fn dedicated(&self) -> Result<PgConnection> {
        PgConnection::establish(&self.config.url)
            .map_err(|error| Error::unavailable("error-unavailable-database", error))
    }

    /// Asks the server to end every statement under way on connections with this pool's application name, and says how
    /// many there were.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn cancel_statements(&self) -> Result<i64> {
        let db = self.clone();
        tokio::task::spawn_blocking(move || pool::cancel(&mut db.dedicated()?, &db.config))
            .await
            .map_err(Error::internal)?
    }

    async fn run<T, F>(&self, op: &Op, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    {
        let permit = tokio::time::timeout(self.config.wait, self.permits.clone().acquire_owned())
            .await
            .map_err(|error| Error::unavailable("error-unavailable-database", error))?
            .map_err(Error::internal)?;
        let db = self.clone();
        let op = op.clone();
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            span.in_scope(|| db.run_blocking(op, f))
        })
        .await
        .map_err(Error::internal)?
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn run_blocking<T>(
        &self,
        op: Op,
        f: impl FnOnce(&mut OpContext<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut pooled = self
            .pool
            .get()
            .map_err(|error| Error::unavailable("error-unavailable-database", error))?;
        let mut cx = OpContext {
            conn: &mut pooled.conn,
            actor: op.actor,
            door: op.door,
            request_id: op.request_id,
            now: self.clock.now(),
            settings: self.settings.clone(),
            kept: Some(self.kept.clone()),
        };
        let result = f(&mut cx);
        if matches!(result, Err(Error::Unavailable { .. } | Error::Internal(_))) {
            pooled.suspect = true;
        }
        result
    }
}

/// Runs `f` in a transaction on a context's connection; nested calls make savepoints.
///
/// # Errors
/// What `f` returns, after rolling back; or the database's refusal to commit.
pub fn in_transaction<T>(
    cx: &mut OpContext<'_>,
    f: impl FnOnce(&mut OpContext<'_>) -> Result<T>,
) -> Result<T> {
    let OpContext {
        conn,
        actor,
        door,
        request_id,
        now,
        settings,
        kept,
    } = cx;
    let done = conn.transaction(|conn| {
        let mut inner = OpContext {
            conn,
            actor: actor.clone(),
            door: *door,
            request_id: request_id.clone(),
            now: *now,
            settings: settings.clone(),
            kept: None,
        };
        f(&mut inner)
    });
    if let Some(kept) = kept {
        kept.forget();
    }
    done
}

/// Lets the statements of this transaction take as long as they need; others have a limit.
///
/// # Errors
/// When the database refuses.
pub(crate) fn without_time_limit(conn: &mut PgConnection) -> diesel::QueryResult<()> {
    conn.batch_execute("set local statement_timeout = 0")
}

diesel::define_sql_function! {
    /// A text in small letters, as PostgreSQL makes them.
    fn lower(x: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// Behind a text in `order by`: sorts as people do, whatever the language, in place of comparing bytes.
pub const ALPHABETICAL: &str = "collate public.alphabetical";

/// A column to sort by as people do.
pub fn alphabetical(column: &str) -> Fragment<diesel::sql_types::Text> {
    sql(format!("{column} {ALPHABETICAL}"))
}

/// Whether a text has these words, as people mean them: `public.folded` lays both sides' case, marks and ways to write
/// a letter aside. `column` is SQL.
pub fn has_words(column: &str, words: &str) -> Fragment<diesel::sql_types::Bool> {
    sql(format!("public.folded({column}) like public.folded("))
        .bind::<diesel::sql_types::Text, _>(containing(words))
        .sql(")")
}

/// The same for a table that keeps its texts folded, in the column `searched`.
pub fn is_searched_for(words: &str) -> Fragment<diesel::sql_types::Bool> {
    sql("searched like public.folded(")
        .bind::<diesel::sql_types::Text, _>(containing(words))
        .sql(")")
}

/// The LIKE pattern of texts that hold these words.
pub fn containing(words: &str) -> String {
    format!("%{}%", escape_like(words.trim()))
}

/// Makes a text safe inside a LIKE pattern.
pub fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
