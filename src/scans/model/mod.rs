//! Words of this room: states and reasons, what a source hands in, what lists show.

#[macro_use]
mod words;

mod deletion;
mod exception;
mod form;
mod replay;
mod scan;
mod submission;

pub use deletion::Deletion;
pub use exception::{
    Correction, ExceptionFilter, ExceptionKind, ExceptionRow, Payload, Revision, Suggestion,
};
pub(in crate::scans) use form::warnings;
pub use form::{FormPoll, FormState, Purpose, SourceFormRow, StateCounts};
pub(in crate::scans) use replay::ObservedStanding;
pub use replay::{ReplayChange, ReplayFilter, Replayed, Standing};
pub use scan::{Interpreted, ScanFilter, ScanRow, Settled, StatusDifference};
pub use submission::{NewSubmission, Position, StoredPage};
pub use words::{ObservationKind, ObservationState, Reason};
