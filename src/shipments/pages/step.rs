//! Finalizing and re-opening: each takes the other back.

use poem::web::Path;
use poem::{Response, handler};

use crate::kernel::Text;
use crate::kernel::ids::ShipmentId;
use crate::shipments::model::Shipment;
use crate::shipments::pages::decide::done;
use crate::shipments::service;
use crate::web::{App, Flash, Result, Visit};

/// Makes a shipment ready for pickup.
#[handler]
pub(super) async fn finalize(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::finalize(cx, ShipmentId(id)))
        .await;
    let flash = finalized(outcome.as_ref().ok(), id);
    done(&app, &visit, id, outcome, flash).await
}

/// Says that a shipment was finalized: how it stands now, and a way back while there is one.
pub(super) fn finalized(it: Option<&Shipment>, id: i32) -> Flash {
    if it.is_some_and(|it| !it.may_reopen()) {
        return Flash::success(Text::new("shipment-finalized-on-the-way"));
    }
    Flash::success(Text::new("shipment-finalized")).with_undo(format!("/shipments/{id}/reopen/"))
}

/// Opens a shipment that is ready again.
#[handler]
pub(super) async fn reopen(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::reopen(cx, ShipmentId(id)))
        .await;
    let flash = Flash::success(Text::new("shipment-reopened"))
        .with_undo(format!("/shipments/{id}/finalize/"));
    done(&app, &visit, id, outcome, flash).await
}
