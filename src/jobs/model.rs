//! A job, its schedule and its runs.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz};
use serde::Serialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::db::Db;
use crate::db::schema::job_runs;
use crate::kernel::ids::JobRunId;
use crate::kernel::{Op, Result};

type RunFuture = Pin<Box<dyn Future<Output = Result<JobSummary>> + Send>>;

/// Something that runs by itself.
#[derive(Clone)]
pub struct Job {
    /// Its name in the record, in commands and on the page (`scans.poll`).
    pub name: &'static str,
    pub every: Schedule,
    pub run: Arc<dyn Fn(JobContext) -> RunFuture + Send + Sync>,
    /// Of runs that found nothing to do only the latest is kept.
    pub is_quiet: bool,
}

impl Job {
    /// A job from an async function.
    pub fn new<F, R>(name: &'static str, every: Schedule, run: F) -> Self
    where
        F: Fn(JobContext) -> R + Send + Sync + 'static,
        R: Future<Output = Result<JobSummary>> + Send + 'static,
    {
        Self {
            name,
            every,
            run: Arc::new(move |cx| Box::pin(run(cx))),
            is_quiet: false,
        }
    }

    /// For a job that looks often and seldom finds anything: of such runs in a row only the latest is kept.
    pub fn quiet(self) -> Self {
        Self {
            is_quiet: true,
            ..self
        }
    }

    /// The key of its name for people in the catalogue of texts (`job-scans-poll`).
    pub fn text_key(&self) -> String {
        text_key(self.name)
    }
}

/// The key of a job's name for people, by its name in the record.
pub fn text_key(name: &str) -> String {
    format!("job-{}", name.replace(['.', '_'], "-"))
}

/// How often a job runs: first at start, then after this long, 20 % more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    interval: Duration,
}

impl Schedule {
    /// Once in this long.
    pub fn every(interval: Duration) -> Self {
        Self { interval }
    }

    /// The time between two starts, before jitter.
    pub fn interval(self) -> Duration {
        self.interval
    }

    /// The time until the next start, so that countries and servers do not all ask at once.
    pub(super) fn jittered(self) -> Duration {
        self.interval.mul_f64(rand::random_range(0.8..=1.2))
    }
}

/// What a run gets.
#[derive(Clone)]
pub struct JobContext {
    pub db: Db,
    /// Who runs it, for services: the system, or the person who asked.
    pub op: Op,
    /// Cancelled when the process is to end; a long run should then come to a good end.
    pub stop: CancellationToken,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct JobSummary {
    /// How many things, in the job's own unit.
    pub done: i64,
    /// Details for administrators.
    pub summary: Value,
    /// Why the run counts as failed although part of its work is done.
    pub error: Option<String>,
}

impl JobSummary {
    /// A run that did all it should.
    pub fn done(done: i64, summary: Value) -> Self {
        Self {
            done,
            summary,
            error: None,
        }
    }
}

impl Default for JobSummary {
    fn default() -> Self {
        Self::done(0, json!({}))
    }
}

/// Why a run happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Its time came.
    Schedule,
    /// The process started.
    Start,
    /// A person asked.
    Person,
}

impl Trigger {
    /// The word stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Start => "start",
            Self::Person => "person",
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    Failed,
    /// Another process was running the job.
    Skipped,
    /// The process ended in the middle.
    Interrupted,
}

impl Outcome {
    /// The word stored; `job-outcome-<slug>` is its text.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Interrupted => "interrupted",
        }
    }
}

/// One run.
#[derive(Clone, Debug, Queryable, QueryableByName, Selectable, Serialize)]
#[diesel(table_name = job_runs)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct JobRun {
    #[diesel(sql_type = BigInt)]
    pub id: JobRunId,
    #[diesel(sql_type = Text)]
    pub job: String,
    #[diesel(sql_type = Text)]
    pub trigger: String,
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    /// Empty while it runs.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<DateTime<Utc>>,
    /// `ok`, `failed`, `skipped` or `interrupted`; empty while it runs.
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub done: i64,
    #[diesel(sql_type = Jsonb)]
    pub summary: Value,
    #[diesel(sql_type = Text)]
    pub error: String,
}

impl JobRun {
    /// How long it took, in milliseconds; `None` while it runs.
    pub fn duration_ms(&self) -> Option<i64> {
        Some((self.finished_at? - self.started_at).num_milliseconds())
    }

    /// Whether it did not do what it should.
    pub fn is_bad(&self) -> bool {
        matches!(self.outcome.as_deref(), Some("failed" | "interrupted"))
    }
}

/// A job and how it has been going.
#[derive(Clone, Debug, Serialize)]
pub struct JobState {
    pub name: String,
    /// The key of its name for people.
    pub text_key: String,
    /// The latest run that was not skipped, perhaps still going.
    pub last: JobRun,
    /// When it last ended well.
    pub ok_at: Option<DateTime<Utc>>,
    /// Whether the latest run that ended went wrong; one that is still going says nothing yet.
    pub is_failing: bool,
    /// What that run said.
    pub failure: String,
    /// When the first run ended that went wrong since one went well; `None` when none did.
    pub failing_since: Option<DateTime<Utc>>,
}
