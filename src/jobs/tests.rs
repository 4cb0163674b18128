//! Runs, their record, and the lock between processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use diesel::RunQueryDsl;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::db::testing::{cluster, settings};
use crate::db::{Db, DbConfig};
use crate::kernel::clock::Clock;
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Door, Error, Op, OpContext};

fn db() -> Db {
    let database = cluster().database();
    Db::new(
        DbConfig::new(database.url),
        Arc::new(settings()),
        Clock::default(),
    )
}

fn op() -> Op {
    Op::new(Actor::Operator("test".into()), Door::CommandLine, "test")
}

async fn runs(db: &Db) -> Vec<JobRun> {
    db.read(&op(), |cx| service::list_runs(cx, None, Paging::default()))
        .await
        .unwrap()
        .rows
}

fn every_hour() -> Schedule {
    Schedule::every(Duration::from_secs(3600))
}

#[test]
fn jitter_stays_within_a_fifth() {
    let schedule = Schedule::every(Duration::from_secs(100));
    for _ in 0..1000 {
        let next = schedule.jittered().as_secs_f64();
        assert!((80.0..=120.0).contains(&next), "{next}");
    }
}

#[tokio::test]
async fn a_run_is_recorded_with_what_it_did() {
    let db = db();
    let job = Job::new("good", every_hour(), |_| async {
        Ok(JobSummary::done(7, json!({"fetched": 7})))
    });

    let run = run_now(&db, &job, Trigger::Person).await.unwrap();

    assert_eq!(run.outcome.as_deref(), Some("ok"));
    assert_eq!((run.done, run.trigger.as_str()), (7, "person"));
    let last = db.read(&op(), service::last_runs).await.unwrap();
    assert_eq!(last.len(), 1);
    assert!(last[0].ok_at.is_some());
}

#[tokio::test]
async fn a_failing_job_and_a_panicking_one_are_recorded_as_failed() {
    let db = db();
    let failing = Job::new("failing", every_hour(), |_| async {
        Err(Error::internal(std::io::Error::other("the cause")))
    });
    let panicking = Job::new("panicking", every_hour(), |_| async { panic!("oops") });

    let failed = run_now(&db, &failing, Trigger::Person).await.unwrap();
    let panicked = run_now(&db, &panicking, Trigger::Person).await.unwrap();

    assert!(failed.is_bad() && panicked.is_bad());
    assert!(failed.error.contains("the cause"), "{}", failed.error);
}

#[tokio::test]
async fn a_job_that_failed_goes_on_failing_while_it_is_tried_again() {
    let db = db();
    let job = Job::new("failing", every_hour(), |_| async {
        Err(Error::internal(std::io::Error::other("the cause")))
    });
    run_now(&db, &job, Trigger::Schedule).await.unwrap();

    let last = db
        .write(&op(), |cx| {
            queries::insert(cx.conn, "failing", Trigger::Schedule, cx.now)?;
            service::last_runs(cx)
        })
        .await
        .unwrap();

    assert!(last[0].last.outcome.is_none(), "it is tried again");
    assert!(last[0].is_failing);
    assert!(last[0].failure.contains("the cause"), "{}", last[0].failure);
}

#[tokio::test]
async fn two_processes_never_run_a_job_at_once() {
    let db = db();
    let started = Arc::new(tokio::sync::Notify::new());
    let go_on = Arc::new(tokio::sync::Notify::new());
    let slow = {
        let (started, go_on) = (started.clone(), go_on.clone());
        Job::new("slow", every_hour(), move |_| {
            let (started, go_on) = (started.clone(), go_on.clone());
            async move {
                started.notify_one();
                go_on.notified().await;
                Ok(JobSummary::default())
            }
        })
    };
    let first = {
        let (db, slow) = (db.clone(), slow.clone());
        tokio::spawn(async move { run_now(&db, &slow, Trigger::Schedule).await })
    };
    started.notified().await;

    let second = run_now(&db, &slow, Trigger::Person).await.unwrap();

    assert_eq!(second.outcome.as_deref(), Some("skipped"));
    go_on.notify_one();
    let first = first.await.unwrap().unwrap();
    assert_eq!(first.outcome.as_deref(), Some("ok"));
}

#[tokio::test]
async fn runs_of_a_dead_process_are_marked_interrupted() {
    let db = db();
    db.write(&op(), |cx| {
        Ok(queries::insert(cx.conn, "died", Trigger::Schedule, cx.now)?)
    })
    .await
    .unwrap();
    let job = Job::new("died", every_hour(), |_| async {
        Ok(JobSummary::default())
    });

    run_now(&db, &job, Trigger::Start).await.unwrap();

    let outcomes: Vec<_> = runs(&db).await.into_iter().map(|run| run.outcome).collect();
    assert_eq!(outcomes, [Some("ok".into()), Some("interrupted".into())]);
}

