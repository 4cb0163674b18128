//! What people decide about a shipment with a word of explanation: cancel, lost, the note of a loss, reinstate.

use chrono::NaiveDate;
use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::ShipmentId;
use crate::kernel::{Error, OpContext, Status, Text};
use crate::shipments::model::Shipment;
use crate::shipments::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Cancel,
    Lost,
    LostNote,
    Reinstate,
}

impl Decision {
    fn is_allowed(self, it: &Shipment) -> bool {
        match self {
            Self::Cancel => it.may_cancel(),
            Self::Lost => it.may_mark_lost(),
            Self::LostNote => it.may_edit_lost_note(),
            Self::Reinstate => it.may_reinstate(),
        }
    }

    fn refusal(self) -> &'static str {
        match self {
            Self::Cancel => "shipment-cannot-cancel",
            Self::Lost => "shipment-cannot-lose",
            Self::LostNote => "shipment-not-lost",
            Self::Reinstate => "shipment-cannot-reinstate",
        }
    }

    /// What is said of a shipment when it is done.
    fn done(self, it: &Shipment) -> Text {
        match self {
            Self::Cancel => Text::new("shipment-cancelled"),
            Self::Lost => Text::new("shipment-marked-lost"),
            Self::LostNote => Text::new("shipment-lost-note-saved"),
            Self::Reinstate => {
                Text::new("shipment-reinstated").arg("status", Text::new(it.status.text_key()))
            }
        }
    }

    fn carry_out(
        self,
        cx: &mut OpContext<'_>,
        id: ShipmentId,
        form: &DecideForm,
    ) -> crate::kernel::Result<Shipment> {
        match self {
            Self::Cancel => service::cancel(cx, id, &form.note),
            Self::Lost => service::mark_lost(cx, id, &form.note, form.is_acceptable()?),
            Self::LostNote => {
                let acceptable = form.is_acceptable()?;
                service::edit_lost_note(cx, id, form.version, &form.note, acceptable)
            }
            Self::Reinstate => service::reinstate(cx, id, &form.note),
        }
    }
}

/// What the browser sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct DecideForm {
    /// Of the shipment when it was shown.
    #[serde(default)]
    version: i32,
    #[serde(default)]
    note: String,
    /// `yes` or `no`: whether a loss is acceptable.
    #[serde(default)]
    acceptable: String,
}

impl DecideForm {
    /// Whether a loss is acceptable; not unless somebody says so.
    fn is_acceptable(&self) -> crate::kernel::Result<bool> {
        match self.acceptable.as_str() {
            "yes" => Ok(true),
            "no" | "" => Ok(false),
            _ => Err(Error::no_choice("acceptable")),
        }
    }

