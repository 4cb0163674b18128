//! What was signed for: receipts, the newest first, or only those with something nobody settled.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::sheets;
use crate::kernel::paging::{Paginated, Paging};
use crate::shipments::receipts::model::{Receipt, ReceiptFilter};
use crate::shipments::receipts::service;
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The address holds the state of the list.
#[derive(Deserialize, Default)]
pub(super) struct ReceiptsQuery {
    show: Option<String>,
    page: Option<String>,
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ReceiptsPage {
    open: bool,
    open_count: i64,
    receipts: Paginated<Receipt>,
}

impl Page for ReceiptsPage {
    const TEMPLATE: &'static str = "shipments/templates/receipts.html";

    fn samples() -> Vec<Self> {
        let page = |open, rows| Self {
            open,
            open_count: 1,
            receipts: Paginated::new(rows, 120, Paging::default()),
        };
        vec![
            page(false, Receipt::samples()),
            page(true, Vec::new()),
            page(false, Vec::new()),
        ]
    }
}

/// Shows them.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<ReceiptsQuery>,
) -> Result<Response> {
    let paging = Paging::from_address(query.page.as_deref(), query.size.as_deref());
    let open = query.show.as_deref() == Some("open");
    let filter = ReceiptFilter {
        open,
        ..ReceiptFilter::default()
    };
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let list = service::list(cx, filter, Sheet::PAGING)?;
                sheets::receipts(list, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok(ReceiptsPage {
                open,
                open_count: service::open_count(cx)?,
                receipts: service::list(cx, filter, paging)?,
            })
        })
        .await?;
    app.page(&visit, &page)
}
