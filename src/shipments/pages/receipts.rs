//! What was signed for: receipts, the newest first, or only those with something nobody settled.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::paging::{Paginated, Paging};
use crate::shipments::receipts::model::{Receipt, ReceiptFilter};
use crate::shipments::receipts::service;
use crate::web::{App, Page, Result, Visit};

/// The address holds the state of the list.
#[derive(Deserialize, Default)]
pub(super) struct ReceiptsQuery {
    show: Option<String>,
    page: Option<String>,
    size: Option<String>,
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
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let paging = Paging::new(number(&query.page), number(&query.size));
    let open = query.show.as_deref() == Some("open");
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let filter = ReceiptFilter {
                open,
                ..ReceiptFilter::default()
            };
            Ok(ReceiptsPage {
                open,
                open_count: service::open_count(cx)?,
                receipts: service::list(cx, filter, paging)?,
            })
        })
        .await?;
    app.page(&visit, &page)
}
