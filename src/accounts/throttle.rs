//! How often somebody may try to sign in: counted per address and per account, over a quarter of an hour.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// An office shares one address, so it may err more often than one account.
const PER_ADDRESS: u32 = 40;
const PER_ACCOUNT: u32 = 10;
/// More than this many are tidied up before another is added.
const TIDY_ABOVE: usize = 10_000;

/// Attempts that failed lately; copies share them.
#[derive(Clone, Default)]
pub(super) struct Throttle(Arc<Mutex<HashMap<String, Attempts>>>);

struct Attempts {
    since: DateTime<Utc>,
    count: u32,
}

impl Throttle {
    /// Counts an attempt, or says how many seconds to wait before the next is worth making.
    pub(super) fn attempt(
        &self,
        address: &str,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<(), u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > TIDY_ABOVE {
            all.retain(|_, attempts| now - attempts.since < WINDOW);
        }
        let counted = [
            (address_key(address), PER_ADDRESS),
            (account_key(email), PER_ACCOUNT),
        ];
        let wait = counted
            .iter()
            .filter_map(|(key, most)| all.get(key)?.wait(*most, now))
            .max();
        if let Some(wait) = wait {
            return Err(wait);
        }
        for (key, _) in counted {
            let attempts = all.entry(key).or_insert(Attempts {
                since: now,
                count: 0,
            });
            if now - attempts.since >= WINDOW {
                *attempts = Attempts {
                    since: now,
                    count: 0,
                };
            }
            attempts.count += 1;
        }
        Ok(())
    }

    /// Forgets what was counted for somebody who got in.
    pub(super) fn succeeded(&self, address: &str, email: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&account_key(email));
        if let Some(attempts) = all.get_mut(&address_key(address)) {
            attempts.count = attempts.count.saturating_sub(1);
        }
    }
}

impl Attempts {
    fn wait(&self, most: u32, now: DateTime<Utc>) -> Option<u64> {
        let left = (self.since + WINDOW - now).num_seconds();
        (self.count >= most && left > 0).then(|| left.unsigned_abs())
    }
}

fn address_key(address: &str) -> String {
    format!("address {address}")
}

fn account_key(email: &str) -> String {
    let email: String = email.trim().to_lowercase().chars().take(250).collect();
    format!("account {email}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Clock;

    #[test]
    fn an_account_gets_ten_attempts_in_a_quarter_of_an_hour() {
        let (throttle, now) = (Throttle::default(), Clock::default().now());

        for n in 0..10 {
            assert!(
                throttle
                    .attempt(&format!("10.0.0.{n}"), "A@b.org", now)
                    .is_ok()
            );
        }

        assert_eq!(throttle.attempt("10.0.1.1", "a@B.org", now), Err(900));
        assert!(throttle.attempt("10.0.1.1", "c@b.org", now).is_ok());
        assert!(
            throttle
                .attempt("10.0.1.1", "a@b.org", now + WINDOW)
                .is_ok()
        );
    }

    #[test]
    fn an_address_gets_forty() {
        let (throttle, now) = (Throttle::default(), Clock::default().now());

        for n in 0..40 {
            assert!(
                throttle
                    .attempt("10.0.0.1", &format!("{n}@b.org"), now)
                    .is_ok()
            );
        }

        assert!(throttle.attempt("10.0.0.1", "x@b.org", now).is_err());
        throttle.succeeded("10.0.0.1", "3@b.org");
        assert!(throttle.attempt("10.0.0.1", "x@b.org", now).is_ok());
    }
}
