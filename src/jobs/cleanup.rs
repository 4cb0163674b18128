//! Takes away what nobody will read again: old runs and sessions long idle.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::model::{Job, JobContext, JobSummary, Schedule};
use super::queries;
use crate::kernel::{OpContext, Result};

/// Days the record of runs is kept.
const RUNS_DAYS: i64 = 30;
/// Idle sessions are worth nothing after 30 minutes; a day leaves room to look into things.
const SESSIONS_DAYS: i64 = 1;

/// The job `cleanup`, once an hour.
pub fn cleanup() -> Job {
    Job::new("cleanup", Schedule::every(Duration::from_secs(3600)), run)
}

async fn run(cx: JobContext) -> Result<JobSummary> {
    cx.db.write(&cx.op, remove_old).await
}

pub(super) fn remove_old(cx: &mut OpContext<'_>) -> Result<JobSummary> {
    let runs = queries::delete_runs_before(cx.conn, cx.now - TimeDelta::days(RUNS_DAYS))?;
    let sessions =
        queries::delete_sessions_before(cx.conn, cx.now - TimeDelta::days(SESSIONS_DAYS))?;
    let summary = json!({"runs": runs, "sessions": sessions});
    Ok(JobSummary::done((runs + sessions) as i64, summary))
}
