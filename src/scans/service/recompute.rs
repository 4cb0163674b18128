//! Statuses from the set of scans: for a few packages after a change, or for all as a check.

use crate::audit;
use crate::db::in_transaction;
use crate::kernel::ids::PackageId;
use crate::kernel::{Error, OpContext, Permission, Result};
use crate::scans::model::StatusDifference;
use crate::scans::queries::recompute as queries;

/// Packages a check looks at in one statement.
const CHECKED_AT_ONCE: i64 = 5_000;

/// Brings packages and their shipments to what their scans say, and writes events. Returns what changed.
///
/// # Errors
/// When the database refuses.
pub fn recompute(cx: &mut OpContext<'_>, packages: &[PackageId]) -> Result<Vec<StatusDifference>> {
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    queries::lock_shipments(cx.conn, packages)?;
    recompute_locked(cx, packages)
}

/// The same, for callers that locked the shipments already.
pub(super) fn recompute_locked(
    cx: &mut OpContext<'_>,
    packages: &[PackageId],
) -> Result<Vec<StatusDifference>> {
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    Ok(queries::recompute(cx, packages)?)
}

/// Recomputes every package and shipment and returns those that were not what their scans say. Without `fix`
/// nothing is changed.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn verify_statuses(cx: &mut OpContext<'_>, fix: bool) -> Result<Vec<StatusDifference>> {
    cx.require(Permission::Administer)?;
    let found = compare_all(cx, fix)?;
    if fix && !found.is_empty() {
        let after = serde_json::json!({ "statuses": found.len() });
        audit::record(cx, "status.fix", "instance", &"", None, Some(after))?;
    }
    Ok(found)
}

fn compare_all(cx: &mut OpContext<'_>, fix: bool) -> Result<Vec<StatusDifference>> {
    // All there is takes its time.
    crate::db::without_time_limit(cx.conn)?;
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let packages = queries::list_packages_after(cx.conn, after, CHECKED_AT_ONCE)?;
        let Some(last) = packages.last() else {
            return Ok(found);
        };
        after = last.0;
        let looked = in_transaction(cx, |cx| {
            found.extend(recompute(cx, &packages)?);
            // The plain way to look without touching: do it and take it back.
            if fix {
                Ok(())
            } else {
                Err(Error::Conflict("error-internal".into()))
            }
        });
        if !matches!(looked, Ok(()) | Err(Error::Conflict(_))) {
            looked?;
        }
    }
}
