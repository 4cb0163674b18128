//! What runs by itself in a country, how often, and what came of it.
//!
//! A [`Job`] is a name, a [`Schedule`] and an async function. [`start`] runs them all on their schedule, [`run_now`]
//! runs one at once; both record the run in `job_runs`. An advisory lock per job keeps two processes on one
//! database from running it at once. Jobs themselves live in their rooms (`scans::poller`); only [`cleanup()`] is here.

mod cleanup;
mod model;
mod queries;
mod runner;
mod schedule;
pub mod service;

pub use cleanup::{Sweep, cleanup};
pub use model::{
    Job, JobContext, JobRun, JobState, JobSummary, Outcome, Schedule, Trigger, text_key,
};
pub use runner::run_now;
pub use schedule::start;

#[cfg(test)]
mod tests;
