//! A kit: its words and what it holds, all changed in one form; and one more item added to it.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use rust_decimal::Decimal;
use serde::Serialize;

use super::item_list::{quantity, said};
use super::query::value;
use crate::catalog::model::{KitContent, KitRow, KitShape, NewKitItem, QUANTITY_LIMIT};
use crate::catalog::service::{self, lookup};
use crate::kernel::ids::{CatalogItemId, KitId};
use crate::kernel::{Error, Model, Permission, Text};
use crate::web::{App, Done, Flash, FormState, Page, Question, Result, Unasked, Visit};

/// What begins the name of a field with a quantity; the item's id follows.
const QUANTITY: &str = "quantity_";

/// What stands in the fields beside the table.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct KitWords {
    name: String,
    description: String,
    version: i32,
}

/// What stands in the fields below it: one more item.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct OneMore {
    item: String,
    quantity: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct KitShowPage {
    kit: KitRow,
    packages: i64,
    form: FormState<KitWords>,
    more: FormState<OneMore>,
    rows: Vec<Row>,
    may_change: bool,
}

/// An item in the kit.
#[derive(Serialize)]
struct Row {
    id: CatalogItemId,
    description: String,
    category: String,
    unit: String,
    archived: bool,
    /// Of one.
    price_local: Option<Decimal>,
    price_usd: Option<Decimal>,
    /// Of all.
    sum_local: Option<Decimal>,
    sum_usd: Option<Decimal>,
    quantity: i32,
    /// What was typed, when it is shown again.
    typed: String,
    wrong: bool,
}

impl Row {
    fn new(content: KitContent, fields: &[(String, String)]) -> Self {
        let item = content.item;
        let price = |amount: Decimal| (!amount.is_zero()).then_some(amount);
        let sum = |amount: Decimal| price(amount * Decimal::from(content.quantity));
        let field = format!("{QUANTITY}{}", item.id);
        let typed = fields
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, text)| text.clone());
        Self {
            wrong: typed
                .as_deref()
                .is_some_and(|text| quantity(text).is_none()),
            typed: typed.unwrap_or_else(|| content.quantity.to_string()),
            id: item.id,
            description: item.description,
            category: content.category,
            unit: item.unit,
            archived: item.archived_at.is_some(),
            price_local: price(item.price_local),
            price_usd: price(item.price_usd),
            sum_local: sum(item.price_local),
            sum_usd: sum(item.price_usd),
            quantity: content.quantity,
        }
    }
}

impl Page for KitShowPage {
    const TEMPLATE: &'static str = "catalog/templates/kit_show.html";

    fn samples() -> Vec<Self> {
        let row = |typed: &str, archived| Row {
            id: CatalogItemId(7),
            description: "Gauze <b>".into(),
            category: "Medicines".into(),
            unit: "box".into(),
            archived,
            price_local: Some(Decimal::new(16025, 2)),
            price_usd: None,
            sum_local: Some(Decimal::new(1602500, 2)),
            sum_usd: None,
            quantity: 100,
            typed: typed.into(),
            wrong: typed == "-1",
        };
        let page = |form, rows, may_change| Self {
            kit: KitRow::samples().remove(0),
            packages: 3,
            form,
            more: FormState::default(),
            rows,
            may_change,
        };
        let mut wrong = FormState::changed_meanwhile(KitWords::default(), KitWords::default());
        wrong.add("form", wrong_words(0));
        let good = || FormState::new(KitWords::default());
        vec![
            page(good(), vec![row("100", false), row("100", true)], true),
            page(wrong, vec![row("-1", false), row("7", false)], true),
            page(good(), Vec::new(), true),
            page(good(), vec![row("100", false)], false),
        ]
    }
}

fn wrong_words(least: i64) -> Text {
    Text::new("kit-quantity-wrong")
        .arg("least", least)
        .arg("limit", i64::from(QUANTITY_LIMIT))
}

/// A quantity was typed that no kit can hold; `least` is 0 where that takes an item out or leaves it out.
pub(super) fn wrong_quantity(least: i64) -> Error {
    Error::invalid("quantity", wrong_words(least))
}

/// The page, with what is stored or with what was sent.
async fn page(app: &App, visit: &Visit, id: i32, sent: &[(String, String)]) -> Result<KitShowPage> {
    let id = KitId(id);
    let (kit, contents, packages) = app
        .db()
        .read(&visit.op(), move |cx| {
            Ok((
                service::show_kit(cx, id)?,
                service::kit_contents(cx, id)?,
                service::kit_package_count(cx, id)?,
            ))
        })
        .await?;
    let stored = KitWords {
        name: kit.kit.name.clone(),
        description: kit.kit.description.clone(),
        version: kit.kit.version,
    };
    Ok(KitShowPage {
        form: FormState::new(stored),
        more: FormState::default(),
        rows: contents
            .into_iter()
            .map(|content| Row::new(content, sent))
            .collect(),
        may_change: visit.may(Permission::change(Model::Kit)),
        packages,
        kit,
    })
}

