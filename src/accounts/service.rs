//! What can be done with accounts.

use serde_json::json;

use super::model::{Credentials, NewUser, User, UserCounts, UserFilter, UserSort};
use super::{colors, edit, links, password, password_rules, queries};
use crate::audit;
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::UserId;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Actor, Error, Language, Model, OpContext, Permission, Result, Text};
use crate::web::session::{self, Session, SignedIn};

/// Makes an account with its code. No mail is sent; [`super::invitations`] does that.
///
/// # Errors
/// `Invalid` with every wrong field.
pub fn create(cx: &mut OpContext<'_>, user: NewUser) -> Result<User> {
    cx.require(Permission::add(Model::User))?;
    let user = user.checked()?;
    let hash = user.password.as_deref().map(password::hash).transpose()?;
    let code = random_hex(13)?;
    let stored = queries::insert(cx.conn, &user, hash, &code, cx.now)
        .on_constraint("users_email_key", || {
            Error::invalid("email", "user-email-taken")
        })?;
    let after = json!({"email": stored.email, "name": stored.name, "role": stored.role, "is_superuser": stored.is_superuser});
    audit::record(cx, "user.create", "user", &stored.id, None, Some(after))?;
    Ok(stored)
}

fn random_hex(digits: usize) -> Result<String> {
    let mut token = session::random_token()?;
    token.truncate(digits);
    Ok(token)
}

/// Accounts by name.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn list(
    cx: &mut OpContext<'_>,
    filter: &UserFilter,
    paging: Paging,
) -> Result<Paginated<User>> {
    list_sorted(cx, filter, UserSort::Name, paging)
}

/// Accounts in some order.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn list_sorted(
    cx: &mut OpContext<'_>,
    filter: &UserFilter,
    sort: UserSort,
    paging: Paging,
) -> Result<Paginated<User>> {
    cx.require(Permission::view(Model::User))?;
    let total = queries::count(cx.conn, filter)?;
    let paging = paging.within(total);
    let rows = queries::list(cx.conn, filter, sort, paging)?;
    Ok(Paginated::new(rows, total, paging))
}

/// How many accounts there are among those that are searched for.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn count(cx: &mut OpContext<'_>, search: Option<&str>) -> Result<UserCounts> {
    cx.require(Permission::view(Model::User))?;
    let mut counts = UserCounts::default();
    for (role, is_active, count) in queries::count_by_role(cx.conn, search)? {
        if is_active {
            counts.by_role.push((role, count));
        } else {
            counts.off += count;
        }
    }
    Ok(counts)
}

/// Whether somebody can sign in with a password already.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn has_password(cx: &mut OpContext<'_>, id: UserId) -> Result<bool> {
    cx.require(Permission::view(Model::User))?;
    Ok(queries::has_password(cx.conn, id)?)
}

/// An account that the actor is about to change, locked together with their own: of two coordinators who switch each
/// other off at once, the second finds that they may not any more.
///
/// # Errors
/// `NotFound`; `SignedOut` when the actor was switched off meanwhile; `Forbidden` for those who may not change it.
pub(super) fn lock_for_change(cx: &mut OpContext<'_>, id: UserId) -> Result<User> {
    let ids: Vec<UserId> = cx.actor.user_id().into_iter().chain([id]).collect();
    let locked = queries::lock_all(cx.conn, &ids)?;
    if let Actor::User {
        id: me,
        role,
        is_superuser,
        ..
    } = &cx.actor
    {
        let own = locked.iter().find(|user| user.id == *me && user.is_active);
        let own = own.ok_or(Error::SignedOut)?;
        if (own.role, own.is_superuser) != (*role, *is_superuser) {
            return Err(Error::Forbidden);
        }
    }
    let user = locked.into_iter().find(|user| user.id == id);
    let user = user.ok_or_else(|| Error::not_found("thing-user", id))?;
    if edit::may_change(&cx.actor, &user) {
        Ok(user)
    } else {
        Err(Error::Forbidden)
    }
}

