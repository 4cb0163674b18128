//! From what was chosen to the paper; a shipment in progress is made ready only by a person who said so.

use poem::http::Uri;
use poem::web::Path;
use poem::{Response, handler};

use super::confirm::ConfirmPage;
use super::dialog::{self, Order, PrintForm};
use super::sheet::Sheet;
use super::{barcodes, details, labels, manifest, waybill};
use crate::kernel::ids::ShipmentId;
use crate::kernel::{Error, Model, Permission};
use crate::packages::papers::service as papers;
use crate::shipments::model::Shipment;
use crate::shipments::pages::step;
use crate::shipments::papers::Kind;
use crate::shipments::service;
use crate::web::{App, Result, Visit, WebError};

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
    let it = shipment(&app, &visit, id).await?;
    let order = match form.order() {
        Ok(order) => order,
        Err(error) => return dialog::refused(&app, &visit, it, form, error),
    };
    let may_finalize = it.may_finalize() && visit.may(Permission::change(Model::Shipment));
    let paper = if order.kind.makes_ready() && may_finalize && !form.draft {
        ask(&app, &visit, it.clone(), order, query).await
    } else {
        let job = Job {
            sheet: Sheet::new(
                &it,
                &order,
                query,
                absent(&app, &visit, it.id, &order).await?,
            ),
            shipment: it.clone(),
            order,
        };
        print(&app, &visit, job).await
    };
    match paper {
        Err(WebError::Domain(error @ Error::Invalid(_))) => {
            dialog::refused(&app, &visit, it, form, error)
        }
        paper => paper,
    }
}

async fn shipment(app: &App, visit: &Visit, id: i32) -> Result<Shipment> {
    let it = app
        .db()
        .read(&visit.op(), move |cx| service::show(cx, ShipmentId(id)))
        .await?;
    Ok(it)
}

/// Which of the numbers asked for are missing, to be told before anything is printed.
async fn absent(app: &App, visit: &Visit, id: ShipmentId, order: &Order) -> Result<String> {
    let numbers = order.numbers.clone();
    if numbers.are_all() {
        return Ok(String::new());
    }
    let absent = app
        .db()
        .read(&visit.op(), move |cx| papers::absent(cx, id, &numbers))
        .await?;
    Ok(absent)
}

/// Asks whether to make the shipment ready, once it is sure that there is something to print.
async fn ask(
    app: &App,
    visit: &Visit,
    it: Shipment,
    order: Order,
    query: &str,
) -> Result<Response> {
    let (id, kind) = (it.id, order.kind);
    let absent = absent(app, visit, id, &order).await?;
    app.db()
        .read(&visit.op(), move |cx| {
            papers::labels(cx, id, &order.numbers)
        })
        .await?;
    app.page(visit, &ConfirmPage::new(it, kind, query, absent))
}

/// Makes the shipment ready, then shows the paper. What cannot be printed makes nothing ready.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    uri: &Uri,
) -> Result<Response> {
    let form = PrintForm::of(uri);
    let outcome = match form.order() {
        Ok(order) => {
            app.db()
                .write(&visit.op(), move |cx| {
                    papers::labels(cx, ShipmentId(id), &order.numbers)?;
                    if !order.kind.makes_ready() {
                        return Ok(None);
                    }
                    service::finalize(cx, ShipmentId(id)).map(Some)
                })
                .await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(Some(it)) => app.flash(&visit, step::finalized(&it, id)).await,
        // Nothing is to be made ready, or somebody else was quicker: the paper says what is.
        Ok(None) | Err(Error::Conflict(_)) => {}
        Err(error @ Error::Invalid(_)) => {
            let it = shipment(&app, &visit, id).await?;
            return dialog::refused(&app, &visit, it, form, error);
        }
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
