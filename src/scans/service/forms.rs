//! Forms and how reading them goes. The poller writes here, administrators read.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::audit;
use crate::kernel::ids::{SourceFormId, SubmissionId};
use crate::kernel::settings::{FormsServer, FormsServerKind};
use crate::kernel::{OpContext, Permission, Result};
use crate::scans::definition::FormDefinition;
use crate::scans::model::{Purpose, SourceFormRow, StateCounts, warnings};
use crate::scans::queries::forms::{self as queries, FormProgress};
use crate::scans::sources::{RECEIPT_FORM, RECEIPT_KIND, RECEIPT_NAME};

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

/// How many observations are in each state; received is their sum.
///
/// # Errors
/// `Forbidden` for partners.
pub fn state_counts(cx: &mut OpContext<'_>) -> Result<StateCounts> {
    cx.require(Permission::ViewAllPartners)?;
    Ok(queries::count_states(cx.conn)?)
}

/// The same form by form.
///
/// # Errors
/// When the database refuses.
pub fn state_counts_by_form(cx: &mut OpContext<'_>) -> Result<HashMap<SourceFormId, StateCounts>> {
    Ok(queries::count_states_by_form(cx.conn)?)
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

/// What comparing all rows with the server's found.
#[derive(Debug, Default)]
pub(in crate::scans) struct Comparison {
    /// Rows the server has and we lack, or hold in another revision.
    pub(in crate::scans) wanted: Vec<i64>,
    /// Rows we flagged as gone.
    pub(in crate::scans) deleted: usize,
    /// Why the gone ones were not believed.
    pub(in crate::scans) warning: Option<String>,
}

/// Compares what the server lists (id and revision) with what we hold; flags rows that are gone there. Nothing is
/// voided: that is for a person. Only a `complete` list shows that something is gone.
pub(in crate::scans) fn compare(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    listed: &HashMap<i64, String>,
    complete: bool,
    began_at: DateTime<Utc>,
) -> Result<Comparison> {
    let held = queries::list_held(cx.conn, form)?;
    let mut comparison = Comparison::default();
    let mut known = HashSet::new();
    let mut vanished: Vec<SubmissionId> = Vec::new();
    let mut alive = 0_usize;
    for row in &held {
        known.insert(row.row_number);
        match listed.get(&row.row_number) {
            Some(revision) => {
                alive += 1;
                if row.is_deleted || (!revision.is_empty() && *revision != row.revision_key) {
                    comparison.wanted.push(row.row_number);
                }
            }
            None if complete && !row.is_deleted => vanished.push(row.id),
            None => {}
        }
    }
    comparison
        .wanted
        .extend(listed.keys().filter(|number| !known.contains(number)));
    comparison.wanted.sort_unstable();
    if !complete {
        comparison.warning = Some(warnings::UNSORTED.into());
        return Ok(comparison);
    }
    let share = vanished.len() as f64 / (alive + vanished.len()).max(1) as f64;
    let believed = share < BELIEVED_SHARE || (vanished.len() <= BELIEVED_ROWS && alive > 0);
    if !believed {
        comparison.warning = Some(warnings::gone(vanished.len(), alive + vanished.len()));
    } else if !vanished.is_empty() {
        comparison.deleted = queries::set_deleted(cx.conn, &vanished, began_at)?;
        let after = json!({"gone": comparison.deleted});
        audit::record(
            cx,
            "scans.flag_deleted",
            "source_form",
            &form,
            None,
            Some(after),
        )?;
    }
    Ok(comparison)
}