#[tokio::test]
async fn a_started_schedule_runs_at_once_then_again_and_ends_when_stopped() {
    let db = db();
    let count = Arc::new(AtomicU32::new(0));
    let job = {
        let count = count.clone();
        Job::new(
            "often",
            Schedule::every(Duration::from_millis(500)),
            move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                async { Ok(JobSummary::default()) }
            },
        )
    };
    let stop = CancellationToken::new();
    let ended = start(db.clone(), vec![job], stop.clone()).await.unwrap();

    for _ in 0..200 {
        if count.load(Ordering::SeqCst) >= 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.cancel();
    ended.await.unwrap();

    let runs = runs(&db).await;
    assert!(runs.len() >= 2, "{runs:?}");
    assert_eq!(runs.last().unwrap().trigger, "start");
    assert!(runs.iter().all(|run| run.outcome.as_deref() == Some("ok")));
}

#[tokio::test]
async fn cleaning_up_removes_only_what_is_old() {
    let db = db();
    db.write(&op(), |cx| {
        queries::insert(
            cx.conn,
            "old",
            Trigger::Schedule,
            cx.now - TimeDelta::days(31),
        )?;
        queries::insert(
            cx.conn,
            "young",
            Trigger::Schedule,
            cx.now - TimeDelta::days(29),
        )?;
        Ok(())
    })
    .await
    .unwrap();

    run_now(&db, &cleanup(&[]), Trigger::Person).await.unwrap();

    let mut left: Vec<_> = runs(&db).await.into_iter().map(|run| run.job).collect();
    left.sort();
    assert_eq!(left, ["cleanup", "young"]);
}

#[tokio::test]
async fn a_quiet_job_keeps_the_latest_of_its_idle_runs() {
    let db = db();
    let found = Arc::new(AtomicU32::new(0));
    let job = {
        let found = found.clone();
        Job::new("quiet", every_hour(), move |_| {
            let done = i64::from(found.swap(0, Ordering::SeqCst));
            async move { Ok(JobSummary::done(done, json!({}))) }
        })
        .quiet()
    };

    for done in [0, 0, 5, 0, 0, 0] {
        found.store(done, Ordering::SeqCst);
        run_now(&db, &job, Trigger::Schedule).await.unwrap();
    }

    let done: Vec<_> = runs(&db).await.into_iter().map(|run| run.done).collect();
    assert_eq!(done, [0, 5, 0]);
}

#[tokio::test]
async fn a_job_that_fails_for_months_keeps_the_run_it_began_with() {
    let db = db();
    let days_ago = |cx: &mut OpContext<'_>, job: &str, outcome: &str, days: i64| {
        let at = cx.now - TimeDelta::days(days);
        let run = queries::insert(cx.conn, job, Trigger::Schedule, at).unwrap();
        diesel::sql_query(format!(
            "update job_runs set outcome = '{outcome}', finished_at = started_at where id = {}",
            run.id
        ))
        .execute(cx.conn)
        .unwrap();
        at
    };
    let began = db
        .write(&op(), move |cx| {
            days_ago(cx, "poll", "ok", 61);
            let began = days_ago(cx, "poll", "failed", 60);
            days_ago(cx, "poll", "failed", 45);
            days_ago(cx, "poll", "interrupted", 1);
            // Well again since; and one that nobody runs any more.
            days_ago(cx, "mended", "failed", 60);
            days_ago(cx, "mended", "ok", 1);
            days_ago(cx, "gone", "failed", 60);
            Ok(began)
        })
        .await
        .unwrap();

    run_now(&db, &cleanup(&[]), Trigger::Person).await.unwrap();
    run_now(&db, &cleanup(&[]), Trigger::Person).await.unwrap();

    let left = |job: &'static str, all: &[JobRun]| all.iter().filter(|r| r.job == job).count();
    let all = runs(&db).await;
    let counted = ["poll", "mended", "gone"].map(|job| left(job, &all));
    assert_eq!(counted, [2, 1, 0]);
    let states = db.read(&op(), service::last_runs).await.unwrap();
    let poll = states.iter().find(|state| state.name == "poll").unwrap();
    let since = poll.failing_since.unwrap();
    assert!(
        (since - began).abs() < TimeDelta::seconds(1),
        "{since} {began}"
    );
}
