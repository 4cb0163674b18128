//! Which languages the country offers: chosen by its coordinators.

use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::accounts::languages::{self, Offer};
use crate::kernel::{Error, Language};
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What the browser sends: a box per language, and the default.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct LanguagesForm {
    #[serde(default)]
    offer_en: Option<String>,
    #[serde(default)]
    offer_ar: Option<String>,
    #[serde(default)]
    offer_tr: Option<String>,
    #[serde(default)]
    first: String,
    #[serde(default)]
    version: i32,
}

impl LanguagesForm {
    fn of(offer: &Offer) -> Self {
        let on = |language| {
            let is_offered = offer.languages.contains(&language);
            is_offered.then(|| "on".to_owned())
        };
        Self {
            offer_en: on(Language::En),
            offer_ar: on(Language::Ar),
            offer_tr: on(Language::Tr),
            first: offer
                .languages
                .first()
                .map_or_else(String::new, |language| language.tag().to_owned()),
            version: offer.version,
        }
    }

    fn offers(&self, language: Language) -> bool {
        match language {
            Language::En => &self.offer_en,
            Language::Ar => &self.offer_ar,
            Language::Tr => &self.offer_tr,
        }
        .is_some()
    }

    /// The languages with the default first.
    fn parse(&self) -> std::result::Result<Vec<Language>, Error> {
        let offered: Vec<Language> = Language::ALL
            .into_iter()
            .filter(|language| self.offers(*language))
            .collect();
        if offered.is_empty() {
            return Err(Error::invalid("languages", "languages-none"));
        }
        let first = Language::from_tag(&self.first)
            .filter(|first| offered.contains(first))
            .ok_or_else(|| Error::invalid("first", "languages-first-not-offered"))?;
        let rest = offered.into_iter().filter(|language| *language != first);
        Ok(std::iter::once(first).chain(rest).collect())
    }
}

/// The page as its template sees it.
#[derive(Serialize)]
pub(crate) struct LanguagesPage {
    form: FormState<LanguagesForm>,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    tag: &'static str,
    name: &'static str,
    dir: &'static str,
    offered: bool,
}

impl LanguagesPage {
    fn new(form: FormState<LanguagesForm>) -> Self {
        Self {
            choices: Language::ALL
                .map(|language| Choice {
                    tag: language.tag(),
                    name: language.own_name(),
                    dir: language.direction(),
                    offered: form.values.offers(language),
                })
                .into(),
            form,
        }
    }
}

impl Page for LanguagesPage {
    const TEMPLATE: &'static str = "accounts/templates/languages.html";

    fn samples() -> Vec<Self> {
        let offer = Offer {
            languages: vec![Language::Tr, Language::En],
            version: 3,
        };
        let mut wrong = FormState::new(LanguagesForm::of(&offer));
        wrong.add("languages", "languages-none");
        wrong.add("first", "languages-first-not-offered");
        vec![
            Self::new(FormState::new(LanguagesForm::of(&offer))),
            Self::new(wrong),
        ]
    }
}

/// Shows what is offered.
#[handler]
pub(crate) async fn get(app: App, visit: Visit) -> Result<Response> {
    let offer = app.db().read(&visit.op(), languages::offer).await?;
    let form = FormState::new(LanguagesForm::of(&offer));
    app.page(&visit, &LanguagesPage::new(form))
}

/// Takes a choice.
#[handler]
pub(crate) async fn post(
    app: App,
    visit: Visit,
    Form(form): Form<LanguagesForm>,
) -> Result<Response> {
    let chosen = match form.parse() {
        Ok(chosen) => chosen,
        Err(error) => {
            let page = LanguagesPage::new(FormState::refused(form, error)?);
            return app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (sent, edited) = (chosen.clone(), form.version);
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| languages::choose(cx, &sent, edited))
        .await;
    match outcome {
        Ok(()) => {
            app.settings().chosen_languages.set(chosen);
            app.flash(&visit, Flash::success("languages-saved")).await;
            Ok(app.redirect("/system/languages/"))
        }
        Err(Error::Stale) => {
            let stored = app.db().read(&visit.op(), languages::offer).await?;
            let mut form = form;
            form.version = stored.version;
            let form = FormState::changed_meanwhile(form, LanguagesForm::of(&stored));
            app.page_with(&visit, StatusCode::CONFLICT, &LanguagesPage::new(form))
        }
        Err(error) => Err(error.into()),
    }
}