/// Some colours for an account that are least like those of all others.
///
/// # Errors
/// `Forbidden`, or when the database refuses.
pub fn free_colors(cx: &mut OpContext<'_>, account: Option<UserId>) -> Result<Vec<String>> {
    cx.require(Permission::view(Model::User))?;
    let used = queries::list_colors(cx.conn, account)?;
    Ok(colors::unlike(&used, 4))
}

/// Partners that a form may offer: the active ones, and the one already chosen.
///
/// # Errors
/// `Forbidden` for partners themselves.
pub fn list_partners(cx: &mut OpContext<'_>, chosen: Option<UserId>) -> Result<Vec<User>> {
    cx.require(Permission::ViewAllPartners)?;
    Ok(queries::list_partners(cx.conn, chosen)?)
}

/// Those who look after the country: active coordinators and superusers.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn list_coordinators(cx: &mut OpContext<'_>) -> Result<Vec<User>> {
    cx.require(Permission::view(Model::User))?;
    Ok(queries::list_coordinators(cx.conn)?)
}

/// The accounts of these ids, those that exist.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn list_by_id(cx: &mut OpContext<'_>, ids: &[UserId]) -> Result<Vec<User>> {
    cx.require(Permission::view(Model::User))?;
    Ok(queries::list_by_id(cx.conn, ids)?)
}

/// One account. People may see their own.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn show(cx: &mut OpContext<'_>, id: UserId) -> Result<User> {
    if cx.actor.user_id() != Some(id) {
        cx.require(Permission::view(Model::User))?;
    }
    queries::find(cx.conn, id)?.ok_or_else(|| Error::not_found("thing-user", id))
}

/// The account of an e-mail address, in any spelling of it.
///
/// # Errors
/// `Forbidden` for those who do not see accounts.
pub fn find_by_email(cx: &mut OpContext<'_>, email: &str) -> Result<Option<User>> {
    cx.require(Permission::view(Model::User))?;
    Ok(queries::find_by_email(cx.conn, email.trim())?)
}

/// Gives an account a new password and ends its sessions.
///
/// # Errors
/// `NotFound`, or `Invalid` for a password that will not do.
pub fn set_password(cx: &mut OpContext<'_>, id: UserId, new: &str) -> Result<()> {
    cx.require(Permission::change(Model::User))?;
    let user = lock_for_change(cx, id)?;
    password_rules::check(new, &user.email)?;
    let hash = password::hash(new)?;
    queries::set_password_hash(cx.conn, id, &hash)?;
    links::forget(cx, id)?;
    session::end_all_of(cx, id)?;
    audit::record(cx, "user.set_password", "user", &id, None, None)
}

/// The browsers that are signed in, the latest first.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn list_sessions(cx: &mut OpContext<'_>) -> Result<Vec<SignedIn>> {
    cx.require(Permission::Administer)?;
    session::list(cx)
}

/// Ends the sessions of an account, one session by its name, or all; gives how many.
///
/// # Errors
/// `Forbidden`, or `NotFound` for an account that is not there.
pub fn revoke_sessions(
    cx: &mut OpContext<'_>,
    email: Option<&str>,
    name: Option<&str>,
) -> Result<usize> {
    cx.require(Permission::Administer)?;
    let (ended, whose) = if let Some(email) = email {
        let user = queries::find_by_email(cx.conn, email.trim())?
            .ok_or_else(|| Error::not_found("thing-user", email))?;
        (session::end_all_of(cx, user.id)?, user.id.to_string())
    } else {
        let ended = session::end_named(cx, name)?;
        (ended, name.unwrap_or("all").to_owned())
    };
    let after = json!({"ended": ended});
    audit::record(cx, "session.revoke", "session", &whose, None, Some(after))?;
    Ok(ended)
}

/// Switches an account off and ends its sessions; what it did stays.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is off or one's own.
pub fn deactivate(cx: &mut OpContext<'_>, id: UserId) -> Result<User> {
    cx.require(Permission::delete(Model::User))?;
    if cx.actor.user_id() == Some(id) {
        return Err(Error::conflict("user-deactivate-self"));
    }
    let user = set_active(cx, id, false)?;
    session::end_all_of(cx, id)?;
    Ok(user)
}

