//! Screens of the catalog: items, kits, the import, and the short lists behind them. Begin with `item_list`.

mod entities;
mod entity_form;
mod entity_list;
mod import;
mod item_form;
mod item_list;
mod kit_form;
mod kit_list;
mod kit_show;
mod lookup;
mod query;
mod remove;

use poem::EndpointExt;

use super::import::UnderWay;
use super::model::Entity;
use crate::kernel::{Model, Permission};
use crate::web::{Access, Routes};

/// The routes of this room.
pub fn routes() -> Routes {
    let choose = Access::Permission(Permission::view(Model::CatalogItem));
    let pages = Routes::new()
        .page::<entities::EntitiesPage>()
        .page::<entity_list::EntityListPage>()
        .page::<entity_form::EntityFormPage>()
        .page::<remove::RemovePage>()
        .page::<item_list::ItemListPage>()
        .page::<item_form::ItemFormPage>()
        .page::<import::ImportPage>()
        .page::<kit_list::KitListPage>()
        .page::<kit_form::KitFormPage>()
        .page::<kit_show::KitShowPage>();
    Entity::ALL
        .into_iter()
        .map(entity)
        .fold(pages, Routes::merge)
        .get(
            "/entities/",
            Access::Permission(Permission::view(Model::ItemCategory)),
            entities::get,
        )
        .merge(items())
        .merge(imports())
        .merge(kits())
        .merge(lookup::routes(choose))
}

/// The pages of one short list.
fn entity(entity: Entity) -> Routes {
    let may = |permission: fn(Model) -> Permission| Access::Permission(permission(entity.model()));
    let (view, add) = (may(Permission::view), may(Permission::add));
    let (change, delete) = (may(Permission::change), may(Permission::delete));
    let below = Routes::new()
        .get("/", view, entity_list::get.data(entity))
        .remembers(entity.slug(), &["archived", "type"], &["sort", "size"])
        .get("/new/", add, entity_form::new.data(entity))
        .post("/new/", add, entity_form::create.data(entity))
        .once()
        .get("/:id/edit/", change, entity_form::edit.data(entity))
        .post("/:id/edit/", change, entity_form::update.data(entity))
        .get("/:id/delete/", delete, remove::ask_entity.data(entity))
        .post("/:id/delete/", delete, remove::delete_entity.data(entity))
        .post("/:id/archive/", change, remove::archive_entity.data(entity))
        .post(
            "/:id/unarchive/",
            change,
            remove::unarchive_entity.data(entity),
        );
    Routes::new().nest(&format!("/entities/{}", entity.slug()), below)
}

fn items() -> Routes {
    let may =
        |permission: fn(Model) -> Permission| Access::Permission(permission(Model::CatalogItem));
    let (view, add) = (may(Permission::view), may(Permission::add));
    let (change, delete) = (may(Permission::change), may(Permission::delete));
    let fill = Access::Permission(Permission::add(Model::KitItem));
    Routes::new()
        .get("/catalog/", view, item_list::get)
        .remembers(
            "catalog",
            &["category", "donor", "supplier", "archived"],
            &["kit", "sort", "size"],
        )
        .post("/catalog/", fill, item_list::add_to_kit)
        .once()
        .get("/catalog/new/", add, item_form::new)
        .post("/catalog/new/", add, item_form::create)
        .once()
        .get("/catalog/:id/edit/", change, item_form::edit)
        .post("/catalog/:id/edit/", change, item_form::update)
        .get("/catalog/:id/delete/", delete, remove::ask_item)
        .post("/catalog/:id/delete/", delete, remove::delete_item)
        .post("/catalog/:id/archive/", change, remove::archive_item)
        .post("/catalog/:id/unarchive/", change, remove::unarchive_item)
}

fn imports() -> Routes {
    let add = Access::Permission(Permission::add(Model::CatalogItem));
    let under_way = UnderWay::default();
    Routes::new()
        .get("/catalog/import/", add, import::get)
        .post("/catalog/import/", add, import::check)
        .post(
            "/catalog/import/:id/",
            add,
            import::confirm.data(under_way.clone()),
        )
        .get(
            "/catalog/import/:id/progress/",
            add,
            import::progress.data(under_way),
        )
        .post("/catalog/import/:id/read/", add, import::read_again)
        .get("/catalog/import/template.xlsx", add, import::template_xlsx)
        .get("/catalog/import/template.csv", add, import::template_csv)
}

fn kits() -> Routes {
    // Kits are read in the catalog, which partners do not see, although the matrix lets them see kits.
    let view = Access::Permission(Permission::view(Model::CatalogItem));
    let may = |permission: fn(Model) -> Permission| Access::Permission(permission(Model::Kit));
    let (add, change) = (may(Permission::add), may(Permission::change));
    let delete = may(Permission::delete);
    let fill = Access::Permission(Permission::add(Model::KitItem));
    Routes::new()
        .get("/catalog/kits/", view, kit_list::get)
        .remembers("kits", &[], &["sort"])
        .get("/catalog/kits/new/", add, kit_form::new)
        .post("/catalog/kits/new/", add, kit_form::create)
        .once()
        .get("/catalog/kits/:id/", view, kit_show::get)
        .post("/catalog/kits/:id/", change, kit_show::save)
        .asks_about("remove", kit_show::ask_remove)
        .post("/catalog/kits/:id/add/", fill, kit_show::add)
        .once()
        .get("/catalog/kits/:id/copy/", add, kit_form::copy_form)
        .post("/catalog/kits/:id/copy/", add, kit_form::copy)
        .once()
        .get("/catalog/kits/:id/delete/", delete, remove::ask_kit)
        .post("/catalog/kits/:id/delete/", delete, remove::delete_kit)
}
