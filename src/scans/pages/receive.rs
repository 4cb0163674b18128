//! Did it arrive: somebody at the place signs for a shipment's packages. Everything arrived is the first answer;
//! what did not, or not whole, is marked in the list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::{Error, Status, Text};
use crate::scans::service::{self, Remark, Signing};
use crate::shipments::model::Shipment;
use crate::shipments::receipts::model::{Finding, Waiting};
use crate::shipments::receipts::service as receipts;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// Packages that stand under one heading and can be ticked at once.
const AT_ONCE: usize = 50;

/// What the browser sends: a few fields, and for each package `t` with its number when it is ticked, `f12`, `q12` and
/// `n12` with what was found; `g` with `first-last` ticks a whole heading.
type Sent = Vec<(String, String)>;

/// The fields that stand once in the form.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ReceiveForm {
    form: String,
    which: String,
    signed_by: String,
    arrived_on: String,
    note: String,
}

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
}

/// What was typed about packages, by their number.
#[derive(Default)]
struct Marks {
    ticked: BTreeSet<i32>,
    /// First and last number of headings: the packages below them change while somebody reads.
    groups: BTreeSet<(i32, i32)>,
    findings: BTreeMap<i32, String>,
    quantities: BTreeMap<i32, String>,
    notes: BTreeMap<i32, String>,
}

/// Takes apart what was sent; fields nobody knows are passed over.
fn read(sent: Sent) -> (ReceiveForm, Marks) {
    let (mut form, mut marks) = (ReceiveForm::default(), Marks::default());
    for (name, value) in sent {
        match name.as_str() {
            "form" => form.form = value,
            "which" => form.which = value,
            "signed_by" => form.signed_by = value,
            "arrived_on" => form.arrived_on = value,
            "note" => form.note = value,
            "t" => marks.ticked.extend(value.parse::<i32>().ok()),
            "g" => marks.groups.extend(range(&value)),
            _ => {
                let number = name.get(1..).and_then(|number| number.parse().ok());
                let of_packages = match name.as_bytes().first() {
                    Some(b'f') => &mut marks.findings,
                    Some(b'q') => &mut marks.quantities,
                    Some(b'n') => &mut marks.notes,
                    _ => continue,
                };
                if let (Some(number), false) = (number, value.trim().is_empty()) {
                    of_packages.insert(number, value);
                }
            }
        }
    }
    (form, marks)
}

fn range(value: &str) -> Option<(i32, i32)> {
    let (first, last) = value.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

impl Marks {
    fn is_below_ticked(&self, number: i32) -> bool {
        let mut groups = self.groups.iter();
        groups.any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// What is signed for, or what is wrong with what was typed.
    fn signing(&self, form: &ReceiveForm, waiting: &[Waiting]) -> crate::kernel::Result<Signing> {
        let by_number: BTreeMap<i32, &Waiting> = waiting
            .iter()
            .map(|package| (package.number, package))
            .collect();
        let id = |number: &i32| {
            by_number
                .get(number)
                .map_or(PackageId(0), |package| package.id)
        };
        let mut signing = Signing {
            form_key: form.form.clone(),
            signed_by: form.signed_by.clone(),
            note: form.note.clone(),
            everything: form.which != "ticked",
            arrived_on: match form.arrived_on.trim() {
                "" => None,
                day => Some(
                    day.parse()
                        .map_err(|_| Error::invalid("arrived_on", "receipt-arrived-no-day"))?,
                ),
            },
            ..Signing::default()
        };
        if !signing.everything {
            let below = waiting
                .iter()
                .filter(|row| self.is_below_ticked(row.number));
            signing.ticked = below.map(|row| row.id).collect();
            signing.ticked.extend(self.ticked.iter().map(id));
        }
        let marked = self
            .findings
            .keys()
            .chain(self.quantities.keys())
            .chain(self.notes.keys());
        for number in marked.collect::<BTreeSet<_>>() {
            signing.remarks.insert(id(number), self.remark(*number)?);
        }
        Ok(signing)
    }

    fn remark(&self, number: i32) -> crate::kernel::Result<Remark> {
        let of = |text: Text| Error::invalid("package", text.arg("code", i64::from(number)));
        let finding = self
            .findings
            .get(&number)
            .and_then(|slug| Finding::from_slug(slug));
        let quantity = self.quantities.get(&number).map(|text| text.trim().parse());
        Ok(Remark {
            finding: finding.ok_or_else(|| of(Text::new("receipt-what-is-wrong")))?,
            quantity: quantity
                .transpose()
                .map_err(|_| of(Text::new("receipt-quantity-number")))?,
            note: self.notes.get(&number).cloned().unwrap_or_default(),
        })
    }

    fn groups(&self, waiting: Vec<Waiting>) -> Vec<Group> {
        let of = |from: &BTreeMap<i32, String>, number: i32| from.get(&number).cloned();
        let rows: Vec<Row> = waiting
            .into_iter()
            .map(|package| Row {
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
            let touched = row.ticked || !row.finding.is_empty();
            if n % AT_ONCE == 0 {
                groups.push(Group {
                    first: number,
                    last: number,
                    ticked: self.is_below_ticked(number),
                    open: few,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(count: i32) -> Vec<Waiting> {
        (1..=count)
            .map(|number| Waiting {
                id: PackageId(100 + number),
                number,
                code: format!("/TR27.{number}"),
                name: String::new(),
                item_count: 10,
                status: Status::InTransit,
            })
            .collect()
    }

    fn sent(pairs: &[(&str, &str)]) -> (ReceiveForm, Marks) {
        read(
            pairs
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
        )
    }

    #[test]
    fn ticks_headings_and_remarks_are_read_by_number() {
        let (form, marks) = sent(&[
            ("which", "ticked"),
            ("g", "51-100"),
            ("t", "2"),
            ("f3", "damaged"),
            ("q3", " 4 "),
            ("n3", "wet"),
            ("f4", ""),
            ("f", "x"),
            ("nonsense", "x"),
        ]);

        let signing = marks.signing(&form, &waiting(60)).unwrap();

        assert!(!signing.everything);
        assert_eq!(
            signing.ticked.len(),
            11,
            "one by itself, ten under the second heading"
        );
        assert!(
            signing.ticked.contains(&PackageId(102)) && signing.ticked.contains(&PackageId(160))
        );
        let remark = &signing.remarks[&PackageId(103)];
        assert_eq!(
            (remark.finding, remark.quantity),
            (Finding::Damaged, Some(4))
        );
        assert_eq!(signing.remarks.len(), 1);
    }

    #[test]
    fn a_number_without_a_word_or_a_word_for_a_number_is_wrong() {
        for pairs in [&[("q3", "4")][..], &[("f3", "short"), ("q3", "four")][..]] {
            let (form, marks) = sent(pairs);
            assert!(matches!(
                marks.signing(&form, &waiting(3)),
                Err(Error::Invalid(_))
            ));
        }
    }
}
