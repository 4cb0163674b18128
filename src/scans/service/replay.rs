//! Stored submissions, read and interpreted again as if they had just come: after the reading of forms was mended,
//! or to see that nothing would change.

use std::collections::HashMap;

use serde_json::json;

use super::interpret::{BATCH, apply};
use super::recompute::recompute_locked;
use super::store::{observed_codes, push};
use super::{devices, forms};
use crate::audit;
use crate::db::in_transaction;
use crate::kernel::ids::{ObservationId, PackageId, SourceFormId, SubmissionId};
use crate::kernel::{Error, OpContext, Permission, Result};
use crate::scans::codes::CodeRules;
use crate::scans::definition::FormDefinition;
use crate::scans::model::{
    NewSubmission, ObservationKind, ObservationState, ObservedStanding, Purpose, Reason,
    ReplayChange, ReplayFilter, Replayed,
};
use crate::scans::queries::replay::{self as queries, Kept};
use crate::scans::queries::store::{self as store_queries, Columns, Observed};
use crate::scans::sources;

/// Submissions one transaction reads again.
const AT_ONCE: i64 = 500;

/// Reads the next submissions after `after` again, from their stored payloads, and interprets what is in them. What
/// people decided stands: corrections, dismissals, voids. Without `keep` all is taken back, so that it only tells
/// what would change. Done twice it changes nothing the second time.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn replay(
    cx: &mut OpContext<'_>,
    filter: &ReplayFilter,
    after: SubmissionId,
    keep: bool,
) -> Result<Replayed> {
    cx.require(Permission::Administer)?;
    let ids = queries::list_ids(cx.conn, filter, after, AT_ONCE)?;
    let mut done = Replayed::default();
    if ids.is_empty() {
        return Ok(done);
    }
    let looked = in_transaction(cx, |cx| {
        done = read_again(cx, &ids)?;
        // The plain way to look without touching: do it and take it back.
        if keep {
            record(cx, filter, &done)
        } else {
            Err(Error::Conflict("error-internal".into()))
        }
    });
    match looked {
        Ok(()) => Ok(done),
        Err(Error::Conflict(_)) if !keep => Ok(done),
        Err(error) => Err(error),
    }
}

fn record(cx: &mut OpContext<'_>, filter: &ReplayFilter, done: &Replayed) -> Result<()> {
    let after = json!({
        "form": filter.form, "since": filter.since, "until": filter.until, "submissions": done.submissions,
        "read_otherwise": done.read_otherwise, "changed": done.changes.len(),
    });
    let last = done.last.unwrap_or(SubmissionId(0));
    audit::record(cx, "scans.replay", "submission", &last, None, Some(after))
}

fn read_again(cx: &mut OpContext<'_>, ids: &[SubmissionId]) -> Result<Replayed> {
    queries::lock_forms(cx.conn, ids)?;
    let before = queries::list_standing(cx.conn, ids)?;
    let kept = queries::list(cx.conn, ids)?;
    let submissions = kept.len();
    let (mut packages, mut read_otherwise) = (Vec::new(), 0);
    for kind in [ObservationKind::Device, ObservationKind::Package] {
        let of_kind: Vec<&Kept> = kept.iter().filter(|row| kind_of(row) == kind).collect();
        let (otherwise, gone) = renew(cx, kind, &of_kind)?;
        read_otherwise += otherwise;
        packages.extend(gone);
    }
    queries::lock_shipments(cx.conn, ids)?;
    recompute_locked(cx, &packages)?;
    interpret_of(cx, ids)?;
    let mut after = queries::list_standing(cx.conn, ids)?;
    let settled = settled_before(&before, &after);
    if !settled.is_empty() {
        queries::set_applied(cx.conn, &settled)?;
        after = queries::list_standing(cx.conn, ids)?;
    }
    Ok(Replayed {
        last: ids.last().copied(),
        submissions,
        read_otherwise,
        changes: changes(before, after),
    })
}

fn kind_of(row: &Kept) -> ObservationKind {
    match row.purpose {
        Purpose::Package => ObservationKind::Package,
        Purpose::Device => ObservationKind::Device,
    }
}

