//! Figures counted over many rows, kept for a moment: many pages at once cost one count, and what this process writes
//! is counted at once.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::error::Result;
use super::ids::UserId;
use super::op::OpContext;

/// How old a figure may be when another process writes: the command line, another program.
const KEPT_FOR: TimeDelta = TimeDelta::seconds(3);

/// More are not kept; then all begin anew.
const MOST: usize = 1000;

/// What was counted, and for whom.
type Key = (&'static str, Option<UserId>);

/// The figures of one country; copies share them.
#[derive(Clone, Default)]
pub struct Kept(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Goes up with every transaction of this process.
    written: AtomicU64,
    figures: Mutex<HashMap<Key, Figure>>,
}

struct Figure {
    /// `written` before it was counted.
    written: u64,
    at: DateTime<Utc>,
    value: Box<dyn Any + Send>,
}

impl Kept {
    /// Says that a transaction was committed: nothing counted before is good any more.
    pub fn forget(&self) {
        self.0.written.fetch_add(1, Ordering::SeqCst);
    }

    fn written(&self) -> u64 {
        self.0.written.load(Ordering::SeqCst)
    }

    fn find<V: Clone + 'static>(&self, key: Key, now: DateTime<Utc>) -> Option<V> {
        let figures = self.figures();
        let found = figures.get(&key)?;
        let is_good = found.written == self.written() && (now - found.at).abs() < KEPT_FOR;
        is_good.then(|| found.value.downcast_ref().cloned())?
    }

    fn keep(&self, key: Key, figure: Figure) {
        let mut figures = self.figures();
        if figures.len() >= MOST {
            figures.clear();
        }
        figures.insert(key, figure);
    }

    fn figures(&self) -> MutexGuard<'_, HashMap<Key, Figure>> {
        self.0
            .figures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpContext<'_> {
    /// What was counted a moment ago under this name for whoever sees the same: partners what is theirs, all others
    /// everything. Inside a transaction it is counted, and not kept.
    ///
    /// # Errors
    /// What `count` returns.
    pub fn kept<V: Clone + Send + 'static>(
        &mut self,
        name: &'static str,
        count: impl FnOnce(&mut Self) -> Result<V>,
    ) -> Result<V> {
        let partner = self.actor.only_partner();
        self.kept_for((name, partner), count)
    }

    /// The same for what is each person's own.
    ///
    /// # Errors
    /// What `count` returns.
    pub fn kept_for_one<V: Clone + Send + 'static>(
        &mut self,
        name: &'static str,
        count: impl FnOnce(&mut Self) -> Result<V>,
    ) -> Result<V> {
        let user = self.actor.user_id();
        self.kept_for((name, user), count)
    }

    fn kept_for<V: Clone + Send + 'static>(
        &mut self,
        key: Key,
        count: impl FnOnce(&mut Self) -> Result<V>,
    ) -> Result<V> {
        let Some(kept) = self.kept.clone() else {
            return count(self);
        };
        if let Some(value) = kept.find(key, self.now) {
            return Ok(value);
        }
        let written = kept.written();
        let value = count(self)?;
        let figure = Figure {
            written,
            at: self.now,
            value: Box::new(value.clone()),
        };
        kept.keep(key, figure);
        Ok(value)
    }
}
