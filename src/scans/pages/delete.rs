//! Deleting a shipment or a package: what goes with it, asked before it goes.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::{Error, Text};
use crate::scans::model::Deletion;
use crate::scans::service;
use crate::shipments;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

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
    /// Below which its page and this one are (`/shipments/27/`).
    base: String,
    /// The code of a package.
    code: Option<String>,
    /// A package of a shipment that is no longer in progress stays.
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
            observations: scans,
        };
        let mut wrong = FormState::new(DeleteForm::default());
        wrong.add("name", "shipment-delete-name-differs");
        let page = |is_shipment, allowed, deletion, form| Self {
            is_shipment,
            base: "/shipments/27/".into(),
            code: (!is_shipment).then(|| "/TR27.3".into()),
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
        base: format!("/shipments/{id}/"),
        code: None,
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

/// Asks.
#[handler]
pub(super) async fn ask_package(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let id = PackageId(id);
    let (package, deletion, allowed) = app
        .db()
        .read(&visit.op(), move |cx| {
            let (package, deletion) = service::preview_package_deletion(cx, id)?;
            let shipment = shipments::service::show(cx, package.shipment_id)?;
            Ok((package, deletion, shipment.may_change_contents()))
        })
        .await?;
    let page = DeletePage {
        is_shipment: false,
        base: format!("/packages/{id}/"),
        code: Some(package.code),
        allowed,
        deletion,
        form: FormState::default(),
    };
    app.page(&visit, &page)
}

/// Deletes a package.
#[handler]
pub(super) async fn delete_package(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
) -> Result<Response> {
    let id = PackageId(id);
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::delete_package(cx, id))
        .await;
    match outcome {
        Ok((package, _)) => {
            let text = Text::new("package-deleted").arg("code", package.code);
            app.flash(&visit, Flash::success(text)).await;
            Ok(app.redirect(&format!("/shipments/{}/", package.shipment_id)))
        }
        Err(Error::Conflict(why)) => {
            app.flash(&visit, Flash::error(why)).await;
            Ok(app.redirect(&format!("/packages/{id}/")))
        }
        Err(error) => Err(error.into()),
    }
}
