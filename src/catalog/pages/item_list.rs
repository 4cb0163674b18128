//! What do we send: the catalog. With a kit chosen, quantities are typed straight into the table and added to it.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem::web::{Form, Query};
use poem::{Request, Response, handler};
use rust_decimal::Decimal;
use serde::Serialize;

use super::query::{ListQuery, number, numbers, value};
use crate::catalog::model::{
    Added, CatalogItemRow, Choice, Entity, ItemCounts, ItemFilter, ItemSort, ItemSortKey, KitRow,
    NewKitItem,
};
use crate::catalog::service::{self, lookup};
use crate::kernel::ids::{CatalogItemId, DonorId, ItemCategoryId, KitId, SupplierId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Language, Model, OpContext, Permission, Text};
use crate::web::{App, Done, Flash, Page, Result, Sheet, Visit};

/// What begins the name of a field with a quantity; the item's id follows.
const QUANTITY: &str = "quantity-";

/// Lines of a message that are named one by one.
const NAMED: usize = 4;

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ItemListPage {
    q: String,
    /// As in the address.
    sort: String,
    counts: ItemCounts,
    archived: bool,
    filtered: bool,
    /// Of all categories, those the list is filtered by.
    chosen_categories: Vec<i32>,
    donor: Option<i32>,
    supplier: Option<i32>,
    categories: Vec<Choice>,
    donors: Vec<Choice>,
    suppliers: Vec<Choice>,
    kits: Vec<KitRow>,
    /// The one that quantities are added to.
    kit: Option<KitRow>,
    /// What was wrong with the quantities.
    error: Option<Text>,
    /// The address of this list, to come back to.
    query: String,
    may_fill: bool,
    /// Those with a quantity that are not on this page of the list.
    chosen: Vec<Row>,
    /// Quantities that came with the address, for the search to take along.
    carried: Vec<(CatalogItemId, String)>,
    list: Paginated<Row>,
}

#[derive(Serialize)]
struct Row {
    id: CatalogItemId,
    item_code: String,
    description: String,
    unit: String,
    category: String,
    donor: Option<String>,
    donor_t1: Option<String>,
    supplier: Option<String>,
    /// Nothing for a price of zero.
    price_local: Option<Decimal>,
    price_usd: Option<Decimal>,
    /// What was typed, when it is shown again.
    quantity: String,
    wrong: bool,
}

impl Row {
    fn new(row: CatalogItemRow, typed: &Typed) -> Self {
        let price = |amount: Decimal| (!amount.is_zero()).then_some(amount);
        Self {
            quantity: typed.words.get(&row.item.id).cloned().unwrap_or_default(),
            wrong: typed.wrong.contains(&row.item.id),
            id: row.item.id,
            item_code: row.item.item_code,
            description: row.item.description,
            unit: row.item.unit,
            category: row.category,
            donor: row.donor,
            donor_t1: row.donor_t1,
            supplier: row.supplier,
            price_local: price(row.item.price_local),
            price_usd: price(row.item.price_usd),
        }
    }
}

/// Quantities that were typed: as they were, which are no quantities, and what they say.
#[derive(Clone, Debug, Default)]
struct Typed {
    words: BTreeMap<CatalogItemId, String>,
    wrong: Vec<CatalogItemId>,
    lines: Vec<NewKitItem>,
}

impl Typed {
    fn sent(fields: &[(String, String)]) -> Self {
        let mut typed = Self::default();
        let only = value(fields, "only").parse::<i32>().ok();
        for (field, text) in fields {
            let id = field
                .strip_prefix(QUANTITY)
                .and_then(|id| id.parse::<i32>().ok());
            let Some(id) = id.filter(|_| !text.trim().is_empty()) else {
                continue;
            };
            let item = CatalogItemId(id);
            typed.words.insert(item, text.clone());
            if only.is_some_and(|only| only != id) {
                continue;
            }
            match quantity(text) {
                Some(quantity) => typed.lines.push(NewKitItem {
                    catalog_item_id: item,
                    quantity,
                }),
                None => typed.wrong.push(item),
            }
        }
        typed
    }
}

/// The address of a list without quantities, and the quantities in it.
fn divided(query: &str) -> (String, Typed) {
    let (quantities, others): (Vec<_>, Vec<_>) = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .partition(|(name, _)| name.starts_with(QUANTITY));
    let address = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .finish();
    (address, Typed::sent(&quantities))
}

/// Where to go on after one row was added: what was typed in other rows goes along.
fn onwards(address: &str, fields: &[(String, String)]) -> String {
    let only = value(fields, "only");
    let kept = fields.iter().filter(|(name, text)| {
        let id = name.strip_prefix(QUANTITY);
        !only.is_empty() && !text.trim().is_empty() && id.is_some_and(|id| id != only)
    });
    let query = form_urlencoded::Serializer::new(address.to_owned())
        .extend_pairs(kept)
        .finish();
    format!("/catalog/?{query}")
}

