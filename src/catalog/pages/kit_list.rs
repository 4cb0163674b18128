//! The kits: what each holds and what it costs today.

use poem::web::Query;
use poem::{Response, handler};
use serde::Serialize;

use super::query::ListQuery;
use crate::catalog::model::{ItemCounts, KitRow};
use crate::catalog::service;
use crate::kernel::paging::Paginated;
use crate::kernel::{Language, Model, Permission, Text};
use crate::web::{App, Page, Result, Sheet, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct KitListPage {
    q: String,
    sort: String,
    counts: ItemCounts,
    may_add: bool,
    kits: Vec<KitRow>,
}

impl Page for KitListPage {
    const TEMPLATE: &'static str = "catalog/templates/kit_list.html";

    fn samples() -> Vec<Self> {
        let page = |q: &str, kits| Self {
            q: q.into(),
            sort: "-items".into(),
            counts: ItemCounts::default(),
            may_add: true,
            kits,
        };
        vec![
            page("", KitRow::samples()),
            page("", Vec::new()),
            page("zebra", Vec::new()),
        ]
    }
}

/// Sorts kits. There are dozens of them, and their sums are computed with the list, so it is done here.
fn sorted(mut kits: Vec<KitRow>, word: &str, descending: bool) -> Vec<KitRow> {
    match word {
        "items" => kits.sort_by_key(|row| row.item_row_count),
        "quantity" => kits.sort_by_key(|row| row.item_count),
        "price_local" => kits.sort_by_key(|row| row.price_local),
        "price_usd" => kits.sort_by_key(|row| row.price_usd),
        _ => {}
    }
    if descending {
        kits.reverse();
    }
    kits
}

/// The whole list as a file has what the table shows.
fn sheet(kits: Vec<KitRow>, language: Language, local: &str) -> crate::kernel::Result<Sheet> {
    let headings = [
        "entity-name",
        "kit-description",
        "catalog-items",
        "kit-quantity",
    ];
    Sheet::new("kits", language, headings.map(Text::new))
        .heading(local)
        .heading("USD")
        .rows(Paginated::whole(kits), |row| {
            vec![
                row.kit.name.into(),
                row.kit.description.into(),
                row.item_row_count.into(),
                row.item_count.into(),
                row.price_local.into(),
                row.price_usd.into(),
            ]
        })
}

/// The list.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let q = query.search();
    let search = q.clone();
    if let Some(kind) = query.file() {
        let (language, local) = (visit.language(), app.settings().currency.code.clone());
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let kits = service::search_kits(cx, &search)?;
                let (word, descending) = query.sort();
                sheet(sorted(kits, word, descending), language, &local)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let (kits, counts) = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok((
                service::search_kits(cx, &search)?,
                service::item_counts(cx)?,
            ))
        })
        .await?;
    let (word, descending) = query.sort();
    let page = KitListPage {
        kits: sorted(kits, word, descending),
        sort: if word.is_empty() {
            "name".into()
        } else {
            query.sort.clone().unwrap_or_default()
        },
        q,
        counts,
        may_add: visit.may(Permission::add(Model::Kit)),
    };
    app.page(&visit, &page)
}