/// The kit.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let page = page(&app, &visit, id, &[]).await?;
    app.page(&visit, &page)
}

fn shape(fields: &[(String, String)]) -> crate::kernel::Result<KitShape> {
    let mut quantities = Vec::new();
    let removed = value(fields, "remove").parse::<i32>().ok();
    for (field, text) in fields {
        let id = field.strip_prefix(QUANTITY).and_then(|id| id.parse().ok());
        let Some(id) = id else { continue };
        let quantity = if removed == Some(id) {
            Some(0)
        } else {
            quantity(text)
        };
        quantities.push(NewKitItem {
            catalog_item_id: CatalogItemId(id),
            quantity: quantity.ok_or_else(|| wrong_quantity(0))?,
        });
    }
    Ok(KitShape {
        name: value(fields, "name"),
        description: value(fields, "description"),
        quantities,
    })
}

/// Asks before an item is taken out.
#[handler]
pub(super) async fn ask_remove(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    unasked: Unasked,
) -> Result<Response> {
    let removed = unasked.get("remove").parse().ok().map(CatalogItemId);
    let contents = app
        .db()
        .read(&visit.op(), move |cx| service::kit_contents(cx, KitId(id)))
        .await?;
    let mut rows = contents.into_iter();
    let found = rows.find(|row| Some(row.item.id) == removed);
    let back = format!("/catalog/kits/{id}/");
    let Some(row) = found else {
        // Somebody else took it out.
        return Ok(app.redirect(&back));
    };
    let question = Question {
        text: Text::new("kit-take-out-sure").arg("name", row.item.description.as_str()),
        button: Text::new("kit-take-out").arg("name", row.item.description.as_str()),
        back,
    };
    app.ask(&visit, unasked, question)
}

/// Saves the words and quantities of a kit; with `remove` the item of that row is taken out as well.
#[handler]
pub(super) async fn save(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let version = value(&fields, "version").parse().unwrap_or_default();
    let saved = match shape(&fields) {
        Ok(shape) => {
            app.db()
                .write(&visit.op(), move |cx| {
                    service::update_kit(cx, KitId(id), version, &shape)
                })
                .await
        }
        Err(error) => Err(error),
    };
    let error = match saved {
        Ok(kit) => {
            let said = Text::new("catalog-saved").arg("name", kit.name);
            app.flash(&visit, Flash::success(said)).await;
            return Ok(app.redirect(&format!("/catalog/kits/{id}/")));
        }
        Err(error) => error,
    };
    let mut page = page(&app, &visit, id, &fields).await?;
    let mut typed = KitWords {
        name: value(&fields, "name"),
        description: value(&fields, "description"),
        version,
    };
    let status = if matches!(error, Error::Stale) {
        typed.version = page.form.values.version;
        page.form = FormState::changed_meanwhile(typed, page.form.values);
        StatusCode::CONFLICT
    } else {
        page.form = at_form(FormState::refused(typed, error)?);
        StatusCode::UNPROCESSABLE_ENTITY
    };
    app.page_with(&visit, status, &page)
}

/// What is wrong with quantities is said above the table; its cells only turn red.
fn at_form(mut form: FormState<KitWords>) -> FormState<KitWords> {
    for field in ["quantity", "contents"] {
        for message in form.errors.remove(field).unwrap_or_default() {
            form.add("form", message);
        }
    }
    form
}

/// Adds one item.
#[handler]
pub(super) async fn add(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let (item, typed) = (value(&fields, "item"), value(&fields, "quantity"));
    let quantity = quantity(&typed).filter(|quantity| *quantity > 0);
    let name = item.clone();
    let outcome = app
        .once(&visit, move |cx| {
            let item = lookup::item_named(cx, "item", &name)?;
            let line = NewKitItem {
                catalog_item_id: item.id,
                quantity: quantity.ok_or_else(|| wrong_quantity(1))?,
            };
            let added = service::add_to_kit(cx, KitId(id), &[line])?;
            let kit = service::show_kit(cx, KitId(id))?.kit.name;
            Ok(Done::new(said(&added, kit), format!("/catalog/kits/{id}/")))
        })
        .await;
    match outcome {
        Ok(led) => Ok(led),
        Err(error) => {
            let more = FormState::refused(
                OneMore {
                    item,
                    quantity: typed,
                },
                error,
            )?;
            let mut page = page(&app, &visit, id, &[]).await?;
            page.more = more;
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