/// Writes what is read now, and sends the observations back to be interpreted. Returns how many were read otherwise,
/// and the packages whose codes are no longer read.
fn renew(
    cx: &mut OpContext<'_>,
    kind: ObservationKind,
    rows: &[&Kept],
) -> Result<(usize, Vec<PackageId>)> {
    let rules = CodeRules::of(&cx.settings);
    let mut words = Words::default();
    let (mut columns, mut observed, mut deriving) =
        (Columns::default(), Observed::default(), Vec::new());
    for kept in rows {
        let Some(mut row) = sources::read_stored(&kept.source_kind, &kept.payload, kind) else {
            continue;
        };
        row.received_at = row.received_at.or(Some(kept.received_at));
        words.fill(cx, kept.source_form_id, &mut row)?;
        if !kept.is_alias {
            deriving.push(kept.id);
            for code in observed_codes(&rules, &row) {
                observed.submission.push(kept.id);
                observed.code.push(code);
                observed.status.push(row.status);
            }
        }
        columns.id.push(kept.id);
        push(&mut columns, row, cx.now);
    }
    let otherwise = queries::update_readings(cx.conn, &columns)?;
    let gone = store_queries::void_gone(cx.conn, &deriving, cx.now, &observed)?;
    store_queries::renew_observations(cx.conn, kind, cx.now, &observed)?;
    Ok((otherwise, gone))
}

/// Words of places, by form and version.
#[derive(Default)]
struct Words(HashMap<(SourceFormId, String), FormDefinition>);

impl Words {
    fn fill(
        &mut self,
        cx: &mut OpContext<'_>,
        form: SourceFormId,
        row: &mut NewSubmission,
    ) -> Result<()> {
        if !row.label.is_empty() {
            return Ok(());
        }
        let key = (form, row.version.clone());
        if !self.0.contains_key(&key) {
            let kept = forms::find_definition(cx, form, &row.version)?;
            self.0.insert(key.clone(), kept.unwrap_or_default());
        }
        row.label = self.0[&key].label_of(&row.location, row.voucher);
        Ok(())
    }
}

fn interpret_of(cx: &mut OpContext<'_>, ids: &[SubmissionId]) -> Result<()> {
    let pending = queries::claim_of(cx.conn, ids)?;
    let of = |kind: ObservationKind| -> Vec<ObservationId> {
        let wanted = pending.iter().filter(|claimed| claimed.kind == kind);
        wanted.map(|claimed| claimed.id).collect()
    };
    // Phones first, so that these scans know whose they are.
    devices::bind(cx, &of(ObservationKind::Device))?;
    for batch in of(ObservationKind::Package).chunks(BATCH as usize) {
        apply(cx, batch)?;
    }
    Ok(())
}

/// Those that were applied before their shipment was closed: to bring them up again would ask what was never asked.
fn settled_before(before: &[ObservedStanding], after: &[ObservedStanding]) -> Vec<ObservationId> {
    let applied: HashMap<ObservationId, &Option<String>> = before
        .iter()
        .filter(|it| it.standing.state == ObservationState::Applied)
        .map(|it| (it.id, &it.code))
        .collect();
    let is_closed = |reason| {
        matches!(
            reason,
            Some(Reason::ShipmentLost | Reason::ShipmentCancelled)
        )
    };
    let waits = after.iter().filter(|it| is_closed(it.standing.reason));
    waits
        .filter(|it| applied.get(&it.id) == Some(&&it.code))
        .map(|it| it.id)
        .collect()
}

fn changes(before: Vec<ObservedStanding>, after: Vec<ObservedStanding>) -> Vec<ReplayChange> {
    let mut stood: HashMap<ObservationId, ObservedStanding> =
        before.into_iter().map(|it| (it.id, it)).collect();
    let changed = after.into_iter().filter_map(|now| {
        let before = stood.remove(&now.id).map(|it| it.standing);
        (before.as_ref() != Some(&now.standing)).then_some(ReplayChange {
            submission_id: now.submission_id,
            form: now.form,
            row_key: now.row_key,
            code: now.code,
            before,
            after: now.standing,
        })
    });
    changed.collect()
}
