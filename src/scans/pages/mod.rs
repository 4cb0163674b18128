//! Screens of what comes from the road: the inbox, the journey of a shipment and of a package; and deleting those, because
//! of their scans.

mod delete;
mod exception;
mod exceptions;
mod journey;
mod marks;
mod package;
mod receive;
mod submission;
mod void;

use crate::kernel::{Model, Permission};
use crate::web::{Access, Routes};

/// The routes of this room.
pub fn routes() -> Routes {
    let inbox = Access::Permission(Permission::ViewAllPartners);
    let change = Access::Permission(Permission::change(Model::Scan));
    let package = Access::Permission(Permission::view(Model::Package));
    let scans = Access::Permission(Permission::view(Model::Scan));
    let receipt = Access::Permission(Permission::ConfirmReceipt);
    let delete_shipment = Access::Permission(Permission::delete(Model::Shipment));
    let delete_package = Access::Permission(Permission::delete(Model::Package));
    Routes::new()
        .page::<exceptions::ExceptionsPage>()
        .page::<exception::ExceptionPage>()
        .page::<journey::JourneyPage>()
        .page::<package::PackagePage>()
        .page::<receive::ReceivePage>()
        .page::<submission::SubmissionPage>()
        .page::<void::VoidPage>()
        .page::<delete::DeletePage>()
        .get("/inbox/", inbox, exceptions::get)
        .remembers("inbox", &["reason"], &["size"])
        .get("/inbox/:id/", inbox, exception::get)
        .post("/inbox/:id/correct/", change, exception::correct)
        .post("/inbox/:id/retry/", change, exception::retry)
        .post("/inbox/:id/dismiss/", change, exception::dismiss)
        .get("/inbox/deleted/:id/", inbox, exception::get_deleted)
        .post("/inbox/deleted/:id/keep/", change, exception::keep_deleted)
        .post("/inbox/deleted/:id/void/", change, exception::void_deleted)
        .get("/submissions/:id/", inbox, submission::get)
        .get("/shipments/:id/scans/", scans, journey::get)
        .get("/shipments/:id/receive/", receipt, receive::get)
        .post("/shipments/:id/receive/", receipt, receive::post)
        .get(
            "/shipments/:id/delete/",
            delete_shipment,
            delete::ask_shipment,
        )
        .post(
            "/shipments/:id/delete/",
            delete_shipment,
            delete::delete_shipment,
        )
        .get("/packages/:id/", package, package::get)
        .get("/packages/:id/delete/", delete_package, delete::ask_package)
        .post(
            "/shipments/:id/packages/delete/",
            delete_package,
            delete::delete_packages,
        )
        .get("/scans/:id/void/", change, void::get)
        .post("/scans/:id/void/", change, void::post)
}
