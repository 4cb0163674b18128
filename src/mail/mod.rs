//! Outgoing mail: written as rows in the transaction of the change it tells of, sent by a job, in the recipient's
//! language.
//!
//! Knows no workflow: what a mail says is a [`Letter`] that some service makes. Begin with [`queue`] and [`mod@job`].

mod compose;
mod failure;
mod job;
mod model;
mod queries;
mod server;
mod service;

pub use failure::{Failure, FailureKind};
pub use job::{JOB, job};
pub use model::{Letter, Line, Mail, MailCounts, MailState};
pub use server::try_server;
pub use service::{counts, give_up_restored, list, queue};

#[cfg(test)]
mod tests;
