//! The QR code of a person: scanned with the form that captures devices, it binds the phone to them.

use poem::web::Path;
use poem::{Response, handler};
use serde::Serialize;

use crate::accounts::model::User;
use crate::accounts::service;
use crate::kernel::ids::UserId;
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(crate) struct UserCodePage {
    id: UserId,
    name: String,
    email: String,
    code: String,
}

impl UserCodePage {
    fn new(user: User) -> Self {
        Self {
            id: user.id,
            name: user.display_name().to_owned(),
            email: user.email,
            code: user.code,
        }
    }
}

impl Page for UserCodePage {
    const TEMPLATE: &'static str = "accounts/templates/user_code.html";

    fn samples() -> Vec<Self> {
        vec![
            Self::new(User::sample(true)),
            Self::new(User::sample(false)),
        ]
    }
}

/// Shows it.
#[handler]
pub(crate) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let user = app
        .db()
        .read(&visit.op(), move |cx| service::show(cx, UserId(id)))
        .await?;
    app.page(&visit, &UserCodePage::new(user))
}
