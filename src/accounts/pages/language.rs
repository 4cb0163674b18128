//! Choosing the language of one's own pages. Before signing in, `?lang=` does it with a cookie.

use poem::Response;
use poem::web::Form;
use serde::Deserialize;

use super::local_path;
use crate::accounts::service;
use crate::kernel::{Error, Language};
use crate::web::{App, Result, Visit};

#[derive(Deserialize)]
pub(crate) struct LanguageForm {
    language: String,
    next: Option<String>,
}

#[poem::handler]
pub(crate) async fn post(
    app: App,
    visit: Visit,
    Form(form): Form<LanguageForm>,
) -> Result<Response> {
    let language = Language::from_tag(&form.language)
        .filter(|language| app.settings().offered_languages().contains(language))
        .ok_or_else(|| Error::invalid("language", "languages-not-offered"))?;
    app.db()
        .write(&visit.op(), move |cx| {
            service::choose_language(cx, language)
        })
        .await?;
    Ok(app.redirect(local_path(form.next.as_deref())))
}
