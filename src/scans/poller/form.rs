//! One form: tail, changes, comparison (`forms.md` §6.4 A), so that no row is ever skipped.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::backoff::{Attempt, halved};
use super::labels::Labels;
use super::run::Run;
use crate::kernel::ids::SourceFormId;
use crate::kernel::settings::FormsServer;
use crate::kernel::{Error, Op, Result};
use crate::scans::model::{
    FormPoll, NewSubmission, ObservationKind, Purpose, SourceFormRow, StateCounts, StoredPage,
    warnings,
};
use crate::scans::service;
use crate::scans::service::Cursor;
use crate::scans::service::forms::{ensure_form, save_progress, tail_start};
use crate::scans::sources::{Ask, AskedForm, Page, Source, SourceError};

/// Changes are asked for again from this long before the mark: an earlier one may have been committed later.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);
/// Rows stored in one transaction, should a server send more than it was asked for.
const STORED_AT_ONCE: usize = 2_000;
/// A pause the server asks for in the middle of a poll is waited out up to this long, this often.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
pub(super) const PAUSES: usize = 10;

/// Why polling a form ended early.
pub(super) enum Stopped {
    /// The server's doing.
    Source(SourceError),
    /// Ours.
    Database(Error),
}

impl From<SourceError> for Stopped {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// A form of the settings with the server that holds it.
pub(super) struct PolledForm {
    pub(super) source: Arc<dyn Source>,
    server: FormsServer,
    pub(super) asked: AskedForm,
    purpose: Purpose,
}

/// What a poll of one form has come to.
pub(super) struct Progress {
    pub(super) op: Op,
    pub(super) form: SourceFormRow,
    pub(super) page_size: i32,
    pub(super) stored: StoredPage,
    pub(super) deleted: usize,
    pub(super) compared: bool,
    /// Something came in the wrong order: only a comparison shows whether all is there.
    pub(super) doubtful: bool,
    pub(super) warning: Option<String>,
    labels: Labels,
}

/// What people call a form: the server's name and the form's number there.
pub(super) fn name(source: &str, form: &str) -> String {
    format!("{source} {form}")
}

impl PolledForm {
    pub(super) fn new(
        source: Arc<dyn Source>,
        server: FormsServer,
        form_key: String,
        purpose: Purpose,
    ) -> Self {
        let kind = match purpose {
            Purpose::Package => ObservationKind::Package,
            Purpose::Device => ObservationKind::Device,
        };
        Self {
            source,
            server,
            asked: AskedForm {
                key: form_key,
                kind,
            },
            purpose,
        }
    }

    pub(super) fn name(&self) -> String {
        name(self.source.name(), &self.asked.key)
    }

    /// Polls the form, saves how that went, and tells.
    pub(super) async fn poll(self, run: &Run) -> Result<(SourceFormId, FormPoll)> {
        let op = run.op(self.source.name());
        let (server, key, purpose) = (self.server.clone(), self.asked.key.clone(), self.purpose);
        let form = run
            .db
            .write(&op, move |cx| ensure_form(cx, &server, &key, purpose))
            .await?;
        if self.is_left_alone(run, &form) {
            let error = (!form.error.is_empty()).then(|| form.error.clone());
            return Ok((form.id, self.report(&form, None, error)));
        }
        let mut progress = Progress {
            op,
            page_size: form.page_size,
            form,
            stored: StoredPage::default(),
            deleted: 0,
            compared: false,
            doubtful: false,
            warning: None,
            labels: Labels::default(),
        };
        let result = self.everything(run, &mut progress).await;
        let error = match result {
            Ok(()) => None,
            Err(Stopped::Source(error)) => Some(error),
            Err(Stopped::Database(error)) => return Err(error),
        };
        let form = self.save(run, &progress, error.as_ref()).await?;
        self.tell(&progress, error.as_ref(), form.succeeded_at);
        let error = error.map(|error| error.to_string());
        Ok((form.id, self.report(&form, Some(&progress), error)))
    }

    fn is_left_alone(&self, run: &Run, form: &SourceFormRow) -> bool {
        let now = run.db.clock().now();
        if form.ask_again_at.is_some_and(|at| at > now) {
            return true;
        }
        if run.which.by_hand {
            return false;
        }
        // A server that is to be polled less often than the others; jitter is the schedule's.
        let rested = TimeDelta::from_std(self.server.poll.mul_f64(0.75)).unwrap_or_default();
        form.next_attempt_at.is_some_and(|at| at > now)
            || form.state == crate::scans::model::FormState::Ok
                && form.polled_at.is_some_and(|at| at + rested > now)
    }

