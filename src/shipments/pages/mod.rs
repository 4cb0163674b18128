//! Screens of shipments. What happened on the road is shown by the room `scans`, around the same [`Overview`].

mod decide;
mod list;
mod overview;
mod receipt;
mod receipts;
mod show;
mod step;
pub mod words;

pub use overview::{Overview, Tab};

use crate::kernel::{Model, Permission};
use crate::web::{Access, Routes};

/// The routes of this room.
pub fn routes() -> Routes {
    let view = Access::Permission(Permission::view(Model::Shipment));
    let change = Access::Permission(Permission::change(Model::Shipment));
    let reinstate = Access::Permission(Permission::ReinstateShipments);
    Routes::new()
        .page::<list::ListPage>()
        .page::<show::ShowPage>()
        .page::<decide::DecidePage>()
        .page::<receipts::ReceiptsPage>()
        .page::<receipt::ReceiptPage>()
        .get("/shipments/", view, list::get)
        .get("/shipments/:id/", view, show::of_packages)
        .get("/shipments/:id/items/", view, show::items)
        .get("/shipments/:id/history/", view, show::history)
        .post("/shipments/:id/finalize/", change, step::finalize)
        .post("/shipments/:id/reopen/", change, step::reopen)
        .get("/shipments/:id/cancel/", change, decide::cancel_form)
        .post("/shipments/:id/cancel/", change, decide::cancel)
        .get("/shipments/:id/lost/", change, decide::lost_form)
        .post("/shipments/:id/lost/", change, decide::lost)
        .get("/shipments/:id/lost-note/", change, decide::lost_note_form)
        .post("/shipments/:id/lost-note/", change, decide::lost_note)
        .get(
            "/shipments/:id/reinstate/",
            reinstate,
            decide::reinstate_form,
        )
        .post("/shipments/:id/reinstate/", reinstate, decide::reinstate)
        .get("/receipts/", view, receipts::get)
        .get("/receipts/:id/", view, receipt::get)
        .post("/receipts/:id/settle/", change, receipt::settle)
}
