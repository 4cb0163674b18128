//! Forms and how reading them goes. The poller writes here, administrators read.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::audit;
use crate::kernel::ids::{SourceFormId, SubmissionId};
use crate::kernel::settings::{FormsServer, FormsServerKind};
use crate::kernel::{OpContext, Permission, Result};
use crate::scans::definition::FormDefinition;
use crate::scans::model::{Purpose, SourceFormRow, warnings};
use crate::scans::queries::forms::{self as queries, FormProgress};
use crate::scans::sources::{RECEIPT_FORM, RECEIPT_KIND, RECEIPT_NAME, RowKey};

/// Newest rows that are asked for again with every poll, if the source received them within a day.
const TAIL_ROWS: i64 = 1_000;
/// Ids asked for again with every poll: all forms of a server share one sequence.
const TAIL_IDS: i64 = 1_000;
/// A share of vanished rows that is believed; a larger one means that something is wrong with the server.
const BELIEVED_SHARE: f64 = 0.05;
/// So few are believed in any case, or no deletion in a small form would ever show.
const BELIEVED_ROWS: usize = 3;

/// All forms ever polled, with the name of their server, and how reading them goes.
///
/// # Errors
/// `Forbidden` for partners.
pub fn list_forms(cx: &mut OpContext<'_>) -> Result<Vec<(String, SourceFormRow)>> {
    cx.require(Permission::ViewAllPartners)?;
    Ok(queries::list_forms(cx.conn)?)
}

/// The row of a form in the settings, made at the first poll.
pub(in crate::scans) fn ensure_form(
    cx: &mut OpContext<'_>,
    server: &FormsServer,
    form_key: &str,
    purpose: Purpose,
) -> Result<SourceFormRow> {
    if let Some(form) = queries::find_form(cx.conn, &server.name, form_key)?
        && form.purpose == purpose
    {
        return Ok(form);
    }
    let kind = match server.kind {
        FormsServerKind::Ona => "ona",
    };
    let source = queries::upsert_source(cx.conn, &server.name, kind)?;
    Ok(queries::upsert_form(cx.conn, source, form_key, purpose)?)
}

/// The form that receipts confirmed by hand are rows of, made at the first one.
pub(super) fn ensure_receipt_form(cx: &mut OpContext<'_>) -> Result<SourceFormId> {
    if let Some(form) = queries::find_form(cx.conn, RECEIPT_NAME, RECEIPT_FORM)? {
        return Ok(form.id);
    }
    let source = queries::upsert_source(cx.conn, RECEIPT_NAME, RECEIPT_KIND)?;
    Ok(queries::upsert_form(cx.conn, source, RECEIPT_FORM, Purpose::Package)?.id)
}

/// From which id on the tail is asked: the cursor less an overlap, for rows that were committed late.
pub(in crate::scans) fn tail_start(cx: &mut OpContext<'_>, form: &SourceFormRow) -> Result<i64> {
    let floor = queries::find_floor(cx.conn, form.id, TAIL_ROWS)?;
    let start = form.max_row - TAIL_IDS;
    Ok(floor.map_or(start, |floor| start.min(floor - 1)).max(0))
}

/// How many submissions of a form are stored.
pub(in crate::scans) fn count_rows(cx: &mut OpContext<'_>, form: SourceFormId) -> Result<i64> {
    Ok(queries::count_rows(cx.conn, form)?)
}

/// Saves how an attempt went.
pub(in crate::scans) fn save_progress(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    progress: &FormProgress,
) -> Result<()> {
    queries::set_progress(cx.conn, form, progress)?;
    Ok(())
}

/// The definition of a version, if it was fetched before.
pub(in crate::scans) fn find_definition(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    version: &str,
) -> Result<Option<FormDefinition>> {
    let json = queries::find_definition(cx.conn, form, version)?;
    Ok(json.and_then(|json| serde_json::from_value(json).ok()))
}

