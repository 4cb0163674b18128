//! How much a country may write to its log a day, so that one that is beside itself does not fill the disk of all.

use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use crate::kernel::clock::Clock;

/// What may be written of a day, and how much of that is gone.
pub(super) struct Allowance {
    most: u64,
    clock: Clock,
    today: Mutex<Today>,
}

struct Today {
    day: NaiveDate,
    written: u64,
    told: bool,
}

/// Whether a line may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    Yes,
    /// Not this one, but a last one that says so.
    LastWords,
    No,
}

impl Allowance {
    /// `written` is what stands in today's file already. Days are those of UTC, as the files are.
    pub(super) fn new(most: u64, written: u64, clock: Clock) -> Self {
        let today = Today {
            day: clock.now().date_naive(),
            written,
            told: false,
        };
        Self {
            most,
            clock,
            today: Mutex::new(today),
        }
    }

    /// Asks for a line of so many bytes.
    pub(super) fn ask(&self, bytes: usize) -> Grant {
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        let day = self.clock.now().date_naive();
        if today.day != day {
            *today = Today {
                day,
                written: 0,
                told: false,
            };
        }
        if today.written + bytes as u64 <= self.most {
            today.written += bytes as u64;
            return Grant::Yes;
        }
        if std::mem::replace(&mut today.told, true) {
            Grant::No
        } else {
            Grant::LastWords
        }
    }

    /// What the last line says.
    pub(super) fn last_words(&self) -> String {
        format!(
            "log.max_size: {} bytes were written today, the rest of the day is left out",
            self.most
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_share_and_the_next_one_its_own() {
        let clock = Clock::default();
        let allowance = Allowance::new(100, 30, clock.clone());

        let asked: Vec<Grant> = [50, 30, 5, 20].map(|bytes| allowance.ask(bytes)).into();
        clock.advance(chrono::TimeDelta::days(1));
        let next = allowance.ask(90);

        let (yes, last) = (Grant::Yes, Grant::LastWords);
        assert_eq!(asked, [yes, last, yes, Grant::No]);
        assert_eq!(next, yes);
    }
}