    /// What is asked anew, or what is stored of a loss.
    fn of(decision: Decision, it: &Shipment, version: i32) -> Self {
        match decision {
            Decision::LostNote => Self {
                version,
                note: it.status_note.clone(),
                acceptable: if it.loss_acceptable { "yes" } else { "no" }.into(),
            },
            _ => Self {
                version,
                acceptable: "no".into(),
                ..Self::default()
            },
        }
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct DecidePage {
    decision: Decision,
    id: ShipmentId,
    name: String,
    status: Status,
    packages: i32,
    received: i32,
    /// What the shipment says now, for whoever saw it otherwise.
    now: Option<Facts>,
    form: FormState<DecideForm>,
}

#[derive(Serialize)]
struct Facts {
    partner: String,
    release: String,
    transporter: Option<String>,
    shipment_on: NaiveDate,
    expected_on: NaiveDate,
}

impl Facts {
    fn of(it: &Shipment) -> Self {
        Self {
            partner: it.partner_name.clone(),
            release: it.store_release.clone(),
            transporter: it.transporter_name.clone(),
            shipment_on: it.shipment_on,
            expected_on: it.expected_on,
        }
    }
}

impl DecidePage {
    fn new(decision: Decision, it: Shipment, form: FormState<DecideForm>) -> Self {
        Self {
            now: None,
            decision,
            id: it.id,
            status: it.status,
            packages: it.package_count,
            received: it.received_count,
            name: it.display_name,
            form,
        }
    }
}

impl DecidePage {
    /// With what the shipment says now.
    fn changed(decision: Decision, it: Shipment, form: FormState<DecideForm>) -> Self {
        let now = Some(Facts::of(&it));
        Self {
            now,
            ..Self::new(decision, it, form)
        }
    }
}

impl Page for DecidePage {
    const TEMPLATE: &'static str = "shipments/templates/decide.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(DecideForm::default());
        wrong.add("note", "shipment-note-required");
        let note = |note: &str, acceptable: &str| DecideForm {
            version: 2,
            note: note.into(),
            acceptable: acceptable.into(),
        };
        let stale = || FormState::changed_meanwhile(note("Fire", "no"), note("Flood", "yes"));
        let mut changed = FormState::new(note("Fire", "no"));
        changed.add("form", "shipment-decide-changed");
        [
            (Decision::Cancel, FormState::default()),
            (Decision::Lost, wrong),
            (Decision::LostNote, FormState::default()),
            (Decision::LostNote, stale()),
            (Decision::Lost, changed),
            (Decision::Reinstate, FormState::default()),
        ]
        .into_iter()
        .map(|(decision, form)| Self {
            decision,
            id: ShipmentId(27),
            name: "Winter kits".into(),
            status: Status::InTransit,
            packages: 24,
            received: 0,
            now: (decision != Decision::Cancel).then(|| Facts {
                partner: "Al Noor <clinic>".into(),
                release: "WR-7".into(),
                transporter: None,
                shipment_on: NaiveDate::default(),
                expected_on: NaiveDate::default(),
            }),
            form,
        })
        .collect()
    }
}

/// Leads back to the shipment and says what happened; a refusal is said there too.
pub(super) async fn done(
    app: &App,
    visit: &Visit,
    id: i32,
    outcome: crate::kernel::Result<Shipment>,
    said: impl FnOnce(&Shipment) -> Flash,
) -> Result<Response> {
    match outcome {
        Ok(it) => app.flash(visit, said(&it)).await,
        Err(Error::Conflict(why)) => app.flash(visit, Flash::error(why)).await,
        Err(other) => return Err(other.into()),
    }
    Ok(app.redirect(&format!("/shipments/{id}/")))
}

async fn ask(app: App, visit: Visit, id: i32, decision: Decision) -> Result<Response> {
    let (it, header) = app
        .db()
        .read(&visit.op(), move |cx| {
            service::show_header(cx, ShipmentId(id))
        })
        .await?;
    if !decision.is_allowed(&it) {
        app.flash(&visit, Flash::error(Text::new(decision.refusal())))
            .await;
        return Ok(app.redirect(&format!("/shipments/{id}/")));
    }
    let form = DecideForm::of(decision, &it, header.version);
    app.page(&visit, &DecidePage::new(decision, it, FormState::new(form)))
}

async fn take(
    app: App,
    visit: Visit,
    id: i32,
    decision: Decision,
    form: DecideForm,
) -> Result<Response> {
    let sent = form.clone();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            service::require_version(cx, ShipmentId(id), sent.version)?;
            decision.carry_out(cx, ShipmentId(id), &sent)
        })
        .await;
    match outcome {
        Err(error @ (Error::Invalid(_) | Error::Stale)) => {
            refused(&app, &visit, id, decision, form, error).await
        }
        outcome => {
            let said = |it: &Shipment| Flash::success(decision.done(it));
            done(&app, &visit, id, outcome, said).await
        }
    }
}

/// The form again, with what is wrong or what somebody else wrote meanwhile.
async fn refused(
    app: &App,
    visit: &Visit,
    id: i32,
    decision: Decision,
    mut typed: DecideForm,
    error: Error,
) -> Result<Response> {
    let (it, header) = app
        .db()
        .read(&visit.op(), move |cx| {
            service::show_header(cx, ShipmentId(id))
        })
        .await?;
    if matches!(error, Error::Stale) {
        if !decision.is_allowed(&it) {
            // Somebody else decided already; the shipment's page says what.
            let why = Text::new(decision.refusal());
            app.flash(visit, Flash::error(why)).await;
            return Ok(app.redirect(&format!("/shipments/{id}/")));
        }
        typed.version = header.version;
        let form = if decision == Decision::LostNote {
            let stored = DecideForm::of(decision, &it, header.version);
            FormState::changed_meanwhile(typed, stored)
        } else {
            // Nothing of another decision is stored that could stand beside what was typed.
            let mut form = FormState::new(typed);
            form.add("form", "shipment-decide-changed");
            form
        };
        let page = DecidePage::changed(decision, it, form);
        return app.page_with(visit, StatusCode::CONFLICT, &page);
    }
    let form = FormState::refused(typed, error)?;
    let page = DecidePage::new(decision, it, form);
    app.page_with(visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Asks whether to cancel.
#[handler]
pub(super) async fn cancel_form(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    ask(app, visit, id, Decision::Cancel).await
}

/// Cancels.
#[handler]
pub(super) async fn cancel(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    take(app, visit, id, Decision::Cancel, form).await
}

/// Asks how it was lost.
#[handler]
pub(super) async fn lost_form(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    ask(app, visit, id, Decision::Lost).await
}

/// Marks as lost.
#[handler]
pub(super) async fn lost(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    take(app, visit, id, Decision::Lost, form).await
}

/// Asks what the note of the loss should be.
#[handler]
pub(super) async fn lost_note_form(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
) -> Result<Response> {
    ask(app, visit, id, Decision::LostNote).await
}

/// Changes the note of the loss.
#[handler]
pub(super) async fn lost_note(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    take(app, visit, id, Decision::LostNote, form).await
}

/// Asks why it is taken back.
#[handler]
pub(super) async fn reinstate_form(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
) -> Result<Response> {
    ask(app, visit, id, Decision::Reinstate).await
}

/// Takes a lost or cancelled shipment back.
#[handler]
pub(super) async fn reinstate(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    take(app, visit, id, Decision::Reinstate, form).await
}
