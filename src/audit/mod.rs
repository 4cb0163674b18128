//! Who changed what, through which door, when: rows written by services, only ever added.
//!
//! Begin with [`record`]. No rule lives here; what counts as a change is the service's to say. An action that is recorded
//! stands in [`ACTIONS`] and has words in every language.

mod model;
mod queries;
mod service;
mod words;

pub use model::{AuditFilter, AuditRow, NewAudit};
pub use service::{list, record, record_late};
pub use words::{ACTIONS, OBJECT_TYPES, action_text, object_text};

#[cfg(test)]
mod tests;
