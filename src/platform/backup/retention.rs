//! Which nightly backups are kept: the last of so many days, weeks and months.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};

/// How many of each are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keep {
    pub(super) daily: usize,
    pub(super) weekly: usize,
    pub(super) monthly: usize,
}

/// A backup as this rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) at: DateTime<Utc>,
    pub(super) is_verified: bool,
}

/// The places of those that may go. The newest verified one never does.
pub(super) fn surplus(all: &[Taken], keep: Keep) -> Vec<usize> {
    let mut newest: Vec<usize> = (0..all.len()).collect();
    newest.sort_by_key(|place| std::cmp::Reverse(all[*place].at));
    let mut kept = BTreeSet::new();
    kept.extend(newest.iter().copied().find(|place| all[*place].is_verified));
    let mut keep_last_of = |period: fn(DateTime<Utc>) -> (i32, u32), count: usize| {
        let mut seen = BTreeSet::new();
        for place in &newest {
            if seen.len() == count {
                break;
            }
            // The last of each period stands for it.
            if seen.insert(period(all[*place].at)) {
                kept.insert(*place);
            }
        }
    };
    keep_last_of(|at| (at.year(), at.ordinal()), keep.daily);
    keep_last_of(
        |at| (at.iso_week().year(), at.iso_week().week()),
        keep.weekly,
    );
    keep_last_of(|at| (at.year(), at.month()), keep.monthly);
    (0..all.len())
        .filter(|place| !kept.contains(place))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, TimeZone};

    const KEEP: Keep = Keep {
        daily: 7,
        weekly: 5,
        monthly: 12,
    };

    fn nights(count: u64) -> Vec<Taken> {
        let last = Utc.with_ymd_and_hms(2026, 11, 27, 2, 30, 0).unwrap();
        (0..count)
            .map(|ago| Taken {
                at: last - Days::new(ago),
                is_verified: true,
            })
            .collect()
    }

    #[test]
    fn a_year_and_a_half_of_nights_leaves_seven_days_five_weeks_twelve_months() {
        let all = nights(550);

        let gone = surplus(&all, KEEP);
        let kept: Vec<String> = (0..all.len())
            .filter(|place| !gone.contains(place))
            .map(|place| all[place].at.format("%m-%d").to_string())
            .collect();

        assert_eq!(
            kept.join(" "),
            "11-27 11-26 11-25 11-24 11-23 11-22 11-21 11-15 11-08 11-01 10-31 09-30 08-31 07-31 06-30 05-31 04-30 03-31 02-28 01-31 12-31"
        );
    }

    #[test]
    fn the_newest_verified_one_is_never_given_up() {
        let mut all = nights(30);
        for taken in &mut all[..29] {
            taken.is_verified = false;
        }

        assert!(
            !surplus(
                &all,
                Keep {
                    daily: 1,
                    weekly: 1,
                    monthly: 1
                }
            )
            .contains(&29)
        );
        assert!(surplus(&[], KEEP).is_empty());
    }
}
