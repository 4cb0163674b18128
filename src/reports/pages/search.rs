//! One box that finds packages by their code and shipments by what people call them.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::Error;
use crate::kernel::paging::{Paginated, Paging};
use crate::packages;
use crate::shipments;
use crate::shipments::model::{ShipmentFilter, ShipmentRow, Sort};
use crate::web::{App, Page, Result, Visit};

#[derive(Deserialize, Default)]
pub(super) struct SearchQuery {
    q: Option<String>,
    page: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct SearchPage {
    q: String,
    list: Paginated<ShipmentRow>,
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "reports/templates/search.html";

    fn samples() -> Vec<Self> {
        let none = || Paginated::new(Vec::new(), 0, Paging::default());
        vec![
            Self {
                q: String::new(),
                list: none(),
            },
            Self {
                q: "<zebra>".into(),
                list: none(),
            },
            Self {
                q: "kits".into(),
                list: Paginated::new(ShipmentRow::samples(), 90, Paging::default()),
            },
        ]
    }
}

/// Goes to the only thing that fits, else lists what does.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<SearchQuery>,
) -> Result<Response> {
    let q = query.q.unwrap_or_default().trim().to_owned();
    let paging = Paging::new(query.page.and_then(|page| page.parse().ok()), Some(50));
    let words = q.clone();
    let (package, list) = app
        .db()
        .read(&visit.op(), move |cx| {
            if words.is_empty() {
                return Ok((None, Paginated::new(Vec::new(), 0, paging)));
            }
            let package = match packages::service::show_by_code(cx, &words) {
                Ok(package) => Some(package.id),
                Err(Error::NotFound { .. }) => None,
                Err(error) => return Err(error),
            };
            let filter = ShipmentFilter {
                search: words,
                ..ShipmentFilter::default()
            };
            Ok((
                package,
                shipments::service::list(cx, &filter, Sort::default(), paging)?,
            ))
        })
        .await?;
    if let Some(id) = package {
        return Ok(app.redirect(&format!("/packages/{id}/")));
    }
    if let ([only], 1) = (list.rows.as_slice(), list.total) {
        return Ok(app.redirect(&format!("/shipments/{}/", only.id)));
    }
    app.page(&visit, &SearchPage { q, list })
}
