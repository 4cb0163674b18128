//! What every paper says of its shipment.

use chrono::NaiveDate;
use serde::Serialize;

use super::dialog::Order;
use crate::kernel::Status;
use crate::kernel::ids::ShipmentId;
use crate::shipments::model::Shipment;
use crate::shipments::papers::Kind;

/// The shipment of a paper, and what was asked for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sheet {
    pub(super) kind: Kind,
    /// The style sheet with the size of the page.
    pub(super) format: &'static str,
    pub(super) id: ShipmentId,
    pub(super) name: String,
    pub(super) partner: String,
    pub(super) color: Option<String>,
    pub(super) release: String,
    pub(super) transporter: Option<String>,
    pub(super) shipment_on: NaiveDate,
    pub(super) status: Status,
    /// Packing goes on: what the paper says may still change.
    pub(super) draft: bool,
    /// Side of a QR code in centimetres.
    pub(super) size: u8,
    /// What was chosen, to choose anew.
    pub(super) query: String,
    /// Numbers asked for that no package has.
    pub(super) absent: String,
}

impl Sheet {
    pub(super) fn new(it: &Shipment, order: &Order, query: &str, absent: String) -> Self {
        Self {
            kind: order.kind,
            format: order.kind.format(),
            id: it.id,
            name: it.display_name.clone(),
            partner: it.partner_name.clone(),
            color: it.partner_color.clone(),
            release: it.store_release.clone(),
            transporter: it.transporter_name.clone(),
            shipment_on: it.shipment_on,
            status: it.status,
            draft: it.may_finalize(),
            size: order.size,
            query: query.to_owned(),
            absent,
        }
    }

    /// An example for the test that renders every page.
    pub(super) fn sample(kind: Kind, draft: bool) -> Self {
        Self {
            kind,
            format: kind.format(),
            id: ShipmentId(27),
            name: "Winter kits <Mare>".into(),
            partner: "Al Noor".into(),
            color: draft.then(|| "#0e7490".into()),
            release: "WR-2231".into(),
            transporter: draft.then(|| "Road & Sons".into()),
            shipment_on: NaiveDate::default(),
            status: Status::Ready,
            draft,
            size: 6,
            query: format!("what={}&size=6", kind.slug()),
            absent: if draft { "3-9".into() } else { String::new() },
        }
    }
}
