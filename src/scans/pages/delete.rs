//! Deleting a shipment or packages of it: what goes with them, asked before they go.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::{Error, Text};
use crate::scans::model::Deletion;
use crate::scans::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};
use crate::{packages, shipments};

/// What the browser sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct DeleteForm {
    /// The name of the shipment, typed.
    #[serde(default)]
    name: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct DeletePage {
    /// A shipment is deleted by typing its name.
    is_shipment: bool,
    shipment: ShipmentId,
    /// Where to go instead.
    back: String,
    /// Packages to be deleted.
    rows: Vec<PackageId>,
    /// Packages that were to be deleted and are gone already.
    gone: usize,
    /// Packages of a shipment that is no longer in progress stay.
    allowed: bool,
    deletion: Deletion,
    form: FormState<DeleteForm>,
}

impl Page for DeletePage {
    const TEMPLATE: &'static str = "scans/templates/delete.html";

    fn samples() -> Vec<Self> {
        let deletion = |scans| Deletion {
            name: "Winter kits <Mare>".into(),
            packages: 24,
            items: 1200,
            scans,
            receipts: scans,
            observations: scans,
        };
        let mut wrong = FormState::new(DeleteForm::default());
        wrong.add("name", "shipment-delete-name-differs");
        let page = |is_shipment: bool, allowed, deletion, form| Self {
            is_shipment,
            shipment: ShipmentId(27),
            back: "/shipments/27/".into(),
            rows: vec![PackageId(1)],
            gone: if is_shipment { 0 } else { 2 },
            allowed,
            deletion,
            form,
        };
        vec![
            page(true, true, deletion(0), FormState::default()),
            page(true, true, deletion(7), wrong),
            page(false, true, deletion(1), FormState::default()),
            page(false, false, deletion(0), FormState::default()),
        ]
    }
}

async fn show_shipment(
    app: &App,
    visit: &Visit,
    id: ShipmentId,
    status: StatusCode,
    form: FormState<DeleteForm>,
) -> Result<Response> {
    let deletion = app
        .db()
        .read(&visit.op(), move |cx| {
            service::preview_shipment_deletion(cx, id)
        })
        .await?;
    let page = DeletePage {
        is_shipment: true,
        shipment: id,
        back: format!("/shipments/{id}/"),
        rows: Vec::new(),
        gone: 0,
        allowed: true,
        deletion,
        form,
    };
    app.page_with(visit, status, &page)
}

/// Asks for the name of the shipment.
#[handler]
pub(super) async fn ask_shipment(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let form = FormState::default();
    show_shipment(&app, &visit, ShipmentId(id), StatusCode::OK, form).await
}

/// Deletes a shipment whose name was typed.
#[handler]
pub(super) async fn delete_shipment(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<DeleteForm>,
) -> Result<Response> {
    let id = ShipmentId(id);
    let name = form.name.clone();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            service::delete_shipment(cx, id, &name)
        })
        .await;
    match outcome {
        Ok(deletion) => {
            let text = Text::new("shipment-deleted")
                .arg("name", deletion.name)
                .arg("packages", i64::from(deletion.packages))
                .arg("scans", deletion.observations);
            app.flash(&visit, Flash::success(text)).await;
            Ok(app.redirect("/shipments/"))
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show_shipment(&app, &visit, id, status, form).await
        }
    }
}

/// Asks about one package.
#[handler]
pub(super) async fn ask_package(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let id = PackageId(id);
    let package = app
        .db()
        .read(&visit.op(), move |cx| packages::service::show(cx, id))
        .await?;
    let back = format!("/packages/{id}/");
    ask(&app, &visit, package.shipment_id, vec![id], back).await
}

async fn ask(
    app: &App,
    visit: &Visit,
    shipment: ShipmentId,
    rows: Vec<PackageId>,
    back: String,
) -> Result<Response> {
    let found = app
        .db()
        .read(&visit.op(), move |cx| {
            let allowed = shipments::service::show(cx, shipment)?.may_change_contents();
            let there = packages::service::still_there(cx, shipment, &rows)?;
            let gone = rows.len() - there.len();
            if there.is_empty() && gone > 0 {
                let gone = Text::new("package-ticked-all-gone").arg("count", gone as i64);
                return Err(Error::conflict(gone));
            }
            let deletion = service::preview_package_deletion(cx, shipment, &there)?;
            Ok(DeletePage {
                is_shipment: false,
                shipment,
                back,
                rows: there,
                gone,
                allowed,
                deletion,
                form: FormState::default(),
            })
        })
        .await;
    match found {
        Ok(page) if page.gone > 0 => app.page_with(visit, StatusCode::CONFLICT, &page),
        Ok(page) => app.page(visit, &page),
        Err(error) => away(app, visit, shipment, error).await,
    }
}

/// Leads to the shipment and says there what was refused.
async fn away(app: &App, visit: &Visit, shipment: ShipmentId, error: Error) -> Result<Response> {
    let why = match error {
        Error::Conflict(why) => why,
        error @ Error::Invalid(_) => error.text(),
        error => return Err(error.into()),
    };
    app.flash(visit, Flash::error(why)).await;
    Ok(app.redirect(&format!("/shipments/{shipment}/")))
}

/// Packages that were ticked (`row`), and whether it was asked (`sure`).
type Ticked = Vec<(String, String)>;

/// Asks about the ticked packages, and deletes them once that was seen.
#[handler]
pub(super) async fn delete_packages(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(sent): Form<Ticked>,
) -> Result<Response> {
    let shipment = ShipmentId(id);
    let mut rows: Vec<PackageId> = sent
        .iter()
        .filter(|(name, _)| name == "row")
        .filter_map(|(_, row)| row.parse().ok())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let back = format!("/shipments/{shipment}/");
    if !sent.iter().any(|(name, _)| name == "sure") {
        return ask(&app, &visit, shipment, rows, back).await;
    }
    let chosen = rows.clone();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            // Fewer than were asked about are asked about anew, also those that go while we wait for whoever deletes them.
            match service::delete_packages(cx, shipment, &chosen) {
                Err(Error::Invalid(_)) if !chosen.is_empty() => Err(Error::Stale),
                deleted => deleted,
            }
        })
        .await;
    match outcome {
        Err(Error::Stale) => ask(&app, &visit, shipment, rows, back).await,
        Ok(gone) => {
            let text = Text::new("package-deleted").arg("count", i64::from(gone.packages));
            app.flash(&visit, Flash::success(text)).await;
            Ok(app.redirect(&format!("/shipments/{shipment}/")))
        }
        Err(error) => away(&app, &visit, shipment, error).await,
    }
}
