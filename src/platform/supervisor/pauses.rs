//! How long a child that ended is waited with before it is brought back: longer each time, and when that is a loop.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

const LONGEST: Duration = Duration::from_secs(30);
/// So many ends within [`LOOP_WINDOW`] are called a crash loop.
const LOOP_COUNT: usize = 4;
const LOOP_WINDOW: Duration = Duration::from_secs(60);

/// When a child ended lately.
#[derive(Default)]
pub(super) struct Pauses(VecDeque<Instant>);

/// What follows an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) time: Duration,
    pub(super) is_loop: bool,
}

impl Pauses {
    /// Counts an end.
    pub(super) fn after(&mut self, end: Instant) -> Pause {
        self.0.push_back(end);
        let memory = LOOP_WINDOW.max(LONGEST * 4);
        while self.0.front().is_some_and(|first| end - *first > memory) {
            self.0.pop_front();
        }
        Pause {
            time: pause_after(self.0.len()),
            is_loop: self.0.len() >= LOOP_COUNT,
        }
    }

    /// Begins anew: somebody has mended it.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

/// 0, ½, 1, 2, 4 … 30 seconds.
fn pause_after(ends: usize) -> Duration {
    match ends {
        0 | 1 => Duration::ZERO,
        n => Duration::from_millis(250)
            .saturating_mul(1 << n.saturating_sub(1).min(10))
            .min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit() {
        let seconds: Vec<u64> = (1..=9).map(|n| pause_after(n).as_millis() as u64).collect();

        assert_eq!(
            seconds,
            [0, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]
        );
    }

    #[test]
    fn ends_one_after_the_other_are_a_loop_until_somebody_mends_it_or_time_goes_by() {
        let mut pauses = Pauses::default();
        let now = Instant::now();
        let mut loops = |second: u64| pauses.after(now + Duration::from_secs(second)).is_loop;

        assert_eq!([0, 1, 2, 3].map(&mut loops), [false, false, false, true]);
        assert!(!loops(1000));
        assert!([1001, 1002, 1003].map(&mut loops)[2]);
        pauses.forget();
        let pause = pauses.after(now + Duration::from_secs(1004));
        assert_eq!((pause.time, pause.is_loop), (Duration::ZERO, false));
    }
}
