//! One's own account: name, phone, language, time, password, and the browsers that are signed in.

use poem::http::StatusCode;
use poem::web::{Data, Form};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::accounts::edit::{self, ProfileChanges};
use crate::accounts::model::User;
use crate::accounts::throttle::Throttle;
use crate::accounts::{browser, password, service};
use crate::kernel::error::FieldError;
use crate::kernel::text::Arg;
use crate::kernel::{Digits, Error, Language, OpContext, Text};
use crate::web::session::{self, SignedIn};
use crate::web::{App, Flash, FormState, Page, Question, Result, Unasked, Visit, WebError};

/// What the browser sends of the account.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct ProfileForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    mobile: String,
    /// A tag; empty for the country's.
    #[serde(default)]
    language: String,
    /// `12` or `24`.
    #[serde(default)]
    time_format: String,
    /// `western` or `arabic`; sent by Arabic pages only.
    #[serde(default)]
    digits: String,
    #[serde(default)]
    version: i32,
}

impl ProfileForm {
    /// What is changed; what is none of the choices is told, all of it.
    fn parse(&self) -> crate::kernel::Result<ProfileChanges> {
        let mut errors = Vec::new();
        let mut check = |field, is_known: bool| {
            if !is_known {
                errors.push(FieldError::no_choice(field));
            }
        };
        let language = Language::from_tag(&self.language);
        let digits = Digits::from_slug(&self.digits);
        check("language", self.language.is_empty() || language.is_some());
        check(
            "time_format",
            matches!(&*self.time_format, "" | "12" | "24"),
        );
        check("digits", self.digits.is_empty() || digits.is_some());
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        Ok(ProfileChanges {
            name: self.name.clone(),
            mobile: self.mobile.clone(),
            language,
            has_twelve_hours: self.time_format == "12",
            digits,
        })
    }

    fn of(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            mobile: user.mobile.clone(),
            language: user.language.clone().unwrap_or_default(),
            time_format: user.time_format.clone().unwrap_or_else(|| "24".into()),
            digits: user
                .digits
                .clone()
                .unwrap_or_else(|| Digits::default().slug().into()),
            version: user.version,
        }
    }
}

/// What the browser sends of the password; never given back to the page.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct PasswordForm {
    #[serde(default, skip_serializing)]
    current: String,
    #[serde(default, skip_serializing)]
    password: String,
    #[serde(default, skip_serializing)]
    again: String,
}

/// Which session to end; none ends all.
#[derive(Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    session: String,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
struct Browser {
    session: SignedIn,
    /// What people call it; `None` for unusual ones.
    name: Option<Text>,
    /// Asked before it is signed out.
    question: Text,
    is_this: bool,
}

impl Browser {
    fn new(session: SignedIn, this: &str) -> Self {
        let known = browser::browser_and_system(&session.user_agent);
        let name = known.map(|(browser, system)| {
            Text::new("profile-browser-on")
                .arg("browser", browser)
                .arg("system", system)
        });
        let called = name
            .clone()
            .map_or_else(|| Arg::from(session.user_agent.as_str()), Arg::from);
        Self {
            is_this: session.session == this,
            question: Text::new("profile-end-sure").arg("browser", called),
            name,
            session,
        }
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(crate) struct ProfilePage {
    user: User,
    role: &'static str,
    languages: Vec<Choice>,
    form: FormState<ProfileForm>,
    password: FormState<PasswordForm>,
    browsers: Vec<Browser>,
    shortest: usize,
}

impl ProfilePage {
    fn new(user: User, browsers: Vec<Browser>, offered: &[Language]) -> Self {
        Self {
            role: user.role.text_key(),
            languages: offered
                .iter()
                .map(|language| Choice {
                    value: language.tag(),
                    label: language.own_name(),
                })
                .collect(),
            form: FormState::new(ProfileForm::of(&user)),
            password: FormState::default(),
            browsers,
            shortest: crate::accounts::password_rules::SHORTEST,
            user,
        }
    }

    fn load(cx: &mut OpContext<'_>, this: &str) -> crate::kernel::Result<Self> {
        let id = cx.actor.user_id().ok_or(Error::SignedOut)?;
        let user = service::show(cx, id)?;
        let browsers = session::list_of(cx, id)?
            .into_iter()
            .map(|session| Browser::new(session, this))
            .collect();
        let offered = cx.settings.offered_languages();
        Ok(Self::new(user, browsers, &offered))
    }
}

impl Page for ProfilePage {
    const TEMPLATE: &'static str = "accounts/templates/profile.html";

    fn samples() -> Vec<Self> {
        let browser = |is_this: bool| {
            let session = SignedIn {
                session: "0f0f0f0f0f0f".into(),
                email: "mara@example.org".into(),
                name: "Mara".into(),
                created_at: chrono::DateTime::default(),
                last_seen_at: chrono::DateTime::default(),
                address: "127.0.0.1".into(),
                user_agent: if is_this {
                    "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile".into()
                } else {
                    "Mozilla <b>".into()
                },
            };
            let this = if is_this { "0f0f0f0f0f0f" } else { "" };
            Browser::new(session, this)
        };
        let page = |browsers| Self::new(User::sample(true), browsers, &Language::ALL);
        let mut wrong = page(Vec::new());
        wrong.form.add("mobile", "user-mobile-wrong");
        wrong.password.add("current", "profile-current-wrong");
        let mut stale = page(vec![browser(true)]);
        stale.form =
            FormState::changed_meanwhile(ProfileForm::default(), ProfileForm::of(&stale.user));
        vec![page(vec![browser(true), browser(false)]), wrong, stale]
    }
}

async fn load(app: &App, visit: &Visit) -> Result<ProfilePage> {
    let this = visit.session().map(session::Session::name);
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            ProfilePage::load(cx, this.as_deref().unwrap_or_default())
        })
        .await?;
    Ok(page)
}

