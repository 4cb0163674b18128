//! Signing out.

use poem::Response;
use poem::http::header::SET_COOKIE;

use crate::accounts::service;
use crate::web::cookies::Cookie;
use crate::web::{App, Result, Visit};

#[poem::handler]
pub(crate) async fn post(app: App, visit: Visit) -> Result<Response> {
    if let Some(session) = visit.session().cloned() {
        app.db()
            .write(&visit.op(), move |cx| service::signed_out(cx, &session))
            .await?;
    }
    let mut response = app.redirect("/sign-in/?why=out");
    if let Ok(value) = Cookie::Session.clear(app.settings()).parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}
