//! How many observations are in each state. Triggers keep the tally (`observation_tallies`), so that asking costs the
//! same whatever has been received.

use std::collections::HashMap;

use serde_json::json;

use crate::audit;
use crate::kernel::ids::SourceFormId;
use crate::kernel::{OpContext, Permission, Result};
use crate::scans::model::StateCounts;
use crate::scans::queries::tallies as queries;

/// Rows of the tally that are added up each time before they are drawn together.
const MOST_ROWS: i64 = 500;

/// How many observations are in each state, all forms and receipts together.
///
/// # Errors
/// `Forbidden` for partners.
pub fn state_counts(cx: &mut OpContext<'_>) -> Result<StateCounts> {
    cx.require(Permission::ViewAllPartners)?;
    Ok(state_counts_by_form(cx)?.into_values().sum())
}

/// The same form by form.
///
/// # Errors
/// When the database refuses.
pub fn state_counts_by_form(cx: &mut OpContext<'_>) -> Result<HashMap<SourceFormId, StateCounts>> {
    Ok(queries::count_states_by_form(cx.conn)?)
}

/// Draws the tally together when it has grown long; the poller does after each poll.
pub(in crate::scans) fn draw_together(cx: &mut OpContext<'_>) -> Result<()> {
    queries::draw_together(cx.conn, MOST_ROWS)?;
    Ok(())
}

/// Counts every observation, tells how many forms and states the tally has wrong, and sets it right when `fix` says
/// so. Zero, or a trigger has a bug or somebody switched it off.
///
/// # Errors
/// `Forbidden` but for those who administer.
pub fn verify_tallies(cx: &mut OpContext<'_>, fix: bool) -> Result<i64> {
    cx.require(Permission::Administer)?;
    // All there is takes its time.
    crate::db::without_time_limit(cx.conn)?;
    let wrong = queries::count_wrong(cx.conn)?;
    if fix && wrong > 0 {
        queries::count_anew(cx.conn)?;
        let after = json!({ "observations": wrong });
        audit::record(cx, "totals.fix", "instance", &"", None, Some(after))?;
    }
    Ok(wrong)
}
