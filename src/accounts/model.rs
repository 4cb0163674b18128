//! Rows of accounts and the rules that need no database.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::Serialize;

use super::password_rules;
use crate::db::schema::users;
use crate::kernel::error::FieldError;
use crate::kernel::ids::UserId;
use crate::kernel::line::is_invisible;
use crate::kernel::typed::western_digits;
use crate::kernel::{Error, Language, Result, Role, Text};

/// What a search for people looks through, in SQL.
pub const SEARCHED: &str = "concat_ws(E'\\n', users.name, users.email)";

/// Letters of what is noted of somebody.
const NOTES: usize = 2000;

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
    /// `12` or `24`.
    pub time_format: Option<String>,
    /// Of Arabic pages: `western` or `arabic`.
    pub digits: Option<String>,
    /// For those who manage accounts.
    pub notes: String,
    /// Goes up with every change a person saves.
    pub version: i32,
}

impl User {
    /// The language they chose.
    pub fn chosen_language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::from_tag)
    }

    /// The language they chose, else another.
    pub fn language_or(&self, default: Language) -> Language {
        self.chosen_language().unwrap_or(default)
    }

    /// Somebody made up, for the test of all pages.
    pub(super) fn sample(is_active: bool) -> Self {
        Self {
            id: UserId(7),
            email: "mara@example.org".into(),
            name: if is_active {
                "Mara <b>".into()
            } else {
                String::new()
            },
            role: Role::Officer,
            is_active,
            is_superuser: is_active,
            mobile: "+90 532 111 22 33".into(),
            skype: "mara.h".into(),
            code: "0f0f0f0f0f0f0".into(),
            device_id: is_active.then(|| "collect:<x>".into()),
            color: is_active.then(|| "#0e7490".into()),
            language: is_active.then(|| "ar".into()),
            joined_at: DateTime::UNIX_EPOCH,
            last_sign_in_at: is_active.then(DateTime::default),
            time_format: None,
            digits: None,
            notes: "<i>\nnote".into(),
            version: 3,
        }
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
    /// For those who manage accounts.
    pub notes: String,
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
        let email = email_problem(&self.email);
        self.checked_otherwise(email)
    }

    /// The same for an account whose address stays what it is, also when it could not be given today.
    pub(super) fn checked_but_email(self) -> Result<Self> {
        self.checked_otherwise(None)
    }

    fn checked_otherwise(mut self, email: Option<&'static str>) -> Result<Self> {
        for field in [&mut self.name, &mut self.mobile, &mut self.skype] {
            *field = crate::kernel::one_line(field);
        }
        self.mobile = western_digits(&self.mobile);
        self.notes = crate::kernel::several_lines(&self.notes);
        let mut errors = Vec::new();
        let mut must = |ok: bool, field: &'static str, message: &'static str| {
            if !ok {
                errors.push(FieldError {
                    field,
                    message: Text::new(message),
                });
            }
        };
        must(email.is_none(), "email", email.unwrap_or_default());
        must(self.name.chars().count() <= 60, "name", "user-name-long");
        must(is_mobile(&self.mobile), "mobile", "user-mobile-wrong");
        must(is_skype(&self.skype), "skype", "user-skype-wrong");
        let notes = self.notes.chars().count();
        must(notes <= NOTES, "notes", "user-notes-long");
        if let Some(color) = self.color.take().filter(|color| !color.is_empty()) {
            let full = full_color(&color);
            must(full.is_some(), "color", "user-color-wrong");
            self.color = full;
        }
        if let Some(password) = &self.password
            && let Err(Error::Invalid(more)) = password_rules::check(password, &self.email)
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

/// What is to be changed of an account.
#[derive(Clone, Debug)]
pub struct UserChanges {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub mobile: String,
    pub skype: String,
    pub color: Option<String>,
    pub language: Option<Language>,
    pub notes: String,
}

impl UserChanges {
    /// What an account is now.
    pub fn of(user: &User) -> Self {
        Self {
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            mobile: user.mobile.clone(),
            skype: user.skype.clone(),
            color: user.color.clone(),
            language: user.chosen_language(),
            notes: user.notes.clone(),
        }
    }

    /// The same rules as for a new account.
    pub(super) fn checked(self) -> Result<Self> {
        let role = self.role;
        let new = NewUser::from(self).checked()?;
        Ok(Self {
            email: new.email,
            name: new.name,
            role,
            mobile: new.mobile,
            skype: new.skype,
            color: new.color,
            language: new.language,
            notes: new.notes,
        })
    }
}

impl From<UserChanges> for NewUser {
    fn from(changes: UserChanges) -> Self {
        Self {
            mobile: changes.mobile,
            skype: changes.skype,
            color: changes.color,
            language: changes.language,
            notes: changes.notes,
            ..Self::new(changes.email, changes.name, changes.role)
        }
    }
}

/// How a list of accounts is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    #[default]
    Name,
    NameDown,
    Role,
    RoleDown,
    Seen,
    SeenDown,
}

