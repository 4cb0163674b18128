//! Reading stored submissions again: which ones, and what that changes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use serde::Serialize;

use super::{ObservationState, Reason};
use crate::kernel::Status;
use crate::kernel::ids::{ObservationId, SubmissionId};

/// Which stored submissions are read again; empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct ReplayFilter {
    /// The form's id on its server.
    pub form: Option<String>,
    pub submission: Option<SubmissionId>,
    /// Received by us from then on.
    pub since: Option<DateTime<Utc>>,
    /// Received by us before then.
    pub until: Option<DateTime<Utc>>,
}

/// What reading some submissions again did, or would do.
#[derive(Debug, Default)]
pub struct Replayed {
    /// The last one looked at; `None` when there were none left.
    pub last: Option<SubmissionId>,
    pub submissions: usize,
    /// Of them, read otherwise than they are stored.
    pub read_otherwise: usize,
    /// Observations that stand otherwise.
    pub changes: Vec<ReplayChange>,
}

/// An observation that stands otherwise after its submission was read again.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayChange {
    pub submission_id: SubmissionId,
    pub form: String,
    pub row_key: String,
    pub code: Option<String>,
    /// `None` for a code that was not read before.
    pub before: Option<Standing>,
    pub after: Standing,
}

/// Where an observation stands, and its package with it.
#[derive(Clone, Debug, PartialEq, QueryableByName, Serialize)]
pub struct Standing {
    #[diesel(sql_type = Text)]
    pub state: ObservationState,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<Reason>,
    /// Whether it has a scan that counts.
    #[diesel(sql_type = Bool)]
    pub counts: bool,
    /// The status it names, and the words of its place.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub status: Option<Status>,
    #[diesel(sql_type = Text)]
    pub label: String,
    #[diesel(sql_type = Timestamptz)]
    pub scanned_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub package_status: Option<Status>,
}

/// An observation with where it stands.
#[derive(Clone, Debug, QueryableByName)]
pub(in crate::scans) struct ObservedStanding {
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) id: ObservationId,
    #[diesel(sql_type = BigInt)]
    pub(in crate::scans) submission_id: SubmissionId,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) form: String,
    #[diesel(sql_type = Text)]
    pub(in crate::scans) row_key: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::scans) code: Option<String>,
    #[diesel(embed)]
    pub(in crate::scans) standing: Standing,
}
