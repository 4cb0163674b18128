//! Changing accounts: coordinators change everybody's, people their own name, phone, language, time and password.

use serde::Serialize;
use serde_json::{Value, json};

use super::model::{NewUser, User, UserChanges};
use super::{links, password, password_rules, queries, service};
use crate::audit;
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::UserId;
use crate::kernel::{Actor, Digits, Error, Language, Model, OpContext, Permission, Result};
use crate::web::session::{self, Session};

/// Changes an account. `version` is the one that was looked at.
///
/// # Errors
/// `Stale` when somebody else changed it meanwhile, `Invalid` with every wrong field, `Conflict` for one's own role.
pub fn edit(
    cx: &mut OpContext<'_>,
    id: UserId,
    version: i32,
    changes: UserChanges,
) -> Result<User> {
    cx.require(Permission::change(Model::User))?;
    let before = service::lock_for_change(cx, id)?;
    Error::require_version(before.version, version)?;
    let changes = changes.checked()?;
    if cx.actor.user_id() == Some(id) && changes.role != before.role {
        return Err(Error::invalid("role", "user-role-self"));
    }
    let user = queries::update(cx.conn, id, &changes).on_constraint("users_email_key", || {
        Error::invalid("email", "user-email-taken")
    })?;
    if user.email != before.email {
        links::forget(cx, id)?;
    }
    record(cx, "user.edit", &before, &user)?;
    Ok(user)
}

/// What people may change of their own account.
#[derive(Clone, Debug)]
pub struct ProfileChanges {
    pub name: String,
    pub mobile: String,
    /// None: the country's.
    pub language: Option<Language>,
    /// Whether hours are shown as 1 to 12.
    pub has_twelve_hours: bool,
    /// Digits of Arabic pages; none leaves them as they are.
    pub digits: Option<Digits>,
}

/// Changes one's own account.
///
/// # Errors
/// `SignedOut`, `Stale`, or `Invalid` with every wrong field.
pub fn edit_own(cx: &mut OpContext<'_>, version: i32, changes: ProfileChanges) -> Result<User> {
    let id = cx.actor.user_id().ok_or(Error::SignedOut)?;
    let before = queries::lock(cx.conn, id)?.ok_or(Error::SignedOut)?;
    Error::require_version(before.version, version)?;
    let checked = NewUser {
        mobile: changes.mobile,
        ..NewUser::new(before.email.as_str(), changes.name, before.role)
    }
    .checked()?;
    let format = if changes.has_twelve_hours { "12" } else { "24" };
    let values = queries::OwnValues {
        name: &checked.name,
        mobile: &checked.mobile,
        language: changes.language.map(Language::tag),
        time_format: format,
        digits: changes.digits.map(Digits::slug),
    };
    let user = queries::update_own(cx.conn, id, &values)?;
    record(cx, "user.edit_own", &before, &user)?;
    Ok(user)
}

/// Sets one's own password, after the present one was found right; ends one's other sessions.
///
/// # Errors
/// `Invalid` for a password that will not do.
pub(super) fn set_own_password(
    cx: &mut OpContext<'_>,
    session: &Session,
    new: &str,
) -> Result<usize> {
    let id = cx.actor.user_id().ok_or(Error::SignedOut)?;
    let user = queries::lock(cx.conn, id)?.ok_or(Error::SignedOut)?;
    password_rules::check(new, &user.email)?;
    let hash = password::hash(new)?;
    queries::set_password_hash(cx.conn, id, &hash)?;
    links::forget(cx, id)?;
    let ended = session::end_others_of(cx, id, session)?;
    let after = json!({"sessions_ended": ended});
    audit::record(cx, "user.set_own_password", "user", &id, None, Some(after))?;
    Ok(ended)
}

/// Ends one of one's own sessions by its name, or all of them, this one too.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub(super) fn end_own_sessions(cx: &mut OpContext<'_>, name: Option<&str>) -> Result<usize> {
    let id = cx.actor.user_id().ok_or(Error::SignedOut)?;
    let ended = match name {
        Some(name) => session::end_named_of(cx, id, name)?,
        None => session::end_all_of(cx, id)?,
    };
    let after = json!({"ended": ended});
    audit::record(cx, "user.end_own_sessions", "user", &id, None, Some(after))?;
    Ok(ended)
}

/// Takes the phone from an account, so that another can be bound.
///
/// # Errors
/// `NotFound`, or `Conflict` when none is bound.
pub fn unbind_device(cx: &mut OpContext<'_>, id: UserId) -> Result<User> {
    cx.require(Permission::change(Model::User))?;
    let user = service::lock_for_change(cx, id)?;
    if user.device_id.is_none() {
        return Err(Error::conflict("user-no-device"));
    }
    queries::clear_device(cx.conn, id)?;
    let before = json!({"device_id": user.device_id});
    let after = json!({"device_id": null});
    audit::record(
        cx,
        "user.unbind_device",
        "user",
        &id,
        Some(before),
        Some(after),
    )?;
    Ok(User {
        device_id: None,
        ..user
    })
}

fn record(cx: &mut OpContext<'_>, action: &str, before: &User, after: &User) -> Result<()> {
    audit::record(
        cx,
        action,
        "user",
        &after.id,
        Some(shown(before)?),
        Some(shown(after)?),
    )
}

/// What of an account the audit compares.
fn shown(user: &User) -> Result<Value> {
    #[derive(Serialize)]
    struct Shown<'a> {
        email: &'a str,
        name: &'a str,
        role: &'a str,
        mobile: &'a str,
        skype: &'a str,
        color: Option<&'a str>,
        language: Option<&'a str>,
        time_format: Option<&'a str>,
        digits: Option<&'a str>,
        notes: &'a str,
    }
    serde_json::to_value(Shown {
        email: &user.email,
        name: &user.name,
        role: user.role.slug(),
        mobile: &user.mobile,
        skype: &user.skype,
        color: user.color.as_deref(),
        language: user.language.as_deref(),
        time_format: user.time_format.as_deref(),
        digits: user.digits.as_deref(),
        notes: &user.notes,
    })
    .map_err(Error::internal)
}

/// Whether somebody may change an account: a superuser's only superusers and those at the server.
pub(super) fn may_change(actor: &Actor, user: &User) -> bool {
    match actor {
        Actor::User { is_superuser, .. } => *is_superuser || !user.is_superuser,
        _ => true,
    }
}
