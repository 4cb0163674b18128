//! One receipt: who signed for what, what was not whole, and what became of that.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::ReceiptId;
use crate::kernel::{Error, Model, Permission, Text};
use crate::shipments::receipts::model::{Receipt, ReceiptLine};
use crate::shipments::receipts::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What the browser sends when somebody settles it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct SettleForm {
    #[serde(default)]
    note: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ReceiptPage {
    receipt: Receipt,
    lines: Vec<ReceiptLine>,
    may_settle: bool,
    /// For the office only: the form as it came.
    may_see_form: bool,
    form: FormState<SettleForm>,
}

impl Page for ReceiptPage {
    const TEMPLATE: &'static str = "shipments/templates/receipt.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(SettleForm::default());
        wrong.add("note", "receipt-settle-note");
        Receipt::samples()
            .into_iter()
            .map(|receipt| Self {
                may_settle: receipt.is_open(),
                may_see_form: receipt.is_open(),
                lines: ReceiptLine::samples(),
                form: wrong.clone(),
                receipt,
            })
            .collect()
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    id: ReceiptId,
    status: StatusCode,
    form: FormState<SettleForm>,
) -> Result<Response> {
    let may = visit.may(Permission::change(Model::Shipment));
    let may_see_form = visit.may(Permission::ViewAllPartners);
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let receipt = service::show(cx, id)?;
            Ok(ReceiptPage {
                may_settle: may && receipt.is_open(),
                may_see_form,
                lines: service::lines(cx, id)?,
                receipt,
                form,
            })
        })
        .await?;
    app.page_with(visit, status, &page)
}

/// Shows it.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    page(
        &app,
        &visit,
        ReceiptId(id),
        StatusCode::OK,
        FormState::default(),
    )
    .await
}

/// Says what became of what was not whole.
#[handler]
pub(super) async fn settle(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<SettleForm>,
) -> Result<Response> {
    let id = ReceiptId(id);
    let note = form.note.clone();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::settle(cx, id, &note))
        .await;
    let flash = match outcome {
        Ok(_) => Flash::success(Text::new("receipt-settled-now")),
        Err(Error::Conflict(why)) => Flash::error(why),
        Err(error @ Error::Invalid(_)) => {
            let form = FormState::refused(form, error)?;
            return page(&app, &visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
        Err(error) => return Err(error.into()),
    };
    app.flash(&visit, flash).await;
    Ok(app.redirect(&format!("/receipts/{id}/")))
}
