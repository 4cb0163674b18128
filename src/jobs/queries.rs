//! Rows of `job_runs`, and old rows of `sessions`.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};

use super::model::{JobRun, JobSummary, Outcome, Trigger};
use crate::db::schema::{job_runs, sessions};
use crate::kernel::ids::JobRunId;
use crate::kernel::paging::{Paginated, Paging};

pub(super) fn insert(
    conn: &mut PgConnection,
    job: &str,
    trigger: Trigger,
    now: DateTime<Utc>,
) -> QueryResult<JobRun> {
    diesel::insert_into(job_runs::table)
        .values((
            job_runs::job.eq(job),
            job_runs::trigger.eq(trigger.slug()),
            job_runs::started_at.eq(now),
        ))
        .returning(JobRun::as_returning())
        .get_result(conn)
}

pub(super) fn set_finished(
    conn: &mut PgConnection,
    id: JobRunId,
    outcome: Outcome,
    summary: &JobSummary,
    now: DateTime<Utc>,
) -> QueryResult<JobRun> {
    diesel::update(job_runs::table.find(id))
        .set((
            job_runs::finished_at.eq(now),
            job_runs::outcome.eq(outcome.slug()),
            job_runs::done.eq(summary.done),
            job_runs::summary.eq(&summary.summary),
            job_runs::error.eq(summary.error.as_deref().unwrap_or_default()),
        ))
        .returning(JobRun::as_returning())
        .get_result(conn)
}

/// Runs of `job` without an end; only right for who holds the job's lock.
pub(super) fn set_interrupted(
    conn: &mut PgConnection,
    job: &str,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(
        job_runs::table
            .filter(job_runs::job.eq(job))
            .filter(job_runs::finished_at.is_null()),
    )
    .set((
        job_runs::finished_at.eq(now),
        job_runs::outcome.eq(Outcome::Interrupted.slug()),
    ))
    .execute(conn)
}

/// The run before another, when it found nothing to do either.
pub(super) fn delete_idle_before(
    conn: &mut PgConnection,
    job: &str,
    id: JobRunId,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "delete from job_runs r
         where r.job = $1 and r.outcome = 'ok' and r.done = 0 and r.trigger <> 'person'
           and r.id = (select max(b.id) from job_runs b
                       where b.job = $1 and b.id < $2 and b.outcome is distinct from 'skipped')",
    )
    .bind::<Text, _>(job)
    .bind::<BigInt, _>(id)
    .execute(conn)
}

pub(super) fn list(
    conn: &mut PgConnection,
    job: Option<&str>,
    paging: Paging,
) -> QueryResult<Paginated<JobRun>> {
    let filtered = || {
        let mut query = job_runs::table.into_boxed();
        if let Some(job) = job {
            query = query.filter(job_runs::job.eq(job.to_owned()));
        }
        query
    };
    let rows = |conn: &mut PgConnection, paging: Paging| {
        filtered()
            .select(JobRun::as_select())
            .order(job_runs::id.desc())
            .limit(paging.size)
            .offset(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        filtered().select(count_star()).first(conn)
    })
}

/// A job's latest run and when it last ended well.
#[derive(QueryableByName)]
pub(super) struct LastRun {
    #[diesel(embed)]
    pub(super) run: JobRun,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) ok_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub(super) failure: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) failing_since: Option<DateTime<Utc>>,
}

/// One row per job, found by hopping along the index, however many runs there are.
pub(super) fn list_last(conn: &mut PgConnection) -> QueryResult<Vec<LastRun>> {
    crate::db::sql_query(
        "with recursive jobs as (
            (select job from job_runs order by job limit 1)
            union all
            select (select r.job from job_runs r where r.job > j.job order by r.job limit 1)
            from jobs j where j.job is not null)
        select l.*, o.finished_at as ok_at,
               case e.outcome when 'interrupted' then 'the process ended while it ran' else coalesce(e.error, '') end as failure,
               (select f.finished_at from job_runs f
                where f.job = j.job and f.id > coalesce(o.id, 0) and f.outcome in ('failed', 'interrupted')
                order by f.id limit 1) as failing_since
        from jobs j
        cross join lateral (
            select * from job_runs r
            where r.job = j.job and r.outcome is distinct from 'skipped' order by r.id desc limit 1) l
        left join lateral (
            select outcome, error from job_runs r
            where r.job = j.job and r.outcome <> 'skipped' order by r.id desc limit 1) e on true
        left join lateral (
            select id, finished_at from job_runs r
            where r.job = j.job and r.outcome = 'ok' order by r.id desc limit 1) o on true
        order by l.job",
    )
    .load(conn)
}

/// Deletes old runs, but for the one with which a job began to fail that fails still: it says since when.
pub(super) fn delete_runs_before(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "with well as (select job, max(id) as id from job_runs where outcome = 'ok' group by job),
         begun as (
             select min(f.id) as id
             from job_runs f left join well w on w.job = f.job
             where f.outcome in ('failed', 'interrupted') and f.id > coalesce(w.id, 0)
             group by f.job having max(f.started_at) >= $1)
         delete from job_runs r where r.started_at < $1 and r.id not in (select id from begun)",
    )
    .bind::<Timestamptz, _>(before)
    .execute(conn)
}

pub(super) fn delete_sessions_before(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::last_seen_at.lt(before))).execute(conn)
}
