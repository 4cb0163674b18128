//! Takes away what nobody will read again: old runs and sessions long idle, and what rooms above say.

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

/// What a room above has to take away: its name in the summary, and what does it and says how many went.
pub type Sweep = (&'static str, fn(&mut OpContext<'_>) -> Result<usize>);

/// The job `cleanup`, once an hour; `others` are done with it.
pub fn cleanup(others: &'static [Sweep]) -> Job {
    let run = move |cx: JobContext| async move {
        let remove = move |cx: &mut OpContext<'_>| remove_old(cx, others);
        cx.db.write(&cx.op, remove).await
    };
    Job::new("cleanup", Schedule::every(Duration::from_secs(3600)), run)
}

fn remove_old(cx: &mut OpContext<'_>, others: &[Sweep]) -> Result<JobSummary> {
    let runs = queries::delete_runs_before(cx.conn, cx.now - TimeDelta::days(RUNS_DAYS))?;
    let sessions =
        queries::delete_sessions_before(cx.conn, cx.now - TimeDelta::days(SESSIONS_DAYS))?;
    let mut summary = json!({"runs": runs, "sessions": sessions});
    let mut done = runs + sessions;
    for (name, sweep) in others {
        let gone = sweep(cx)?;
        summary[*name] = json!(gone);
        done += gone;
    }
    Ok(JobSummary::done(done as i64, summary))
}