/// Keeps a definition under the versions it stands for, and gives submissions that came before it could be had the
/// words it has for their places.
pub(in crate::scans) fn save_definition(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    versions: &[String],
    definition: &FormDefinition,
) -> Result<()> {
    for version in versions {
        queries::upsert_definition(cx.conn, form, version, definition, cx.now)?;
    }
    let places = queries::list_places(cx.conn, form, versions)?;
    let renamed: Vec<queries::Place> = places
        .into_iter()
        .filter_map(|place| {
            let label = definition.label_of(&place.location, place.is_voucher());
            (label != place.label).then_some(queries::Place { label, ..place })
        })
        .collect();
    if renamed.is_empty() {
        return Ok(());
    }
    let packages = queries::relabel(cx.conn, form, versions, &renamed)?;
    super::recompute(cx, &packages)?;
    Ok(())
}

/// What comparing rows with the server's found so far.
#[derive(Debug)]
pub(in crate::scans) struct Comparison {
    form: SourceFormId,
    /// Ids up to here are compared.
    after: i64,
    /// Rows the server has and we lack, or hold in another revision.
    wanted: Vec<i64>,
    /// Rows we hold and the server did not list.
    vanished: Vec<SubmissionId>,
    alive: usize,
}

/// What is believed of it.
#[derive(Debug, Default)]
pub(in crate::scans) struct Believed {
    /// Rows we flagged as gone.
    pub(in crate::scans) deleted: usize,
    /// Why the gone ones were not believed.
    pub(in crate::scans) warning: Option<String>,
}

impl Comparison {
    /// Begins before the first row.
    pub(in crate::scans) fn of(form: SourceFormId) -> Self {
        Self {
            form,
            after: -1,
            wanted: Vec::new(),
            vanished: Vec::new(),
            alive: 0,
        }
    }

    /// Compares the next page of the server's list, in any order, with what we hold between it and the one before;
    /// an empty page ends the list.
    pub(in crate::scans) fn compare(
        mut self,
        cx: &mut OpContext<'_>,
        page: &[RowKey],
    ) -> Result<Self> {
        let last = page.iter().map(|key| key.number).max();
        let numbers: Vec<i64> = page.iter().map(|key| key.number).collect();
        let revisions: Vec<&str> = page.iter().map(|key| key.revision.as_str()).collect();
        let stretch =
            queries::compare_stretch(cx.conn, self.form, (self.after, last), &numbers, &revisions)?;
        self.wanted.extend(stretch.wanted);
        self.vanished.extend(stretch.vanished);
        self.alive += stretch.alive as usize;
        self.after = last.unwrap_or(i64::MAX);
        Ok(self)
    }

    /// Flags rows that are gone at the server. Nothing is voided: that is for a person. Only a `complete` list shows
    /// that something is gone.
    pub(in crate::scans) fn believe(
        &self,
        cx: &mut OpContext<'_>,
        complete: bool,
        began_at: DateTime<Utc>,
    ) -> Result<Believed> {
        if !complete {
            return Ok(Believed {
                deleted: 0,
                warning: Some(warnings::UNSORTED.into()),
            });
        }
        let gone = self.vanished.len();
        let held = self.alive + gone;
        let share = gone as f64 / held.max(1) as f64;
        if share >= BELIEVED_SHARE && (gone > BELIEVED_ROWS || self.alive == 0) {
            return Ok(Believed {
                deleted: 0,
                warning: Some(warnings::gone(gone, held)),
            });
        }
        if gone == 0 {
            return Ok(Believed::default());
        }
        let deleted = queries::set_deleted(cx.conn, &self.vanished, began_at)?;
        let after = json!({"gone": deleted});
        audit::record(
            cx,
            "scans.flag_deleted",
            "source_form",
            &self.form,
            None,
            Some(after),
        )?;
        Ok(Believed {
            deleted,
            warning: None,
        })
    }

    /// The rows to fetch, in order.
    pub(in crate::scans) fn into_wanted(mut self) -> Vec<i64> {
        self.wanted.sort_unstable();
        self.wanted.dedup();
        self.wanted
    }
}
