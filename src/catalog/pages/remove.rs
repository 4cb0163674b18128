//! Before something is deleted: what it is, and what refers to it. Where that forbids it, it can be put away instead.

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::catalog::model::{Entity, Uses};
use crate::catalog::service::{self, alike};
use crate::kernel::ids::{CatalogItemId, KitId};
use crate::kernel::{Error, Text};
use crate::web::{App, Flash, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct RemovePage {
    name: String,
    /// The key of what it is.
    thing: &'static str,
    /// Of the list it stands in.
    list: String,
    /// Of the thing itself: `…/delete/` and `…/archive/` stand below.
    base: String,
    /// Where its form is.
    edit: String,
    /// What forbids to delete it.
    uses: Vec<Text>,
    /// What to know before.
    remarks: Vec<Text>,
    may_archive: bool,
}

impl Page for RemovePage {
    const TEMPLATE: &'static str = "catalog/templates/remove.html";

    fn samples() -> Vec<Self> {
        let uses = Uses {
            kits: 3,
            packages: 120,
            ..Uses::default()
        };
        let page = |uses: Vec<Text>, remarks: Vec<Text>, may_archive| Self {
            name: "Gauze <b>".into(),
            thing: "catalog-thing-item",
            list: "/catalog/".into(),
            base: "/catalog/7/".into(),
            edit: "/catalog/7/edit/".into(),
            uses,
            remarks,
            may_archive,
        };
        let stays = Text::new("kit-packages-stay").arg("count", 2);
        vec![
            page(uses.words(), Vec::new(), true),
            page(uses.words(), Vec::new(), false),
            page(Vec::new(), vec![stays], false),
        ]
    }
}

/// Asks about a row of a short list.
#[handler]
pub(super) async fn ask_entity(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Path(id): Path<i32>,
) -> Result<Response> {
    let entity = *entity;
    let (row, uses) = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok((
                alike::show(cx, entity, id)?,
                alike::uses_of(cx, entity, id)?,
            ))
        })
        .await?;
    let list = format!("/entities/{}/", entity.slug());
    let base = format!("{list}{id}/");
    let page = RemovePage {
        name: row.name,
        thing: entity.thing(),
        list,
        edit: format!("{base}edit/"),
        base,
        uses: uses.words(),
        remarks: Vec::new(),
        may_archive: row.archived_at.is_none(),
    };
    app.page(&visit, &page)
}

/// Asks about an item.
#[handler]
pub(super) async fn ask_item(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let id = CatalogItemId(id);
    let (row, uses) = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok((service::show_item(cx, id)?, service::item_uses(cx, id)?))
        })
        .await?;
    let page = RemovePage {
        name: row.item.description,
        thing: "catalog-thing-item",
        list: "/catalog/".into(),
        base: format!("/catalog/{id}/"),
        edit: format!("/catalog/{id}/edit/"),
        uses: uses.words(),
        remarks: Vec::new(),
        may_archive: row.item.archived_at.is_none(),
    };
    app.page(&visit, &page)
}

/// Asks about a kit.
#[handler]
pub(super) async fn ask_kit(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let id = KitId(id);
    let (row, packages) = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok((
                service::show_kit(cx, id)?,
                service::kit_package_count(cx, id)?,
            ))
        })
        .await?;
    let contents = Text::new("kit-goes-with-contents").arg("count", row.item_row_count);
    let stays = Text::new("kit-packages-stay").arg("count", packages);
    let page = RemovePage {
        name: row.kit.name,
        thing: "catalog-thing-kit",
        list: "/catalog/kits/".into(),
        base: format!("/catalog/kits/{id}/"),
        edit: format!("/catalog/kits/{id}/"),
        uses: Vec::new(),
        remarks: vec![contents, stays],
        may_archive: false,
    };
    app.page(&visit, &page)
}

/// What is done with a row of the catalog from a list.
#[derive(Clone, Copy)]
enum Step {
    Delete,
    /// Puts it away: it leaves choices and stays on what uses it.
    Archive,
    /// Offers it again.
    Unarchive,
}

impl Step {
    fn done(self) -> &'static str {
        match self {
            Self::Delete => "catalog-deleted",
            Self::Archive => "catalog-archived",
            Self::Unarchive => "catalog-unarchived",
        }
    }

    /// Where the step is taken back, for a row with its pages below `base`.
    fn undo(self, base: &str) -> Option<String> {
        match self {
            Self::Delete => None,
            Self::Archive => Some(format!("{base}unarchive/")),
            Self::Unarchive => Some(format!("{base}archive/")),
        }
    }
}

/// Leads to a list and says what happened to a row of it, by its name; a refusal is said there too.
async fn done(
    app: &App,
    visit: &Visit,
    (list, id): (&str, i32),
    step: Step,
    outcome: crate::kernel::Result<String>,
) -> Result<Response> {
    let flash = match outcome {
        Ok(name) => Flash {
            undo: step.undo(&format!("{list}{id}/")),
            ..Flash::success(Text::new(step.done()).arg("name", name))
        },
        Err(Error::Conflict(why)) => Flash::error(why),
        Err(other) => return Err(other.into()),
    };
    app.flash(visit, flash).await;
    Ok(app.redirect(list))
}

async fn take_entity(
    app: App,
    visit: Visit,
    entity: Entity,
    id: i32,
    step: Step,
) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            let row = match step {
                Step::Delete => alike::delete(cx, entity, id),
                Step::Archive => alike::archive(cx, entity, id),
                Step::Unarchive => alike::unarchive(cx, entity, id),
            };
            Ok(row?.name)
        })
        .await;
    let list = format!("/entities/{}/", entity.slug());
    done(&app, &visit, (&list, id), step, outcome).await
}

/// Deletes a row of a short list.
#[handler]
pub(super) async fn delete_entity(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Path(id): Path<i32>,
) -> Result<Response> {
    take_entity(app, visit, *entity, id, Step::Delete).await
}

/// Puts a row of a short list away.
#[handler]
pub(super) async fn archive_entity(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Path(id): Path<i32>,
) -> Result<Response> {
    take_entity(app, visit, *entity, id, Step::Archive).await
}

/// Offers a row of a short list again.
#[handler]
pub(super) async fn unarchive_entity(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Path(id): Path<i32>,
) -> Result<Response> {
    take_entity(app, visit, *entity, id, Step::Unarchive).await
}

async fn take_item(app: App, visit: Visit, id: i32, step: Step) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            let item = CatalogItemId(id);
            let row = match step {
                Step::Delete => service::delete_item(cx, item),
                Step::Archive => service::archive_item(cx, item),
                Step::Unarchive => service::unarchive_item(cx, item),
            };
            Ok(row?.description)
        })
        .await;
    done(&app, &visit, ("/catalog/", id), step, outcome).await
}

/// Deletes an item.
#[handler]
pub(super) async fn delete_item(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    take_item(app, visit, id, Step::Delete).await
}

/// Puts an item away.
#[handler]
pub(super) async fn archive_item(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    take_item(app, visit, id, Step::Archive).await
}

/// Offers an item again.
#[handler]
pub(super) async fn unarchive_item(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
) -> Result<Response> {
    take_item(app, visit, id, Step::Unarchive).await
}

/// Deletes a kit.
#[handler]
pub(super) async fn delete_kit(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            Ok(service::delete_kit(cx, KitId(id))?.name)
        })
        .await;
    done(&app, &visit, ("/catalog/kits/", id), Step::Delete, outcome).await
}
