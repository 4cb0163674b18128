//! Where a link leads with which somebody sets a password once.

use poem::Response;
use poem::http::StatusCode;
use poem::web::{Data, Form, Path};
use serde::{Deserialize, Serialize};

use crate::accounts::links::{self, Purpose};
use crate::accounts::model::NewUser;
use crate::accounts::password_rules::SHORTEST;
use crate::accounts::throttle::Throttle;
use crate::kernel::{Error, Text};
use crate::web::{App, FormState, Page, Result, Visit, WebError};

/// What the browser sends.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct SetPasswordForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    // Never given back to the page.
    #[serde(default, skip_serializing)]
    password: String,
    #[serde(default, skip_serializing)]
    again: String,
}

/// The page as its template sees it.
#[derive(Serialize)]
pub(crate) struct SetPasswordPage {
    form: FormState<SetPasswordForm>,
    token: String,
    /// Whose password; none for the first coordinator of a country.
    whose: Option<String>,
    shortest: usize,
    /// The link is worth nothing (any more).
    is_gone: bool,
}

impl SetPasswordPage {
    fn new(token: String, purpose: Option<Purpose>, form: FormState<SetPasswordForm>) -> Self {
        Self {
            form,
            token,
            is_gone: purpose.is_none(),
            whose: match purpose {
                Some(Purpose::Password(user)) => Some(user.display_name().to_owned()),
                _ => None,
            },
            shortest: SHORTEST,
        }
    }
}

impl Page for SetPasswordPage {
    const TEMPLATE: &'static str = "accounts/templates/set_password.html";

    fn samples() -> Vec<Self> {
        let page = |whose: Option<&str>, is_gone| {
            let mut form = FormState::new(SetPasswordForm::default());
            form.add("password", "link-differs");
            Self {
                form,
                token: "0f".repeat(32),
                whose: whose.map(Into::into),
                shortest: SHORTEST,
                is_gone,
            }
        };
        vec![
            page(Some("Mara <b>"), false),
            page(None, false),
            page(None, true),
        ]
    }
}

async fn purpose_of(app: &App, visit: &Visit, token: String) -> Result<Option<Purpose>> {
    let purpose = app
        .db()
        .read(&visit.op(), move |cx| links::purpose(cx, &token))
        .await?;
    Ok(purpose)
}

#[poem::handler]
pub(crate) async fn get(app: App, visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let purpose = purpose_of(&app, &visit, token.clone()).await?;
    let status = if purpose.is_some() {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let form = FormState::new(SetPasswordForm::default());
    app.page_with(&visit, status, &SetPasswordPage::new(token, purpose, form))
}

#[poem::handler]
pub(crate) async fn post(
    app: App,
    visit: Visit,
    throttle: Data<&Throttle>,
    Path(token): Path<String>,
    Form(form): Form<SetPasswordForm>,
) -> Result<Response> {
    let now = app.db().clock().now();
    // Each link by itself: one somebody guesses at keeps nobody else from theirs.
    let link: String = token.chars().take(16).collect();
    let account = format!("set-password {link}");
    if let Err(wait) = throttle.attempt(visit.address(), &account, now) {
        return Err(WebError::TooMany(wait));
    }
    let purpose = purpose_of(&app, &visit, token.clone()).await?;
    let errors = if form.password == form.again {
        match save(&app, &visit, &token, purpose.as_ref(), &form).await {
            Ok(()) => {
                throttle.succeeded(visit.address(), &account);
                return Ok(app.redirect("/sign-in/?why=set"));
            }
            Err(Error::Invalid(errors)) => errors
                .into_iter()
                .map(|error| (error.field, error.message))
                .collect(),
            Err(Error::NotFound { .. }) => {
                let form = FormState::new(SetPasswordForm::default());
                let page = SetPasswordPage::new(token, None, form);
                return app.page_with(&visit, StatusCode::NOT_FOUND, &page);
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        vec![("again", Text::new("link-differs"))]
    };
    let mut state = FormState::new(form);
    for (field, message) in errors {
        state.add(field, message);
    }
    let page = SetPasswordPage::new(token, purpose, state);
    app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn save(
    app: &App,
    visit: &Visit,
    token: &str,
    purpose: Option<&Purpose>,
    form: &SetPasswordForm,
) -> std::result::Result<(), Error> {
    let token = token.to_owned();
    let new = NewUser {
        email: form.email.clone(),
        name: form.name.clone(),
        password: Some(form.password.clone()),
        ..NewUser::default()
    };
    let is_first = purpose == Some(&Purpose::FirstCoordinator);
    app.db()
        .write(&visit.op(), move |cx| {
            if is_first {
                links::make_first_coordinator(cx, &token, new).map(|_| ())
            } else {
                let password = new.password.unwrap_or_default();
                links::set_password(cx, &token, &password)
            }
        })
        .await
}
