//! One change to many rows of contents: choose, look at what would change, do it.

use poem::http::StatusCode;
use poem::web::{Form, Path, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::or_back;
use super::sent::{Reader, Sent};
use crate::catalog::model::{DonorCodeKind, Entity};
use crate::catalog::service::lookup;
use crate::kernel::ids::{
    DonorCodeId, DonorId, ItemCategoryId, PackageId, PackageItemId, ShipmentId, SupplierId,
};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, OpContext, Status, Text, one_line};
use crate::packages;
use crate::packages::model::{BulkChanges, BulkLine, BulkPreview, ItemChoice, ItemFilter, ItemRow};
use crate::shipments::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// The address says which rows are listed.
#[derive(Clone, Deserialize, Default)]
pub(super) struct BulkQuery {
    #[serde(default)]
    q: String,
    package: Option<String>,
    page: Option<String>,
    size: Option<String>,
}

impl BulkQuery {
    fn filter(&self) -> ItemFilter {
        ItemFilter {
            package: number(self.package.as_deref()).map(PackageId),
            search: one_line(&self.q),
        }
    }

    fn paging(&self) -> Paging {
        Paging::from_address(self.page.as_deref(), self.size.as_deref())
    }
}

fn number<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

/// What the browser shows and sends, category, donor and so on by name; blank fields stay as they are in each row.
#[derive(Clone, Debug, Default, Serialize)]
struct BulkForm {
    category: String,
    donor: String,
    donor_t1: String,
    supplier: String,
    /// All that match, not only the ticked ones.
    all: bool,
    rows: Vec<PackageItemId>,
}

impl BulkForm {
    fn sent(sent: &Sent) -> Self {
        let mut form = Self {
            all: sent.get("all").is_some(),
            rows: sent.all("row").filter_map(|row| row.parse().ok()).collect(),
            ..Self::default()
        };
        sent.over("category", &mut form.category);
        sent.over("donor", &mut form.donor);
        sent.over("donor_t1", &mut form.donor_t1);
        sent.over("supplier", &mut form.supplier);
        form
    }

    /// What the filled fields name.
    fn changes(&self, cx: &mut OpContext<'_>) -> crate::kernel::Result<BulkChanges> {
        let mut reader = Reader::default();
        let mut named = |field, entity, name: &str| {
            let kind = (entity == Entity::DonorCode).then_some(DonorCodeKind::T1);
            let found = lookup::entity_named(cx, entity, kind, field, name, None);
            reader.found(found.map(|row| row.map(|row| row.id)))
        };
        let category = named("category", Entity::Category, &self.category)?;
        let donor = named("donor", Entity::Donor, &self.donor)?;
        let donor_t1 = named("donor_t1", Entity::DonorCode, &self.donor_t1)?;
        let supplier = named("supplier", Entity::Supplier, &self.supplier)?;
        reader.finish(Some(BulkChanges {
            item_category_id: category.map(ItemCategoryId),
            donor_id: donor.map(DonorId),
            donor_t1_id: donor_t1.map(DonorCodeId),
            supplier_id: supplier.map(SupplierId),
        }))
    }

    fn choice(&self, filter: ItemFilter) -> ItemChoice {
        ItemChoice {
            filter,
            ticked: (!self.all).then(|| self.rows.clone()),
        }
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct BulkPage {
    id: ShipmentId,
    name: String,
    status: Status,
    q: String,
    /// Only this package's rows are listed.
    package: Option<PackageId>,
    list: Option<Paginated<ItemRow>>,
    preview: Option<BulkPreview>,
    form: FormState<BulkForm>,
}

impl Page for BulkPage {
    const TEMPLATE: &'static str = "shipments/templates/bulk.html";

    fn samples() -> Vec<Self> {
        let row = ItemRow {
            id: PackageItemId(1),
            package_id: PackageId(1),
            package_number: 1,
            description: "Blanket <grey>".into(),
            unit: String::new(),
            quantity: 3,
            category: Some("Household".into()),
            donor: None,
            donor_t1: None,
            supplier: Some("Depot".into()),
        };
        let line = |from: Option<&str>| BulkLine {
            field: "donor".into(),
            from: from.map(str::to_owned),
            to: "ECHO".into(),
            rows: 12,
        };
        let preview = |changed| BulkPreview {
            rows: 12,
            changed,
            packages: 3,
            lines: vec![line(None), line(Some("UNICEF"))],
            mark: "4be1".into(),
        };
        let page = |rows: Vec<ItemRow>, preview, form| Self {
            id: ShipmentId(27),
            name: "Winter kits".into(),
            status: Status::InProgress,
            q: if rows.is_empty() { "tent" } else { "" }.into(),
            package: rows.first().map(|row| row.package_id),
            list: Some(Paginated::new(rows, 600, Paging::default())),
            preview,
            form,
        };
        let mut wrong = FormState::new(BulkForm::default());
        wrong.add("form", "package-bulk-nothing");
        let chosen = FormState::new(BulkForm {
            donor: "ECHO".into(),
            rows: vec![PackageItemId(1)],
            ..BulkForm::default()
        });
        vec![
            page(vec![row.clone()], None, wrong),
            page(Vec::new(), None, FormState::default()),
            page(vec![row.clone()], Some(preview(12)), chosen.clone()),
            page(vec![row], Some(preview(0)), chosen),
        ]
    }
}

async fn show(
    app: &App,
    visit: &Visit,
    id: i32,
    query: BulkQuery,
    preview: Option<BulkPreview>,
    form: FormState<BulkForm>,
    status: StatusCode,
) -> Result<Response> {
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let it = service::show(cx, ShipmentId(id))?;
            let filter = query.filter();
            let list = match preview {
                Some(_) => None,
                None => Some(packages::service::item_rows(
                    cx,
                    it.id,
                    &filter,
                    query.paging(),
                )?),
            };
            Ok(BulkPage {
                id: it.id,
                name: it.display_name,
                status: it.status,
                q: filter.search,
                package: filter.package,
                list,
                preview,
                form,
            })
        })
        .await?;
    app.page_with(visit, status, &page)
}

