//! Tokens with which programs act as a person: several each, named, shown once, revocable. The table holds hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::model::User;
use super::{queries, service};
use crate::audit;
use crate::db::schema::api_tokens as rows;
use crate::kernel::error::OnConstraint;
use crate::kernel::ids::{ApiTokenId, UserId};
use crate::kernel::{Error, Model, OpContext, Permission, Result};
use crate::web::session;

/// Hex digits of a token.
const DIGITS: usize = 40;
/// Digits that are kept to tell it from others.
const HINT: usize = 6;
/// Letters of a name.
const NAME: usize = 60;

/// A token, without the token.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = rows)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Token {
    pub id: ApiTokenId,
    pub name: String,
    /// Its first characters.
    pub hint: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Makes a token for an account; the text is shown once and never again.
///
/// # Errors
/// `NotFound`, `Conflict` when the account is switched off, `Invalid` for a name that is missing, long or taken.
pub fn create(cx: &mut OpContext<'_>, user: UserId, name: &str) -> Result<(Token, String)> {
    cx.require(Permission::change(Model::User))?;
    let user = service::lock_for_change(cx, user)?;
    if !user.is_active {
        return Err(Error::conflict("sign-in-inactive"));
    }
    let name = &*crate::kernel::one_line(name);
    if name.is_empty() || name.chars().count() > NAME {
        return Err(Error::invalid("token_name", "token-name-wrong"));
    }
    let mut text = session::random_token()?;
    text.truncate(DIGITS);
    let token: Token = diesel::insert_into(rows::table)
        .values((
            rows::user_id.eq(user.id),
            rows::name.eq(name),
            rows::token_hash.eq(session::hash(&text)),
            rows::hint.eq(text.get(..HINT).unwrap_or_default()),
            rows::created_at.eq(cx.now),
            rows::created_by.eq(cx.actor.user_id()),
        ))
        .returning(Token::as_returning())
        .get_result(cx.conn)
        .on_constraint("api_tokens_user_id_name_key", || {
            Error::invalid("token_name", "token-name-taken")
        })?;
    let after = json!({"token": token.name, "hint": token.hint});
    audit::record(cx, "user.create_token", "user", &user.id, None, Some(after))?;
    Ok((token, text))
}

/// The tokens of an account that are worth something.
///
/// # Errors
/// `Forbidden` for those who do not change accounts.
pub fn list(cx: &mut OpContext<'_>, user: UserId) -> Result<Vec<Token>> {
    cx.require(Permission::change(Model::User))?;
    Ok(rows::table
        .filter(rows::user_id.eq(user))
        .filter(rows::revoked_at.is_null())
        .select(Token::as_select())
        .order(rows::id)
        .load(cx.conn)?)
}

/// Makes a token worthless.
///
/// # Errors
/// `NotFound` when the account has no such token.
pub fn revoke(cx: &mut OpContext<'_>, user: UserId, id: ApiTokenId) -> Result<Token> {
    cx.require(Permission::change(Model::User))?;
    let user = service::lock_for_change(cx, user)?;
    let token: Option<Token> = diesel::update(rows::table.find(id))
        .filter(rows::user_id.eq(user.id))
        .filter(rows::revoked_at.is_null())
        .set(rows::revoked_at.eq(cx.now))
        .returning(Token::as_returning())
        .get_result(cx.conn)
        .optional()?;
    let token = token.ok_or_else(|| Error::not_found("thing-token", id))?;
    let before = json!({"token": token.name, "hint": token.hint});
    audit::record(
        cx,
        "user.revoke_token",
        "user",
        &user.id,
        Some(before),
        None,
    )?;
    Ok(token)
}

/// Whose token this is, and notes that it was used; none for one that is unknown, revoked, or of an account that is
/// switched off.
///
/// # Errors
/// When the database refuses.
pub fn owner_of(cx: &mut OpContext<'_>, token: &str) -> Result<Option<User>> {
    let owner: Option<UserId> = diesel::update(rows::table)
        .filter(rows::token_hash.eq(session::hash(token)))
        .filter(rows::revoked_at.is_null())
        .set(rows::last_used_at.eq(cx.now))
        .returning(rows::user_id)
        .get_result(cx.conn)
        .optional()?;
    let Some(owner) = owner else {
        return Ok(None);
    };
    Ok(queries::find(cx.conn, owner)?.filter(|user| user.is_active))
}

/// The token of a name.
///
/// # Errors
/// `NotFound` when the account has none of this name.
pub fn find_by_name(cx: &mut OpContext<'_>, user: UserId, name: &str) -> Result<Token> {
    let wanted = name.trim().to_lowercase();
    list(cx, user)?
        .into_iter()
        .find(|token| token.name.to_lowercase() == wanted)
        .ok_or_else(|| Error::not_found("thing-token", name.trim()))
}
