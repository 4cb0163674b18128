//! `job list|run|history`: what runs by itself, how it went, and running it now.

use chrono::{DateTime, Utc};
use clap::Subcommand;
use serde::Serialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::listing::Limit;
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::jobs::service::{last_runs, list_runs};
use crate::jobs::{Job, JobRun, JobState, Trigger, run_now};
use crate::kernel::paging::Paging;
use crate::{audit, instance};

/// What runs by itself in this country
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  job list\n  job history scans.poll\n  job run scans.poll")]
pub enum Command {
    /// Every job with its latest run
    #[command(after_help = "Example:\n  job list")]
    List(Limit),
    /// Runs, the newest first
    #[command(after_help = "Examples:\n  job history\n  job history scans.poll --limit 200 --json")]
    History(HistoryArgs),
    /// Run a job now and wait for it
    #[command(after_help = "Examples:\n  job run scans.poll\n  job run cleanup --json")]
    Run {
        /// Its name, as `job list` shows it
        #[arg(value_name = "JOB")]
        name: String,
    },
}

/// Options of `job history`.
#[derive(clap::Args, Debug)]
pub struct HistoryArgs {
    /// Only of this job
    #[arg(value_name = "JOB")]
    name: Option<String>,
    #[command(flatten)]
    limit: Limit,
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
            Self::List(limit) => list(limit, session).await,
            Self::History(args) => history(args, session).await,
            Self::Run { name } => run(&name, session).await,
        }
    }
}

async fn list(limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let rows: Vec<JobRow> = session
        .read(last_runs)
        .await?
        .into_iter()
        .map(JobRow::from)
        .collect();
    let rows = limit.first(&mut session.out, rows)?;
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

async fn history(args: HistoryArgs, session: &mut Session) -> anyhow::Result<()> {
    let HistoryArgs { name, limit } = args;
    if let Some(name) = &name {
        // Runs of a job that a release before had are shown too, as long as there are any.
        let (asked, first) = (name.clone(), Paging::default());
        let known = session
            .read(move |cx| list_runs(cx, Some(&asked), first))
            .await?;
        if known.rows.is_empty() {
            let (app, _) = instance::app(session.db.clone(), "", CancellationToken::new())?;
            let jobs = instance::jobs(&app);
            if !jobs.iter().any(|job| job.name == name) {
                return Err(unknown(name, &jobs).into());
            }
        }
    }
    let rows = limit
        .fetch(session, move |cx, paging| {
            list_runs(cx, name.as_deref(), paging)
        })
        .await?;
    let local = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &JobRun| r.id.to_string()),
            Column::new("job", |r: &JobRun| r.job.clone()),
            Column::new("started", |r: &JobRun| local(r.started_at)),
            Column::new("why", |r: &JobRun| r.trigger.clone()),
            Column::number("took ms", |r: &JobRun| {
                r.duration_ms()
                    .map_or_else(String::new, |ms| ms.to_string())
            }),
            Column::new("outcome", |r: &JobRun| {
                r.outcome.clone().unwrap_or_else(|| "running".into())
            }),
            Column::number("done", |r: &JobRun| r.done.to_string()),
            Column::new("error", |r: &JobRun| r.error.clone()),
        ],
    )
}

async fn run(name: &str, session: &mut Session) -> anyhow::Result<()> {
    // The app is only put together for its jobs; it signs no cookie.
    let (app, _) = instance::app(session.db.clone(), "", CancellationToken::new())?;
    let jobs = instance::jobs(&app);
    let Some(job) = jobs.iter().find(|job| job.name == name) else {
        return Err(unknown(name, &jobs).into());
    };
    let name = job.name;
    session
        .write(move |cx| audit::record(cx, "job.run", "job", &name, None, None))
        .await?;
    let run = run_now(&session.db, job, Trigger::Person).await?;
    let outcome = run.outcome.clone().unwrap_or_default();
    if session.out.is_json() {
        session.out.json(&run)?;
    } else {
        session.out.record(&[
            ("job", run.job.clone()),
            ("outcome", outcome.clone()),
            ("took ms", run.duration_ms().unwrap_or_default().to_string()),
            ("done", run.done.to_string()),
            (
                "summary",
                if run.summary == json!({}) {
                    String::new()
                } else {
                    run.summary.to_string()
                },
            ),
        ])?;
    }
    match outcome.as_str() {
        "ok" => Ok(()),
        "skipped" => Err(Failure::refused(format!("{name} is already running")).into()),
        _ => Err(Failure::broken(format!("{name} failed: {}", run.error)).into()),
    }
}

fn unknown(name: &str, jobs: &[Job]) -> Failure {
    let names: Vec<&str> = jobs.iter().map(|job| job.name).collect();
    Failure::wrong_input(format!("there is no job `{name}`"))
        .hint(format!("the jobs are {}", names.join(", ")))
}