/// Switches an account on again.
///
/// # Errors
/// `NotFound`, or `Conflict` when it is on.
pub fn activate(cx: &mut OpContext<'_>, id: UserId) -> Result<User> {
    cx.require(Permission::change(Model::User))?;
    set_active(cx, id, true)
}

fn set_active(cx: &mut OpContext<'_>, id: UserId, is_active: bool) -> Result<User> {
    let mut user = lock_for_change(cx, id)?;
    if user.is_active == is_active {
        let key = if is_active {
            "user-is-active"
        } else {
            "user-is-inactive"
        };
        return Err(Error::conflict(
            Text::new(key).arg("name", user.display_name()),
        ));
    }
    queries::set_active(cx.conn, id, is_active)?;
    let action = if is_active {
        "user.activate"
    } else {
        "user.deactivate"
    };
    let (before, after) = (
        json!({"is_active": user.is_active}),
        json!({"is_active": is_active}),
    );
    audit::record(cx, action, "user", &id, Some(before), Some(after))?;
    user.is_active = is_active;
    Ok(user)
}

/// Stores the language somebody chose for their own pages.
///
/// # Errors
/// `SignedOut` when nobody is.
pub fn choose_language(cx: &mut OpContext<'_>, language: Language) -> Result<()> {
    let id = cx.actor.user_id().ok_or(Error::SignedOut)?;
    let before = queries::find(cx.conn, id)?.and_then(|user| user.language);
    queries::set_language(cx.conn, id, language.tag())?;
    let (before, after) = (json!({"language": before}), json!({"language": language}));
    audit::record(
        cx,
        "user.choose_language",
        "user",
        &id,
        Some(before),
        Some(after),
    )
}

/// What signing in checks a password against. Without an account there is nothing, and the check takes as long.
pub(super) fn credentials(cx: &mut OpContext<'_>, email: &str) -> Result<Option<Credentials>> {
    Ok(queries::find_credentials(cx.conn, email.trim())?)
}

/// Opens a session for somebody whose password was right, and ends the one their browser had.
///
/// # Errors
/// `Conflict` when the account is switched off.
pub(super) fn signed_in(
    cx: &mut OpContext<'_>,
    id: UserId,
    before: Option<&Session>,
    address: &str,
    user_agent: &str,
) -> Result<String> {
    let user = queries::lock(cx.conn, id)?
        .filter(|user| user.is_active)
        .ok_or_else(|| Error::conflict("sign-in-inactive"))?;
    if let Some(before) = before {
        session::end(cx, before)?;
    }
    cx.actor = actor_of(&user);
    queries::set_signed_in(cx.conn, id, cx.now)?;
    audit::record(cx, "user.sign_in", "user", &id, None, None)?;
    session::start(cx, id, address, user_agent)
}

/// Somebody acting for themselves.
pub(super) fn actor_of(user: &User) -> Actor {
    Actor::User {
        id: user.id,
        name: user.display_name().to_owned(),
        role: user.role,
        is_superuser: user.is_superuser,
    }
}

/// Ends a session at its owner's wish.
pub(super) fn signed_out(cx: &mut OpContext<'_>, session: &Session) -> Result<()> {
    session::end(cx, session)?;
    if let Some(id) = cx.actor.user_id() {
        audit::record(cx, "user.sign_out", "user", &id, None, None)?;
    }
    Ok(())
}

/// Binds a phone to the person whose code it scanned, and takes it from whoever had it; `None` when no account has
/// this code. The last capture counts.
///
/// # Errors
/// When the database refuses.
pub fn bind_device(cx: &mut OpContext<'_>, code: &str, device: &str) -> Result<Option<UserId>> {
    let Some(user) = queries::lock_by_code(cx.conn, code)? else {
        return Ok(None);
    };
    if user.device_id.as_deref() != Some(device) {
        queries::set_device(cx.conn, user.id, device)?;
        let (before, after) = (
            json!({"device_id": user.device_id}),
            json!({"device_id": device}),
        );
        audit::record(
            cx,
            "user.bind_device",
            "user",
            &user.id,
            Some(before),
            Some(after),
        )?;
    }
    Ok(Some(user.id))
}
