//! One line of the inbox: what came, why it waits, and what can be done about it.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::exceptions::Line;
use crate::kernel::ids::{ObservationId, SubmissionId};
use crate::kernel::{Error, Model, OpContext, Permission, Status, Text};
use crate::scans::model::{Correction, ExceptionFilter, ObservationState, Settled};
use crate::scans::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What the browser sends; each button uses the fields it needs.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct DecideForm {
    #[serde(default)]
    code: String,
    /// `picked_up`, `in_transit`, `received` or empty.
    #[serde(default)]
    status: String,
    #[serde(default)]
    note: String,
}

impl DecideForm {
    fn correction(&self) -> Correction {
        let code = self.code.trim();
        Correction {
            code: (!code.is_empty()).then(|| code.to_owned()),
            status: Status::from_slug(&self.status),
            note: self.note.clone(),
        }
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ExceptionPage {
    line: Line,
    raw: String,
    may_change: bool,
    correction: FormState<DecideForm>,
    dismissal: FormState<DecideForm>,
}

impl Page for ExceptionPage {
    const TEMPLATE: &'static str = "scans/templates/exception.html";

    fn samples() -> Vec<Self> {
        let page = |line, may_change| {
            let mut correction = FormState::new(DecideForm::default());
            correction.add("code", Text::new("exception-correct-code").arg("code", "x"));
            Self {
                line,
                raw: "{\"a\": \"<b>\"}".into(),
                may_change,
                correction,
                dismissal: FormState::default(),
            }
        };
        let open = Line::samples().into_iter().map(|line| page(line, true));
        let read_only = Line::samples().into_iter().map(|line| page(line, false));
        open.chain(read_only).collect()
    }
}

/// What a line is about.
#[derive(Clone, Copy)]
enum About {
    Observation(i64),
    Deletion(i64),
}

impl About {
    fn filter(self) -> ExceptionFilter {
        match self {
            Self::Observation(id) => ExceptionFilter {
                observation: Some(ObservationId(id)),
                ..ExceptionFilter::default()
            },
            Self::Deletion(id) => ExceptionFilter {
                deletion: Some(SubmissionId(id)),
                ..ExceptionFilter::default()
            },
        }
    }
}

/// Which of the two forms was sent and refused.
enum Refused {
    Correction(FormState<DecideForm>),
    Dismissal(FormState<DecideForm>),
}

async fn show(
    app: &App,
    visit: &Visit,
    about: About,
    refused: Option<Refused>,
) -> Result<Response> {
    let found = app
        .db()
        .read(&visit.op(), move |cx| {
            let Some(row) = service::find_exception(cx, &about.filter())? else {
                return Ok(None);
            };
            let payload = service::payload(cx, row.submission_id)?;
            Ok(Some((row, payload)))
        })
        .await?;
    let Some((row, payload)) = found else {
        let flash = Flash::info(Text::new("inbox-already-settled"));
        app.flash(visit, flash).await;
        return Ok(app.redirect("/inbox/"));
    };
    let values = DecideForm {
        code: row
            .suggestion
            .clone()
            .or_else(|| row.code.clone())
            .unwrap_or_default(),
        status: row.status.map_or("", Status::slug).to_owned(),
        note: String::new(),
    };
    let mut page = ExceptionPage {
        line: Line::new(row, visit.language()),
        raw: pretty(&payload.current.payload),
        may_change: visit.may(Permission::change(Model::Scan)),
        correction: FormState::new(values),
        dismissal: FormState::default(),
    };
    let status = match refused {
        None => StatusCode::OK,
        Some(Refused::Correction(form)) => {
            page.correction = form;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Some(Refused::Dismissal(form)) => {
            page.dismissal = form;
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    app.page_with(visit, status, &page)
}

/// JSON with one value a line; what is no JSON as it is.
pub(super) fn pretty(payload: &str) -> String {
    serde_json::from_str::<serde_json::Value>(payload)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| payload.to_owned())
}

/// Leads back to the inbox and says what became of it.
async fn settled(app: &App, visit: &Visit, outcome: Settled) -> Response {
    let flash = match (outcome.state, outcome.reason) {
        (ObservationState::Open, Some(reason)) => {
            let why = Text::new(reason.text_key()).in_language(visit.language());
            Flash::warning(Text::new("inbox-still-open").arg("why", why))
        }
        (ObservationState::Dismissed, _) => Flash::success(Text::new("inbox-dismissed")),
        _ => Flash::success(Text::new("inbox-applied")),
    };
    app.flash(visit, flash).await;
    app.redirect("/inbox/")
}

/// Shows an open observation.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    show(&app, &visit, About::Observation(id), None).await
}

/// Shows a submission that is gone at the source.
#[handler]
pub(super) async fn get_deleted(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    show(&app, &visit, About::Deletion(id), None).await
}

/// Says what the code or the status should have been.
#[handler]
pub(super) async fn correct(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    let correction = form.correction();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            service::correct(cx, ObservationId(id), &correction)
        })
        .await;
    match outcome {
        Ok(outcome) => Ok(settled(&app, &visit, outcome).await),
        Err(error) => {
            let form = refuse(&app, &visit, form, error).await?;
            match form {
                Ok(form) => {
                    show(
                        &app,
                        &visit,
                        About::Observation(id),
                        Some(Refused::Correction(form)),
                    )
                    .await
                }
                Err(response) => Ok(response),
            }
        }
    }
}

/// Interprets it again.
#[handler]
pub(super) async fn retry(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    decide(
        app,
        visit,
        About::Observation(id),
        DecideForm::default(),
        move |cx, _| service::retry(cx, ObservationId(id)).map(Some),
    )
    .await
}

/// Says that it needs nothing.
#[handler]
pub(super) async fn dismiss(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    decide(app, visit, About::Observation(id), form, move |cx, form| {
        service::dismiss(cx, ObservationId(id), &form.note).map(Some)
    })
    .await
}

/// Leaves the scans of a deleted submission as they are.
#[handler]
pub(super) async fn keep_deleted(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    decide(app, visit, About::Deletion(id), form, move |cx, form| {
        service::keep_deleted(cx, SubmissionId(id), &form.note).map(|()| None)
    })
    .await
}

/// Takes the scans of a deleted submission out of the count.
#[handler]
pub(super) async fn void_deleted(
    app: App,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<DecideForm>,
) -> Result<Response> {
    decide(app, visit, About::Deletion(id), form, move |cx, form| {
        service::void_deleted(cx, SubmissionId(id), &form.note).map(|()| None)
    })
    .await
}

async fn decide(
    app: App,
    visit: Visit,
    about: About,
    form: DecideForm,
    f: impl FnOnce(&mut OpContext<'_>, &DecideForm) -> crate::kernel::Result<Option<Settled>>
    + Send
    + 'static,
) -> Result<Response> {
    let sent = form.clone();
    let outcome = app.db().write(&visit.op(), move |cx| f(cx, &sent)).await;
    match outcome {
        Ok(Some(outcome)) => Ok(settled(&app, &visit, outcome).await),
        Ok(None) => {
            app.flash(&visit, Flash::success(Text::new("inbox-deletion-settled")))
                .await;
            Ok(app.redirect("/inbox/"))
        }
        Err(error) => match refuse(&app, &visit, form, error).await? {
            Ok(form) => show(&app, &visit, about, Some(Refused::Dismissal(form))).await,
            Err(response) => Ok(response),
        },
    }
}

/// Wrong fields go back to the form, a conflict to the inbox with its reason; all else is an error page.
async fn refuse(
    app: &App,
    visit: &Visit,
    form: DecideForm,
    error: Error,
) -> Result<std::result::Result<FormState<DecideForm>, Response>> {
    match error {
        Error::Conflict(why) => {
            app.flash(visit, Flash::error(why)).await;
            Ok(Err(app.redirect("/inbox/")))
        }
        error => Ok(Ok(FormState::refused(form, error)?)),
    }
}
