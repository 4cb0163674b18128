//! One row of what is in a package: all its values, and taking it out.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use rust_decimal::Decimal;
use serde::Serialize;

use super::choices::Origins;
use super::sent::{Reader, Sent};
use crate::kernel::ids::PackageItemId;
use crate::kernel::typed::Comma;
use crate::kernel::{Error, Text};
use crate::packages::model::{ItemValues, MOST_OF_AN_ITEM, PackageRow, StoredItem};
use crate::packages::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What the browser shows and sends.
#[derive(Clone, Debug, Default, Serialize)]
struct ItemForm {
    version: i32,
    description: String,
    category: String,
    quantity: String,
    unit: String,
    weight: String,
    price_local: String,
    price_usd: String,
    donor: String,
    donor_t1: String,
    supplier: String,
}

fn or_blank<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// At least two digits after the mark, and no more than say something.
fn price(amount: Decimal, comma: Comma) -> String {
    let mut plain = amount.normalize();
    plain.rescale(plain.scale().max(2));
    comma.write(plain)
}

/// The shortest words for a float are what was typed.
fn weight(kilograms: f64, comma: Comma) -> String {
    let plain = kilograms.to_string();
    plain.parse().map_or(plain, |number| comma.write(number))
}

impl ItemForm {
    fn of(it: &StoredItem, comma: Comma) -> Self {
        let values = &it.values;
        Self {
            version: it.version,
            description: values.description.clone(),
            category: or_blank(values.item_category_id),
            quantity: values.quantity.to_string(),
            unit: values.unit.clone(),
            weight: or_blank(values.weight.map(|it| weight(it, comma))),
            price_local: price(values.price_local, comma),
            price_usd: price(values.price_usd, comma),
            donor: or_blank(values.donor_id),
            donor_t1: or_blank(values.donor_t1_id),
            supplier: or_blank(values.supplier_id),
        }
    }

    fn with(mut self, sent: &Sent) -> Self {
        self.version = sent.version();
        for (name, value) in [
            ("description", &mut self.description),
            ("category", &mut self.category),
            ("quantity", &mut self.quantity),
            ("unit", &mut self.unit),
            ("weight", &mut self.weight),
            ("price_local", &mut self.price_local),
            ("price_usd", &mut self.price_usd),
            ("donor", &mut self.donor),
            ("donor_t1", &mut self.donor_t1),
            ("supplier", &mut self.supplier),
        ] {
            sent.over(name, value);
        }
        self
    }

    fn parse(&self, comma: Comma) -> crate::kernel::Result<ItemValues> {
        const GONE: &str = "package-choice-gone";
        let mut reader = Reader::default();
        let range = Text::new("package-quantity-range").arg("most", i64::from(MOST_OF_AN_ITEM));
        let quantity = reader.required("quantity", &self.quantity, range);
        let local = reader.decimal("price_local", &self.price_local, comma);
        let usd = reader.decimal("price_usd", &self.price_usd, comma);
        let weight = if self.weight.trim().is_empty() {
            None
        } else {
            let number = reader.decimal("weight", &self.weight, comma);
            number.and_then(|number| f64::try_from(number).ok())
        };
        let item_category_id = reader.optional("category", &self.category, GONE);
        let donor_id = reader.optional("donor", &self.donor, GONE);
        let donor_t1_id = reader.optional("donor_t1", &self.donor_t1, GONE);
        let supplier_id = reader.optional("supplier", &self.supplier, GONE);
        let values = quantity
            .zip(local.zip(usd))
            .map(|(quantity, (price_local, price_usd))| ItemValues {
                description: self.description.clone(),
                unit: self.unit.clone(),
                quantity,
                price_usd,
                price_local,
                weight,
                item_category_id,
                donor_id,
                donor_t1_id,
                supplier_id,
            });
        reader.finish(values)
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ItemEditPage {
    id: PackageItemId,
    description: String,
    package: PackageRow,
    origins: Origins,
    form: FormState<ItemForm>,
}

impl Page for ItemEditPage {
    const TEMPLATE: &'static str = "shipments/templates/item_edit.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(ItemForm::default());
        wrong.add("quantity", "error-invalid");
        let stored = ItemForm {
            donor: "2".into(),
            ..ItemForm::default()
        };
        let stale = FormState::changed_meanwhile(ItemForm::default(), stored);
        PackageRow::samples()
            .into_iter()
            .zip([wrong, stale])
            .map(|(package, form)| Self {
                id: PackageItemId(1),
                description: "Blanket <grey>".into(),
                package,
                origins: Origins::samples(),
                form,
            })
            .collect()
    }
}

async fn show(
    app: &App,
    visit: &Visit,
    id: PackageItemId,
    status: StatusCode,
    form: Option<FormState<ItemForm>>,
) -> Result<Response> {
    let comma = Comma::of(visit.language());
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let (item, package) = service::show_item(cx, id)?;
            let origins = Origins::load_with(cx, &item.values)?;
            Ok(ItemEditPage {
                id,
                form: form.unwrap_or_else(|| FormState::new(ItemForm::of(&item, comma))),
                description: item.values.description,
                package,
                origins,
            })
        })
        .await?;
    app.page_with(visit, status, &page)
}

