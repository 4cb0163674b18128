//! Finalizing and re-opening: each takes the other back.

use poem::web::{Form, Path};
use poem::{Response, handler};

use crate::kernel::Text;
use crate::kernel::ids::ShipmentId;
use crate::shipments::model::Shipment;
use crate::shipments::pages::decide::done;
use crate::shipments::service;
use crate::web::{App, Flash, Question, Result, Unasked, Visit};

/// Makes a shipment ready for pickup. One without packages is asked about: it was probably meant to have some.
#[handler]
pub(super) async fn finalize(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    finalize_unless_empty(&app, &visit, id, Unasked::unless_meant(fields)).await
}

/// The same, sent by a page on which it had no packages.
#[handler]
pub(super) async fn ask_finalize(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    unasked: Unasked,
) -> Result<Response> {
    finalize_unless_empty(&app, &visit, id, Some(unasked)).await
}

async fn finalize_unless_empty(
    app: &App,
    visit: &Visit,
    id: i32,
    unasked: Option<Unasked>,
) -> Result<Response> {
    if let Some(unasked) = unasked {
        let it = app
            .db()
            .read(&visit.op(), move |cx| service::show(cx, ShipmentId(id)))
            .await?;
        if it.asks_to_finalize() {
            let question = Question {
                text: Text::new("shipment-finalize-empty").arg("name", it.display_name),
                button: Text::new("shipment-finalize"),
                back: format!("/shipments/{id}/"),
            };
            return app.ask(visit, unasked, question);
        }
    }
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::finalize(cx, ShipmentId(id)))
        .await;
    done(app, visit, id, outcome, |it| finalized(it, id)).await
}

/// Says that a shipment was finalized: how it stands now, and a way back while there is one.
pub(super) fn finalized(it: &Shipment, id: i32) -> Flash {
    if !it.may_reopen() {
        return Flash::success(Text::new("shipment-finalized-on-the-way"));
    }
    Flash::success(Text::new("shipment-finalized")).with_undo(format!("/shipments/{id}/reopen/"))
}

/// Opens a shipment that is ready again.
#[handler]
pub(super) async fn reopen(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::reopen(cx, ShipmentId(id)))
        .await;
    let said = |_: &Shipment| {
        Flash::success(Text::new("shipment-reopened"))
            .with_undo(format!("/shipments/{id}/finalize/"))
    };
    done(&app, &visit, id, outcome, said).await
}
