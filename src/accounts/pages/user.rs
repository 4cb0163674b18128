//! One person: what they may do, their phone, their tokens, and what a coordinator does for them.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::accounts::model::User;
use crate::accounts::tokens::{self, Token};
use crate::accounts::{edit, invitations, service};
use crate::kernel::ids::{ApiTokenId, UserId};
use crate::kernel::{Error, Model, OpContext, Permission, Text};
use crate::web::{App, Done, Flash, FormState, Once, Page, Question, Result, Unasked, Visit};

/// The name of a token to be made.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct TokenForm {
    #[serde(default)]
    token_name: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(crate) struct UserPage {
    user: User,
    name: String,
    role: &'static str,
    language: Option<&'static str>,
    has_password: bool,
    is_self: bool,
    may_change: bool,
    tokens: Vec<Token>,
    form: FormState<TokenForm>,
    /// A token that was just made; shown this once.
    new_token: Option<String>,
}

impl UserPage {
    fn load(cx: &mut OpContext<'_>, id: UserId) -> crate::kernel::Result<Self> {
        cx.require(Permission::view(Model::User))?;
        let user = service::show(cx, id)?;
        Ok(Self {
            name: user.display_name().to_owned(),
            role: user.role.text_key(),
            language: user
                .chosen_language()
                .map(crate::kernel::Language::own_name),
            has_password: service::has_password(cx, id)?,
            is_self: cx.actor.user_id() == Some(id),
            may_change: edit::may_change(&cx.actor, &user),
            tokens: tokens::list(cx, id)?,
            user,
            form: FormState::default(),
            new_token: None,
        })
    }
}

impl Page for UserPage {
    const TEMPLATE: &'static str = "accounts/templates/user.html";

    fn samples() -> Vec<Self> {
        let token = |used: bool| Token {
            id: ApiTokenId(1),
            name: "Report <b>".into(),
            hint: "0f0f0f".into(),
            created_at: chrono::DateTime::default(),
            last_used_at: used.then(chrono::DateTime::default),
        };
        let page = |is_active: bool, tokens: Vec<Token>| {
            let user = User::sample(is_active);
            Self {
                name: user.display_name().to_owned(),
                role: user.role.text_key(),
                language: is_active.then_some("English"),
                has_password: is_active,
                is_self: tokens.is_empty(),
                may_change: true,
                tokens,
                user,
                form: FormState::default(),
                new_token: is_active.then(|| "0f".repeat(20)),
            }
        };
        vec![
            page(true, vec![token(true), token(false)]),
            page(false, Vec::new()),
        ]
    }
}

/// Shows it.
#[handler]
pub(crate) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let page = app
        .db()
        .read(&visit.op(), move |cx| UserPage::load(cx, UserId(id)))
        .await?;
    app.page(&visit, &page)
}

/// Carries something out, says that it is done or why not, and leads back to the person.
async fn act(
    app: App,
    visit: Visit,
    id: i32,
    done: &'static str,
    what: impl FnOnce(&mut OpContext<'_>, UserId) -> crate::kernel::Result<User> + Send + 'static,
) -> Result<Response> {
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| what(cx, UserId(id)))
        .await;
    match outcome {
        Ok(user) => {
            let text = Text::new(done)
                .arg("name", user.display_name())
                .arg("email", user.email.as_str());
            let mut flash = Flash::success(text);
            if done == "user-switched-off" {
                flash = flash.with_undo(format!("/users/{id}/activate/"));
            }
            app.flash(&visit, flash).await;
        }
        Err(Error::Conflict(why)) => app.flash(&visit, Flash::error(why)).await,
        Err(other) => return Err(other.into()),
    }
    Ok(app.redirect(&format!("/users/{id}/")))
}

