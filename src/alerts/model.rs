//! What is broken, what was told of it, and how late a shipment is.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Int4, Nullable, Text, Timestamptz};

use crate::db::schema::alerts;
use crate::kernel::ids::{ShipmentId, UserId};

/// What can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A scheduled job fails.
    Job,
    /// A forms server does not answer; nothing to do but wait, usually.
    Silent,
    /// It answers that a person must act: token, form, permission.
    Refused,
    BackupNone,
    BackupFailed,
    BackupUnverified,
    BackupOld,
}

impl Problem {
    /// The word stored; `alert-<word>` is its sentence.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Job => "job-fails",
            Self::Silent => "source-silent",
            Self::Refused => "source-refuses",
            Self::BackupNone => "backup-none",
            Self::BackupFailed => "backup-failed",
            Self::BackupUnverified => "backup-unverified",
            Self::BackupOld => "backup-old",
        }
    }

    /// How long it must last before anybody is told; what mends itself within this was nothing.
    pub(super) fn patience(self) -> TimeDelta {
        match self {
            Self::Job => TimeDelta::minutes(10),
            Self::Silent => TimeDelta::minutes(30),
            Self::BackupNone => TimeDelta::hours(26),
            // A large one is being verified for a while after it was made.
            Self::BackupUnverified => TimeDelta::hours(3),
            Self::Refused | Self::BackupFailed | Self::BackupOld => TimeDelta::zero(),
        }
    }
}

/// Something that is broken now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Broken {
    /// What: `job:cleanup`, `form:ona/4101`, `backup`.
    pub(super) subject: String,
    pub(super) problem: Problem,
    /// What it said, for administrators.
    pub(super) detail: String,
    /// What kind of failure it is, in words, where pages have words for it.
    pub(super) why: Option<crate::kernel::Text>,
}

/// Something that was found broken, and whether anybody knows.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = alerts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(super) struct Alert {
    pub(super) subject: String,
    pub(super) problem: String,
    pub(super) detail: String,
    /// When it was first found.
    pub(super) since: DateTime<Utc>,
    /// When administrators were told of this problem.
    pub(super) told_at: Option<DateTime<Utc>>,
    /// Whether they were ever told that this is broken: then they are told when it is well again.
    pub(super) is_known: bool,
}

impl Alert {
    /// What is now known of something broken, given what was known before.
    pub(super) fn next(broken: &Broken, before: Option<&Self>, now: DateTime<Utc>) -> Self {
        let same = before.filter(|before| before.problem == broken.problem.slug());
        Self {
            subject: broken.subject.clone(),
            problem: broken.problem.slug().to_owned(),
            detail: broken.detail.clone(),
            since: same.map_or(now, |before| before.since),
            told_at: same.and_then(|before| before.told_at),
            is_known: before.is_some_and(|before| before.is_known),
        }
    }

    /// Whether it is time to tell.
    pub(super) fn is_due(&self, problem: Problem, now: DateTime<Utc>) -> bool {
        self.told_at.is_none() && now - self.since >= problem.patience()
    }
}

/// How late a shipment is, in the steps at which somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    DueTomorrow,
    Overdue,
    ThreeDays,
    Week,
}

impl Stage {
    /// The word stored; `late-<word>` is its sentence.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::DueTomorrow => "due-tomorrow",
            Self::Overdue => "overdue",
            Self::ThreeDays => "three-days",
            Self::Week => "week",
        }
    }

    /// The number stored, higher for later.
    pub(super) fn number(self) -> i16 {
        self as i16 + 1
    }

    /// All stages, the furthest first.
    pub(super) const FURTHEST_FIRST: [Self; 4] = [
        Self::Week,
        Self::ThreeDays,
        Self::Overdue,
        Self::DueTomorrow,
    ];

    /// On which day after the expected day it begins (negative: before it). Of the expected day itself nobody is told.
    pub(super) fn begins(self) -> i64 {
        match self {
            Self::DueTomorrow => -1,
            Self::Overdue => 1,
            Self::ThreeDays => 3,
            Self::Week => 7,
        }
    }

    /// The furthest stage so many days after the expected day.
    pub(super) fn after(days: i64) -> Option<Self> {
        Self::FURTHEST_FIRST
            .into_iter()
            .find(|stage| days != 0 && stage.begins() <= days)
    }
}

/// A shipment on the road of which somebody should hear.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Late {
    #[diesel(sql_type = Int4)]
    pub(super) id: ShipmentId,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) partner: String,
    #[diesel(sql_type = Date)]
    pub(super) expected_on: NaiveDate,
    /// Packages that have not arrived.
    #[diesel(sql_type = Int4)]
    pub(super) packages: i32,
    /// Who made it, unless the account is switched off.
    #[diesel(sql_type = Nullable<Int4>)]
    pub(super) owner: Option<UserId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) last_scan_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(problem: Problem) -> Broken {
        Broken {
            subject: "form:ona/4101".into(),
            problem,
            detail: "500".into(),
            why: None,
        }
    }

    #[test]
    fn a_problem_is_due_after_its_patience_and_only_once() {
        let begin = DateTime::UNIX_EPOCH;
        let first = Alert::next(&broken(Problem::Silent), None, begin);
        assert!(!first.is_due(Problem::Silent, begin));

        let later = begin + TimeDelta::minutes(30);
        let mut same = Alert::next(&broken(Problem::Silent), Some(&first), later);
        assert!(same.is_due(Problem::Silent, later));

        (same.told_at, same.is_known) = (Some(later), true);
        let again = Alert::next(&broken(Problem::Silent), Some(&same), later);
        assert!(!again.is_due(Problem::Silent, later));
        let another = Alert::next(&broken(Problem::Refused), Some(&same), later);
        assert!(another.is_due(Problem::Refused, later) && another.is_known);
    }

    #[test]
    fn stages_follow_the_days() {
        let stages: Vec<_> = [-2, -1, 0, 1, 2, 3, 6, 7, 400].map(Stage::after).into();

        use Stage::{DueTomorrow, Overdue, ThreeDays, Week};
        assert_eq!(
            stages,
            [
                None,
                Some(DueTomorrow),
                None,
                Some(Overdue),
                Some(Overdue),
                Some(ThreeDays),
                Some(ThreeDays),
                Some(Week),
                Some(Week)
            ]
        );
        assert!(Stage::Week.number() > Stage::DueTomorrow.number());
    }
}