/// A quantity that a kit may hold; none for anything else.
pub(super) fn quantity(text: &str) -> Option<i32> {
    use crate::catalog::model::QUANTITY_LIMIT;
    use crate::kernel::typed::{Comma, decimal};
    use rust_decimal::prelude::ToPrimitive;
    let number = decimal(text, Comma::Either).ok()?;
    // `1.000` is a thousand to some and one to others: only what all read alike is taken.
    if decimal(text, Comma::Decimal) != Ok(number) {
        return None;
    }
    let whole = number.fract().is_zero().then(|| number.to_i32()).flatten();
    whole.filter(|number| (0..=QUANTITY_LIMIT).contains(number))
}

/// What the address asks for; `category` stands in it once for each.
fn filter(query: &ListQuery, address: &str) -> ItemFilter {
    let fields: Vec<(String, String)> = form_urlencoded::parse(address.as_bytes())
        .into_owned()
        .collect();
    let categories = numbers(&fields, "category");
    ItemFilter {
        search: query.search(),
        categories: categories.into_iter().map(ItemCategoryId).collect(),
        donor: number(query.donor.as_ref()).map(DonorId),
        supplier: number(query.supplier.as_ref()).map(SupplierId),
        archived: query.is_archived(),
    }
}

/// The key the address names, and the order that is shown.
fn sort(query: &ListQuery) -> (Option<ItemSortKey>, ItemSort) {
    let (word, descending) = query.sort();
    let key = ItemSortKey::from_slug(word);
    let sort = ItemSort {
        key: key.unwrap_or_default(),
        descending,
    };
    (key, sort)
}

/// The whole list as a file has what the table shows.
fn sheet(
    list: Paginated<CatalogItemRow>,
    language: Language,
    local: &str,
) -> crate::kernel::Result<Sheet> {
    let headings = [
        "catalog-item-code",
        "catalog-description",
        "catalog-category",
        "catalog-unit",
        "catalog-donor",
    ];
    let price = |amount: Decimal| (!amount.is_zero()).then_some(amount);
    Sheet::new("catalog", language, headings.map(Text::new))
        .heading("T1")
        .heading(Text::new("catalog-supplier").in_language(language))
        .heading(local)
        .heading("USD")
        .rows(list, |row| {
            vec![
                row.item.item_code.into(),
                row.item.description.into(),
                row.category.into(),
                row.item.unit.into(),
                row.donor.into(),
                row.donor_t1.into(),
                row.supplier.into(),
                price(row.item.price_local).into(),
                price(row.item.price_usd).into(),
            ]
        })
}

impl ItemListPage {
    fn load(
        cx: &mut OpContext<'_>,
        query: &ListQuery,
        address: String,
        typed: &Typed,
        error: Option<Text>,
    ) -> crate::kernel::Result<Self> {
        let filter = filter(query, &address);
        let (key, sort) = sort(query);
        let list = service::list_items(cx, &filter, sort, query.paging())?;
        let elsewhere: Vec<CatalogItemId> = typed
            .words
            .keys()
            .filter(|id| list.rows.iter().all(|row| row.item.id != **id))
            .copied()
            .collect();
        let chosen = service::items_by_id(cx, &elsewhere)?;
        let chosen_categories: Vec<i32> = filter.categories.iter().map(|id| id.0).collect();
        let (donor, supplier) = (filter.donor.map(|id| id.0), filter.supplier.map(|id| id.0));
        let kits = service::list_kits(cx)?;
        let kit = number(query.kit.as_ref()).map(KitId);
        Ok(Self {
            sort: key.map_or_else(
                || "description".into(),
                |_| query.sort.clone().unwrap_or_default(),
            ),
            counts: service::item_counts(cx)?,
            archived: filter.archived,
            filtered: !filter.search.is_empty()
                || !filter.categories.is_empty()
                || filter.donor.is_some()
                || filter.supplier.is_some(),
            categories: lookup::all(cx, Entity::Category, &chosen_categories)?,
            donors: lookup::all(cx, Entity::Donor, donor.as_slice())?,
            suppliers: lookup::all(cx, Entity::Supplier, supplier.as_slice())?,
            chosen_categories,
            donor,
            supplier,
            kit: kits.iter().find(|row| Some(row.kit.id) == kit).cloned(),
            kits,
            error,
            query: address,
            may_fill: cx.actor.may(Permission::add(Model::KitItem)),
            chosen: chosen.into_iter().map(|row| Row::new(row, typed)).collect(),
            carried: typed.words.clone().into_iter().collect(),
            list: list.map(|row| Row::new(row, typed)),
            q: filter.search,
        })
    }
}

impl Page for ItemListPage {
    const TEMPLATE: &'static str = "catalog/templates/item_list.html";

