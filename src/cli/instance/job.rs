//! `job list`: what runs by itself and how it went.

use chrono::{DateTime, Utc};
use clap::Subcommand;
use serde::Serialize;

use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::jobs::service::last_runs;
use crate::jobs::{JobRun, JobState};

/// What runs by itself in this country
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Every job with its latest run
    List,
}

/// One job, as `job list --json` gives it.
#[derive(Serialize)]
struct JobRow {
    job: String,
    started_at: DateTime<Utc>,
    duration_ms: Option<i64>,
    outcome: Option<String>,
    done: i64,
    error: String,
    ok_at: Option<DateTime<Utc>>,
}

impl From<JobState> for JobRow {
    fn from(state: JobState) -> Self {
        let duration_ms = state.last.duration_ms();
        let JobRun {
            started_at,
            outcome,
            done,
            error,
            ..
        } = state.last;
        Self {
            job: state.name,
            started_at,
            duration_ms,
            outcome,
            done,
            error,
            ok_at: state.ok_at,
        }
    }
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List => list(session).await,
        }
    }
}

async fn list(session: &mut Session) -> anyhow::Result<()> {
    let rows: Vec<JobRow> = session
        .read(last_runs)
        .await?
        .into_iter()
        .map(JobRow::from)
        .collect();
    let local = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::new("job", |r: &JobRow| r.job.clone()),
            Column::new("started", |r: &JobRow| local(r.started_at)),
            Column::number("took ms", |r: &JobRow| {
                r.duration_ms.map_or_else(String::new, |ms| ms.to_string())
            }),
            Column::new("outcome", |r: &JobRow| {
                r.outcome.clone().unwrap_or_else(|| "running".into())
            }),
            Column::number("done", |r: &JobRow| r.done.to_string()),
            Column::new("last ok", |r: &JobRow| {
                r.ok_at.map_or_else(String::new, &local)
            }),
            Column::new("error", |r: &JobRow| r.error.clone()),
        ],
    )
}
