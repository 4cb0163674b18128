//! Starts jobs when their time comes: each first at start, then again and again until the process is to end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio_cron_scheduler::{Job as Tick, JobScheduler};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::model::{Job, Trigger};
use super::runner;
use crate::db::Db;
use crate::kernel::{Error, Result};

const TICK: Duration = Duration::from_secs(1);
/// How long running jobs may take to come to an end after `stop`.
const PATIENCE: Duration = Duration::from_secs(15);

/// A job and when it is due; `None` while it runs.
struct Due {
    job: Job,
    next: Mutex<Option<Instant>>,
    started: Mutex<bool>,
}

/// Runs jobs until `stop` is cancelled, then waits a while for those still going. The handle ends after that.
///
/// # Errors
/// When the scheduler cannot be made.
pub async fn start(db: Db, jobs: Vec<Job>, stop: CancellationToken) -> Result<JoinHandle<()>> {
    let now = Instant::now();
    let due: Arc<Vec<Due>> = Arc::new(
        jobs.into_iter()
            .map(|job| Due {
                job,
                next: Mutex::new(Some(now)),
                started: Mutex::new(false),
            })
            .collect(),
    );
    let running = TaskTracker::new();
    let mut scheduler = JobScheduler::new().await.map_err(Error::internal)?;
    let tick = {
        let (db, stop, running) = (db, stop.clone(), running.clone());
        Tick::new_repeated(TICK, move |_, _| start_due(&db, &due, &stop, &running))
    };
    scheduler
        .add(tick.map_err(Error::internal)?)
        .await
        .map_err(Error::internal)?;
    scheduler.start().await.map_err(Error::internal)?;
    Ok(tokio::spawn(async move {
        stop.cancelled().await;
        if let Err(error) = scheduler.shutdown().await {
            tracing::warn!(%error, "the scheduler did not stop cleanly");
        }
        running.close();
        if tokio::time::timeout(PATIENCE, running.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                "jobs still running at the end are left; the next start marks them as interrupted"
            );
        }
    }))
}

fn start_due(db: &Db, due: &Arc<Vec<Due>>, stop: &CancellationToken, running: &TaskTracker) {
    if stop.is_cancelled() {
        return;
    }
    for index in 0..due.len() {
        if !take_if_due(&due[index]) {
            continue;
        }
        let (db, due, stop) = (db.clone(), due.clone(), stop.clone());
        running.spawn(async move {
            let it = &due[index];
            let began = Instant::now();
            let first = !std::mem::replace(&mut *locked(&it.started), true);
            let trigger = if first {
                Trigger::Start
            } else {
                Trigger::Schedule
            };
            if let Err(error) = runner::run(&db, &it.job, trigger, stop).await {
                tracing::warn!(
                    job = it.job.name,
                    error = &error as &dyn std::error::Error,
                    "a job could not run"
                );
            }
            *locked(&it.next) = Some(began + it.job.every.jittered());
        });
    }
}

/// Whether the job is due and not running; it counts as running from here on.
fn take_if_due(it: &Due) -> bool {
    let mut next = locked(&it.next);
    let due = next.is_some_and(|at| at <= Instant::now());
    if due {
        *next = None;
    }
    due
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
