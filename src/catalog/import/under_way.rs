//! How far imports have come that are being written, for the page that waits for one. Kept in memory: what a
//! transaction wrote shows to nobody else before it ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

/// Rows written, of so many. They count only when all are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub rows: usize,
    pub of: usize,
}

/// The imports of a country that are being written, by the name under which their file waited.
#[derive(Clone, Debug, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<Uuid, Written>>>);

impl UnderWay {
    /// Follows one of them; it is under way no longer when what this gives is dropped.
    pub fn follow(&self, id: Uuid) -> Followed {
        let all = self.clone();
        Followed { all, id }
    }

    /// How far one has come; none before its first row and after its end.
    pub fn written(&self, id: Uuid) -> Option<Written> {
        self.lock().get(&id).copied()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Written>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One import that is followed.
#[derive(Debug)]
pub struct Followed {
    all: UnderWay,
    id: Uuid,
}

impl Followed {
    /// So many rows of so many are written.
    pub fn tell(&self, rows: usize, of: usize) {
        self.all.lock().insert(self.id, Written { rows, of });
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.all.lock().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_under_way_from_its_first_row_to_its_end() {
        let all = UnderWay::default();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let followed = all.follow(one);

        let before = all.written(one);
        followed.tell(2_000, 20_000);
        let during = (all.written(one), all.written(other));
        drop(followed);

        let written = Written {
            rows: 2_000,
            of: 20_000,
        };
        assert_eq!(before, None);
        assert_eq!(during, (Some(written), None));
        assert_eq!(all.written(one), None);
    }
}
