//! The exceptions inbox: what waits for a person.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text, Timestamptz};
use serde::Serialize;

use super::{ObservationKind, Reason};
use crate::kernel::Status;
use crate::kernel::ids::{ObservationId, PackageId, ScanId, ShipmentId, SubmissionId};

words! {
    /// What a line of the inbox points at, which says what can be done about it.
    ExceptionKind, "exception-kind" {
        /// An open observation: correct, retry or dismiss it.
        Observation = "observation",
        /// A submission gone at the source: keep its scans or void them.
        Deletion = "deletion",
    }
}

/// One line of the inbox.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ExceptionRow {
    #[diesel(sql_type = Text)]
    pub kind: ExceptionKind,
    /// The observation; empty for a deletion.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub observation_id: Option<ObservationId>,
    #[diesel(sql_type = BigInt)]
    pub submission_id: SubmissionId,
    #[diesel(sql_type = Text)]
    pub about: ObservationKind,
    #[diesel(sql_type = Text)]
    pub reason: Reason,
    /// What to add to the reason.
    #[diesel(sql_type = Text)]
    pub detail: String,
    /// As scanned; for a deletion all codes of the submission.
    #[diesel(sql_type = Nullable<Text>)]
    pub code: Option<String>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub status: Option<Status>,
    /// The raw answer that names place and status, and its words.
    #[diesel(sql_type = Text)]
    pub location: String,
    #[diesel(sql_type = Text)]
    pub label: String,
    /// The scan it made, with its package and shipment, when the code is known.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub scan_id: Option<ScanId>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub package_id: Option<PackageId>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub shipment_id: Option<ShipmentId>,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub form: String,
    #[diesel(sql_type = Text)]
    pub row_key: String,
    #[diesel(sql_type = Text)]
    pub device_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub user_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub submitted_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub scanned_at: DateTime<Utc>,
    /// Since when it waits.
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    /// The package that was probably meant; for unknown codes.
    #[diesel(sql_type = Nullable<Text>)]
    pub suggestion: Option<String>,
}

/// A known code near an unknown one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub code: String,
    /// Letters that differ.
    pub distance: usize,
}

/// Which lines of the inbox are asked for; empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct ExceptionFilter {
    pub reason: Option<Reason>,
    /// Part of a code, place, device or row id.
    pub search: Option<String>,
    /// Only this observation.
    pub observation: Option<ObservationId>,
    /// Only the deletion of this submission.
    pub deletion: Option<SubmissionId>,
}

/// What a person says an observation should have been.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// The code of a package that exists; `None` leaves it.
    pub code: Option<String>,
    /// 3, 4 or 5; `None` leaves it.
    pub status: Option<Status>,
    pub note: String,
}

/// A submission as it came over the wire, and what an edit replaced.
#[derive(Clone, Debug, Serialize)]
pub struct Payload {
    pub submission_id: SubmissionId,
    pub current: Revision,
    /// Newest first.
    pub replaced: Vec<Revision>,
}

/// One revision of a submission.
#[derive(Clone, Debug, Queryable, QueryableByName, Serialize)]
pub struct Revision {
    #[diesel(sql_type = Text)]
    pub revision_key: String,
    #[diesel(sql_type = Text)]
    pub payload: String,
    #[diesel(sql_type = Timestamptz)]
    pub fetched_at: DateTime<Utc>,
}
