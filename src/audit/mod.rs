//! Who changed what, through which door, when: rows written by services, only ever added.
//!
//! Begin with [`record`]. No rule lives here; what counts as a change is the service's to say.

mod model;
mod queries;
mod service;

pub use model::{AuditFilter, AuditRow, NewAudit};
pub use service::{list, record, record_late};

#[cfg(test)]
mod tests;