    fn samples() -> Vec<Self> {
        let choice = |label: &str| Choice {
            id: 7,
            value: label.into(),
            label: label.into(),
            detail: String::new(),
        };
        let page = |kit: Option<KitRow>, rows: Vec<Row>| Self {
            q: String::new(),
            sort: "-price_usd".into(),
            counts: ItemCounts {
                items: 60,
                archived: 2,
                categories: 4,
                kits: 9,
            },
            archived: false,
            filtered: rows.is_empty(),
            chosen_categories: vec![7],
            donor: None,
            supplier: None,
            categories: vec![choice("Medicines"), choice("Tools <b>")],
            donors: vec![choice("Northern Fund")],
            suppliers: Vec::new(),
            kits: KitRow::samples(),
            error: kit.is_some().then(|| Text::new("catalog-no-item")),
            kit,
            query: "q=a&kit=7".into(),
            may_fill: true,
            chosen: Vec::new(),
            carried: vec![(CatalogItemId(7), "x".into())],
            list: Paginated::new(rows, 60, Paging::default()),
        };
        let row = |price: i64| Row {
            id: CatalogItemId(7),
            item_code: "M-1".into(),
            description: "Gauze <b>".into(),
            unit: "box".into(),
            category: "Medicines".into(),
            donor: (price > 0).then(|| "Northern Fund".into()),
            donor_t1: None,
            supplier: None,
            price_local: (price > 0).then(|| Decimal::new(price, 2)),
            price_usd: None,
            quantity: "x".into(),
            wrong: price == 0,
        };
        let mut nothing_more = page(KitRow::samples().pop(), Vec::new());
        nothing_more.chosen = vec![row(1)];
        let mut archived = page(None, Vec::new());
        archived.archived = true;
        let mut empty = page(None, Vec::new());
        (empty.filtered, empty.counts) = (false, ItemCounts::default());
        vec![
            page(None, vec![row(0), row(123_456)]),
            page(KitRow::samples().pop(), vec![row(0), row(1)]),
            nothing_more,
            archived,
            empty,
            page(None, Vec::new()),
        ]
    }
}

/// The catalog.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    req: &Request,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let (address, typed) = divided(req.uri().query().unwrap_or_default());
    if let Some(kind) = query.file() {
        let (language, local) = (visit.language(), app.settings().currency.code.clone());
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let (filter, (_, sort)) = (filter(&query, &address), sort(&query));
                let list = service::list_items(cx, &filter, sort, Sheet::PAGING)?;
                sheet(list, language, &local)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            ItemListPage::load(cx, &query, address, &typed, None)
        })
        .await?;
    app.page(&visit, &page)
}

/// Adds the quantities that were typed to the kit that is chosen: all of them, or only one row's.
#[handler]
pub(super) async fn add_to_kit(
    app: App,
    visit: Visit,
    req: &Request,
    Query(mut query): Query<ListQuery>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let (address, _) = divided(req.uri().query().unwrap_or_default());
    // The form says which kit; the address does, too.
    let selected = value(&fields, "selected_kit");
    let kit = number(Some(&selected)).or_else(|| number(query.kit.as_ref()));
    let typed = Typed::sent(&fields);
    let lines = typed.lines.clone();
    let outcome = match kit.map(KitId) {
        None => Err(Error::invalid("selected_kit", "kit-choose-first")),
        Some(_) if !typed.wrong.is_empty() => Err(super::kit_show::wrong_quantity(0)),
        Some(kit) => {
            let to = onwards(&address, &fields);
            app.once(&visit, move |cx| {
                let added = service::add_to_kit(cx, kit, &lines)?;
                let name = service::show_kit(cx, kit)?.kit.name;
                Ok(Done::new(said(&added, name), to))
            })
            .await
        }
    };
    match outcome {
        Ok(led) => Ok(led),
        Err(Error::Invalid(errors)) => {
            query.kit = kit.map(|kit| kit.to_string());
            let error = errors.into_iter().next().map(|error| error.message);
            let page = app
                .db()
                .read(&visit.op(), move |cx| {
                    ItemListPage::load(cx, &query, address, &typed, error)
                })
                .await?;
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// What was added, in words.
pub(super) fn said(added: &[Added], kit: String) -> Flash {
    if added.is_empty() {
        return Flash::info(Text::new("kit-nothing-added").arg("kit", kit));
    }
    let line = |it: &Added| {
        let key = if it.total == it.added {
            "kit-added-line"
        } else {
            "kit-increased-line"
        };
        Text::new(key)
            .arg("name", it.description.as_str())
            .arg("added", i64::from(it.added))
            .arg("total", i64::from(it.total))
    };
    let mut lines: Vec<Text> = added.iter().take(NAMED).map(line).collect();
    if added.len() > NAMED {
        lines.push(Text::new("kit-added-others").arg("count", (added.len() - NAMED) as i64));
    }
    Flash::success(Text::new("kit-added").arg("kit", kit).arg("items", lines))
}
