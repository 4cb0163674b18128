//! The one place that asks what time it is, so that tests can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Tells the time; a copy shares the same offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds added to the system's time.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The present instant, in microseconds as the database keeps it: what is said now is what is read later.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6) + TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed))
    }

    /// Moves this clock and all its copies forward (tests only call it).
    pub fn advance(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap_or(i64::MAX);
        self.ahead.fetch_add(by, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_the_moved_time() {
        let clock = Clock::default();
        let copy = clock.clone();
        let before = copy.now();

        clock.advance(TimeDelta::days(3));

        let after = copy.now();
        assert!(after - before >= TimeDelta::days(3));
        assert_eq!(after.trunc_subsecs(6), after);
    }
}
