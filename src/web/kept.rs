//! Numbers counted for a page and kept for a moment, so that many pages at once cost one count.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// More are not kept; then all begin anew.
const MOST: usize = 1000;

/// Values by whom they are counted for.
pub(super) struct Kept<K, V> {
    kept_for: Duration,
    values: Mutex<HashMap<K, (Instant, V)>>,
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    pub(super) fn new(kept_for: Duration) -> Self {
        Self {
            kept_for,
            values: Mutex::default(),
        }
    }

    /// The value kept, or counted anew when it is too old.
    pub(super) fn get<E>(&self, key: K, count: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        if let Some((at, value)) = self.values().get_mut(&key) {
            if at.elapsed() < self.kept_for {
                return Ok(value.clone());
            }
            // One request counts anew; those beside it take the old value meanwhile.
            *at = Instant::now();
        }
        let value = count()?;
        let mut values = self.values();
        if values.len() > MOST {
            values.clear();
        }
        values.insert(key, (Instant::now(), value.clone()));
        Ok(value)
    }

    /// Counts anew the next time.
    pub(super) fn forget(&self, key: &K) {
        self.values().remove(key);
    }

    fn values(&self) -> MutexGuard<'_, HashMap<K, (Instant, V)>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_once_until_it_is_forgotten() {
        let kept = Kept::new(Duration::from_secs(60));
        let count = |n: i64| kept.get("a", || Ok::<_, ()>(n));

        assert_eq!((count(1), count(2)), (Ok(1), Ok(1)));
        kept.forget(&"a");
        assert_eq!(count(3), Ok(3));
        assert_eq!(kept.get("b", || Err(())), Err(()));
    }
}