/// Shows it.
#[handler]
pub(crate) async fn get(app: App, visit: Visit) -> Result<Response> {
    let page = load(&app, &visit).await?;
    app.page(&visit, &page)
}

/// Changes name, phone, language and time.
#[handler]
pub(crate) async fn post(
    app: App,
    visit: Visit,
    Form(form): Form<ProfileForm>,
) -> Result<Response> {
    let version = form.version;
    let saved = match form.parse() {
        Ok(changes) => {
            app.db()
                .write(&visit.op(), move |cx| edit::edit_own(cx, version, changes))
                .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => {
            app.flash(&visit, Flash::success("profile-saved")).await;
            Ok(app.redirect("/profile/"))
        }
        Err(Error::Stale) => {
            let mut page = load(&app, &visit).await?;
            let typed = ProfileForm {
                version: page.user.version,
                ..form
            };
            page.form = FormState::changed_meanwhile(typed, ProfileForm::of(&page.user));
            app.page_with(&visit, StatusCode::CONFLICT, &page)
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let page = ProfilePage {
                form,
                ..load(&app, &visit).await?
            };
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Changes the password, after asking for the present one.
#[handler]
pub(crate) async fn change_password(
    app: App,
    visit: Visit,
    throttle: Data<&Throttle>,
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let now = app.db().clock().now();
    let account = visit.session().map_or("", session::Session::email);
    if let Err(wait) = throttle.attempt(visit.address(), account, now) {
        return Err(WebError::TooMany(wait));
    }
    match try_change(&app, &visit, &form).await {
        Ok(ended) => {
            throttle.succeeded(visit.address(), account);
            let text = Text::new("profile-password-set").arg("count", ended as i64);
            app.flash(&visit, Flash::success(text)).await;
            Ok(app.redirect("/profile/"))
        }
        Err(error) => {
            let password = FormState::refused(PasswordForm::default(), error)?;
            let page = ProfilePage {
                password,
                ..load(&app, &visit).await?
            };
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn try_change(
    app: &App,
    visit: &Visit,
    form: &PasswordForm,
) -> std::result::Result<usize, Error> {
    let session = visit.session().cloned().ok_or(Error::SignedOut)?;
    let email = session.email().to_owned();
    let stored = app
        .db()
        .read(&visit.op(), move |cx| service::credentials(cx, &email))
        .await?
        .and_then(|found| found.password_hash);
    if !password::is_right(stored, form.current.clone()).await? {
        return Err(Error::invalid("current", "profile-current-wrong"));
    }
    if form.password != form.again {
        return Err(Error::invalid("again", "link-differs"));
    }
    let new = form.password.clone();
    app.db()
        .write(&visit.op(), move |cx| {
            edit::set_own_password(cx, &session, &new)
        })
        .await
}

/// Asks before sessions are ended.
#[handler]
pub(crate) async fn ask_end_sessions(app: App, visit: Visit, unasked: Unasked) -> Result<Response> {
    let back = "/profile/".to_owned();
    let session = unasked.get("session");
    let (text, button) = if session.is_empty() {
        ("profile-everywhere-sure".into(), "profile-everywhere")
    } else {
        let page = load(&app, &visit).await?;
        let mut browsers = page.browsers.into_iter();
        let Some(found) = browsers.find(|browser| browser.session.session == session) else {
            return Ok(app.redirect(&back));
        };
        (found.question, "profile-end")
    };
    let button = Text::new(button);
    app.ask(&visit, unasked, Question { text, button, back })
}

/// Ends one session, or all of them: then this browser too has to sign in again.
#[handler]
pub(crate) async fn end_sessions(
    app: App,
    visit: Visit,
    Form(form): Form<EndForm>,
) -> Result<Response> {
    let name = (!form.session.is_empty()).then_some(form.session);
    let is_all = name.is_none();
    app.db()
        .write(&visit.op(), move |cx| {
            edit::end_own_sessions(cx, name.as_deref())
        })
        .await?;
    if is_all {
        return Ok(app.redirect("/sign-in/?why=out"));
    }
    app.flash(&visit, Flash::success("profile-session-ended"))
        .await;
    Ok(app.redirect("/profile/"))
}
