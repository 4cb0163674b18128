//! The header of a shipment: to whom, with what paper, when. One form to make it and to change it.

use chrono::NaiveDate;
use poem::http::StatusCode;
use poem::web::{Form, Path, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::choices::{self, Choice};
use super::sent::{Reader, Sent};
use crate::kernel::ids::{ShipmentId, UserId};
use crate::kernel::{Error, OpContext, Status, Text};
use crate::shipments::model::{Header, NewShipment, Shipment};
use crate::shipments::service;
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// What the browser shows and sends.
#[derive(Clone, Debug, Default, Serialize)]
struct EditForm {
    version: i32,
    description: String,
    store_release: String,
    partner: String,
    transporter: String,
    shipment_on: String,
    /// From leaving to arriving.
    days: String,
    /// The number of the shipment whose packages a new one gets.
    copy: String,
}

impl EditForm {
    fn new(today: NaiveDate) -> Self {
        Self {
            shipment_on: today.to_string(),
            days: "0".into(),
            ..Self::default()
        }
    }

    fn of(it: &Header) -> Self {
        let version = it.version;
        let it = &it.values;
        Self {
            version,
            description: it.description.clone(),
            store_release: it.store_release.clone(),
            partner: it.partner_id.to_string(),
            transporter: it
                .transporter_id
                .map_or_else(String::new, |id| id.to_string()),
            shipment_on: it.shipment_on.to_string(),
            days: (it.expected_on - it.shipment_on).num_days().to_string(),
            copy: String::new(),
        }
    }

    /// A new one like another, to leave today.
    fn copy_of(id: ShipmentId, it: &Header, today: NaiveDate) -> Self {
        let like_it = Header {
            version: 0,
            values: it.values.like_it_on(today),
        };
        Self {
            copy: id.to_string(),
            ..Self::of(&like_it)
        }
    }

    fn copies(&self) -> Option<ShipmentId> {
        self.copy.parse().ok()
    }

    /// The same with what was sent; what was not sent stays.
    fn with(mut self, sent: &Sent) -> Self {
        self.version = sent.version();
        sent.over("description", &mut self.description);
        sent.over("store_release", &mut self.store_release);
        sent.over("partner", &mut self.partner);
        sent.over("transporter", &mut self.transporter);
        sent.over("shipment_on", &mut self.shipment_on);
        sent.over("days", &mut self.days);
        sent.over("copy", &mut self.copy);
        self
    }

    fn parse(&self) -> crate::kernel::Result<NewShipment> {
        let mut reader = Reader::default();
        let partner = reader.required("partner", &self.partner, "shipment-no-partner");
        let transporter =
            reader.optional("transporter", &self.transporter, "shipment-no-transporter");
        let on = reader.day("shipment_on", &self.shipment_on, "shipment-date-required");
        let range = Text::new("shipment-days-range").arg("most", 999);
        let days: Option<u16> = reader.required("days", &self.days, range);
        if self.store_release.trim().is_empty() {
            reader.wrong("store_release", "shipment-store-release-required");
        }
        let header = partner
            .zip(on.zip(days))
            .map(|(partner_id, (shipment_on, days))| NewShipment {
                description: self.description.clone(),
                shipment_on,
                expected_on: NewShipment::expected_after(shipment_on, days),
                store_release: self.store_release.clone(),
                partner_id,
                transporter_id: transporter,
            });
        reader.finish(header)
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct EditPage {
    /// Empty for a new one.
    shipment: Option<Named>,
    /// The one that a new one is made like.
    copied: Option<Named>,
    /// Shipments to go on to.
    others: Vec<Choice>,
    partners: Vec<Choice>,
    transporters: Vec<Choice>,
    form: FormState<EditForm>,
}

#[derive(Clone, Serialize)]
struct Named {
    id: ShipmentId,
    name: String,
    status: Status,
    percent: Option<i32>,
    expected_on: NaiveDate,
    packages: i32,
}

impl Named {
    fn of(it: &Shipment) -> Self {
        Self {
            id: it.id,
            name: it.display_name.clone(),
            status: it.status,
            percent: it.percent(),
            expected_on: it.expected_on,
            packages: it.package_count,
        }
    }
}

impl EditPage {
    fn load(
        cx: &mut OpContext<'_>,
        shipment: Option<Named>,
        chosen: Option<UserId>,
        form: FormState<EditForm>,
    ) -> crate::kernel::Result<Self> {
        let copied = match form.values.copies() {
            Some(id) if shipment.is_none() => match service::show(cx, id) {
                Ok(it) => Some(Named::of(&it)),
                Err(Error::NotFound { .. }) => None,
                Err(error) => return Err(error),
            },
            _ => None,
        };
        let others = match &shipment {
            Some(it) => choices::others(cx, it.id)?,
            None => Vec::new(),
        };
        Ok(Self {
            shipment,
            copied,
            others,
            partners: choices::partners(cx, chosen)?,
            transporters: choices::transporters(cx, form.values.transporter.parse().ok())?,
            form,
        })
    }
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "shipments/templates/edit.html";

    fn samples() -> Vec<Self> {
        let day = NaiveDate::default();
        let named = Named {
            id: ShipmentId(27),
            name: "Winter kits <Mare>".into(),
            status: Status::InTransit,
            percent: Some(41),
            expected_on: day,
            packages: 24,
        };
        let mut wrong = FormState::new(EditForm::new(day));
        wrong.add("partner", "shipment-no-partner");
        let typed = EditForm {
            description: "Winter".into(),
            partner: "2".into(),
            ..EditForm::new(day)
        };
        let stored = EditForm {
            partner: "1".into(),
            ..EditForm::new(day)
        };
        let page = |shipment, form| Self {
            shipment,
            copied: None,
            others: Choice::samples(),
            partners: Choice::samples(),
            transporters: Vec::new(),
            form,
        };
        let like = EditForm {
            copy: "27".into(),
            ..EditForm::new(day)
        };
        let copy = Self {
            copied: Some(named.clone()),
            ..page(None, FormState::new(like))
        };
        vec![
            page(None, FormState::new(EditForm::new(day))),
            copy,
            page(None, wrong),
            page(Some(named), FormState::changed_meanwhile(typed, stored)),
        ]
    }
}

/// What the address of a new one may say.
#[derive(Deserialize)]
pub(super) struct NewQuery {
    /// The number of a shipment to make one like.
    copy: Option<String>,
}

/// An empty form, or one with what another shipment says.
#[handler]
pub(super) async fn new(app: App, visit: Visit, Query(query): Query<NewQuery>) -> Result<Response> {
    let like = query.copy.and_then(|id| id.parse().ok()).map(ShipmentId);
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let Some(id) = like else {
                let form = FormState::new(EditForm::new(cx.today()));
                return EditPage::load(cx, None, None, form);
            };
            let (it, header) = service::show_header(cx, id)?;
            let form = EditForm::copy_of(id, &header, cx.today());
            EditPage::load(cx, None, Some(it.partner_id), FormState::new(form))
        })
        .await?;
    app.page(&visit, &page)
}

/// Makes a shipment and leads to packing it.
#[handler]
pub(super) async fn create(app: App, visit: Visit, Form(sent): Form<Sent>) -> Result<Response> {
    let today = app.settings().day_of(app.db().clock().now());
    // How long it takes is for a person to say: a field that was not sent is as good as blank.
    let empty = EditForm {
        days: String::new(),
        ..EditForm::new(today)
    };
    let form = empty.with(&sent);
    let header = form.parse();
    let like = form.copies();
    let outcome = match header {
        Ok(header) => app.once(&visit, move |cx| made(cx, like, header)).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(led) => Ok(led),
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let page = app
                .db()
                .read(&visit.op(), |cx| EditPage::load(cx, None, None, form))
                .await?;
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Makes a shipment, or one like another with its packages; that leads to it, an empty one to packing it.
fn made(
    cx: &mut OpContext<'_>,
    like: Option<ShipmentId>,
    header: NewShipment,
) -> crate::kernel::Result<Done> {
    let shipment = match like {
        Some(from) => service::copy(cx, from, header).map_err(|error| match error {
            // What was typed is worth more than a page that says it is gone.
            Error::NotFound { .. } => Error::invalid("form", "shipment-copy-gone"),
            other => other,
        })?,
        None => service::create(cx, header)?,
    };
    let (id, packages) = (shipment.id, i64::from(shipment.package_count));
    if packages > 0 {
        let text = Text::new("shipment-copied").arg("count", packages);
        return Ok(Done::new(Flash::success(text), format!("/shipments/{id}/")));
    }
    let said = Flash::success("shipment-created");
    Ok(Done::new(said, format!("/shipments/{id}/pack/")))
}

/// What the address of a known one may say.
#[derive(Deserialize)]
pub(super) struct GetQuery {
    /// The number of another shipment to go on to.
    to: Option<String>,
}

/// The form with what is stored, or the way on to another shipment's.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<GetQuery>,
) -> Result<Response> {
    if let Some(other) = query.to.and_then(|to| to.parse::<i32>().ok()) {
        return Ok(app.redirect(&format!("/shipments/{other}/edit/")));
    }
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let (it, header) = service::show_header(cx, ShipmentId(id))?;
            let form = FormState::new(EditForm::of(&header));
            EditPage::load(cx, Some(Named::of(&it)), Some(it.partner_id), form)
        })
        .await?;
    app.page(&visit, &page)
}

