//! Labels to stick on packages: sheets of 24, or one per page of a roll.

use poem::Response;
use serde::Serialize;

use super::print::Job;
use super::sheet::Sheet;
use crate::packages::papers::{model::Label, service};
use crate::shipments::papers::{Kind, Line, sheets};
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct LabelsPage {
    sheet: Sheet,
    lines: Vec<Line>,
    /// Pages, each with its cells; an empty cell was used before.
    sheets: Vec<Vec<Option<Label>>>,
}

impl LabelsPage {
    fn new(sheet: Sheet, lines: Vec<Line>, labels: Vec<Label>, start: usize) -> Self {
        let sheets = if sheet.kind == Kind::LabelsA4 {
            sheets(&labels, start)
        } else {
            labels.into_iter().map(|label| vec![Some(label)]).collect()
        };
        Self {
            sheet,
            lines,
            sheets,
        }
    }
}

impl Page for LabelsPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/labels.html";

    fn samples() -> Vec<Self> {
        let page =
            |kind, draft, lines| Self::new(Sheet::sample(kind, draft), lines, Label::samples(), 3);
        vec![
            page(Kind::LabelsA4, true, Line::ALL.into()),
            page(Kind::LabelsRoll, false, Line::ALL.into()),
            page(Kind::LabelsRoll, true, Vec::new()),
        ]
    }
}

/// Labels.
pub(super) async fn show(app: &App, visit: &Visit, job: Job) -> Result<Response> {
    let (id, numbers) = (job.sheet.id, job.order.numbers);
    let labels = app
        .db()
        .read(&visit.op(), move |cx| service::labels(cx, id, &numbers))
        .await?;
    let page = LabelsPage::new(job.sheet, job.order.lines, labels, job.order.start);
    app.long_page(visit, page).await
}
