//! What the forms of one poll share: the database and one interpreter at a time.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::Which;
use crate::db::Db;
use crate::kernel::{Actor, Door, Op, Result};
use crate::scans::model::Interpreted;
use crate::scans::service;
use crate::scans::service::BATCH;

/// One poll of all forms.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) db: Db,
    pub(super) id: String,
    pub(super) which: Which,
    /// Two interpreters would only wait for each other's shipments.
    interpreter: Arc<Mutex<()>>,
}

impl Run {
    pub(super) fn new(db: Db, id: String, which: Which) -> Self {
        Self {
            db,
            id,
            which,
            interpreter: Arc::default(),
        }
    }

    /// Who hands in what a server sent.
    pub(super) fn op(&self, source: &str) -> Op {
        Op::new(
            Actor::Source(source.to_owned()),
            Door::Poller,
            self.id.clone(),
        )
    }

    /// Interprets until nothing is pending.
    pub(super) async fn interpret_all(&self, op: &Op) -> Result<Interpreted> {
        let _one = self.interpreter.lock().await;
        let mut done = Interpreted::default();
        loop {
            let batch = self
                .db
                .write(op, |cx| service::interpret(cx, BATCH))
                .await?;
            done += batch;
            if batch.claimed < BATCH as usize {
                return Ok(done);
            }
        }
    }

    /// The same, unless another form's page is being interpreted: whoever does that goes on until all is done.
    pub(super) async fn interpret_some(&self, op: &Op) -> Result<()> {
        let Ok(_one) = self.interpreter.try_lock() else {
            return Ok(());
        };
        loop {
            let batch = self
                .db
                .write(op, |cx| service::interpret(cx, BATCH))
                .await?;
            if batch.claimed < BATCH as usize {
                return Ok(());
            }
        }
    }
}
