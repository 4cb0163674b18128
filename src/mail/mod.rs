//! Outgoing mail: written as rows in the transaction of the change it tells of, sent by a job, in the recipient's
//! language.
//!
//! Knows no workflow: what a mail says is a [`Letter`] that some service makes. Begin with [`queue`] and [`mod@job`].

mod compose;
mod job;
mod model;
mod queries;
mod server;
mod service;

pub use job::job;
pub use model::{Letter, Line, Mail, MailCounts, MailState};
pub use server::{Unusable, try_server};
pub use service::{counts, list, queue};

#[cfg(test)]
mod tests;