/// Saves what was sent.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let id = ShipmentId(id);
    let (_, stored) = app
        .db()
        .read(&visit.op(), move |cx| service::show_header(cx, id))
        .await?;
    let form = EditForm::of(&stored).with(&sent);
    let version = form.version;
    let outcome = match form.parse() {
        Ok(header) => {
            app.db()
                .write(&visit.op(), move |cx| {
                    service::edit(cx, id, version, header)
                })
                .await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => {
            app.flash(&visit, Flash::success(Text::new("shipment-saved")))
                .await;
            Ok(app.redirect(&format!("/shipments/{id}/")))
        }
        Err(error) => refused(&app, &visit, id, form, error).await,
    }
}

/// The form again, with what is wrong or what somebody else stored meanwhile.
async fn refused(
    app: &App,
    visit: &Visit,
    id: ShipmentId,
    mut typed: EditForm,
    error: Error,
) -> Result<Response> {
    let (it, stored) = app
        .db()
        .read(&visit.op(), move |cx| service::show_header(cx, id))
        .await?;
    let (status, form) = if matches!(error, Error::Stale) {
        typed.version = stored.version;
        let form = FormState::changed_meanwhile(typed, EditForm::of(&stored));
        (StatusCode::CONFLICT, form)
    } else {
        let form = FormState::refused(typed, error)?;
        (StatusCode::UNPROCESSABLE_ENTITY, form)
    };
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            EditPage::load(cx, Some(Named::of(&it)), Some(it.partner_id), form)
        })
        .await?;
    app.page_with(visit, status, &page)
}
