//! The first transaction: a page of submissions, their observations and the cursor, exactly once.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::recompute::recompute;
use crate::audit;
use crate::kernel::ids::{SourceFormId, SubmissionId};
use crate::kernel::{OpContext, Result};
use crate::scans::codes::CodeRules;
use crate::scans::model::{NewSubmission, ObservationKind, StoredPage};
use crate::scans::queries::store::{self as queries, Columns, Known, LockedForm, Observed};
use crate::scans::sources::sha256;

/// How far reading got with this page; what is empty stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursor {
    /// Largest row id of the page.
    pub max_row: Option<i64>,
    /// Largest modification time of the page, by the source's clock.
    pub modified_mark: Option<DateTime<Utc>>,
}

/// Stores a page and moves the cursor. Run twice it changes nothing the second time: a row is known by its id at
/// the source, an edit by its revision.
///
/// # Errors
/// When the database refuses; then nothing of the page is stored and the cursor stays.
pub fn store_page(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    rows: Vec<NewSubmission>,
    cursor: Cursor,
) -> Result<StoredPage> {
    let mut stored = StoredPage {
        fetched: rows.len(),
        ..StoredPage::default()
    };
    let locked = queries::lock_form(cx.conn, form)?;
    let rows = last_of_each(rows);
    let kind = rows
        .first()
        .map_or(ObservationKind::Package, |row| row.kind);
    let keys: Vec<String> = rows.iter().map(|row| row.row_key.clone()).collect();
    let known: HashMap<String, Known> = queries::list_known(cx.conn, form, &keys)?
        .into_iter()
        .map(|known| (known.row_key.clone(), known))
        .collect();
    let (mut new, mut edited, mut undeleted) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match known.get(&row.row_key) {
            None => new.push(row),
            Some(known) => {
                if known.is_deleted {
                    undeleted.push(known.id);
                }
                if known.revision_key != row.revision_key {
                    edited.push((known, row));
                }
            }
        }
    }
    (stored.new, stored.edited, stored.undeleted) = (new.len(), edited.len(), undeleted.len());
    if !new.is_empty() {
        stored.pending += store_new(cx, form, &locked, kind, new)?;
    }
    if !edited.is_empty() {
        stored.pending += store_edited(cx, kind, edited)?;
    }
    if !undeleted.is_empty() {
        queries::set_undeleted(cx.conn, &undeleted)?;
    }
    let new_row_at = (stored.new > 0).then_some(cx.now);
    queries::set_cursor(
        cx.conn,
        form,
        cursor.max_row,
        cursor.modified_mark,
        new_row_at,
    )?;
    if stored.changed() {
        let after = json!({"source": locked.source, "form": locked.form_key, "page": stored});
        audit::record(
            cx,
            "scans.store_page",
            "source_form",
            &form,
            None,
            Some(after),
        )?;
    }
    Ok(stored)
}

/// A row that comes twice in one page counts as it came last.
fn last_of_each(rows: Vec<NewSubmission>) -> Vec<NewSubmission> {
    let mut seen = HashSet::new();
    let mut kept: Vec<NewSubmission> = rows
        .into_iter()
        .rev()
        .filter(|row| seen.insert(row.row_key.clone()))
        .collect();
    kept.reverse();
    kept
}

fn store_new(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    locked: &LockedForm,
    kind: ObservationKind,
    rows: Vec<NewSubmission>,
) -> Result<usize> {
    let originals = originals(cx, locked, &rows)?;
    let rules = CodeRules::of(&cx.settings);
    let mut columns = Columns::default();
    let mut contents = HashMap::new();
    for row in rows {
        let original = row
            .instance_id
            .as_ref()
            .and_then(|id| originals.get(id))
            .copied();
        if original.is_none() {
            contents.insert(
                row.row_key.clone(),
                (observed_codes(&rules, &row), row.status),
            );
        }
        columns.alias_of.push(original);
        push(&mut columns, row, cx.now);
    }
    let mut observed = Observed::default();
    for inserted in queries::insert_submissions(cx.conn, form, cx.now, &columns)? {
        let Some((codes, status)) = contents.remove(&inserted.row_key) else {
            continue;
        };
        for code in codes {
            observed.submission.push(inserted.id);
            observed.code.push(code);
            observed.status.push(status);
        }
    }
    Ok(queries::insert_observations(
        cx.conn, kind, cx.now, &observed,
    )?)
}

