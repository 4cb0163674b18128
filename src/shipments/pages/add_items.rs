//! Items into a package: find them in the catalog, type quantities beside them, add them all at once. What has a
//! quantity already stays on top while somebody looks for more.

use poem::http::StatusCode;
use poem::web::{Form, Path, Query};
use poem::{Response, handler};
use serde::Serialize;

use super::or_back;
use super::sent::{Reader, Sent};
use crate::catalog;
use crate::catalog::model::{CatalogItem, CatalogItemRow, ItemFilter, ItemSort};
use crate::kernel::ids::{CatalogItemId, ItemCategoryId, PackageId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::typed::western_digits;
use crate::kernel::{Error, OpContext, Text};
use crate::packages;
use crate::packages::model::{MOST_OF_AN_ITEM, NewPackageItem, PackageRow, is_worth_too_much};
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// The address says what is looked for: `q`, `page`, `size`.
fn paging(query: &Sent) -> Paging {
    Paging::from_address(query.get("page"), query.get("size").or(Some("25")))
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct AddItemsPage {
    package: PackageRow,
    q: String,
    /// Those with a quantity that are not among the found ones.
    chosen: Vec<Line>,
    list: Paginated<Line>,
    form: FormState<()>,
}

/// An item of the catalog and how many of it were typed.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    item: CatalogItem,
    category: Option<String>,
    donor: Option<String>,
    quantity: String,
}

impl Line {
    fn new(row: CatalogItemRow, sent: &Sent) -> Self {
        let quantity = sent.get(&format!("item-{}", row.item.id));
        Self {
            quantity: quantity.unwrap_or_default().to_owned(),
            item: row.item,
            category: Some(row.category),
            donor: row.donor,
        }
    }
}

impl Line {
    /// Whether so many of it are worth more than can be summed up.
    fn is_too_much(&self) -> bool {
        let quantity = western_digits(&self.quantity).parse();
        quantity.is_ok_and(|quantity| {
            is_worth_too_much(quantity, self.item.price_local, self.item.price_usd)
        })
    }
}

/// Items with a quantity beside them.
fn with_quantity(sent: &Sent) -> Vec<CatalogItemId> {
    sent.below("item-")
        .filter(|(_, quantity)| !quantity.trim().is_empty())
        .filter_map(|(item, _)| item.parse().ok())
        .collect()
}

impl AddItemsPage {
    fn load(
        cx: &mut OpContext<'_>,
        id: PackageId,
        query: &Sent,
        sent: &Sent,
        mut form: FormState<()>,
    ) -> crate::kernel::Result<Self> {
        let package = packages::service::show(cx, id)?;
        let mut q = String::new();
        query.over("q", &mut q);
        let filter = ItemFilter {
            search: q.clone(),
            ..ItemFilter::default()
        };
        let list = catalog::service::list_items(cx, &filter, ItemSort::default(), paging(query))?;
        let mut chosen = catalog::service::items_by_id(cx, &with_quantity(sent))?;
        chosen.retain(|it| !list.rows.iter().any(|row| row.item.id == it.item.id));
        let line = |row: CatalogItemRow| Line::new(row, sent);
        let chosen: Vec<Line> = chosen.into_iter().map(line).collect();
        let list = list.map(line);
        if !form.is_valid() {
            for line in chosen
                .iter()
                .chain(&list.rows)
                .filter(|it| it.is_too_much())
            {
                let key = format!("item-{}", line.item.id);
                if !form.errors.contains_key(&key) {
                    form.add(&key, too_much(&line.item.description));
                }
            }
        }
        Ok(Self {
            package,
            q,
            chosen,
            list,
            form,
        })
    }
}

impl Page for AddItemsPage {
    const TEMPLATE: &'static str = "shipments/templates/add_items.html";

    fn samples() -> Vec<Self> {
        let line = |quantity: &str| Line {
            item: CatalogItem {
                id: CatalogItemId(1),
                item_code: "B-1".into(),
                description: "Blanket <grey>".into(),
                unit: "piece".into(),
                price_usd: rust_decimal::Decimal::ONE,
                price_local: rust_decimal::Decimal::TEN,
                weight: None,
                item_category_id: ItemCategoryId(1),
                donor_id: None,
                donor_t1_id: None,
                supplier_id: None,
                version: 1,
                archived_at: None,
            },
            category: Some("Household".into()),
            donor: (!quantity.is_empty()).then(|| "ECHO".into()),
            quantity: quantity.into(),
        };
        let mut wrong = FormState::new(());
        wrong.add("form", "package-item-required");
        wrong.add("item-1", quantity_range());
        let package = || {
            PackageRow::samples()
                .into_iter()
                .next()
                .map(|package| (package, Paging { page: 1, size: 25 }))
        };
        let pages = [
            (vec![line(""), line("3")], 200, wrong, ""),
            (Vec::new(), 0, FormState::default(), "tent"),
            (Vec::new(), 0, FormState::default(), ""),
        ];
        pages
            .into_iter()
            .filter_map(|(rows, total, form, q)| {
                let (package, paging) = package()?;
                Some(Self {
                    package,
                    q: q.into(),
                    chosen: if q.is_empty() {
                        Vec::new()
                    } else {
                        vec![line("2")]
                    },
                    list: Paginated::new(rows, total, paging),
                    form,
                })
            })
            .collect()
    }
}

fn too_much(item: &str) -> Text {
    Text::new("package-item-worth-too-much").arg("item", item)
}

fn quantity_range() -> Text {
    Text::new("package-quantity-range").arg("most", i64::from(MOST_OF_AN_ITEM))
}

/// Typed quantities: `item-3=20`; blank ones are left out.
fn typed(sent: &Sent) -> crate::kernel::Result<Vec<NewPackageItem>> {
    let mut contents = Vec::new();
    let mut reader = Reader::default();
    for (item, quantity) in sent.below("item-") {
        let quantity = reader.optional("form", quantity, quantity_range());
        if let (Ok(catalog_item_id), Some(quantity)) = (item.parse(), quantity) {
            contents.push(NewPackageItem {
                catalog_item_id,
                quantity,
            });
        }
    }
    reader.finish(Some(contents))
}

async fn show(
    app: &App,
    visit: &Visit,
    id: i32,
    query: Sent,
    sent: Sent,
    form: FormState<()>,
    status: StatusCode,
) -> Result<Response> {
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            AddItemsPage::load(cx, PackageId(id), &query, &sent, form)
        })
        .await?;
    app.page_with(visit, status, &page)
}