impl UserSort {
    /// As in addresses: `name`, `-seen` …
    pub fn from_address(text: &str) -> Self {
        match text {
            "-name" => Self::NameDown,
            "role" => Self::Role,
            "-role" => Self::RoleDown,
            "seen" => Self::Seen,
            "-seen" => Self::SeenDown,
            _ => Self::Name,
        }
    }
}

/// How many accounts there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// Those who may sign in, by role.
    pub(super) by_role: Vec<(Role, i64)>,
    /// Those switched off.
    pub off: i64,
}

impl UserCounts {
    /// Those with a role who may sign in.
    pub fn of(&self, role: Role) -> i64 {
        let found = self.by_role.iter().find(|(known, _)| *known == role);
        found.map_or(0, |(_, count)| *count)
    }

    /// All who may sign in.
    pub fn active(&self) -> i64 {
        self.by_role.iter().map(|(_, count)| count).sum()
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

/// Without spaces around it and with the domain in small letters, as mail servers know it (`bücher.example` is
/// `xn--bcher-kva.example`); the part before `@` stays as it is.
pub(super) fn normal_email(email: &str) -> String {
    // Copied from a page or a mail, it brings signs nobody sees.
    let email: String = email.chars().filter(|c| !is_invisible(*c)).collect();
    let email = email.trim();
    match email.rsplit_once('@') {
        Some((local, domain)) => {
            let known = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
            format!("{local}@{known}")
        }
        None => email.to_owned(),
    }
}

/// What is wrong with an address, as [`normal_email`] gives it.
fn email_problem(email: &str) -> Option<&'static str> {
    if !is_email(email) {
        return Some("user-email-wrong");
    }
    let is_ascii = email
        .rsplit_once('@')
        .is_some_and(|(local, _)| local.is_ascii());
    (!is_ascii).then_some("user-email-not-ascii")
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
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
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
    fn an_address_has_a_domain_as_mail_servers_know_it_and_ascii_before_it() {
        let stored = |email: &str| {
            let user = NewUser {
                email: email.into(),
                ..user()
            };
            user.checked().map(|user| user.email)
        };
        let told = |email: &str| match stored(email) {
            Err(Error::Invalid(errors)) => errors
                .iter()
                .map(|e| (e.field, e.message.in_language(Language::En)))
                .collect(),
            _ => Vec::new(),
        };

        assert_eq!(
            stored("Ana@Bücher.example").unwrap(),
            "Ana@xn--bcher-kva.example"
        );
        assert_eq!(
            stored("ana@مثال.example").unwrap(),
            "ana@xn--mgbh0fb.example"
        );
        assert_eq!(
            stored("ana@xn--bcher-kva.example").unwrap(),
            "ana@xn--bcher-kva.example"
        );
        for email in ["özge@example.org", "منى@example.org"] {
            let [(field, message)] = &told(email)[..] else {
                panic!("{email} is taken");
            };
            assert_eq!(*field, "email");
            assert!(message.starts_with("Before the @"), "{message}");
        }
        for email in [
            "ana@exa mple.org",
            "ana@-.org",
            "ana@bü_cher.org",
            "ana@org",
            "@example.org",
        ] {
            assert_eq!(told(email).len(), 1, "{email}");
            assert!(told(email)[0].1.starts_with("Write an email"), "{email}");
        }
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
