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
    interpreter: Interpreter,
}

/// Held by who interprets: two would only wait for each other's shipments.
pub(super) type Interpreter = Arc<Mutex<()>>;

impl Run {
    pub(super) fn new(db: Db, id: String, which: Which, interpreter: Interpreter) -> Self {
        Self {
            db,
            id,
            which,
            interpreter,
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

    /// Begins to interpret what is pending while the next page is fetched and stored, unless that goes on already.
    /// What it leaves, [`Run::interpret_all`] does at the end of the poll, and tells what went wrong.
    pub(super) fn interpret_meanwhile(&self, op: &Op) {
        let Ok(one) = self.interpreter.clone().try_lock_owned() else {
            return;
        };
        let (db, op) = (self.db.clone(), op.clone());
        tokio::spawn(async move {
            let _one = one;
            loop {
                match db.write(&op, |cx| service::interpret(cx, BATCH)).await {
                    Ok(batch) if batch.claimed == BATCH as usize => {}
                    Ok(_) => return,
                    Err(error) => {
                        let error: &dyn std::error::Error = &error;
                        tracing::debug!(error, "interpreting is left to the end of the poll");
                        return;
                    }
                }
            }
        });
    }
}