async fn away(app: &App, visit: &Visit, id: i32, flash: Flash) -> Result<Response> {
    app.flash(visit, flash).await;
    Ok(app.redirect(&format!("/shipments/{id}/items/")))
}

/// Rows to choose from.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<BulkQuery>,
) -> Result<Response> {
    let open = app
        .db()
        .read(&visit.op(), move |cx| {
            packages::service::require_open(cx, ShipmentId(id))
        })
        .await;
    let back = format!("/shipments/{id}/items/");
    match or_back(&app, &visit, open, &back).await? {
        Ok(()) => {
            let form = FormState::default();
            show(&app, &visit, id, query, None, form, StatusCode::OK).await
        }
        Err(away) => Ok(away),
    }
}

/// Shows what would change, or changes it once that was seen (`expected` is its mark).
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<BulkQuery>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let form = BulkForm::sent(&sent);
    let choice = form.choice(query.filter());
    let seen = sent.get("expected").filter(|mark| !mark.is_empty());
    let is_seen = seen.is_some();
    let typed = form.clone();
    let outcome = match seen {
        Some(mark) => {
            let expected = mark.to_owned();
            app.db()
                .write(&visit.op(), move |cx| {
                    let changes = typed.changes(cx)?;
                    packages::service::bulk_edit(
                        cx,
                        ShipmentId(id),
                        &choice,
                        &changes,
                        Some(&expected),
                    )
                })
                .await
        }
        None => preview(&app, &visit, id, choice, typed).await,
    };
    match outcome {
        Ok(done) if is_seen => {
            let text = Text::new("package-bulk-done").arg("count", done.changed);
            away(&app, &visit, id, Flash::success(text)).await
        }
        Ok(found) => {
            let form = FormState::new(form);
            show(&app, &visit, id, query, Some(found), form, StatusCode::OK).await
        }
        Err(Error::Stale) => {
            let choice = form.choice(query.filter());
            let found = preview(&app, &visit, id, choice, form.clone()).await?;
            let mut form = FormState::new(form);
            form.add("form", "package-bulk-changed");
            let status = StatusCode::CONFLICT;
            show(&app, &visit, id, query, Some(found), form, status).await
        }
        Err(Error::Conflict(why)) => {
            let form = FormState::overtaken(form, why);
            let status = StatusCode::CONFLICT;
            show(&app, &visit, id, query, None, form, status).await
        }
        Err(error) => refused(&app, &visit, id, query, form, error).await,
    }
}

async fn preview(
    app: &App,
    visit: &Visit,
    id: i32,
    choice: ItemChoice,
    form: BulkForm,
) -> crate::kernel::Result<BulkPreview> {
    app.db()
        .read(&visit.op(), move |cx| {
            let changes = form.changes(cx)?;
            packages::service::preview_bulk(cx, ShipmentId(id), &choice, &changes)
        })
        .await
}

async fn refused(
    app: &App,
    visit: &Visit,
    id: i32,
    query: BulkQuery,
    form: BulkForm,
    error: Error,
) -> Result<Response> {
    let form = FormState::refused(form, error)?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show(app, visit, id, query, None, form, status).await
}
