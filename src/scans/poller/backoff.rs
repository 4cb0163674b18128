//! How long a form is left alone after a failure, and how large its pages are (`forms.md` §6.5).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::scans::model::{FormState, SourceFormRow};
use crate::scans::queries::forms::FormProgress;
use crate::scans::sources::SourceError;

/// Rows asked for at once.
pub(super) const PAGE: i32 = 500;
const SMALLEST_PAGE: i32 = 10;
const FIRST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
const CREDENTIALS_PAUSE: Duration = Duration::from_secs(15 * 60);
const MISSING_PAUSE: Duration = Duration::from_secs(3600);
const REFUSED_PAUSE: Duration = Duration::from_secs(24 * 3600);

/// How an attempt ended.
pub(super) struct Attempt<'a> {
    pub(super) form: &'a SourceFormRow,
    pub(super) now: DateTime<Utc>,
    /// As it was at the end: answers that were too large have halved it.
    pub(super) page_size: i32,
    /// Whether all rows were compared with the server's.
    pub(super) compared: bool,
    pub(super) warning: String,
    /// From 0 to 1.
    pub(super) chance: f64,
}

impl Attempt<'_> {
    pub(super) fn well(self) -> FormProgress {
        FormProgress {
            // Grows back slowly, with each comparison.
            page_size: if self.compared {
                (self.page_size * 2).clamp(SMALLEST_PAGE, PAGE)
            } else {
                self.page_size
            },
            state: FormState::Ok,
            error: String::new(),
            failures: 0,
            failing_since: None,
            next_attempt_at: None,
            polled_at: Some(self.now),
            succeeded_at: Some(self.now),
            compared_at: if self.compared {
                Some(self.now)
            } else {
                self.form.compared_at
            },
            time_outs: 0,
            ask_again_at: None,
            warning: self.warning,
        }
    }

    pub(super) fn badly(self, error: &SourceError) -> FormProgress {
        let failures = self.form.failures + 1;
        let (state, pause, told) = match error {
            SourceError::Transient(_) | SourceError::TimedOut(_) | SourceError::TooLarge(_) => {
                (FormState::Failing, pause(failures, self.chance), None)
            }
            SourceError::Wait { wait, .. } => (FormState::Failing, *wait, Some(*wait)),
            SourceError::Credentials(_) => (FormState::Credentials, CREDENTIALS_PAUSE, None),
            SourceError::Missing(_) => (FormState::Missing, MISSING_PAUSE, None),
            SourceError::Refused(_) => (FormState::Refused, REFUSED_PAUSE, None),
        };
        let (time_outs, page_size) = match error {
            SourceError::TimedOut(_) if self.form.time_outs >= 1 => (0, halved(self.page_size)),
            SourceError::TimedOut(_) => (self.form.time_outs + 1, self.page_size),
            _ => (0, self.page_size),
        };
        let at =
            |pause: Duration| self.now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::days(1));
        FormProgress {
            page_size,
            state,
            error: error.to_string(),
            failures,
            failing_since: self.form.failing_since.or(Some(self.now)),
            next_attempt_at: Some(at(pause)),
            polled_at: Some(self.now),
            succeeded_at: self.form.succeeded_at,
            compared_at: self.form.compared_at,
            time_outs,
            ask_again_at: told.map(at),
            warning: self.warning,
        }
    }
}

/// Half a page, never too small to get on.
pub(super) fn halved(page_size: i32) -> i32 {
    (page_size / 2).max(SMALLEST_PAGE)
}

/// 1, 2, 4 … up to 15 minutes, with full jitter.
fn pause(failures: i32, chance: f64) -> Duration {
    let doublings = failures.clamp(1, 10) as u32 - 1;
    FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE)
        .mul_f64(chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{SourceFormId, SourceId};
    use crate::scans::model::Purpose;
    use chrono::TimeZone;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
    }

    fn form(failures: i32, time_outs: i16) -> SourceFormRow {
        SourceFormRow {
            id: SourceFormId(1),
            source_id: SourceId(1),
            form_key: "1".into(),
            purpose: Purpose::Package,
            title: String::new(),
            max_row: 0,
            modified_mark: None,
            page_size: PAGE,
            state: FormState::Ok,
            error: String::new(),
            failures,
            failing_since: None,
            next_attempt_at: None,
            polled_at: None,
            succeeded_at: None,
            new_row_at: None,
            compared_at: None,
            identity: String::new(),
            time_outs,
            ask_again_at: None,
            warning: String::new(),
        }
    }

    fn badly(form: &SourceFormRow, page_size: i32, error: &SourceError) -> FormProgress {
        let attempt = Attempt {
            form,
            now: now(),
            page_size,
            compared: false,
            warning: String::new(),
            chance: 1.0,
        };
        attempt.badly(error)
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let minutes: Vec<u64> = (1..=7).map(|n| pause(n, 1.0).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(pause(3, 0.5), Duration::from_secs(120));
    }

    #[test]
    fn what_the_server_says_wins_over_the_pause() {
        let wait = Duration::from_secs(7);
        let progress = badly(&form(5, 0), PAGE, &SourceError::Wait { status: 429, wait });

        assert_eq!(
            progress.next_attempt_at,
            Some(now() + TimeDelta::seconds(7))
        );
        assert_eq!(progress.ask_again_at, progress.next_attempt_at);
    }

    #[test]
    fn two_time_outs_in_a_row_halve_the_page() {
        let timed_out = SourceError::TimedOut(Duration::from_secs(120));

        let first = badly(&form(0, 0), PAGE, &timed_out);
        let second = badly(&form(1, first.time_outs), first.page_size, &timed_out);

        assert_eq!((first.time_outs, first.page_size), (1, 500));
        assert_eq!((second.time_outs, second.page_size), (0, 250));
        assert_eq!(halved(11), 10);
        assert_eq!(halved(10), 10);
    }

    #[test]
    fn each_kind_of_refusal_has_its_state_and_pause() {
        let after = |error: SourceError| {
            let progress = badly(&form(0, 0), PAGE, &error);
            (
                progress.state,
                (progress.next_attempt_at.unwrap() - now()).num_minutes(),
            )
        };
        assert_eq!(
            after(SourceError::Credentials("401".into())),
            (FormState::Credentials, 15)
        );
        assert_eq!(
            after(SourceError::Missing("404".into())),
            (FormState::Missing, 60)
        );
        assert_eq!(
            after(SourceError::Refused("400".into())),
            (FormState::Refused, 24 * 60)
        );
        assert_eq!(
            after(SourceError::Transient("500".into())),
            (FormState::Failing, 1)
        );
    }
}
