//! Links with which somebody sets a password once: for an account, or to make the first coordinator of a country.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::json;

use super::model::{NewUser, User};
use super::{password, password_rules, queries, service};
use crate::audit;
use crate::db::schema::password_links as rows;
use crate::kernel::ids::UserId;
use crate::kernel::{Actor, Error, Model, OpContext, Permission, Result, Role};
use crate::web::session;

/// How long a link for an account is worth something.
const FOR_AN_ACCOUNT: TimeDelta = TimeDelta::days(1);
/// How long the link for the first coordinator is: somebody abroad may have to be told of it first.
const FOR_THE_FIRST: TimeDelta = TimeDelta::days(7);

/// A link that was made; its token is shown once.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Link {
    /// Below the country's address.
    pub path: String,
    pub expires_at: DateTime<Utc>,
}

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Setting the password of this account.
    Password(Box<User>),
    /// Making the account of the first coordinator.
    FirstCoordinator,
}

/// Makes a link for an account; an earlier one is worth nothing any more.
///
/// # Errors
/// `NotFound`, or `Conflict` when the account is switched off.
pub fn password_link(cx: &mut OpContext<'_>, id: UserId) -> Result<Link> {
    cx.require(Permission::change(Model::User))?;
    let user = service::lock_for_change(cx, id)?;
    if !user.is_active {
        return Err(Error::conflict("sign-in-inactive"));
    }
    let link = make(cx, Some(id), FOR_AN_ACCOUNT)?;
    let after = json!({"expires_at": link.expires_at});
    audit::record(cx, "user.password_link", "user", &id, None, Some(after))?;
    Ok(link)
}

/// Makes the link with which the first coordinator of a new country makes an account; an earlier one is worth
/// nothing any more.
///
/// # Errors
/// `Conflict` when there is a coordinator already.
pub fn first_coordinator_link(cx: &mut OpContext<'_>) -> Result<Link> {
    cx.require(Permission::add(Model::User))?;
    if has_coordinator(cx)? {
        return Err(Error::conflict("link-has-coordinator"));
    }
    let link = make(cx, None, FOR_THE_FIRST)?;
    let after = json!({"expires_at": link.expires_at});
    audit::record(
        cx,
        "user.first_coordinator_link",
        "user",
        &"",
        None,
        Some(after),
    )?;
    Ok(link)
}

fn has_coordinator(cx: &mut OpContext<'_>) -> Result<bool> {
    use crate::db::schema::users;
    let coordinators = users::table
        .filter(
            users::role
                .eq(Role::Coordinator.slug())
                .or(users::is_superuser),
        )
        .filter(users::is_active);
    Ok(diesel::select(diesel::dsl::exists(coordinators)).get_result(cx.conn)?)
}

/// Whether a link of this account was made since some moment and not used.
pub(super) fn made_since(
    cx: &mut OpContext<'_>,
    user: UserId,
    since: DateTime<Utc>,
) -> Result<bool> {
    let young = rows::table
        .filter(rows::user_id.eq(user))
        .filter(rows::created_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(young)).get_result(cx.conn)?)
}

/// Makes the link of an account worth nothing: whoever got it is no longer who it was for, or needs it no more.
pub(super) fn forget(cx: &mut OpContext<'_>, user: UserId) -> Result<()> {
    diesel::delete(rows::table.filter(rows::user_id.eq(user))).execute(cx.conn)?;
    Ok(())
}

/// Makes a link; an earlier one of the same account is worth nothing any more.
pub(super) fn make(cx: &mut OpContext<'_>, user: Option<UserId>, worth: TimeDelta) -> Result<Link> {
    let token = session::random_token()?;
    let expires_at = cx.now + worth;
    diesel::delete(rows::table.filter(rows::user_id.is_not_distinct_from(user)))
        .execute(cx.conn)?;
    diesel::insert_into(rows::table)
        .values((
            rows::token_hash.eq(session::hash(&token)),
            rows::user_id.eq(user),
            rows::created_at.eq(cx.now),
            rows::expires_at.eq(expires_at),
        ))
        .execute(cx.conn)?;
    Ok(Link {
        path: format!("/set-password/{token}/"),
        expires_at,
    })
}

/// What a link is for; `None` when it is worth nothing (any more).
///
/// # Errors
/// When the database refuses.
pub fn purpose(cx: &mut OpContext<'_>, token: &str) -> Result<Option<Purpose>> {
    let found: Option<Option<UserId>> = rows::table
        .find(session::hash(token))
        .filter(rows::expires_at.gt(cx.now))
        .select(rows::user_id)
        .first(cx.conn)
        .optional()?;
    Ok(match found {
        None => None,
        Some(Some(id)) => queries::find(cx.conn, id)?
            .filter(|user| user.is_active)
            .map(|user| Purpose::Password(Box::new(user))),
        Some(None) if has_coordinator(cx)? => None,
        Some(None) => Some(Purpose::FirstCoordinator),
    })
}

/// Uses a link up: sets the password and ends the account's sessions.
///
/// # Errors
/// `NotFound` when the link is worth nothing, `Invalid` for a password that will not do.
pub fn set_password(cx: &mut OpContext<'_>, token: &str, new: &str) -> Result<()> {
    let Some(Purpose::Password(user)) = purpose(cx, token)? else {
        return Err(Error::not_found("thing-link", ""));
    };
    password_rules::check(new, &user.email)?;
    let hash = password::hash(new)?;
    use_up(cx, token)?;
    cx.actor = service::actor_of(&user);
    queries::set_password_hash(cx.conn, user.id, &hash)?;
    session::end_all_of(cx, user.id)?;
    audit::record(cx, "user.set_password", "user", &user.id, None, None)
}

/// Uses a link up: makes the account of the country's first coordinator.
///
/// # Errors
/// `NotFound` when the link is worth nothing, `Invalid` with every wrong field.
pub fn make_first_coordinator(
    cx: &mut OpContext<'_>,
    token: &str,
    mut user: NewUser,
) -> Result<User> {
    // Two who hold the link at once: the second waits, and finds it used.
    crate::db::sql_query("select pg_advisory_xact_lock(hashtext('cts first coordinator'))")
        .execute(cx.conn)?;
    if purpose(cx, token)? != Some(Purpose::FirstCoordinator) {
        return Err(Error::not_found("thing-link", ""));
    }
    user.role = Some(Role::Coordinator);
    // Nobody is there yet who could be asked for permission: the link is it.
    cx.actor = Actor::System;
    let made = service::create(cx, user)?;
    use_up(cx, token)?;
    Ok(made)
}

fn use_up(cx: &mut OpContext<'_>, token: &str) -> Result<()> {
    let gone = diesel::delete(rows::table.find(session::hash(token))).execute(cx.conn)?;
    if gone == 0 {
        return Err(Error::not_found("thing-link", ""));
    }
    Ok(())
}
