//! From what was chosen to the paper; a shipment in progress is made ready only by a person who said so.

use poem::http::Uri;
use poem::web::Path;
use poem::{Response, handler};

use super::confirm::ConfirmPage;
use super::dialog::{self, Order, PrintForm};
use super::sheet::Sheet;
use super::{barcodes, details, labels, manifest, waybill};
use crate::kernel::ids::ShipmentId;
use crate::kernel::{Error, Model, Permission, Text};
use crate::shipments::model::Shipment;
use crate::shipments::papers::Kind;
use crate::shipments::service;
use crate::web::{App, Flash, Result, Visit, WebError};

/// Shows the paper. Whoever may make the shipment ready is asked first whether to; for others it is a draft.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    uri: &Uri,
) -> Result<Response> {
    let form = PrintForm::of(uri);
    let query = uri.query().unwrap_or_default();
    let it = app
        .db()
        .read(&visit.op(), move |cx| service::show(cx, ShipmentId(id)))
        .await?;
    let order = match form.order() {
        Ok(order) => order,
        Err(error) => return dialog::refused(&app, &visit, it, form, error),
    };
    let may_finalize = it.may_finalize() && visit.may(Permission::change(Model::Shipment));
    if order.kind.makes_ready() && may_finalize && !form.draft {
        return app.page(&visit, &ConfirmPage::new(it, order.kind, query));
    }
    let job = Job {
        sheet: Sheet::new(&it, &order, query),
        shipment: it.clone(),
        order,
    };
    match print(&app, &visit, job).await {
        Err(WebError::Domain(error @ Error::Invalid(_))) => {
            dialog::refused(&app, &visit, it, form, error)
        }
        paper => paper,
    }
}

/// Makes the shipment ready, then shows the paper.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    uri: &Uri,
) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            // Nothing to print makes nothing ready; the paper says so.
            if service::show(cx, ShipmentId(id))?.package_count == 0 {
                return Ok(None);
            }
            service::finalize(cx, ShipmentId(id)).map(Some)
        })
        .await;
    match outcome {
        Ok(Some(_)) => {
            let done = Flash::success(Text::new("shipment-finalized"))
                .with_undo(format!("/shipments/{id}/reopen/"));
            app.flash(&visit, done).await;
        }
        // There is nothing to print, or somebody else was quicker: the paper says what is.
        Ok(None) | Err(Error::Conflict(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let query = uri.query().unwrap_or_default();
    Ok(app.redirect(&format!("/shipments/{id}/papers/?{query}")))
}

/// What to print, for each paper to read what it needs.
pub(super) struct Job {
    pub(super) shipment: Shipment,
    pub(super) sheet: Sheet,
    pub(super) order: Order,
}

async fn print(app: &App, visit: &Visit, job: Job) -> Result<Response> {
    match job.order.kind {
        Kind::Summary | Kind::Full => manifest::show(app, visit, job).await,
        Kind::Details => details::show(app, visit, job).await,
        Kind::Barcodes => barcodes::show(app, visit, job).await,
        Kind::LabelsA4 | Kind::LabelsRoll => labels::show(app, visit, job).await,
        Kind::Waybill => waybill::show(app, visit, job).await,
    }
}
