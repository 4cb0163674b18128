//! Screens of what comes from the road: the inbox, the journey of a shipment and of a package.

mod exception;
mod exceptions;
mod journey;
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
    Routes::new()
        .page::<exceptions::ExceptionsPage>()
        .page::<exception::ExceptionPage>()
        .page::<journey::JourneyPage>()
        .page::<package::PackagePage>()
        .page::<receive::ReceivePage>()
        .page::<submission::SubmissionPage>()
        .page::<void::VoidPage>()
        .get("/inbox/", inbox, exceptions::get)
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
        .get("/packages/:id/", package, package::get)
        .get("/scans/:id/void/", change, void::get)
        .post("/scans/:id/void/", change, void::post)
}
