//! Packing: many packages at once, from kits or empty.

use std::ops::RangeInclusive;

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use rust_decimal::Decimal;
use serde::Serialize;

use super::or_back;
use super::sent::{Reader, Sent};
use crate::catalog;
use crate::kernel::ids::{KitId, ShipmentId};
use crate::kernel::typed::western_digits;
use crate::kernel::{Error, OpContext, Text};
use crate::packages;
use crate::packages::model::{MOST_AT_ONCE, MOST_OF_AN_ITEM, NewFromKits, NewPackages};
use crate::shipments::service;
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// What the browser shows and sends; the numbers of kits stand in their rows.
#[derive(Clone, Debug, Default, Serialize)]
struct PackForm {
    name: String,
    description: String,
    count: String,
}

/// How many of a kit a package may hold.
const KIT_RANGE: RangeInclusive<i32> = 0..=MOST_OF_AN_ITEM;

fn kit_range() -> Text {
    Text::new("package-kit-range").arg("most", i64::from(MOST_OF_AN_ITEM))
}

impl PackForm {
    fn sent(sent: &Sent) -> Self {
        let mut form = Self::default();
        sent.over("name", &mut form.name);
        sent.over("description", &mut form.description);
        sent.over("count", &mut form.count);
        form
    }

    fn count(&self, reader: &mut Reader) -> Option<i32> {
        let range = Text::new("package-count-range").arg("most", i64::from(MOST_AT_ONCE));
        reader.required("count", &self.count, range)
    }

    fn kits(&self, sent: &Sent) -> crate::kernel::Result<NewFromKits> {
        let mut reader = Reader::default();
        let count = self.count(&mut reader);
        let kits = sent
            .below("kit-")
            .filter_map(|(kit, quantity)| {
                // Blank means none of it; anything else that is no number is told below.
                let quantity = western_digits(quantity).parse().ok()?;
                Some((kit.parse::<KitId>().ok()?, quantity))
            })
            .collect();
        if sent.out_of_range("kit-", KIT_RANGE).next().is_some() {
            reader.wrong("kits", kit_range());
        }
        let new = count.map(|count| NewFromKits {
            name: self.name.clone(),
            description: self.description.clone(),
            count,
            kits,
        });
        reader.finish(new)
    }

    fn empty_packages(&self) -> crate::kernel::Result<NewPackages> {
        let mut reader = Reader::default();
        let count = self.count(&mut reader);
        if count.is_some_and(|count| !(1..=MOST_AT_ONCE).contains(&count)) {
            let range = Text::new("package-count-range").arg("most", i64::from(MOST_AT_ONCE));
            reader.wrong("count", range);
        }
        if self.name.trim().is_empty() {
            reader.wrong("name", "package-name-required");
        }
        reader.finish(count.map(|count| NewPackages {
            name: self.name.clone(),
            description: self.description.clone(),
            count,
            kit: None,
            contents: Vec::new(),
        }))
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct PackPage {
    shipment: Named,
    /// Empty packages otherwise.
    from_kits: bool,
    kits: Vec<KitLine>,
    form: FormState<PackForm>,
}

#[derive(Serialize)]
struct Named {
    id: ShipmentId,
    name: String,
    partner: String,
    packages: i32,
}

/// A kit and how many of it were typed.
#[derive(Serialize)]
struct KitLine {
    id: KitId,
    name: String,
    description: String,
    items: i64,
    price_local: Decimal,
    price_usd: Decimal,
    quantity: String,
}

impl PackPage {
    fn load(
        cx: &mut OpContext<'_>,
        id: ShipmentId,
        from_kits: bool,
        sent: &Sent,
        form: FormState<PackForm>,
    ) -> crate::kernel::Result<Self> {
        let it = service::show(cx, id)?;
        let kits = if from_kits {
            catalog::service::list_kits(cx)?
        } else {
            Vec::new()
        };
        let line = |row: catalog::model::KitRow| KitLine {
            quantity: sent
                .get(&format!("kit-{}", row.kit.id))
                .unwrap_or_default()
                .to_owned(),
            id: row.kit.id,
            name: row.kit.name,
            description: row.kit.description,
            items: row.item_count,
            price_local: row.price_local,
            price_usd: row.price_usd,
        };
        Ok(Self {
            shipment: Named {
                id,
                name: it.display_name,
                partner: it.partner_name,
                packages: it.package_count,
            },
            from_kits,
            kits: kits.into_iter().map(line).collect(),
            form,
        })
    }
}

impl Page for PackPage {
    const TEMPLATE: &'static str = "shipments/templates/pack.html";

    fn samples() -> Vec<Self> {
        let kit = |id, quantity: &str| KitLine {
            id: KitId(id),
            name: "Hygiene kit <small>".into(),
            description: String::new(),
            items: 12,
            price_local: Decimal::ONE,
            price_usd: Decimal::TEN,
            quantity: quantity.into(),
        };
        let mut wrong = FormState::new(PackForm::default());
        wrong.add("kits", "package-kit-required");
        wrong.add("kit-2", kit_range());
        wrong.add("name", "package-name-required");
        let page = |from_kits, kits, form| Self {
            shipment: Named {
                id: ShipmentId(27),
                name: "Winter kits".into(),
                partner: "Al Noor".into(),
                packages: 3,
            },
            from_kits,
            kits,
            form,
        };
        vec![
            page(true, vec![kit(1, ""), kit(2, "3")], wrong.clone()),
            page(true, Vec::new(), FormState::default()),
            page(false, Vec::new(), wrong),
        ]
    }
}

async fn ask(app: App, visit: Visit, id: i32, from_kits: bool) -> Result<Response> {
    let open = app
        .db()
        .read(&visit.op(), move |cx| {
            packages::service::require_open(cx, ShipmentId(id))
        })
        .await;
    let back = format!("/shipments/{id}/");
    if let Err(away) = or_back(&app, &visit, open, &back).await? {
        return Ok(away);
    }
    let form = PackForm {
        count: "1".into(),
        ..PackForm::default()
    };
    show(
        &app,
        &visit,
        id,
        from_kits,
        Sent::default(),
        FormState::new(form),
        StatusCode::OK,
    )
    .await
}

async fn show(
    app: &App,
    visit: &Visit,
    id: i32,
    from_kits: bool,
    sent: Sent,
    form: FormState<PackForm>,
    status: StatusCode,
) -> Result<Response> {
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            PackPage::load(cx, ShipmentId(id), from_kits, &sent, form)
        })
        .await?;
    app.page_with(visit, status, &page)
}

