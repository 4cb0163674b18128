//! Reading what ran.

use super::model::{JobRun, JobState, text_key};
use super::queries;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{OpContext, Permission, Result};

/// Runs of one job, or of all, newest first.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn list_runs(
    cx: &mut OpContext<'_>,
    job: Option<&str>,
    paging: Paging,
) -> Result<Paginated<JobRun>> {
    cx.require(Permission::Administer)?;
    Ok(queries::list(cx.conn, job, paging)?)
}

/// Every job that ever ran, with its latest run.
///
/// # Errors
/// `Forbidden` for partners.
pub fn last_runs(cx: &mut OpContext<'_>) -> Result<Vec<JobState>> {
    cx.require(Permission::ViewAllPartners)?;
    let rows = queries::list_last(cx.conn)?;
    Ok(rows
        .into_iter()
        .map(|row| JobState {
            name: row.run.job.clone(),
            text_key: text_key(&row.run.job),
            last: row.run,
            ok_at: row.ok_at,
            is_failing: row.failing_since.is_some(),
            failure: row.failure,
            failing_since: row.failing_since,
        })
        .collect())
}
