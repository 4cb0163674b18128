//! Advisory locks that outlive a transaction: each on a connection of its own, gone with it however we end.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::Db;
use crate::kernel::{Error, Result};

/// A held lock. Dropping it closes its connection; the server notices that a moment later.
pub struct AdvisoryLock {
    conn: PgConnection,
}

impl AdvisoryLock {
    /// Lets go at once: whoever asks after this gets the lock.
    pub async fn release(mut self) {
        let released = tokio::task::spawn_blocking(move || {
            diesel::sql_query("select pg_advisory_unlock_all()").execute(&mut self.conn)
        });
        if let Ok(Err(error)) = released.await {
            tracing::debug!(%error, "a lock goes with its connection");
        }
    }
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

impl Db {
    /// Takes the lock of this name in the country's database; `None` when somebody else holds it.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be reached.
    pub async fn try_lock(&self, name: &str) -> Result<Option<AdvisoryLock>> {
        let db = self.clone();
        let name = name.to_owned();
        tokio::task::spawn_blocking(move || {
            let mut conn = db.dedicated()?;
            let answer: Answer =
                diesel::sql_query("select pg_try_advisory_lock(hashtextextended($1, 0)) as taken")
                    .bind::<Text, _>(&name)
                    .get_result(&mut conn)?;
            Ok(answer.taken.then_some(AdvisoryLock { conn }))
        })
        .await
        .map_err(Error::internal)?
    }
}
