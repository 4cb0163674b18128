//! The second transaction: pending observations become scans, statuses and events, or open exceptions.

use super::devices;
use super::recompute::recompute_locked;
use crate::db::in_transaction;
use crate::kernel::ids::{ObservationId, PackageId};
use crate::kernel::{Error, OpContext, Result};
use crate::scans::model::{Interpreted, ObservationKind};
use crate::scans::queries::interpret as queries;

/// Observations one transaction claims at most.
pub(in crate::scans) const BATCH: i64 = 2_000;

/// Claims up to `limit` (at most 2,000) pending observations and applies them; nobody else claims the same ones.
/// Nothing is left when `claimed` is 0.
///
/// # Errors
/// When the database cannot be reached; then they stay pending.
pub fn interpret(cx: &mut OpContext<'_>, limit: i64) -> Result<Interpreted> {
    let claimed = queries::claim(cx.conn, limit.clamp(1, BATCH))?;
    let (packages, captures): (Vec<_>, Vec<_>) = claimed
        .iter()
        .partition(|claimed| claimed.kind == ObservationKind::Package);
    let mut done = Interpreted::default();
    // Phones first, so that the scans of this batch know whose they are.
    let captures: Vec<ObservationId> = captures.iter().map(|claimed| claimed.id).collect();
    if !captures.is_empty() {
        done += devices::bind(cx, &captures)?;
    }
    let packages: Vec<ObservationId> = packages.iter().map(|claimed| claimed.id).collect();
    if !packages.is_empty() {
        done += apply(cx, &packages)?;
    }
    Ok(done)
}

/// Sends back open observations that can be judged otherwise by now (a code became known, a shipment was
/// reinstated); the next [`interpret`] applies them. Returns how many.
///
/// # Errors
/// When the database refuses.
pub fn retry_open(cx: &mut OpContext<'_>) -> Result<usize> {
    Ok(queries::reopen(cx.conn)?)
}

/// Applies these observations, which must be locked; a batch the database refuses is tried by halves, down to the
/// one bad row, which becomes an exception.
pub(super) fn apply(cx: &mut OpContext<'_>, ids: &[ObservationId]) -> Result<Interpreted> {
    let error = match in_transaction(cx, |cx| apply_all(cx, ids)) {
        Ok(done) => return Ok(done),
        Err(error) if is_about_rows(&error) => error,
        Err(error) => return Err(error),
    };
    if let [id] = ids {
        let detail = cause(&error);
        tracing::warn!(
            observation = id.0,
            detail,
            "the database refuses an observation"
        );
        queries::set_refused(cx, *id, &detail)?;
        return Ok(Interpreted {
            claimed: 1,
            open: 1,
            ..Interpreted::default()
        });
    }
    let (left, right) = ids.split_at(ids.len() / 2);
    let mut done = apply(cx, left)?;
    done += apply(cx, right)?;
    Ok(done)
}

fn apply_all(cx: &mut OpContext<'_>, ids: &[ObservationId]) -> Result<Interpreted> {
    let overtaken = queries::void_overtaken(cx, ids)?;
    let kept: Vec<ObservationId> = ids
        .iter()
        .copied()
        .filter(|id| !overtaken.contains(id))
        .collect();
    let former = queries::list_former(cx.conn, &kept)?;
    let left: Vec<PackageId> = former.iter().map(|scan| scan.package_id).collect();
    let rescanned: Vec<ObservationId> = former.iter().map(|scan| scan.observation_id).collect();
    queries::lock_shipments(cx.conn, &kept, &left)?;
    let mut judged = queries::judge(cx, &kept, &rescanned)?;
    judged.packages.extend(left);
    let changed = recompute_locked(cx, &judged.packages)?;
    Ok(Interpreted {
        claimed: ids.len(),
        applied: judged.applied as usize,
        open: judged.open as usize,
        packages: changed.iter().filter(|c| c.package_id.is_some()).count(),
    })
}

/// Whether another split could help: not when the connection is gone, nor when two transactions got in each
/// other's way, which the next run has behind it.
fn is_about_rows(error: &Error) -> bool {
    match error {
        Error::Internal(cause) => {
            let words = cause.to_string();
            ![
                "deadlock detected",
                "could not serialize",
                "canceling statement",
                "No space left",
            ]
            .iter()
            .any(|sentence| words.contains(sentence))
        }
        _ => false,
    }
}

/// What the database said, for the person who looks into it.
fn cause(error: &Error) -> String {
    let words =
        std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    words.chars().take(300).collect()
}
