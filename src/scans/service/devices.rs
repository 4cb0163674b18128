//! Device captures bind a phone to a user; the capture received last wins, whatever the order of arrival.

use crate::accounts;
use crate::kernel::ids::ObservationId;
use crate::kernel::{OpContext, Result};
use crate::scans::model::{Interpreted, Reason};
use crate::scans::queries::devices::{self as queries, Capture};

/// Applies captures, which must be locked.
pub(super) fn bind(cx: &mut OpContext<'_>, ids: &[ObservationId]) -> Result<Interpreted> {
    let mut done = Interpreted::default();
    for capture in queries::list_captures(cx.conn, ids)? {
        let reason = bind_one(cx, &capture)?;
        let detail = if reason == Some(Reason::Malformed) {
            capture.error.as_str()
        } else {
            ""
        };
        queries::set_settled(cx.conn, capture.id, reason, detail, cx.now)?;
        done.claimed += 1;
        if reason.is_some() {
            done.open += 1;
        } else {
            done.applied += 1;
        }
    }
    Ok(done)
}

fn bind_one(cx: &mut OpContext<'_>, capture: &Capture) -> Result<Option<Reason>> {
    let Some(code) = &capture.code else {
        let malformed = !capture.error.is_empty();
        return Ok(Some(if malformed {
            Reason::Malformed
        } else {
            Reason::NoCode
        }));
    };
    if capture.device_id.is_empty() {
        return Ok(Some(Reason::Malformed));
    }
    if queries::is_outdated(cx.conn, capture)? {
        let known = queries::is_user_code(cx.conn, code)?;
        return Ok((!known).then_some(Reason::UnknownUser));
    }
    let user = accounts::service::bind_device(cx, code, &capture.device_id)?;
    Ok(user.is_none().then_some(Reason::UnknownUser))
}
