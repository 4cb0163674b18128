//! Rows of accounts and the rules that need no database.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::users;
use crate::kernel::error::FieldError;
use crate::kernel::ids::UserId;
use crate::kernel::{Error, Language, Result, Role, Text};

/// Passwords are at least this long.
pub const PASSWORD_MIN: usize = 8;
/// And at most this long, so that hashing one costs no more than it should.
const PASSWORD_MAX: usize = 500;

/// A person with an account. Never deleted, only deactivated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(Pg))]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub is_active: bool,
    pub is_superuser: bool,
    pub mobile: String,
    pub skype: String,
    /// 13 hex digits in the person's QR code.
    pub code: String,
    /// The phone bound by the latest device capture.
    pub device_id: Option<String>,
    pub color: Option<String>,
    /// Tag of the chosen language.
    pub language: Option<String>,
    pub joined_at: DateTime<Utc>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

impl User {
    /// The language they chose, else another.
    pub fn language_or(&self, default: Language) -> Language {
        let chosen = self.language.as_deref().and_then(Language::from_tag);
        chosen.unwrap_or(default)
    }

    /// The name, else the e-mail address.
    pub fn display_name(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }
}

/// An account to be made.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    /// `None` makes an account that cannot sign in until a password is set.
    pub password: Option<String>,
    pub role: Option<Role>,
    pub mobile: String,
    pub skype: String,
    pub color: Option<String>,
    pub language: Option<Language>,
    pub is_superuser: bool,
}

impl NewUser {
    /// An account with what nearly all have.
    pub fn new(email: impl Into<String>, name: impl Into<String>, role: Role) -> Self {
        Self {
            email: email.into(),
            name: name.into(),
            role: Some(role),
            ..Self::default()
        }
    }

    /// Brings spaces and letters into the form that is stored, and checks every field (`cts.md` §4.9).
    pub(super) fn checked(mut self) -> Result<Self> {
        self.email = normal_email(&self.email);
        for field in [&mut self.name, &mut self.mobile, &mut self.skype] {
            *field = field.trim().to_owned();
        }
        let mut errors = Vec::new();
        let mut must = |ok: bool, field: &'static str, message: &'static str| {
            if !ok {
                errors.push(FieldError {
                    field,
                    message: Text::new(message),
                });
            }
        };
        must(is_email(&self.email), "email", "user-email-wrong");
        must(self.name.chars().count() <= 60, "name", "user-name-long");
        must(is_mobile(&self.mobile), "mobile", "user-mobile-wrong");
        must(is_skype(&self.skype), "skype", "user-skype-wrong");
        if let Some(color) = self.color.take().filter(|color| !color.is_empty()) {
            let full = full_color(&color);
            must(full.is_some(), "color", "user-color-wrong");
            self.color = full;
        }
        if let Some(password) = &self.password
            && let Err(Error::Invalid(more)) = check_password(password)
        {
            errors.extend(more);
        }
        if errors.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    pub role: Option<Role>,
    pub is_active: Option<bool>,
    /// Part of the name or the e-mail address.
    pub search: Option<String>,
}

/// What signing in needs to know of an account.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Credentials {
    pub(super) id: UserId,
    pub(super) password_hash: Option<String>,
    pub(super) is_active: bool,
}

/// Whether a password may be used.
///
/// # Errors
/// At the field `password`.
pub fn check_password(password: &str) -> Result<()> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        let message = Text::new("user-password-short").arg("count", PASSWORD_MIN as i64);
        return Err(Error::invalid("password", message));
    }
    if length > PASSWORD_MAX {
        return Err(Error::invalid("password", "user-password-long"));
    }
    Ok(())
}

/// Without spaces around it and with the domain in small letters; the part before `@` stays as it is.
pub(super) fn normal_email(email: &str) -> String {
    let email = email.trim();
    match email.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => email.to_owned(),
    }
}

fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | ',' | ';')
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    email.chars().count() <= 250
        && !local.is_empty()
        && !local.contains('@')
        && local.chars().all(plain)
        && domain.contains('.')
        && domain.split('.').all(label)
}

fn is_mobile(mobile: &str) -> bool {
    let rest = mobile.strip_prefix('+').unwrap_or(mobile);
    mobile.chars().count() <= 45
        && (mobile.is_empty() || !rest.is_empty())
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | ' ' | '.'))
}

fn is_skype(skype: &str) -> bool {
    let allowed = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '_')
    };
    skype.is_empty()
        || ((6..=32).contains(&skype.len())
            && skype.starts_with(|c: char| c.is_ascii_lowercase())
            && skype.chars().all(allowed))
}

/// `#rrggbb` of a colour written with three or six digits; `None` when it is no colour.
fn full_color(color: &str) -> Option<String> {
    let digits = color.strip_prefix('#')?;
    if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        6 => Some(color.to_lowercase()),
        3 => {
            let doubled = digits.chars().flat_map(|c| [c, c]).collect::<String>();
            Some(format!("#{}", doubled.to_lowercase()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(user: NewUser) -> Vec<&'static str> {
        match user.checked() {
            Err(Error::Invalid(errors)) => errors.iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    fn user() -> NewUser {
        NewUser::new("Ana@Example.ORG", "Ana", Role::Officer)
    }

    #[test]
    fn only_the_domain_of_an_address_is_lowered() {
        assert_eq!(user().checked().unwrap().email, "Ana@example.org");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let all_wrong = NewUser {
            email: "ana".into(),
            name: "x".repeat(61),
            mobile: "12a".into(),
            skype: "Upper1".into(),
            color: Some("#5544".into()),
            password: Some("short".into()),
            ..user()
        };

        assert_eq!(
            wrong(all_wrong),
            ["email", "name", "mobile", "skype", "color", "password"]
        );
    }

    #[test]
    fn colours_have_three_or_six_digits() {
        for (color, full) in [
            ("#FFF", Some("#ffffff")),
            ("#FFFCCC", Some("#fffccc")),
            ("555aaa", None),
            ("#5544", None),
            ("#JJJKKK", None),
        ] {
            assert_eq!(full_color(color).as_deref(), full, "{color}");
        }
    }

    #[test]
    fn phones_and_skype_names_follow_their_rules() {
        assert!(is_mobile("") && is_mobile("+90 (532) 111-22.33"));
        assert!(!is_mobile("+") && !is_mobile("90+1"));
        assert!(is_skype("") && is_skype("ana.b_c") && is_skype("abcdef"));
        assert!(!is_skype("abcde") && !is_skype("1abcdef") && !is_skype(&"a".repeat(33)));
    }
}