    async fn everything(&self, run: &Run, progress: &mut Progress) -> Result<(), Stopped> {
        let mut mark = progress.form.modified_mark;
        if mark.is_none() {
            // Before the tail: what is changed while the tail is read lies after it.
            let newest = self.rows(progress, Ask::NewestChange).await?;
            mark = newest.modified.into_iter().flatten().max();
        }
        self.tail(run, progress).await?;
        let usual = mark.map(|mark| mark - OVERLAP);
        if let Some(since) = [usual, run.which.again.since].into_iter().flatten().min() {
            self.changes(run, progress, since).await?;
        }
        if self.is_comparison_due(run, progress).await? {
            self.compare(run, progress).await?;
            progress.compared = true;
        }
        Ok(())
    }

    /// Rows by id, keyset by keyset, until an empty page; the next page is fetched while one is stored.
    async fn tail(&self, run: &Run, progress: &mut Progress) -> Result<(), Stopped> {
        let form = progress.form.clone();
        let usual = run
            .db
            .read(&progress.op, move |cx| tail_start(cx, &form))
            .await?;
        let again = run.which.again.from_row;
        let mut after = again.map_or(usual, |first| usual.min(first - 1));
        let mut page = self.rows(progress, Ask::After(after)).await?;
        while !page.rows.is_empty() {
            let numbers: Vec<i64> = page.rows.iter().filter_map(|row| row.row_number).collect();
            let last = numbers.iter().copied().max().filter(|last| *last > after);
            if !numbers.is_sorted() {
                progress.doubtful = true;
            }
            let Some(last) = last else {
                progress.doubt(warnings::UNASKED);
                self.store(run, progress, page.rows, Cursor::default())
                    .await?;
                return Ok(());
            };
            let cursor = Cursor {
                max_row: Some(last),
                modified_mark: None,
            };
            page = self
                .store_and_fetch(run, progress, page.rows, cursor, Ask::After(last))
                .await?;
            after = last;
        }
        Ok(())
    }

    /// Rows by modification: edits, rows that became visible late, low ids.
    async fn changes(
        &self,
        run: &Run,
        progress: &mut Progress,
        mut since: DateTime<Utc>,
    ) -> Result<(), Stopped> {
        let tomorrow = run.db.clock().now() + TimeDelta::days(1);
        let mut skip = 0;
        let mut page = self
            .rows(progress, Ask::ModifiedSince { since, skip })
            .await?;
        let mut former: Vec<String> = Vec::new();
        while !page.rows.is_empty() {
            let keys: Vec<String> = page.rows.iter().map(|row| row.row_key.clone()).collect();
            if !page.modified.iter().flatten().is_sorted() {
                progress.doubtful = true;
            }
            let latest = page.modified.iter().flatten().max().copied();
            let (Some(latest), true) = (latest, keys != former) else {
                progress.doubt(warnings::UNSORTED_CHANGES);
                self.store(run, progress, page.rows, Cursor::default())
                    .await?;
                return Ok(());
            };
            if latest > since {
                since = latest;
                skip = page
                    .modified
                    .iter()
                    .filter(|at| **at == Some(latest))
                    .count();
            } else {
                skip += page.rows.len();
            }
            if latest >= tomorrow {
                progress.doubt(warnings::FUTURE);
            }
            let believed = page
                .modified
                .iter()
                .flatten()
                .filter(|at| **at < tomorrow)
                .max();
            let cursor = Cursor {
                max_row: None,
                modified_mark: believed.copied(),
            };
            page = self
                .store_and_fetch(
                    run,
                    progress,
                    page.rows,
                    cursor,
                    Ask::ModifiedSince { since, skip },
                )
                .await?;
            former = keys;
        }
        Ok(())
    }

