//! One row of what is in a package: all its values, and taking it out.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use rust_decimal::Decimal;
use serde::Serialize;

use super::choices::Named;
use super::or_back;
use super::sent::{Reader, Sent};
use crate::catalog::model::{DonorCodeKind, Entity};
use crate::catalog::service::lookup;
use crate::kernel::ids::{DonorCodeId, DonorId, ItemCategoryId, PackageItemId, SupplierId};
use crate::kernel::typed::Comma;
use crate::kernel::{Error, OpContext, Text};
use crate::packages::model::{ItemValues, MOST_OF_AN_ITEM, PackageRow, StoredItem};
use crate::packages::service;
use crate::web::{App, Flash, FormState, Page, Question, Result, Unasked, Visit};

/// What the browser shows and sends; category, donor and so on by name.
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
    fn of(it: &StoredItem, named: Named, comma: Comma) -> Self {
        let values = &it.values;
        Self {
            version: it.version,
            description: values.description.clone(),
            category: named.category,
            quantity: values.quantity.to_string(),
            unit: values.unit.clone(),
            weight: values
                .weight
                .map_or_else(String::new, |it| weight(it, comma)),
            price_local: price(values.price_local, comma),
            price_usd: price(values.price_usd, comma),
            donor: named.donor,
            donor_t1: named.donor_t1,
            supplier: named.supplier,
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

    /// The values; what was put away since it was chosen for `before` may stay.
    fn parse(
        &self,
        cx: &mut OpContext<'_>,
        before: &ItemValues,
        comma: Comma,
    ) -> crate::kernel::Result<ItemValues> {
        let mut reader = Reader::default();
        let range = Text::new("package-quantity-range").arg("most", i64::from(MOST_OF_AN_ITEM));
        let quantity = reader.required("quantity", &self.quantity, range.clone());
        if quantity.is_some_and(|quantity| !(1..=MOST_OF_AN_ITEM).contains(&quantity)) {
            reader.wrong("quantity", range);
        }
        let local = reader.decimal("price_local", &self.price_local, comma);
        let usd = reader.decimal("price_usd", &self.price_usd, comma);
        let weight = if self.weight.trim().is_empty() {
            None
        } else {
            let number = reader.decimal("weight", &self.weight, comma);
            number.and_then(|number| f64::try_from(number).ok())
        };
        let mut named = |field, (entity, kind), name: &str, own: Option<i32>| {
            let found = lookup::entity_named(cx, entity, kind, field, name, own);
            reader.found(found.map(|row| row.map(|row| row.id)))
        };
        let t1 = Some(DonorCodeKind::T1);
        let category = named(
            "category",
            (Entity::Category, None),
            &self.category,
            before.item_category_id.map(|id| id.0),
        )?;
        let donor = named(
            "donor",
            (Entity::Donor, None),
            &self.donor,
            before.donor_id.map(|id| id.0),
        )?;
        let donor_t1 = named(
            "donor_t1",
            (Entity::DonorCode, t1),
            &self.donor_t1,
            before.donor_t1_id.map(|id| id.0),
        )?;
        let supplier = named(
            "supplier",
            (Entity::Supplier, None),
            &self.supplier,
            before.supplier_id.map(|id| id.0),
        )?;
        let values = quantity
            .zip(local.zip(usd))
            .map(|(quantity, (price_local, price_usd))| ItemValues {
                description: self.description.clone(),
                unit: self.unit.clone(),
                quantity,
                price_usd,
                price_local,
                weight,
                item_category_id: category.map(ItemCategoryId),
                donor_id: donor.map(DonorId),
                donor_t1_id: donor_t1.map(DonorCodeId),
                supplier_id: supplier.map(SupplierId),
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
    form: FormState<ItemForm>,
}

impl Page for ItemEditPage {
    const TEMPLATE: &'static str = "shipments/templates/item_edit.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(ItemForm::default());
        wrong.add("quantity", "error-invalid");
        let stored = ItemForm {
            donor: "Northern Fund".into(),
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
            let form = if let Some(form) = form {
                form
            } else {
                let named = Named::load(cx, &item.values)?;
                FormState::new(ItemForm::of(&item, named, comma))
            };
            Ok(ItemEditPage {
                id,
                form,
                description: item.values.description,
                package,
            })
        })
        .await?;
    app.page_with(visit, status, &page)
}

/// The form with what is stored; leads back with the reason when nothing can be changed any more.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let id = PackageItemId(id);
    let (package, open) = app
        .db()
        .read(&visit.op(), move |cx| {
            let (_, package) = service::show_item(cx, id)?;
            let open = service::require_open(cx, package.shipment_id);
            Ok((package, open))
        })
        .await?;
    match or_back(&app, &visit, open, &format!("/packages/{}/", package.id)).await? {
        Ok(()) => show(&app, &visit, id, StatusCode::OK, None).await,
        Err(away) => Ok(away),
    }
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
    let (stored, package, named) = app
        .db()
        .read(&visit.op(), move |cx| {
            let (stored, package) = service::show_item(cx, id)?;
            let named = Named::load(cx, &stored.values)?;
            Ok((stored, package, named))
        })
        .await?;
    let comma = Comma::of(visit.language());
    let kept = ItemForm::of(&stored, named, comma);
    let mut form = kept.clone().with(&sent);
    let (typed, before) = (form.clone(), stored.values);
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            let values = typed.parse(cx, &before, comma)?;
            service::edit_item(cx, id, typed.version, values)
        })
        .await;
    match outcome {
        Ok(_) => {
            app.flash(&visit, Flash::success(Text::new("package-item-saved")))
                .await;
            Ok(app.redirect(&format!("/packages/{}/", package.id)))
        }
        Err(Error::Conflict(why)) => {
            let form = FormState::overtaken(form, why);
            show(&app, &visit, id, StatusCode::CONFLICT, Some(form)).await
        }
        Err(Error::Stale) => {
            form.version = stored.version;
            let form = FormState::changed_meanwhile(form, kept);
            show(&app, &visit, id, StatusCode::CONFLICT, Some(form)).await
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&app, &visit, id, status, Some(form)).await
        }
    }
}

/// Asks before the row is taken out.
#[handler]
pub(super) async fn ask_delete(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    unasked: Unasked,
) -> Result<Response> {
    let id = PackageItemId(id);
    let (item, _) = app
        .db()
        .read(&visit.op(), move |cx| service::show_item(cx, id))
        .await?;
    let question = Question {
        text: Text::new("package-item-remove-sure").arg("item", item.values.description),
        button: Text::new("package-item-remove"),
        back: format!("/items/{id}/edit/"),
    };
    app.ask(&visit, unasked, question)
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
