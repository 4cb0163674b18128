//! QR codes of packages in a chosen size, with chosen words below, as many as fit on a page.

use poem::Response;
use serde::Serialize;

use super::print::Job;
use super::sheet::Sheet;
use crate::packages::papers::{model::Label, service};
use crate::shipments::papers::{Kind, Line, QR_SIZES};
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct BarcodesPage {
    sheet: Sheet,
    lines: Vec<Line>,
    labels: Vec<Label>,
}

impl Page for BarcodesPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/barcodes.html";

    fn samples() -> Vec<Self> {
        let page = |size: u8| Self {
            sheet: Sheet {
                size,
                ..Sheet::sample(Kind::Barcodes, size == 2)
            },
            lines: if size == 16 {
                Vec::new()
            } else {
                Line::ALL.into()
            },
            labels: Label::samples(),
        };
        QR_SIZES.into_iter().map(page).collect()
    }
}

/// QR codes.
pub(super) async fn show(app: &App, visit: &Visit, job: Job) -> Result<Response> {
    let (id, numbers) = (job.sheet.id, job.order.numbers);
    let labels = app
        .db()
        .read(&visit.op(), move |cx| service::labels(cx, id, &numbers))
        .await?;
    let page = BarcodesPage {
        labels,
        lines: job.order.lines,
        sheet: job.sheet,
    };
    app.long_page(visit, page).await
}