/// The form with what is stored.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    show(&app, &visit, PackageItemId(id), StatusCode::OK, None).await
}

/// Saves what was sent.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let id = PackageItemId(id);
    let (stored, package) = app
        .db()
        .read(&visit.op(), move |cx| service::show_item(cx, id))
        .await?;
    let comma = Comma::of(visit.language());
    let mut form = ItemForm::of(&stored, comma).with(&sent);
    let version = form.version;
    let outcome = match form.parse(comma) {
        Ok(values) => {
            app.db()
                .write(&visit.op(), move |cx| {
                    service::edit_item(cx, id, version, values)
                })
                .await
        }
        Err(error) => Err(error),
    };
    let back = format!("/packages/{}/", package.id);
    match outcome {
        Ok(_) => {
            app.flash(&visit, Flash::success(Text::new("package-item-saved")))
                .await;
            Ok(app.redirect(&back))
        }
        Err(Error::Conflict(why)) => {
            app.flash(&visit, Flash::error(why)).await;
            Ok(app.redirect(&back))
        }
        Err(Error::Stale) => {
            form.version = stored.version;
            let form = FormState::changed_meanwhile(form, ItemForm::of(&stored, comma));
            show(&app, &visit, id, StatusCode::CONFLICT, Some(form)).await
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&app, &visit, id, status, Some(form)).await
        }
    }
}

/// Takes the row out.
#[handler]
pub(super) async fn delete(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let id = PackageItemId(id);
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| service::delete_item(cx, id))
        .await;
    let package = match outcome {
        Ok(package) => {
            app.flash(&visit, Flash::success(Text::new("package-item-deleted")))
                .await;
            package
        }
        Err(Error::Conflict(why)) => {
            app.flash(&visit, Flash::error(why)).await;
            let shown = app
                .db()
                .read(&visit.op(), move |cx| service::show_item(cx, id))
                .await?;
            shown.1
        }
        Err(error) => return Err(error.into()),
    };
    Ok(app.redirect(&format!("/packages/{}/", package.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_shown_as_they_are_typed() {
        let shown: Vec<_> = ["12.5000", "3.1250", "0"]
            .map(|amount| price(amount.parse().unwrap(), Comma::Either))
            .into();

        assert_eq!(shown, ["12.50", "3.125", "0.00"]);
        assert_eq!(price("3.125".parse().unwrap(), Comma::Decimal), "3,125");
        assert_eq!(weight(0.4, Comma::Either), "0.4");
        assert_eq!(weight(1.5, Comma::Decimal), "1,5");
    }
}