/// The catalog, or what of it matches.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<Sent>,
) -> Result<Response> {
    let open = app
        .db()
        .read(&visit.op(), move |cx| {
            let package = packages::service::show(cx, PackageId(id))?;
            packages::service::require_open(cx, package.shipment_id)
        })
        .await;
    if let Err(away) = or_back(&app, &visit, open, &format!("/packages/{id}/")).await? {
        return Ok(away);
    }
    let (typed, form) = (query.clone(), FormState::default());
    show(&app, &visit, id, query, typed, form, StatusCode::OK).await
}

/// Adds what has a quantity and leads back to the search for more.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<Sent>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = sent.clone();
    let outcome = app
        .once(&visit, move |cx| {
            let contents = typed(&fields)?;
            packages::service::add_items(cx, PackageId(id), &contents)?;
            let text = Text::new("package-items-added").arg("count", contents.len() as i64);
            let to = format!("/packages/{id}/items/new/");
            Ok(Done::new(Flash::success(text), to))
        })
        .await;
    match outcome {
        Ok(led) => Ok(led),
        Err(Error::Invalid(fields)) => {
            let mut form = FormState::new(());
            let mut messages: Vec<Text> = fields.into_iter().map(|it| it.message).collect();
            messages.dedup();
            for message in messages {
                form.add("form", message);
            }
            for row in sent.out_of_range("item-", 1..=MOST_OF_AN_ITEM) {
                form.add(&format!("item-{row}"), quantity_range());
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&app, &visit, id, query, sent, form, status).await
        }
        Err(Error::Conflict(why)) => {
            let form = FormState::overtaken((), why);
            let status = StatusCode::CONFLICT;
            show(&app, &visit, id, query, sent, form, status).await
        }
        Err(error) => Err(error.into()),
    }
}
