//! The form of a person, new or known.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::accounts::model::{NewUser, User, UserChanges};
use crate::accounts::{edit, invitations, service};
use crate::kernel::error::FieldError;
use crate::kernel::ids::UserId;
use crate::kernel::{Error, Language, Role, Text};
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// What the browser sends.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct UserForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    mobile: String,
    #[serde(default)]
    skype: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    color: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    notes: String,
    // Never given back to the page.
    #[serde(default, skip_serializing)]
    password: String,
    #[serde(default, skip_serializing)]
    again: String,
    /// Of the account that is edited.
    #[serde(default)]
    version: i32,
}

impl UserForm {
    fn of(user: &User) -> Self {
        Self {
            email: user.email.clone(),
            name: user.name.clone(),
            mobile: user.mobile.clone(),
            skype: user.skype.clone(),
            role: user.role.slug().to_owned(),
            color: user.color.clone().unwrap_or_default(),
            language: user.language.clone().unwrap_or_default(),
            notes: user.notes.clone(),
            version: user.version,
            ..Self::default()
        }
    }

    /// Lays what was sent over what is stored: a field that was not sent stays as it is.
    fn over(mut self, fields: Vec<(String, String)>) -> Self {
        self.version = 0;
        for (name, value) in fields {
            let field = match name.as_str() {
                "email" => &mut self.email,
                "name" => &mut self.name,
                "mobile" => &mut self.mobile,
                "skype" => &mut self.skype,
                "role" => &mut self.role,
                "color" => &mut self.color,
                "language" => &mut self.language,
                "notes" => &mut self.notes,
                "password" => &mut self.password,
                "again" => &mut self.again,
                "version" => {
                    self.version = value.trim().parse().unwrap_or_default();
                    continue;
                }
                _ => continue,
            };
            *field = value;
        }
        self
    }

    /// What is wrong before the service is asked: no role, passwords that differ.
    fn parse(&self) -> std::result::Result<(UserChanges, Option<String>), Error> {
        let mut errors = Vec::new();
        let role = Role::from_slug(&self.role);
        if role.is_none() {
            errors.push(FieldError {
                field: "role",
                message: "user-role-wrong".into(),
            });
        }
        if self.password != self.again {
            errors.push(FieldError {
                field: "again",
                message: "link-differs".into(),
            });
        }
        let language = Some(&self.language).filter(|tag| !tag.is_empty());
        let known = language.map(|tag| Language::from_tag(tag));
        if known == Some(None) {
            errors.push(FieldError::no_choice("language"));
        }
        let password = (!self.password.is_empty()).then(|| self.password.clone());
        let changes = UserChanges {
            email: self.email.clone(),
            name: self.name.clone(),
            role: role.unwrap_or(Role::Partner),
            mobile: self.mobile.clone(),
            skype: self.skype.clone(),
            color: Some(self.color.trim().to_owned()).filter(|color| !color.is_empty()),
            language: known.flatten(),
            notes: self.notes.clone(),
        };
        if errors.is_empty() {
            return Ok((changes, password));
        }
        // What the service would say of the other fields is said at once.
        let whole = NewUser {
            password,
            ..NewUser::from(changes)
        };
        if let Err(Error::Invalid(more)) = whole.checked() {
            errors.extend(more);
        }
        Err(Error::Invalid(errors))
    }
}

/// A choice of a list.
#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(crate) struct UserEditPage {
    /// None for somebody new.
    id: Option<UserId>,
    name: String,
    form: FormState<UserForm>,
    roles: Vec<Choice>,
    languages: Vec<Choice>,
    /// Least like those in use.
    colors: Vec<String>,
    shortest: usize,
}

impl UserEditPage {
    fn new(
        language: Language,
        offered: &[Language],
        of: Option<&User>,
        form: FormState<UserForm>,
        colors: Vec<String>,
    ) -> Self {
        let roles = Role::ALL.into_iter().map(|role| Choice {
            value: role.slug(),
            label: Text::new(role.text_key()).in_language(language),
        });
        let languages = offered.iter().map(|language| Choice {
            value: language.tag(),
            label: language.own_name().to_owned(),
        });
        Self {
            id: of.map(|user| user.id),
            name: of.map_or_else(String::new, |user| user.display_name().to_owned()),
            form,
            roles: roles.collect(),
            languages: languages.collect(),
            colors,
            shortest: crate::accounts::password_rules::SHORTEST,
        }
    }
}

