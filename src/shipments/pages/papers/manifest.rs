//! Manifests: per package what is inside; the full ones carry the package's QR code.

use poem::Response;
use serde::Serialize;

use super::print::Job;
use super::sheet::Sheet;
use crate::packages::papers::{model::Packed, service};
use crate::shipments::papers::Kind;
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ManifestPage {
    sheet: Sheet,
    packed: Vec<Packed>,
}

impl Page for ManifestPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/manifest.html";

    fn samples() -> Vec<Self> {
        [Kind::Summary, Kind::Full]
            .into_iter()
            .map(|kind| Self {
                sheet: Sheet::sample(kind, kind == Kind::Full),
                packed: Packed::samples(),
            })
            .collect()
    }
}

/// Summary or full manifests.
pub(super) async fn show(app: &App, visit: &Visit, job: Job) -> Result<Response> {
    let (id, numbers) = (job.sheet.id, job.order.numbers);
    let packed = app
        .db()
        .read(&visit.op(), move |cx| service::packed(cx, id, &numbers))
        .await?;
    let page = ManifestPage {
        packed,
        sheet: job.sheet,
    };
    app.long_page(visit, page).await
}
