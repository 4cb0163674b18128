//! What people look at: the inbox, scans, raw payloads.

use std::collections::HashSet;

use crate::kernel::ids::{PackageId, ScanId, ShipmentId, SubmissionId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::scans::codes::neighbours;
use crate::scans::model::{ExceptionFilter, ExceptionRow, Payload, Reason, ScanFilter, ScanRow};
use crate::scans::queries::lists as queries;

/// What waits for a person, the newest first; unknown codes with the known one that was probably meant.
///
/// # Errors
/// `Forbidden` for partners: most exceptions belong to no shipment.
pub fn list_exceptions(
    cx: &mut OpContext<'_>,
    filter: &ExceptionFilter,
    paging: Paging,
) -> Result<Paginated<ExceptionRow>> {
    cx.require(Permission::ViewAllPartners)?;
    let filter = ExceptionFilter {
        search: filter
            .search
            .clone()
            .filter(|words| !words.trim().is_empty()),
        ..filter.clone()
    };
    let mut page = queries::list_exceptions(cx.conn, &filter, paging)?;
    suggest(cx, &mut page.rows)?;
    Ok(page)
}

/// One line of the inbox; `None` when nothing waits there any more.
///
/// # Errors
/// `Forbidden` for partners.
pub fn find_exception(
    cx: &mut OpContext<'_>,
    filter: &ExceptionFilter,
) -> Result<Option<ExceptionRow>> {
    let page = list_exceptions(cx, filter, Paging { page: 1, size: 1 })?;
    Ok(page.rows.into_iter().next())
}

/// Looks up all codes one slip away from the unknown ones in one query.
fn suggest(cx: &mut OpContext<'_>, rows: &mut [ExceptionRow]) -> Result<()> {
    let candidates: Vec<Vec<String>> = rows
        .iter()
        .map(|row| match (&row.code, row.reason) {
            (Some(code), Reason::UnknownCode) => neighbours(code, &cx.settings.prefix),
            _ => Vec::new(),
        })
        .collect();
    let wanted: Vec<String> = candidates.iter().flatten().cloned().collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let known: HashSet<String> = queries::list_existing_codes(cx.conn, &wanted)?
        .into_iter()
        .map(|row| row.code)
        .collect();
    for (row, candidates) in rows.iter_mut().zip(candidates) {
        row.suggestion = candidates.into_iter().find(|code| known.contains(code));
    }
    Ok(())
}

/// How many wait, reason by reason, the most first.
///
/// # Errors
/// `Forbidden` for partners.
pub fn count_exceptions(cx: &mut OpContext<'_>) -> Result<Vec<(Reason, i64)>> {
    cx.require(Permission::ViewAllPartners)?;
    let rows = queries::count_reasons(cx.conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.reason, row.count))
        .collect())
}

/// How many wait in all; 0 for those who may not see the inbox.
///
/// # Errors
/// When the database refuses.
pub fn open_count(cx: &mut OpContext<'_>) -> Result<i64> {
    if !cx.actor.may(Permission::ViewAllPartners) {
        return Ok(0);
    }
    cx.kept("inbox", |cx| {
        let reasons = queries::count_reasons(cx.conn)?;
        Ok(reasons.iter().map(|row| row.count).sum())
    })
}

/// Scans, void ones included and marked; partners get those of their own shipments.
///
/// # Errors
/// `SignedOut` for strangers.
pub fn list(
    cx: &mut OpContext<'_>,
    filter: &ScanFilter,
    paging: Paging,
) -> Result<Paginated<ScanRow>> {
    cx.require(Permission::view(Model::Scan))?;
    let partner = cx.actor.only_partner();
    Ok(queries::list_scans(cx.conn, filter, partner, paging)?)
}

/// One scan.
///
/// # Errors
/// `NotFound` also for scans of another partner's shipments.
pub fn find(cx: &mut OpContext<'_>, id: ScanId) -> Result<ScanRow> {
    let filter = ScanFilter {
        scan: Some(id),
        ..ScanFilter::default()
    };
    let page = list(cx, &filter, Paging { page: 1, size: 1 })?;
    let found = page.rows.into_iter().next();
    found.ok_or_else(|| Error::not_found("thing-scan", id))
}

/// Scans of a shipment's packages in time order.
///
/// # Errors
/// `SignedOut` for strangers.
pub fn list_of_shipment(
    cx: &mut OpContext<'_>,
    id: ShipmentId,
    paging: Paging,
) -> Result<Paginated<ScanRow>> {
    let filter = ScanFilter {
        shipment: Some(id),
        ..ScanFilter::default()
    };
    list(cx, &filter, paging)
}

/// Scans of a package in time order.
///
/// # Errors
/// `SignedOut` for strangers.
pub fn list_of_package(
    cx: &mut OpContext<'_>,
    id: PackageId,
    paging: Paging,
) -> Result<Paginated<ScanRow>> {
    let filter = ScanFilter {
        package: Some(id),
        ..ScanFilter::default()
    };
    list(cx, &filter, paging)
}

/// A submission as it came over the wire, with the revisions that edits replaced.
///
/// # Errors
/// `NotFound`; `Forbidden` for partners.
pub fn payload(cx: &mut OpContext<'_>, id: SubmissionId) -> Result<Payload> {
    cx.require(Permission::ViewAllPartners)?;
    let current = queries::find_payload(cx.conn, id)?
        .ok_or_else(|| Error::not_found("thing-submission", id))?;
    Ok(Payload {
        submission_id: id,
        current,
        replaced: queries::list_replaced(cx.conn, id)?,
    })
}
