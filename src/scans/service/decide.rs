//! What people decide: correct, retry, dismiss or void; and what becomes of scans whose submission is gone.

use serde_json::json;

use super::devices;
use super::interpret::apply;
use super::recompute::recompute;
use crate::audit;
use crate::kernel::ids::{ObservationId, ScanId, SubmissionId};
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text};
use crate::scans::codes::CodeRules;
use crate::scans::model::{Correction, ObservationKind, ObservationState, Settled};
use crate::scans::queries::decide as queries;
use crate::scans::queries::devices::is_user_code;
use crate::scans::queries::interpret::{self, Decidable};

const MAY: Permission = Permission::change(Model::Scan);

/// Says what an observation should have been, and interprets it again at once.
///
/// # Errors
/// `Invalid` at `code`, `status` or `note`; `Conflict` for one that is void.
pub fn correct(
    cx: &mut OpContext<'_>,
    id: ObservationId,
    correction: &Correction,
) -> Result<Settled> {
    cx.require(MAY)?;
    let found = lock(cx, id)?;
    let mut correction = correction.clone();
    correction.note = noted(&correction.note, false)?;
    if correction.code.is_none() && correction.status.is_none() {
        return Err(Error::invalid("code", "exception-correct-nothing"));
    }
    if let Some(code) = &correction.code {
        let code = CodeRules::of(&cx.settings)
            .normalise(code)
            .unwrap_or_default();
        check_code(cx, id, &found, &code)?;
        correction.code = Some(code);
    }
    if correction
        .status
        .is_some_and(|status| !status.moves_packages())
    {
        return Err(Error::invalid("status", "exception-correct-status"));
    }
    queries::set_pending(cx.conn, id, &correction, cx.actor.user_id())?;
    let settled = interpret_one(cx, id, found.kind)?;
    let after = json!({"code": correction.code, "status": correction.status, "note": correction.note,
                       "state": settled.state, "reason": settled.reason});
    record(cx, "scans.correct", id, &found, after)?;
    Ok(settled)
}

fn check_code(
    cx: &mut OpContext<'_>,
    id: ObservationId,
    found: &Decidable,
    code: &str,
) -> Result<()> {
    if found.kind == ObservationKind::Device {
        return if is_user_code(cx.conn, code)? {
            Ok(())
        } else {
            Err(Error::invalid("code", "exception-correct-user"))
        };
    }
    if !queries::is_package_code(cx.conn, code)? {
        let message = Text::new("exception-correct-code").arg("code", code);
        return Err(Error::invalid("code", message));
    }
    if queries::is_in_submission(cx.conn, id, found.submission_id, code)? {
        let message = Text::new("exception-correct-twice").arg("code", code);
        return Err(Error::invalid("code", message));
    }
    Ok(())
}

/// Interprets an open or dismissed observation again, for example after its package was made.
///
/// # Errors
/// `Conflict` for one that is applied or void.
pub fn retry(cx: &mut OpContext<'_>, id: ObservationId) -> Result<Settled> {
    cx.require(MAY)?;
    let found = lock(cx, id)?;
    if found.state == ObservationState::Applied {
        return Err(Error::conflict("exception-is-applied"));
    }
    queries::set_pending(cx.conn, id, &Correction::default(), cx.actor.user_id())?;
    let settled = interpret_one(cx, id, found.kind)?;
    let after = json!({"state": settled.state, "reason": settled.reason});
    record(cx, "scans.retry", id, &found, after)?;
    Ok(settled)
}

/// Says that an open observation needs nothing. A scan it made stays.
///
/// # Errors
/// `Invalid` without a note, `Conflict` for one that is not open.
pub fn dismiss(cx: &mut OpContext<'_>, id: ObservationId, note: &str) -> Result<Settled> {
    cx.require(MAY)?;
    let note = noted(note, true)?;
    let found = lock(cx, id)?;
    if !matches!(
        found.state,
        ObservationState::Open | ObservationState::Pending
    ) {
        return Err(Error::conflict("exception-is-not-open"));
    }
    queries::set_dismissed(cx.conn, id, &note, cx.actor.user_id(), cx.now)?;
    record(
        cx,
        "scans.dismiss",
        id,
        &found,
        json!({"state": "dismissed", "note": note}),
    )?;
    Ok(queries::find_settled(cx.conn, id)?)
}

