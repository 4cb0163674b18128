//! Mails with a link that sets a password: to somebody new, to somebody a coordinator helps, to somebody who forgot.

use chrono::TimeDelta;
use serde_json::json;

use super::links;
use super::model::{NewUser, User};
use super::{queries, service};
use crate::audit;
use crate::kernel::ids::UserId;
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text};
use crate::mail::{self, Letter};

/// How long the link in a mail is worth something.
const WORTH: TimeDelta = TimeDelta::days(3);
/// A forgotten password is mailed about at most this often, so that nobody's mailbox is flooded.
const PAUSE: TimeDelta = TimeDelta::minutes(5);

/// Makes an account. Without a password the person is invited by mail to set one; with one no mail is sent.
///
/// # Errors
/// `Invalid` with every wrong field.
pub fn create(cx: &mut OpContext<'_>, new: NewUser) -> Result<User> {
    let user = service::create(cx, new)?;
    if !queries::has_password(cx.conn, user.id)? {
        send(cx, &user, true)?;
    }
    Ok(user)
}

/// Mails somebody a link to set a password: an invitation as long as they have none.
///
/// # Errors
/// `NotFound`, or `Conflict` when the account is switched off.
pub fn send_link(cx: &mut OpContext<'_>, id: UserId) -> Result<User> {
    cx.require(Permission::change(Model::User))?;
    let user = service::lock_for_change(cx, id)?;
    if !user.is_active {
        return Err(Error::conflict("sign-in-inactive"));
    }
    let is_new = !queries::has_password(cx.conn, id)?;
    send(cx, &user, is_new)?;
    Ok(user)
}

/// Mails a link to whoever has this address, if anybody has and may sign in. Nobody learns which it was.
///
/// # Errors
/// When the database refuses.
pub fn request(cx: &mut OpContext<'_>, email: &str) -> Result<()> {
    let Some(user) = queries::find_by_email(cx.conn, email.trim())?.filter(|user| user.is_active)
    else {
        return Ok(());
    };
    // Two who ask at the same moment wait for each other.
    queries::lock(cx.conn, user.id)?;
    if links::made_since(cx, user.id, cx.now - PAUSE)? {
        return Ok(());
    }
    let is_new = !queries::has_password(cx.conn, user.id)?;
    send(cx, &user, is_new)
}

fn send(cx: &mut OpContext<'_>, user: &User, is_new: bool) -> Result<()> {
    let link = links::make(cx, Some(user.id), WORTH)?;
    let language = user.language_or(cx.settings.default_language());
    let country = cx.settings.name_in(language);
    let (purpose, subject, lead) = if is_new {
        ("user.invitation", "invitation-subject", "invitation-lead")
    } else {
        ("user.password_reset", "reset-subject", "reset-lead")
    };
    let text = |key: &'static str| {
        Text::new(key)
            .arg("name", user.display_name())
            .arg("email", user.email.as_str())
            .arg("country", country.as_str())
            .arg("days", WORTH.num_days())
    };
    let letter = Letter::new(purpose, user.email.as_str(), language, text(subject))
        .words(text("invitation-greeting"))
        .words(text(lead))
        .button(text("link-title"), link.path)
        .words(text("invitation-worth"))
        .words(text(if is_new {
            "invitation-mistake"
        } else {
            "reset-mistake"
        }));
    mail::queue(cx, letter)?;
    let after = json!({"to": user.email, "about": purpose, "expires_at": link.expires_at});
    audit::record(cx, "user.mail_link", "user", &user.id, None, Some(after))
}