async fn take(app: App, visit: Visit, id: i32, from_kits: bool, sent: Sent) -> Result<Response> {
    let form = PackForm::sent(&sent);
    let (typed, fields) = (form.clone(), sent.clone());
    // How many packages the page showed.
    let seen: Option<i32> = sent.get("seen").and_then(|seen| seen.parse().ok());
    let outcome = app
        .once(&visit, move |cx| {
            if let Some(seen) = seen {
                packages::service::lock_as_seen(cx, ShipmentId(id), seen)?;
            }
            let made = if from_kits {
                packages::service::add_from_kits(cx, ShipmentId(id), &typed.kits(&fields)?)?
            } else {
                packages::service::add(cx, ShipmentId(id), &typed.empty_packages()?)?
            };
            let text = Text::new("package-created").arg("count", made.len() as i64);
            let to = match made.as_slice() {
                // One empty package is about to be filled.
                [one] if !from_kits => format!("/packages/{one}/"),
                _ => format!("/shipments/{id}/"),
            };
            Ok(Done::new(Flash::success(text), to))
        })
        .await;
    match outcome {
        Ok(led) => Ok(led),
        Err(error @ Error::Invalid(_)) => {
            let mut form = FormState::refused(form, error)?;
            for kit in sent.out_of_range("kit-", KIT_RANGE) {
                form.add(&format!("kit-{kit}"), kit_range());
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&app, &visit, id, from_kits, sent, form, status).await
        }
        Err(error @ (Error::Conflict(_) | Error::Stale)) => {
            let form = if let Error::Conflict(why) = error {
                FormState::overtaken(form, why)
            } else {
                let mut form = FormState::new(form);
                form.add("form", "package-changed-meanwhile");
                form
            };
            let status = StatusCode::CONFLICT;
            show(&app, &visit, id, from_kits, sent, form, status).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Asks which kits.
#[handler]
pub(super) async fn ask_kits(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    ask(app, visit, id, true).await
}

/// Packs kits.
#[handler]
pub(super) async fn pack_kits(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    take(app, visit, id, true, sent).await
}

/// Asks for names of empty packages.
#[handler]
pub(super) async fn ask_empty(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    ask(app, visit, id, false).await
}

/// Makes empty packages.
#[handler]
pub(super) async fn pack_empty(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    take(app, visit, id, false, sent).await
}
