//! Finalizing and re-opening: each takes the other back.

use poem::web::Path;
use poem::{Response, handler};

use crate::kernel::Text;
use crate::kernel::ids::ShipmentId;
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
    let flash = Flash::success(Text::new("shipment-finalized"))
        .with_undo(format!("/shipments/{id}/reopen/"));
    done(&app, &visit, id, outcome, flash).await
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
