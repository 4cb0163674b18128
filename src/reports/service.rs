//! Figures of what moved and what is on the road. A partner is told of their own shipments only.

use chrono::{DateTime, Utc};

use super::queries::{self, Move, Road, Week};
use crate::kernel::{Model, OpContext, Permission, Result};

const SEE: Permission = Permission::view(Model::Shipment);

/// What moved on the road since a moment, by the time of the scans, the latest first.
///
/// # Errors
/// `Forbidden` for those who may not see shipments.
pub(super) fn moves(cx: &mut OpContext<'_>, since: DateTime<Utc>, limit: i32) -> Result<Vec<Move>> {
    cx.require(SEE)?;
    cx.kept("moves", |cx| {
        let only = cx.actor.only_partner();
        Ok(queries::list_moves(cx.conn, since, only, limit)?)
    })
}

/// Packages received per week of the country's zone, for so many weeks from a Monday on.
///
/// # Errors
/// `Forbidden` for those who may not see shipments.
pub(super) fn weeks(cx: &mut OpContext<'_>, from: DateTime<Utc>, count: u16) -> Result<Vec<Week>> {
    cx.require(SEE)?;
    cx.kept("weeks", |cx| {
        let (zone, only) = (cx.settings.time_zone.name(), cx.actor.only_partner());
        Ok(queries::list_weeks(
            cx.conn,
            from,
            count.into(),
            zone,
            only,
        )?)
    })
}

/// Shipments with packages picked up or in transit: how many, and what they are worth whole.
///
/// # Errors
/// `Forbidden` for those who may not see shipments.
pub(super) fn road(cx: &mut OpContext<'_>) -> Result<Road> {
    cx.require(SEE)?;
    cx.kept("road", |cx| {
        let (today, only) = (cx.today(), cx.actor.only_partner());
        Ok(queries::road(cx.conn, today, only)?)
    })
}