/// Takes a scan out of the count. Its package goes back to what its other scans say.
///
/// # Errors
/// `Invalid` without a note, `Conflict` for one that is void already.
pub fn void(cx: &mut OpContext<'_>, id: ScanId, note: &str) -> Result<()> {
    cx.require(MAY)?;
    let note = noted(note, true)?;
    let scan =
        queries::lock_scan(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-scan", id))?;
    if scan.is_void {
        return Err(Error::conflict("scan-is-void"));
    }
    let by = cx.actor.user_id();
    let packages = queries::void(cx.conn, &[scan.observation_id], &note, by, cx.now)?;
    recompute(cx, &packages)?;
    let before = json!({"code": scan.code, "package": scan.package_id, "status": scan.status});
    let after = json!({"state": "void", "note": note});
    audit::record(cx, "scans.void", "scan", &id, Some(before), Some(after))
}

/// Leaves the scans of a submission that is gone at the source as they are.
///
/// # Errors
/// `Conflict` when it is not gone, or was settled already.
pub fn keep_deleted(cx: &mut OpContext<'_>, id: SubmissionId, note: &str) -> Result<()> {
    cx.require(MAY)?;
    let note = noted(note, false)?;
    lock_deletion(cx, id)?;
    queries::set_deletion_settled(cx.conn, id, cx.now)?;
    let after = json!({"deletion": "kept", "note": note});
    audit::record(
        cx,
        "scans.keep_deleted",
        "submission",
        &id,
        None,
        Some(after),
    )
}

/// Takes the scans of a submission that is gone at the source out of the count.
///
/// # Errors
/// `Conflict` when it is not gone, or was settled already.
pub fn void_deleted(cx: &mut OpContext<'_>, id: SubmissionId, note: &str) -> Result<()> {
    cx.require(MAY)?;
    let note = noted(note, true)?;
    lock_deletion(cx, id)?;
    let observations = queries::lock_of_submission(cx.conn, id)?;
    let by = cx.actor.user_id();
    let packages = queries::void(cx.conn, &observations, &note, by, cx.now)?;
    recompute(cx, &packages)?;
    queries::set_deletion_settled(cx.conn, id, cx.now)?;
    let after = json!({"deletion": "void", "observations": observations, "note": note});
    audit::record(
        cx,
        "scans.void_deleted",
        "submission",
        &id,
        None,
        Some(after),
    )
}

fn lock(cx: &mut OpContext<'_>, id: ObservationId) -> Result<Decidable> {
    let found =
        interpret::lock(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-exception", id))?;
    if found.state == ObservationState::Void {
        return Err(Error::conflict("exception-is-void"));
    }
    Ok(found)
}

fn lock_deletion(cx: &mut OpContext<'_>, id: SubmissionId) -> Result<()> {
    let found = queries::lock_deletion(cx.conn, id)?
        .ok_or_else(|| Error::not_found("thing-exception", id))?;
    if found.is_open {
        Ok(())
    } else {
        Err(Error::conflict("exception-is-not-open"))
    }
}

/// A note without blanks around it; one that must say something says so at its field.
fn noted(note: &str, required: bool) -> Result<String> {
    let note = crate::kernel::several_lines(note);
    if required && note.is_empty() {
        return Err(Error::invalid("note", "exception-note-required"));
    }
    if note.chars().count() > 1000 {
        return Err(Error::invalid("note", "exception-note-long"));
    }
    Ok(note)
}

fn interpret_one(
    cx: &mut OpContext<'_>,
    id: ObservationId,
    kind: ObservationKind,
) -> Result<Settled> {
    match kind {
        ObservationKind::Package => apply(cx, &[id])?,
        ObservationKind::Device => devices::bind(cx, &[id])?,
    };
    Ok(queries::find_settled(cx.conn, id)?)
}

fn record(
    cx: &mut OpContext<'_>,
    action: &str,
    id: ObservationId,
    found: &Decidable,
    after: serde_json::Value,
) -> Result<()> {
    let before = json!({"code": found.code, "state": found.state, "reason": found.reason});
    audit::record(cx, action, "observation", &id, Some(before), Some(after))
}
