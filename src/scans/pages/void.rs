//! Taking a scan out of the count, with a word of explanation.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::ScanId;
use crate::kernel::{Error, Text};
use crate::scans::model::ScanRow;
use crate::scans::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What the browser sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct VoidForm {
    #[serde(default)]
    note: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct VoidPage {
    scan: ScanRow,
    form: FormState<VoidForm>,
}

impl Page for VoidPage {
    const TEMPLATE: &'static str = "scans/templates/void.html";

    fn samples() -> Vec<Self> {
        super::journey::sample_scans()
            .into_iter()
            .map(|scan| Self {
                scan,
                form: FormState::default(),
            })
            .collect()
    }
}

/// Asks.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    show(&app, &visit, id, StatusCode::OK, FormState::default()).await
}

async fn show(
    app: &App,
    visit: &Visit,
    id: i64,
    status: StatusCode,
    form: FormState<VoidForm>,
) -> Result<Response> {
    let scan = app
        .db()
        .read(&visit.op(), move |cx| service::find(cx, ScanId(id)))
        .await?;
    app.page_with(visit, status, &VoidPage { scan, form })
}

/// Does it.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<VoidForm>,
) -> Result<Response> {
    let note = form.note.clone();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            let scan = service::find(cx, ScanId(id))?;
            service::void(cx, ScanId(id), &note)?;
            Ok(scan.package_id)
        })
        .await;
    match outcome {
        Ok(package) => {
            app.flash(&visit, Flash::success(Text::new("scan-voided")))
                .await;
            Ok(app.redirect(&format!("/packages/{package}/")))
        }
        Err(error @ Error::Invalid(_)) => {
            let form = FormState::refused(form, error)?;
            show(&app, &visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}
