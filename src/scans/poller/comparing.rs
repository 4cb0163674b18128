//! All rows of a form compared with the server's, by id and revision: what is missing here, what is gone there.

use chrono::{TimeDelta, Timelike};

use super::form::{PATIENCE, PAUSES, PolledForm, Progress, Stopped};
use super::run::Run;
use crate::scans::service::Cursor;
use crate::scans::service::forms::{Comparison, count_rows};
use crate::scans::sources::{Ask, RowKey, SourceError};

/// Keys listed in one request: they are small.
const KEYS: i64 = 5_000;
/// Keys asked for at once from a server that does not sort them: only one that fits them all shows all.
const MOST_KEYS: i64 = KEYS * 64;
/// Forms up to this size are compared every hour (one or two requests), larger ones once a night.
const SMALL_FORM: i64 = 10_000;
/// Failures in a row after which nothing is taken for granted.
const STREAK: i32 = 3;

impl PolledForm {
    pub(super) async fn is_comparison_due(
        &self,
        run: &Run,
        progress: &Progress,
    ) -> Result<bool, Stopped> {
        let form = &progress.form;
        let now = run.db.clock().now();
        let Some(compared_at) = form.compared_at else {
            return Ok(true);
        };
        let since = now - compared_at;
        if run.which.by_hand || form.failures >= STREAK || since > TimeDelta::hours(30) {
            return Ok(true);
        }
        if since < TimeDelta::hours(1) && !progress.doubtful {
            return Ok(false);
        }
        let id = form.id;
        let rows = run
            .db
            .read(&progress.op, move |cx| count_rows(cx, id))
            .await?;
        let hour = now.with_timezone(&run.db.settings().time_zone).hour();
        let night = (1..5).contains(&hour) && since > TimeDelta::hours(20);
        let doubtful = progress.doubtful && since >= TimeDelta::hours(1);
        Ok(doubtful || rows <= SMALL_FORM || night)
    }

    pub(super) async fn compare(&self, run: &Run, progress: &mut Progress) -> Result<(), Stopped> {
        let began_at = run.db.clock().now();
        let mut comparison = Comparison::of(progress.form.id);
        let (mut numbers, mut complete) = (Vec::new(), true);
        loop {
            let (page, sorted) = self
                .next_keys(numbers.last().copied().unwrap_or(-1))
                .await?;
            // Out of order, one page can hide what belongs on the last.
            complete &= sorted;
            let from = numbers.len();
            numbers.extend(page.iter().map(|key| key.number));
            numbers[from..].sort_unstable();
            numbers.dedup();
            let is_end = page.is_empty();
            comparison = run
                .db
                .read(&progress.op, move |cx| comparison.compare(cx, &page))
                .await?;
            if is_end {
                break;
            }
        }
        let (believed, wanted) = run
            .db
            .write(&progress.op, move |cx| {
                let believed = comparison.believe(cx, complete, began_at)?;
                Ok((believed, comparison.into_wanted()))
            })
            .await?;
        progress.deleted = believed.deleted;
        if believed.warning.is_some() {
            progress.warning = believed.warning;
        }
        self.fetch_wanted(run, progress, &numbers, &wanted).await
    }

    /// The next page of ids and revisions, and whether it came in order; empty at the end.
    async fn next_keys(&self, after: i64) -> Result<(Vec<RowKey>, bool), Stopped> {
        let (mut limit, mut fitted) = (KEYS, 0);
        loop {
            let keys = self.keys_after(after, limit).await?;
            let sorted = keys.is_sorted_by_key(|key| key.number);
            if !sorted && keys.len() > fitted && limit < MOST_KEYS {
                // Until asking for more brings no more.
                fitted = keys.len();
                limit *= 4;
                continue;
            }
            if keys
                .iter()
                .map(|key| key.number)
                .max()
                .is_some_and(|last| last <= after)
            {
                let odd = "its list of ids does not come to an end";
                return Err(SourceError::Transient(odd.into()).into());
            }
            return Ok((keys, sorted));
        }
    }

    /// Asks for ids; waits when the server says so.
    async fn keys_after(&self, after: i64, limit: i64) -> Result<Vec<RowKey>, SourceError> {
        for _ in 0..PAUSES {
            match self.source.keys(&self.asked.key, after, limit).await {
                Err(SourceError::Wait { wait, .. }) if wait <= PATIENCE => {
                    tokio::time::sleep(wait).await;
                }
                other => return other,
            }
        }
        self.source.keys(&self.asked.key, after, limit).await
    }

    /// Fetches rows by ranges of ids that hold at most a page of what the server lists.
    async fn fetch_wanted(
        &self,
        run: &Run,
        progress: &mut Progress,
        listed: &[i64],
        wanted: &[i64],
    ) -> Result<(), Stopped> {
        let mut next = 0;
        while next < wanted.len() {
            let from = wanted[next];
            let first = listed.partition_point(|number| *number < from);
            let end = (first + progress.page_size as usize).min(listed.len());
            let to = listed[first..end].last().copied().unwrap_or(from);
            let last = wanted.partition_point(|number| *number <= to) - 1;
            let to = wanted[last.max(next)];
            let page = self.rows(progress, Ask::Between { from, to }).await?;
            let reached = page.rows.iter().filter_map(|row| row.row_number).max();
            self.store(run, progress, page.rows, Cursor::default())
                .await?;
            // A server that sends less than it was asked for is asked again from there.
            let reached = reached.map_or(to, |reached| reached.min(to));
            next = wanted
                .partition_point(|number| *number <= reached)
                .max(next + 1);
        }
        Ok(())
    }
}
