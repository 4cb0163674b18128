//! Did it arrive: somebody at the place signs for a shipment's packages. Everything arrived is the first answer;
//! what did not, or not whole, is marked in the list.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::Serialize;

use super::marks::{Marks, ReceiveForm, Sent, read};
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::{Error, Status, Text};
use crate::scans::service::{self, Signing};
use crate::shipments::model::Shipment;
use crate::shipments::receipts::model::Waiting;
use crate::shipments::receipts::service as receipts;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// Packages that stand under one heading and can be ticked at once.
const AT_ONCE: usize = 50;

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ReceivePage {
    id: ShipmentId,
    name: String,
    partner: String,
    status: Status,
    total: usize,
    today: NaiveDate,
    shipped_on: NaiveDate,
    groups: Vec<Group>,
    form: FormState<ReceiveForm>,
}

/// Packages under one heading.
#[derive(Serialize)]
struct Group {
    first: i32,
    last: i32,
    ticked: bool,
    open: bool,
    rows: Vec<Row>,
}

/// One package, and what was typed about it.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    package: Waiting,
    received: bool,
    ticked: bool,
    finding: String,
    quantity: String,
    note: String,
    /// What is wrong with it.
    wrong: Option<Text>,
}

impl Marks {
    fn groups(&self, waiting: Vec<Waiting>) -> Vec<Group> {
        let of = |from: &BTreeMap<i32, String>, number: i32| from.get(&number).cloned();
        let rows: Vec<Row> = waiting
            .into_iter()
            .map(|package| Row {
                wrong: self.wrong(&package),
                received: package.status == Status::Received,
                ticked: self.ticked.contains(&package.number),
                finding: of(&self.findings, package.number).unwrap_or_default(),
                quantity: of(&self.quantities, package.number).unwrap_or_default(),
                note: of(&self.notes, package.number).unwrap_or_default(),
                package,
            })
            .collect();
        let few = rows.len() <= AT_ONCE;
        let mut groups: Vec<Group> = Vec::new();
        for (n, row) in rows.into_iter().enumerate() {
            let number = row.package.number;
            let touched = row.ticked || !row.finding.is_empty() || row.wrong.is_some();
            if n % AT_ONCE == 0 {
                groups.push(Group {
                    first: number,
                    last: number,
                    ticked: self.is_below_ticked(number),
                    open: few || self.is_below_ticked(number),
                    rows: Vec::new(),
                });
            }
            if let Some(group) = groups.last_mut() {
                group.last = number;
                group.open |= touched;
                group.rows.push(row);
            }
        }
        groups
    }
}

impl ReceivePage {
    fn new(
        it: Shipment,
        waiting: Vec<Waiting>,
        today: NaiveDate,
        marks: &Marks,
        form: FormState<ReceiveForm>,
    ) -> Self {
        Self {
            id: it.id,
            name: it.display_name,
            partner: it.partner_name,
            status: it.status,
            shipped_on: it.shipment_on,
            today,
            total: waiting.len(),
            groups: marks.groups(waiting),
            form,
        }
    }
}

impl Page for ReceivePage {
    const TEMPLATE: &'static str = "scans/templates/receive.html";

    fn samples() -> Vec<Self> {
        let waiting = |count: i32| -> Vec<Waiting> {
            (1..=count)
                .map(|number| Waiting {
                    id: PackageId(number),
                    number,
                    code: format!("/TR27.{number}"),
                    name: "Winter kit <large>".into(),
                    item_count: 58,
                    status: if number == 1 {
                        Status::Received
                    } else {
                        Status::InTransit
                    },
                })
                .collect()
        };
        let page = |count: i32, marks: &Marks, form| Self {
            id: ShipmentId(27),
            name: "Winter kits <Mare>".into(),
            partner: "Al Noor".into(),
            status: Status::InTransit,
            shipped_on: NaiveDate::default(),
            today: NaiveDate::default(),
            total: count as usize,
            groups: marks.groups(waiting(count)),
            form,
        };
        let mut marks = Marks::default();
        marks.ticked.insert(2);
        marks.findings.insert(3, "short".into());
        marks.quantities.insert(3, "four".into());
        let mut wrong = FormState::new(ReceiveForm {
            which: "ticked".into(),
            ..ReceiveForm::default()
        });
        wrong.add("which", "receipt-which-required");
        wrong.add("signed_by", "receipt-signed-by-required");
        wrong.add(
            "package",
            Text::new("receipt-quantity-number").arg("code", 3),
        );
        vec![
            page(2, &Marks::default(), FormState::default()),
            page(120, &marks, wrong),
        ]
    }
}

/// Asks; leads back to the shipment with the reason when there is nothing to sign for.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let id = ShipmentId(id);
    let found = app
        .db()
        .read(&visit.op(), move |cx| {
            let waiting = receipts::waiting(cx, id)?;
            let form = ReceiveForm {
                form: uuid::Uuid::now_v7().simple().to_string(),
                which: "all".into(),
                arrived_on: cx.today().to_string(),
                ..ReceiveForm::default()
            };
            let shipment = crate::shipments::service::show(cx, id)?;
            let form = FormState::new(form);
            Ok(ReceivePage::new(
                shipment,
                waiting,
                cx.today(),
                &Marks::default(),
                form,
            ))
        })
        .await;
    match found {
        Ok(page) => app.page(&visit, &page),
        Err(Error::Conflict(why)) => back(&app, &visit, id, Flash::error(why)).await,
        Err(error) => Err(error.into()),
    }
}

async fn back(app: &App, visit: &Visit, id: ShipmentId, flash: Flash) -> Result<Response> {
    app.flash(visit, flash).await;
    Ok(app.redirect(&format!("/shipments/{id}/")))
}

/// Signs.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let id = ShipmentId(id);
    let (form, marks) = read(sent);
    let typed = form.clone();
    let (outcome, marks) = {
        let marks = std::sync::Arc::new(marks);
        let taken = marks.clone();
        let outcome = app
            .db()
            .write(&visit.op(), move |cx| {
                // A form that came before is not held against what is left now.
                let again = receipts::find_by_form(cx, &typed.form)?;
                let signing = match again {
                    Some(_) => Signing {
                        form_key: typed.form.clone(),
                        ..Signing::default()
                    },
                    None => taken.signing(&typed, &receipts::waiting(cx, id)?)?,
                };
                service::confirm_receipt(cx, id, &signing)
            })
            .await;
        (outcome, marks)
    };
    match outcome {
        Ok(confirmed) => {
            let said = if confirmed.before {
                Flash::info(Text::new("receipt-was-sent"))
            } else {
                Flash::success(Text::new("receipt-done"))
            };
            back(&app, &visit, id, said).await
        }
        Err(Error::Conflict(why)) => back(&app, &visit, id, Flash::error(why)).await,
        Err(error @ Error::Invalid(_)) => {
            let form = FormState::refused(form, error)?;
            let page = app
                .db()
                .read(&visit.op(), move |cx| {
                    let waiting = receipts::waiting(cx, id)?;
                    let shipment = crate::shipments::service::show(cx, id)?;
                    Ok(ReceivePage::new(
                        shipment,
                        waiting,
                        cx.today(),
                        &marks,
                        form,
                    ))
                })
                .await?;
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}