    /// Stores one page while the next one is on its way; the stored one stays stored if that fails.
    async fn store_and_fetch(
        &self,
        run: &Run,
        progress: &mut Progress,
        rows: Vec<NewSubmission>,
        cursor: Cursor,
        next: Ask,
    ) -> Result<Page, Stopped> {
        let limit = i64::from(progress.page_size);
        let (stored, fetched) = tokio::join!(
            self.store(run, progress, rows, cursor),
            self.source.rows(&self.asked, next, limit)
        );
        stored?;
        match fetched {
            Ok(page) => Ok(page),
            // Asked again with patience and smaller pages.
            Err(SourceError::Wait { wait, .. }) if wait <= PATIENCE => {
                tokio::time::sleep(wait).await;
                self.rows(progress, next).await
            }
            Err(SourceError::TooLarge(_)) => self.rows(progress, next).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Asks for rows; waits when the server says so, asks for less when that was too much.
    pub(super) async fn rows(&self, progress: &mut Progress, ask: Ask) -> Result<Page, Stopped> {
        let mut pauses = 0;
        loop {
            let limit = i64::from(progress.page_size);
            match self.source.rows(&self.asked, ask, limit).await {
                Err(SourceError::Wait { wait, .. }) if wait <= PATIENCE && pauses < PAUSES => {
                    pauses += 1;
                    tokio::time::sleep(wait).await;
                }
                Err(SourceError::TooLarge(_))
                    if halved(progress.page_size) < progress.page_size =>
                {
                    progress.page_size = halved(progress.page_size);
                }
                other => return Ok(other?),
            }
        }
    }

    /// Stores rows; they are interpreted meanwhile.
    pub(super) async fn store(
        &self,
        run: &Run,
        progress: &mut Progress,
        mut rows: Vec<NewSubmission>,
        cursor: Cursor,
    ) -> Result<(), Stopped> {
        let id = progress.form.id;
        progress
            .labels
            .fill(
                run,
                &progress.op,
                &self.source,
                (id, &self.asked.key),
                &mut rows,
            )
            .await?;
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(STORED_AT_ONCE));
            let part = std::mem::replace(&mut rows, rest);
            // The cursor goes with the last part: before it, not all of the page is there.
            let cursor = if rows.is_empty() {
                cursor
            } else {
                Cursor::default()
            };
            let stored = run
                .db
                .write(&progress.op, move |cx| {
                    service::store_page(cx, id, part, cursor)
                })
                .await?;
            progress.stored.fetched += stored.fetched;
            progress.stored.new += stored.new;
            progress.stored.edited += stored.edited;
            progress.stored.undeleted += stored.undeleted;
            progress.stored.pending += stored.pending;
            if stored.pending > 0 {
                run.interpret_meanwhile(&progress.op);
            }
        }
        Ok(())
    }

    async fn save(
        &self,
        run: &Run,
        progress: &Progress,
        error: Option<&SourceError>,
    ) -> Result<SourceFormRow> {
        let attempt = Attempt {
            form: &progress.form,
            now: run.db.clock().now(),
            page_size: progress.page_size,
            compared: progress.compared,
            warning: match (&progress.warning, progress.compared) {
                (Some(warning), _) => warning.clone(),
                (None, true) => String::new(),
                (None, false) => progress.form.warning.clone(),
            },
            chance: rand::random(),
        };
        let saved = match error {
            None => attempt.well(),
            Some(error) => attempt.badly(error),
        };
        let mut form = progress.form.clone();
        form.state = saved.state;
        form.warning.clone_from(&saved.warning);
        let id = form.id;
        run.db
            .write(&progress.op, move |cx| save_progress(cx, id, &saved))
            .await?;
        Ok(form)
    }

    fn report(
        &self,
        form: &SourceFormRow,
        progress: Option<&Progress>,
        error: Option<String>,
    ) -> FormPoll {
        let stored = progress.map(|progress| progress.stored).unwrap_or_default();
        FormPoll {
            source: self.source.name().to_owned(),
            form: self.asked.key.clone(),
            purpose: self.purpose,
            asked: progress.is_some(),
            fetched: stored.fetched,
            new: stored.new,
            edited: stored.edited,
            deleted: progress.map_or(0, |progress| progress.deleted),
            observations: StateCounts::default(),
            state: form.state,
            error,
            warning: Some(form.warning.clone()).filter(|warning| !warning.is_empty()),
        }
    }

    /// Logs and counts.
    fn tell(
        &self,
        progress: &Progress,
        error: Option<&SourceError>,
        succeeded_at: Option<DateTime<Utc>>,
    ) {
        let (source, form) = (self.source.name().to_owned(), self.asked.key.clone());
        let stored = progress.stored;
        if let Some(error) = error {
            tracing::warn!(source, form, %error, "a form could not be polled to its end");
        } else if stored.changed() || progress.deleted > 0 {
            let (new, edited, deleted) = (stored.new, stored.edited, progress.deleted);
            tracing::info!(source, form, new, edited, deleted, "a form was polled");
        }
        let outcome = if error.is_some() { "failed" } else { "ok" };
        metrics::counter!("cts_polls_total", "source" => source.clone(), "form" => form.clone(), "outcome" => outcome).increment(1);
        metrics::counter!("cts_poll_rows_total", "source" => source.clone(), "form" => form.clone()).increment(stored.fetched as u64);
        metrics::counter!("cts_poll_new_submissions_total", "source" => source.clone(), "form" => form.clone()).increment(stored.new as u64);
        // Also after a failure: a process that never saw a success must not keep an alert from firing.
        if let Some(at) = succeeded_at {
            let at = at.timestamp() as f64;
            metrics::gauge!("cts_last_successful_poll_timestamp_seconds", "source" => source, "form" => form).set(at);
        }
    }
}

impl Progress {
    /// Something is odd: say so, and compare all rows.
    fn doubt(&mut self, warning: &str) {
        self.doubtful = true;
        self.warning = Some(warning.to_owned());
    }
}
