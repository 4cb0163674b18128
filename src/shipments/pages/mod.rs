//! Screens of shipments. What happened on the road is shown by the room `scans`, around the same [`Overview`].

mod add_items;
mod bulk;
mod choices;
mod decide;
mod edit;
mod item_edit;
mod list;
mod overview;
mod pack;
mod package_edit;
mod papers;
mod receipt;
mod receipts;
mod sent;
mod sheets;
mod show;
mod step;
pub mod words;

pub use overview::{Overview, Tab};

use poem::Response;

use crate::kernel::{Error, Model, Permission};
use crate::web::{Access, App, Flash, Result, Routes, Visit};

/// The routes of this room.
pub fn routes() -> Routes {
    life().merge(contents())
}

/// Shipments themselves: their header and what people say along the way.
fn life() -> Routes {
    let view = Access::Permission(Permission::view(Model::Shipment));
    let change = Access::Permission(Permission::change(Model::Shipment));
    let add = Access::Permission(Permission::add(Model::Shipment));
    let reinstate = Access::Permission(Permission::ReinstateShipments);
    Routes::new()
        .page::<list::ListPage>()
        .page::<show::ShowPage>()
        .page::<decide::DecidePage>()
        .page::<receipts::ReceiptsPage>()
        .page::<receipt::ReceiptPage>()
        .page::<edit::EditPage>()
        .get("/shipments/", view, list::get)
        .remembers("shipments", &["status"], &["sort", "size"])
        .get("/shipments/new/", add, edit::new)
        .post("/shipments/new/", add, edit::create)
        .once()
        .get("/shipments/:id/", view, show::of_packages)
        // A filter is about the packages of this one shipment; another one's would be hidden by it.
        .remembers("packages", &[], &["size"])
        .get("/shipments/:id/edit/", change, edit::get)
        .post("/shipments/:id/edit/", change, edit::post)
        .get("/shipments/:id/items/", view, show::items)
        .get("/shipments/:id/history/", view, show::history)
        .post("/shipments/:id/finalize/", change, step::finalize)
        .asks_about("empty", step::ask_finalize)
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
        .remembers("receipts", &["show"], &["size"])
        .get("/receipts/:id/", view, receipt::get)
        .post("/receipts/:id/settle/", change, receipt::settle)
        .merge(papers::routes())
}

/// Their packages and what is in those.
fn contents() -> Routes {
    let add_packages = Access::Permission(Permission::add(Model::Package));
    let change_packages = Access::Permission(Permission::change(Model::Package));
    let add_items = Access::Permission(Permission::add(Model::PackageItem));
    let change_items = Access::Permission(Permission::change(Model::PackageItem));
    let delete_items = Access::Permission(Permission::delete(Model::PackageItem));
    Routes::new()
        .page::<pack::PackPage>()
        .page::<package_edit::PackageEditPage>()
        .page::<add_items::AddItemsPage>()
        .page::<item_edit::ItemEditPage>()
        .page::<bulk::BulkPage>()
        .get("/shipments/:id/pack/", add_packages, pack::ask_kits)
        .post("/shipments/:id/pack/", add_packages, pack::pack_kits)
        .once()
        .get("/shipments/:id/pack/empty/", add_packages, pack::ask_empty)
        .post("/shipments/:id/pack/empty/", add_packages, pack::pack_empty)
        .once()
        .get("/shipments/:id/items/edit/", change_items, bulk::get)
        .post("/shipments/:id/items/edit/", change_items, bulk::post)
        .get("/packages/:id/edit/", change_packages, package_edit::get)
        .post("/packages/:id/edit/", change_packages, package_edit::post)
        .get("/packages/:id/items/new/", add_items, add_items::get)
        .post("/packages/:id/items/new/", add_items, add_items::post)
        .once()
        .get("/items/:id/edit/", change_items, item_edit::get)
        .post("/items/:id/edit/", change_items, item_edit::post)
        .post("/items/:id/delete/", delete_items, item_edit::delete)
        .asks(item_edit::ask_delete)
}

/// What was read before somebody begins to type; where that can be changed no more, the way `back` with the reason.
async fn or_back<T>(
    app: &App,
    visit: &Visit,
    read: crate::kernel::Result<T>,
    back: &str,
) -> Result<std::result::Result<T, Response>> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(Error::Conflict(why)) => {
            app.flash(visit, Flash::error(why)).await;
            Ok(Err(app.redirect(back)))
        }
        Err(error) => Err(error.into()),
    }
}