/// Asks before something is done to an account; `words` are those of the question, with its name, and of the button.
async fn ask(
    app: App,
    visit: Visit,
    id: i32,
    unasked: Unasked,
    words: (&'static str, &'static str),
    name: impl FnOnce(&mut OpContext<'_>, User) -> crate::kernel::Result<String> + Send + 'static,
) -> Result<Response> {
    let name = app
        .db()
        .read(&visit.op(), move |cx| {
            let user = service::show(cx, UserId(id))?;
            if !edit::may_change(&cx.actor, &user) {
                return Err(Error::Forbidden);
            }
            name(cx, user)
        })
        .await?;
    let question = Question {
        text: Text::new(words.0).arg("name", name),
        button: Text::new(words.1),
        back: format!("/users/{id}/"),
    };
    app.ask(&visit, unasked, question)
}

/// Asks before the account is switched off.
#[handler]
pub(crate) async fn ask_deactivate(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    unasked: Unasked,
) -> Result<Response> {
    let words = ("user-off-sure", "user-switch-off");
    let name = |_: &mut OpContext<'_>, user: User| Ok(user.display_name().to_owned());
    ask(app, visit, id, unasked, words, name).await
}

/// Switches the account off.
#[handler]
pub(crate) async fn deactivate(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    act(app, visit, id, "user-switched-off", service::deactivate).await
}

/// Switches it on again.
#[handler]
pub(crate) async fn activate(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    act(app, visit, id, "user-switched-on", service::activate).await
}

/// Mails a link to set a password.
#[handler]
pub(crate) async fn mail_link(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let mailed = app
        .once(&visit, move |cx| {
            let user = invitations::send_link(cx, UserId(id))?;
            let text = Text::new("user-link-mailed")
                .arg("name", user.display_name())
                .arg("email", user.email.as_str());
            Ok(Done::new(Flash::success(text), format!("/users/{id}/")))
        })
        .await;
    match mailed {
        Ok(led) => Ok(led),
        Err(Error::Conflict(why)) => {
            app.flash(&visit, Flash::error(why)).await;
            Ok(app.redirect(&format!("/users/{id}/")))
        }
        Err(other) => Err(other.into()),
    }
}

/// Asks before the phone is taken away.
#[handler]
pub(crate) async fn ask_unbind(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    unasked: Unasked,
) -> Result<Response> {
    let words = ("user-device-remove-sure", "user-device-remove");
    let name = |_: &mut OpContext<'_>, user: User| Ok(user.display_name().to_owned());
    ask(app, visit, id, unasked, words, name).await
}

/// Takes the phone away.
#[handler]
pub(crate) async fn unbind(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    act(app, visit, id, "user-device-removed", edit::unbind_device).await
}

/// Makes a token and shows it, this once.
#[handler]
pub(crate) async fn create_token(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<TokenForm>,
) -> Result<Response> {
    let name = form.token_name.clone();
    let made = app
        .once_with(&visit, move |cx| {
            let (token, text) = tokens::create(cx, UserId(id), &name)?;
            let page = UserPage {
                new_token: Some(text),
                ..UserPage::load(cx, UserId(id))?
            };
            // The token itself is kept nowhere, so whoever sends the form again cannot be shown it.
            let said = Text::new("token-made-before").arg("name", token.name);
            let done = Done::new(Flash::success(said), format!("/users/{id}/"));
            Ok((page, done))
        })
        .await;
    match made {
        Ok(Once::Now(page, _)) => app.page(&visit, &page),
        Ok(Once::Before(done)) => Ok(app.lead(&visit, done).await),
        Err(Error::Conflict(why)) => {
            app.flash(&visit, Flash::error(why)).await;
            Ok(app.redirect(&format!("/users/{id}/")))
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let page = app
                .db()
                .read(&visit.op(), move |cx| UserPage::load(cx, UserId(id)))
                .await?;
            let page = UserPage { form, ..page };
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Asks before a token is made worthless.
#[handler]
pub(crate) async fn ask_revoke_token(
    app: App,
    visit: Visit,
    Path((id, token)): Path<(i32, i32)>,
    unasked: Unasked,
) -> Result<Response> {
    let words = ("token-revoke-sure", "token-revoke");
    let name = move |cx: &mut OpContext<'_>, user: User| {
        let token = ApiTokenId(token);
        let mut tokens = tokens::list(cx, user.id)?.into_iter();
        let found = tokens.find(|it| it.id == token);
        let found = found.ok_or_else(|| Error::not_found("thing-token", token))?;
        Ok(found.name)
    };
    ask(app, visit, id, unasked, words, name).await
}

/// Makes a token worthless.
#[handler]
pub(crate) async fn revoke_token(
    app: App,
    visit: Visit,
    Path((id, token)): Path<(i32, i32)>,
) -> Result<Response> {
    let token = app
        .db()
        .write(&visit.op(), move |cx| {
            tokens::revoke(cx, UserId(id), ApiTokenId(token))
        })
        .await?;
    let text = Text::new("token-revoked").arg("name", token.name);
    app.flash(&visit, Flash::success(text)).await;
    Ok(app.redirect(&format!("/users/{id}/")))
}
