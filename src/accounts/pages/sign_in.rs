//! The page for signing in.

use poem::Response;
use poem::http::StatusCode;
use poem::http::header::SET_COOKIE;
use poem::web::{Data, Form, Query};
use serde::{Deserialize, Serialize};

use super::local_path;
use crate::accounts::throttle::Throttle;
use crate::accounts::{password, service};
use crate::kernel::{Error, Text};
use crate::web::cookies::Cookie;
use crate::web::{App, FormState, Page, Result, Visit, WebError};

/// What the browser sends.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    email: String,
    // Never given back to the page.
    #[serde(default, skip_serializing)]
    password: String,
    next: Option<String>,
}

/// The page as its template sees it.
#[derive(Serialize)]
pub(crate) struct SignInPage {
    form: FormState<SignInForm>,
    /// Why the sign-in page is shown, when there is something to say.
    notice: Option<Text>,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "accounts/templates/sign_in.html";

    fn samples() -> Vec<Self> {
        let typed = SignInForm {
            email: "officer@example.org".into(),
            next: Some("/shipments/?q=\"<x>\"".into()),
            ..SignInForm::default()
        };
        let mut wrong = FormState::new(typed);
        wrong.add("form", "sign-in-wrong");
        vec![
            Self {
                form: FormState::new(SignInForm::default()),
                notice: Some(Text::new("sign-in-signed-out")),
            },
            Self {
                form: wrong,
                notice: None,
            },
        ]
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
    #[serde(default)]
    why: String,
}

#[poem::handler]
pub(crate) fn get(app: App, visit: Visit, Query(asked): Query<Asked>) -> Result<Response> {
    if visit.session().is_some() {
        return Ok(app.redirect(local_path(asked.next.as_deref())));
    }
    let notice = match asked.why.as_str() {
        "out" => Some("sign-in-signed-out"),
        "idle" => Some("sign-in-idle"),
        "set" => Some("sign-in-password-set"),
        _ => None,
    };
    let form = SignInForm {
        next: asked.next,
        ..SignInForm::default()
    };
    app.page(
        &visit,
        &SignInPage {
            form: FormState::new(form),
            notice: notice.map(Text::new),
        },
    )
}

#[poem::handler]
pub(crate) async fn post(
    app: App,
    visit: Visit,
    throttle: Data<&Throttle>,
    Form(form): Form<SignInForm>,
) -> Result<Response> {
    let now = app.db().clock().now();
    if let Err(wait) = throttle.attempt(visit.address(), &form.email, now) {
        tracing::warn!(address = visit.address(), "too many attempts to sign in");
        let text = WebError::TooMany(wait).text();
        let mut page = refused(&app, &visit, form, text, StatusCode::TOO_MANY_REQUESTS)?;
        page.headers_mut().insert("retry-after", wait.into());
        return Ok(page);
    }
    let email = form.email.clone();
    let found = app
        .db()
        .read(&visit.op(), move |cx| service::credentials(cx, &email))
        .await?;
    let stored = found.as_ref().and_then(|found| found.password_hash.clone());
    let is_right = password::is_right(stored, form.password.clone()).await?;
    let Some(found) = found.filter(|_| is_right) else {
        tracing::info!(address = visit.address(), "a sign-in was refused");
        return refused(
            &app,
            &visit,
            form,
            Text::new("sign-in-wrong"),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    };
    if !found.is_active {
        let text = Text::new("sign-in-inactive");
        return refused(&app, &visit, form, text, StatusCode::UNPROCESSABLE_ENTITY);
    }
    throttle.succeeded(visit.address(), &form.email);
    let opened = {
        let visit = visit.clone();
        app.db()
            .write(&visit.op(), move |cx| {
                service::signed_in(
                    cx,
                    found.id,
                    visit.session(),
                    visit.address(),
                    visit.user_agent(),
                )
            })
            .await
    };
    match opened {
        Ok(token) => Ok(welcomed(&app, &form, &token)),
        Err(Error::Conflict(text)) => {
            refused(&app, &visit, form, text, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(
    app: &App,
    visit: &Visit,
    form: SignInForm,
    text: Text,
    status: StatusCode,
) -> Result<Response> {
    let mut form = FormState::new(form);
    form.add("form", text);
    app.page_with(visit, status, &SignInPage { form, notice: None })
}

fn welcomed(app: &App, form: &SignInForm, token: &str) -> Response {
    let mut response = app.redirect(local_path(form.next.as_deref()));
    let settings = app.settings();
    for cookie in [
        Cookie::Session.set(settings, token),
        Cookie::Form.clear(settings),
    ] {
        if let Ok(value) = cookie.parse() {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}
