//! One run of one job: lock, record, run, record.

use std::error::Error as StdError;

use serde_json::json;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::model::{Job, JobContext, JobRun, JobSummary, Outcome, Trigger};
use super::queries;
use crate::db::Db;
use crate::kernel::ids::JobRunId;
use crate::kernel::{Actor, Door, Error, Op, Result};

/// Runs a job now and waits for it. When another process is running it, the run is recorded as skipped.
///
/// # Errors
/// When the database cannot be reached; what the job itself says stands in the run.
pub async fn run_now(db: &Db, job: &Job, trigger: Trigger) -> Result<JobRun> {
    run(db, job, trigger, CancellationToken::new()).await
}

pub(super) async fn run(
    db: &Db,
    job: &Job,
    trigger: Trigger,
    stop: CancellationToken,
) -> Result<JobRun> {
    let name = job.name;
    let lock = db.try_lock(&format!("job:{name}")).await?;
    let op = Op::new(Actor::System, Door::Job, format!("job-{name}"));
    let taken = lock.is_some();
    let run = db
        .write(&op, move |cx| {
            if taken {
                // We hold the lock, so whoever left a run without an end is gone.
                queries::set_interrupted(cx.conn, name, cx.now)?;
            }
            Ok(queries::insert(cx.conn, name, trigger, cx.now)?)
        })
        .await?;
    if !taken {
        return finish(db, job, run.id, Outcome::Skipped, JobSummary::default()).await;
    }
    let request_id = format!("job-{name}-{}", run.id);
    let span = tracing::info_span!("job", job = name, run = run.id.0, request_id);
    let op = Op::new(Actor::System, Door::Job, request_id);
    let cx = JobContext {
        db: db.clone(),
        op,
        stop,
    };
    // A task of its own, so that a panic ends the run and not the scheduler.
    let ended = tokio::spawn((job.run)(cx).instrument(span.clone())).await;
    let (outcome, summary) = judge(name, ended);
    let finished = finish(db, job, run.id, outcome, summary)
        .instrument(span)
        .await;
    if let Some(lock) = lock {
        lock.release().await;
    }
    finished
}

fn judge(
    name: &str,
    ended: Result<Result<JobSummary>, tokio::task::JoinError>,
) -> (Outcome, JobSummary) {
    let failed = |error: String| {
        tracing::warn!(job = name, error, "a job failed");
        let summary = JobSummary {
            done: 0,
            summary: json!({}),
            error: Some(error),
        };
        (Outcome::Failed, summary)
    };
    match ended {
        Ok(Ok(summary)) if summary.error.is_none() => (Outcome::Ok, summary),
        Ok(Ok(summary)) => {
            tracing::warn!(job = name, error = summary.error, "a job failed in part");
            (Outcome::Failed, summary)
        }
        Ok(Err(error)) => failed(with_causes(&error)),
        Err(error) => failed(with_causes(&error)),
    }
}

/// The whole chain, for administrators.
fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

async fn finish(
    db: &Db,
    job: &Job,
    id: JobRunId,
    outcome: Outcome,
    summary: JobSummary,
) -> Result<JobRun, Error> {
    let op = Op::new(Actor::System, Door::Job, format!("job-run-{id}"));
    let forgets = job.is_quiet && outcome == Outcome::Ok && summary.done == 0;
    let name = job.name;
    db.write(&op, move |cx| {
        if forgets {
            queries::delete_idle_before(cx.conn, name, id)?;
        }
        Ok(queries::set_finished(
            cx.conn, id, outcome, &summary, cx.now,
        )?)
    })
    .await
}
