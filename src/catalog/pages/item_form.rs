//! Adding an item to the catalog, and changing one.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::catalog::model::{CatalogItem, CatalogItemRow, NamedItem};
use crate::catalog::service;
use crate::kernel::error::FieldError;
use crate::kernel::ids::CatalogItemId;
use crate::kernel::typed::{Comma, decimal};
use crate::kernel::{Error, OpContext, Text};
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// What the browser sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ItemForm {
    item_code: String,
    description: String,
    unit: String,
    price_local: String,
    price_usd: String,
    donor: String,
    supplier: String,
    donor_t1: String,
    weight: String,
    category: String,
    version: String,
}

impl ItemForm {
    fn stored(row: &CatalogItemRow, comma: Comma) -> Self {
        let item = &row.item;
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        Self {
            item_code: item.item_code.clone(),
            description: item.description.clone(),
            unit: item.unit.clone(),
            price_local: comma.write(item.price_local.normalize()),
            price_usd: comma.write(item.price_usd.normalize()),
            donor: name(&row.donor),
            supplier: name(&row.supplier),
            donor_t1: name(&row.donor_t1),
            weight: item.weight.map_or_else(String::new, |it| {
                // The shortest words for a float are what was typed.
                let plain = it.to_string();
                plain.parse().map_or(plain, |number| comma.write(number))
            }),
            category: row.category.clone(),
            version: item.version.to_string(),
        }
    }

    /// Lays what was sent over what is stored: a field that was not sent stays as it is.
    fn over(mut self, fields: Vec<(String, String)>) -> Self {
        self.version.clear();
        for (name, value) in fields {
            let field = match name.as_str() {
                "item_code" => &mut self.item_code,
                "description" => &mut self.description,
                "unit" => &mut self.unit,
                "price_local" => &mut self.price_local,
                "price_usd" => &mut self.price_usd,
                "donor" => &mut self.donor,
                "supplier" => &mut self.supplier,
                "donor_t1" => &mut self.donor_t1,
                "weight" => &mut self.weight,
                "category" => &mut self.category,
                "version" => &mut self.version,
                _ => continue,
            };
            *field = value;
        }
        self
    }

    fn version(&self) -> i32 {
        self.version.trim().parse().unwrap_or_default()
    }

    /// The item, and what is wrong with its numbers; a wrong one stands as zero.
    fn parse(&self, comma: Comma) -> (NamedItem, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut price = |field: &'static str, text: &str| {
            if text.trim().is_empty() {
                errors.push(wrong(field, "catalog-required".into()));
                return Decimal::ZERO;
            }
            decimal(text, comma).unwrap_or_else(|why| {
                errors.push(wrong(field, why.into()));
                Decimal::ZERO
            })
        };
        let price_local = price("price_local", &self.price_local);
        let price_usd = price("price_usd", &self.price_usd);
        let weight = if self.weight.trim().is_empty() {
            None
        } else {
            Some(price("weight", &self.weight)).and_then(|it| f64::try_from(it).ok())
        };
        let item = NamedItem {
            item_code: self.item_code.clone(),
            description: self.description.clone(),
            unit: self.unit.clone(),
            price_usd,
            price_local,
            weight,
            category: self.category.clone(),
            donor: self.donor.clone(),
            donor_t1: self.donor_t1.clone(),
            supplier: self.supplier.clone(),
        };
        (item, errors)
    }
}

fn wrong(field: &'static str, message: Text) -> FieldError {
    FieldError { field, message }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ItemFormPage {
    /// None for one that is new.
    item: Option<CatalogItemRow>,
    form: FormState<ItemForm>,
}

impl Page for ItemFormPage {
    const TEMPLATE: &'static str = "catalog/templates/item_form.html";

    fn samples() -> Vec<Self> {
        let row = CatalogItemRow::sample();
        let stored = ItemForm::stored(&row, Comma::Either);
        let mut wrong = FormState::changed_meanwhile(ItemForm::default(), stored.clone());
        for field in ["description", "price_usd", "category", "donor"] {
            wrong.add(field, "catalog-required");
        }
        vec![
            Self {
                item: None,
                form: FormState::default(),
            },
            Self {
                item: Some(row.clone()),
                form: FormState::new(stored),
            },
            Self {
                item: Some(row),
                form: wrong,
            },
        ]
    }
}

/// A form for a new item.
#[handler]
pub(super) fn new(app: App, visit: Visit) -> Result<Response> {
    let page = ItemFormPage {
        item: None,
        form: FormState::default(),
    };
    app.page(&visit, &page)
}

/// Runs a use case with what a form says. What is wrong with its numbers is told beside what the service finds, and
/// then nothing stays.
async fn save(
    app: &App,
    visit: &Visit,
    form: &ItemForm,
    said: &'static str,
    f: impl FnOnce(&mut OpContext<'_>, &NamedItem) -> crate::kernel::Result<CatalogItem>
    + Send
    + 'static,
) -> crate::kernel::Result<Response> {
    let (item, mut errors) = form.parse(Comma::of(visit.language()));
    let carry_out = move |cx: &mut OpContext<'_>| match f(cx, &item) {
        Ok(it) if errors.is_empty() => {
            let said = Text::new(said).arg("name", it.description);
            Ok(Done::new(Flash::success(said), "/catalog/"))
        }
        Ok(_) => Err(Error::Invalid(errors)),
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            Err(Error::Invalid(errors))
        }
        Err(other) => Err(other),
    };
    app.once(visit, carry_out).await
}

/// Adds an item.
#[handler]
pub(super) async fn create(app: App, visit: Visit, Form(form): Form<ItemForm>) -> Result<Response> {
    let create = service::create_named_item;
    match save(&app, &visit, &form, "catalog-created", create).await {
        Ok(led) => Ok(led),
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let page = ItemFormPage { item: None, form };
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn load(app: &App, visit: &Visit, id: i32) -> Result<CatalogItemRow> {
    let row = app
        .db()
        .read(&visit.op(), move |cx| {
            service::show_item(cx, CatalogItemId(id))
        })
        .await?;
    Ok(row)
}

/// A form with what is stored.
#[handler]
pub(super) async fn edit(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let row = load(&app, &visit, id).await?;
    let form = FormState::new(ItemForm::stored(&row, Comma::of(visit.language())));
    let page = ItemFormPage {
        item: Some(row),
        form,
    };
    app.page(&visit, &page)
}

/// Saves an item.
#[handler]
pub(super) async fn update(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let row = load(&app, &visit, id).await?;
    let mut form = ItemForm::stored(&row, Comma::of(visit.language())).over(fields);
    let version = form.version();
    let saved = save(&app, &visit, &form, "catalog-saved", move |cx, item| {
        service::change_item(cx, CatalogItemId(id), version, item)
    })
    .await;
    let (status, form, row) = match saved {
        Ok(led) => return Ok(led),
        Err(Error::Stale) => {
            let row = load(&app, &visit, id).await?;
            let stored = ItemForm::stored(&row, Comma::of(visit.language()));
            form.version.clone_from(&stored.version);
            let form = FormState::changed_meanwhile(form, stored);
            (StatusCode::CONFLICT, form, row)
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let row = load(&app, &visit, id).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, form, row)
        }
    };
    let page = ItemFormPage {
        item: Some(row),
        form,
    };
    app.page_with(&visit, status, &page)
}
