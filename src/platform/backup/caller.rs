//! Whoever waits for a long work: hears of its steps, and may have it ended before it is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::platform::failure::Failure;
use crate::platform::provision;

/// How often work that goes on elsewhere looks whether it should end.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// One who waits; copies are the same one.
#[derive(Clone)]
pub struct Caller {
    tell: fn(&str),
    is_halted: Arc<AtomicBool>,
}

impl Caller {
    /// Hears of each step through `tell`.
    pub fn new(tell: fn(&str)) -> Self {
        Self {
            tell,
            is_halted: Arc::default(),
        }
    }

    /// Hears of nothing.
    pub fn silent() -> Self {
        Self::new(|_| {})
    }

    /// Has the work end soon; what it began is taken away.
    pub fn halt(&self) {
        self.is_halted.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_halted(&self) -> bool {
        self.is_halted.load(Ordering::Relaxed)
    }

    /// Goes on only when the work is still wanted.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn check(&self) -> Result<()> {
        if self.is_halted() {
            return Err(Failure::interrupted("interrupted; what was begun is taken away").into());
        }
        Ok(())
    }

    /// The next step of the work, when it is still wanted.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn step(&self, step: &str) -> Result<()> {
        self.check()?;
        (self.tell)(step);
        Ok(())
    }

    /// Runs long statements, which the server ends when they are not wanted any more. `url` leads to that server.
    ///
    /// # Errors
    /// What `work` returns, or that it was not wanted any more.
    pub(super) fn wait_for<T>(
        &self,
        url: &str,
        conn: &mut PgConnection,
        work: impl FnOnce(&mut PgConnection) -> Result<T>,
    ) -> Result<T> {
        let pid = backend(conn)?;
        let is_done = AtomicBool::new(false);
        let worked = thread::scope(|scope| {
            let watching = scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    if self.is_halted() {
                        // It may have come between two statements: asked again until the work is over.
                        let _ = cancel(url, pid);
                    }
                    thread::park_timeout(LOOK);
                }
            });
            let worked = work(conn);
            is_done.store(true, Ordering::Relaxed);
            watching.thread().unpark();
            worked
        });
        self.check()?;
        worked
    }
}

#[derive(QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

fn backend(conn: &mut PgConnection) -> Result<i32> {
    let backend: Backend = diesel::sql_query("select pg_backend_pid() as pid").get_result(conn)?;
    Ok(backend.pid)
}

fn cancel(url: &str, pid: i32) -> Result<()> {
    diesel::sql_query("select pg_cancel_backend($1)")
        .bind::<Integer, _>(pid)
        .execute(&mut provision::connect(url)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::db::testing::cluster;

    #[test]
    fn a_statement_nobody_waits_for_any_more_is_ended_by_the_server() {
        let database = cluster().database();
        let mut conn = provision::connect(&database.url).unwrap();
        let caller = Caller::silent();

        let done = caller
            .wait_for(&database.url, &mut conn, |_| Ok(7))
            .unwrap();
        let asked = caller.clone();
        let ended = caller.wait_for(&database.url, &mut conn, |conn| {
            asked.halt();
            Ok(conn.batch_execute("select pg_sleep(3600)")?)
        });

        assert_eq!(done, 7);
        let ended = ended.unwrap_err();
        let failure: &Failure = ended.downcast_ref().unwrap();
        assert!(failure.message.starts_with("interrupted"), "{failure}");
        assert_eq!(failure.code, 130);
        assert!(caller.step("more").is_err());
    }
}