impl Page for UserEditPage {
    const TEMPLATE: &'static str = "accounts/templates/user_edit.html";

    fn samples() -> Vec<Self> {
        let user = User::sample(true);
        let mut wrong = FormState::new(UserForm::of(&user));
        wrong.add("email", "user-email-taken");
        wrong.add(
            "password",
            Text::new("user-password-short").arg("count", 12_i64),
        );
        let stale = FormState::changed_meanwhile(UserForm::default(), UserForm::of(&user));
        let colors = || vec!["#2b6cb0".into(), "#d9822b".into()];
        let page = |of, form| Self::new(Language::En, &Language::ALL, of, form, colors());
        vec![
            page(None, FormState::default()),
            page(Some(&user), wrong),
            page(Some(&user), stale),
        ]
    }
}

async fn show(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    of: Option<&User>,
    form: FormState<UserForm>,
) -> Result<Response> {
    let offered = app.settings().offered_languages();
    let id = of.map(|user| user.id);
    let colors = app
        .db()
        .read(&visit.op(), move |cx| service::free_colors(cx, id))
        .await?;
    let page = UserEditPage::new(visit.language(), &offered, of, form, colors);
    app.page_with(visit, status, &page)
}

/// An empty form.
#[handler]
pub(crate) async fn new(app: App, visit: Visit) -> Result<Response> {
    let form = UserForm {
        role: Role::Partner.slug().to_owned(),
        ..UserForm::default()
    };
    show(&app, &visit, StatusCode::OK, None, FormState::new(form)).await
}

/// Makes the account; without a password the person is invited by mail.
#[handler]
pub(crate) async fn create(app: App, visit: Visit, Form(form): Form<UserForm>) -> Result<Response> {
    let made = match form.parse() {
        Ok((changes, password)) => {
            let person = NewUser {
                password,
                ..NewUser::from(changes)
            };
            let key = if person.password.is_some() {
                "user-made"
            } else {
                "user-invited"
            };
            app.once(&visit, move |cx| {
                let user = invitations::create(cx, person)?;
                let text = Text::new(key)
                    .arg("name", user.display_name())
                    .arg("email", user.email.as_str());
                let to = format!("/users/{}/", user.id);
                Ok(Done::new(Flash::success(text), to))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(led) => Ok(led),
        Err(error) => {
            let form = FormState::refused(form, error)?;
            show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, None, form).await
        }
    }
}

async fn stored(app: &App, visit: &Visit, id: i32) -> Result<User> {
    let user = app
        .db()
        .read(&visit.op(), move |cx| service::show(cx, UserId(id)))
        .await?;
    Ok(user)
}

/// The form of somebody known.
#[handler]
pub(crate) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let user = stored(&app, &visit, id).await?;
    let form = FormState::new(UserForm::of(&user));
    show(&app, &visit, StatusCode::OK, Some(&user), form).await
}

/// Changes the account.
#[handler]
pub(crate) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let form = UserForm::of(&stored(&app, &visit, id).await?).over(fields);
    let version = form.version;
    let saved = match form.parse() {
        Ok((changes, password)) => {
            app.db()
                .write(&visit.op(), move |cx| {
                    let user = edit::edit(cx, UserId(id), version, changes)?;
                    if let Some(password) = password {
                        service::set_password(cx, UserId(id), &password)?;
                    }
                    Ok(user)
                })
                .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(user) => {
            let text = Text::new("user-saved").arg("name", user.display_name());
            app.flash(&visit, Flash::success(text)).await;
            Ok(app.redirect(&format!("/users/{id}/")))
        }
        Err(Error::Stale) => {
            let user = stored(&app, &visit, id).await?;
            let typed = UserForm {
                version: user.version,
                ..form
            };
            let form = FormState::changed_meanwhile(typed, UserForm::of(&user));
            show(&app, &visit, StatusCode::CONFLICT, Some(&user), form).await
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let user = stored(&app, &visit, id).await?;
            show(
                &app,
                &visit,
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(&user),
                form,
            )
            .await
        }
    }
}
