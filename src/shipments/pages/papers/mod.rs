//! Papers of a shipment: the dialog that asks what to print, and what is printed. Begin with `print`.

mod barcodes;
mod confirm;
mod details;
mod dialog;
mod labels;
mod manifest;
mod print;
mod sheet;
mod waybill;

use crate::kernel::{Model, Permission};
use crate::web::{Access, Routes};

/// The routes of papers.
pub(super) fn routes() -> Routes {
    let view = Access::Permission(Permission::view(Model::Shipment));
    let change = Access::Permission(Permission::change(Model::Shipment));
    Routes::new()
        .page::<dialog::DialogPage>()
        .page::<confirm::ConfirmPage>()
        .page::<manifest::ManifestPage>()
        .page::<details::DetailsPage>()
        .page::<barcodes::BarcodesPage>()
        .page::<labels::LabelsPage>()
        .page::<waybill::WaybillPage>()
        .get("/shipments/:id/print/", view, dialog::get)
        .get("/shipments/:id/papers/", view, print::get)
        .post("/shipments/:id/papers/", change, print::post)
}
