//! For whoever forgot a password: asks for the address, mails a link, and says the same whether there is an account.

use poem::Response;
use poem::http::StatusCode;
use poem::web::{Data, Form, Query};
use serde::{Deserialize, Serialize};

use crate::accounts::invitations;
use crate::accounts::throttle::Throttle;
use crate::web::{App, FormState, Page, Result, Visit, WebError};

/// What the browser sends.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct PasswordResetForm {
    #[serde(default)]
    email: String,
}

/// The page as its template sees it.
#[derive(Serialize)]
pub(crate) struct PasswordResetPage {
    form: FormState<PasswordResetForm>,
    /// A mail is on its way, if there is an account.
    is_sent: bool,
}

impl Page for PasswordResetPage {
    const TEMPLATE: &'static str = "accounts/templates/password_reset.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(PasswordResetForm {
            email: "<x>".into(),
        });
        wrong.add("email", "user-email-wrong");
        vec![
            Self {
                form: wrong,
                is_sent: false,
            },
            Self {
                form: FormState::default(),
                is_sent: true,
            },
        ]
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    sent: String,
}

#[poem::handler]
pub(crate) fn get(app: App, visit: Visit, Query(asked): Query<Asked>) -> Result<Response> {
    let page = PasswordResetPage {
        form: FormState::default(),
        is_sent: !asked.sent.is_empty(),
    };
    app.page(&visit, &page)
}

#[poem::handler]
pub(crate) fn post(
    app: App,
    visit: Visit,
    throttle: Data<&Throttle>,
    Form(form): Form<PasswordResetForm>,
) -> Result<Response> {
    let now = app.db().clock().now();
    let asked = format!("reset {}", form.email);
    if let Err(wait) = throttle.attempt(visit.address(), &asked, now) {
        return Err(WebError::TooMany(wait));
    }
    let email = form.email.trim().to_owned();
    if email.is_empty() || !email.contains('@') {
        let mut form = FormState::new(form);
        form.add("email", "user-email-wrong");
        let page = PasswordResetPage {
            form,
            is_sent: false,
        };
        return app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    // Not waited for: how long it takes would tell whether there is an account.
    let (db, op) = (app.db().clone(), visit.op());
    tokio::spawn(async move {
        let asked = db
            .write(&op, move |cx| invitations::request(cx, &email))
            .await;
        if let Err(error) = asked {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "a link for a forgotten password could not be made");
        }
    });
    Ok(app.redirect("/password-reset/?sent=1"))
}