fn originals(
    cx: &mut OpContext<'_>,
    locked: &LockedForm,
    rows: &[NewSubmission],
) -> Result<HashMap<String, SubmissionId>> {
    if locked.identity.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = rows
        .iter()
        .filter_map(|row| row.instance_id.clone())
        .collect();
    let originals = queries::list_originals(cx.conn, locked, &ids)?;
    Ok(originals
        .into_iter()
        .map(|o| (o.instance_id, o.id))
        .collect())
}

fn store_edited(
    cx: &mut OpContext<'_>,
    kind: ObservationKind,
    rows: Vec<(&Known, NewSubmission)>,
) -> Result<usize> {
    let rules = CodeRules::of(&cx.settings);
    let mut columns = Columns::default();
    let mut observed = Observed::default();
    let mut deriving = Vec::new();
    for (known, row) in rows {
        columns.id.push(known.id);
        if !known.is_alias {
            deriving.push(known.id);
            for code in observed_codes(&rules, &row) {
                observed.submission.push(known.id);
                observed.code.push(code);
                observed.status.push(row.status);
            }
        }
        push(&mut columns, row, cx.now);
    }
    queries::insert_revisions(cx.conn, &columns.id, cx.now)?;
    queries::update_submissions(cx.conn, cx.now, &columns)?;
    let packages = queries::void_gone(cx.conn, &deriving, cx.now, &observed)?;
    let pending = queries::renew_observations(cx.conn, kind, cx.now, &observed)?;
    recompute(cx, &packages)?;
    Ok(pending)
}

/// Distinct codes in order; one without a code when there is none, or when part of the row cannot be read.
pub(super) fn observed_codes(rules: &CodeRules, row: &NewSubmission) -> Vec<Option<String>> {
    let mut seen = HashSet::new();
    let mut codes: Vec<Option<String>> = row
        .codes
        .iter()
        .filter_map(|scanned| rules.normalise(scanned))
        .filter(|code| seen.insert(code.clone()))
        .map(Some)
        .collect();
    if codes.is_empty() || !row.error.is_empty() {
        codes.push(None);
    }
    codes
}

pub(super) fn push(columns: &mut Columns, row: NewSubmission, now: DateTime<Utc>) {
    let received_at = row.received_at.unwrap_or(now);
    columns.payload_sha256.push(sha256(row.payload.as_bytes()));
    columns.row_key.push(row.row_key);
    columns.row_number.push(row.row_number);
    columns.revision_key.push(row.revision_key);
    columns.instance_id.push(row.instance_id);
    columns.received_at.push(received_at);
    columns.device_time_at.push(row.device_time_at);
    columns
        .scanned_at
        .push(scan_time(received_at, row.device_time_at));
    columns.device_id.push(row.device_id);
    columns.submitted_by.push(row.submitted_by);
    columns.version.push(row.version);
    columns.location.push(row.location);
    columns.status.push(row.status);
    columns.label.push(row.label);
    columns.latitude.push(row.position.map(|p| p.latitude));
    columns.longitude.push(row.position.map(|p| p.longitude));
    columns.altitude.push(row.position.and_then(|p| p.altitude));
    columns.accuracy.push(row.position.and_then(|p| p.accuracy));
    columns.country.push(None);
    columns.error.push(row.error);
    columns.payload.push(row.payload);
}

/// The phone's time where it can be true, else the source's.
fn scan_time(received_at: DateTime<Utc>, device_time_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    device_time_at
        .filter(|at| {
            *at >= received_at - TimeDelta::days(90) && *at <= received_at + TimeDelta::minutes(10)
        })
        .unwrap_or(received_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_phones_clock_counts_only_where_it_can_be_true() {
        let received = Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap();
        let at = |delta: TimeDelta| scan_time(received, Some(received + delta));

        assert_eq!(at(TimeDelta::days(-90)), received - TimeDelta::days(90));
        assert_eq!(
            at(TimeDelta::minutes(10)),
            received + TimeDelta::minutes(10)
        );
        assert_eq!(at(TimeDelta::days(-91)), received);
        assert_eq!(at(TimeDelta::minutes(11)), received);
        assert_eq!(scan_time(received, None), received);
    }
}
