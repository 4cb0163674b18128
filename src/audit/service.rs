//! Recording a change and reading the record.

use std::fmt::Display;

use serde_json::Value;

use super::model::{AuditFilter, AuditRow, NewAudit};
use super::queries;
use super::words::{ACTIONS, OBJECT_TYPES};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{OpContext, Permission, Result};

/// Records that the actor of `cx` did `action` to an object, with the values that changed.
///
/// # Errors
/// When the database refuses.
pub fn record(
    cx: &mut OpContext<'_>,
    action: &str,
    object_type: &str,
    object_id: &dyn Display,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    refuse_without_words(action, object_type);
    let row = NewAudit {
        at: cx.now,
        actor_kind: cx.actor.kind(),
        actor_id: cx.actor.user_id(),
        actor_name: cx.actor.name(),
        door: cx.door.slug(),
        request_id: &cx.request_id,
        action,
        object_type,
        object_id: &object_id.to_string(),
        before,
        after,
    };
    Ok(queries::insert(cx.conn, &row)?)
}

/// A change is recorded all the same when a release lacks a word; tests and dev must not get so far.
fn refuse_without_words(action: &str, object_type: &str) {
    debug_assert!(
        ACTIONS.contains(&action) && OBJECT_TYPES.contains(&object_type),
        "audit::words has no words for {action} of a {object_type}"
    );
}

/// Records what was done before now, when the database could not be reached; a row whose request id is there already
/// is not written again.
///
/// # Errors
/// When the database refuses.
pub fn record_late(cx: &mut OpContext<'_>, mut rows: Vec<NewAudit<'_>>) -> Result<()> {
    let known = queries::lock_known(cx.conn, &rows)?;
    rows.retain(|row| !known.iter().any(|id| id == row.request_id));
    Ok(queries::insert_all(cx.conn, &rows)?)
}

/// The newest changes first.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn list(
    cx: &mut OpContext<'_>,
    filter: &AuditFilter,
    paging: Paging,
) -> Result<Paginated<AuditRow>> {
    cx.require(Permission::Administer)?;
    Ok(queries::list(cx.conn, filter, paging)?)
}
