//! Signed-in browsers: the `sessions` table and nothing else. The cookie holds a random token, the table its hash.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use rand::TryRngCore;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::flash::Flash;
use crate::db::schema::{sessions, users};
use crate::kernel::ids::UserId;
use crate::kernel::{Actor, Digits, Error, Habits, Hours, Language, OpContext, Result, Role, Text};

/// How long a session lives without a request.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// A request writes the time of the last one at most this often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session that is alive, with the account it belongs to.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) token_hash: String,
    pub(super) csrf_token: String,
    pub(super) flashes: Vec<Flash>,
    /// When its last request was seen.
    pub last_seen_at: DateTime<Utc>,
    pub(super) actor: Actor,
    pub(super) email: String,
    pub(super) language: Option<Language>,
    pub(super) habits: Habits,
}

#[derive(Queryable)]
struct Row {
    token_hash: String,
    csrf_token: String,
    flash: serde_json::Value,
    last_seen_at: DateTime<Utc>,
    user_id: UserId,
    email: String,
    name: String,
    role: Role,
    is_superuser: bool,
    language: Option<String>,
    time_format: Option<String>,
    digits: Option<String>,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        let name = if row.name.is_empty() {
            row.email.clone()
        } else {
            row.name
        };
        Self {
            token_hash: row.token_hash,
            csrf_token: row.csrf_token,
            flashes: serde_json::from_value(row.flash).unwrap_or_default(),
            last_seen_at: row.last_seen_at,
            actor: Actor::User {
                id: row.user_id,
                name,
                role: row.role,
                is_superuser: row.is_superuser,
            },
            email: row.email,
            language: row.language.as_deref().and_then(Language::from_tag),
            habits: Habits {
                hours: match row.time_format.as_deref() {
                    Some("12") => Hours::H12,
                    _ => Hours::H24,
                },
                digits: row
                    .digits
                    .as_deref()
                    .and_then(Digits::from_slug)
                    .unwrap_or_default(),
            },
        }
    }
}

impl Session {
    /// Its name: the beginning of its stored hash.
    pub fn name(&self) -> String {
        self.token_hash.chars().take(NAME).collect()
    }

    /// The address its account signs in with.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// A made-up session, for the test of all pages.
    pub(super) fn sample() -> Self {
        let text = Text::new("days").arg("count", 3);
        Self {
            token_hash: String::new(),
            csrf_token: String::new(),
            flashes: vec![
                Flash::success(text.clone()).with_undo("/x/"),
                Flash::error(text),
            ],
            last_seen_at: DateTime::UNIX_EPOCH,
            actor: Actor::User {
                id: UserId(1),
                name: "Ana <Officer>".into(),
                role: Role::Officer,
                is_superuser: false,
            },
            email: "ana@example.org".into(),
            language: None,
            habits: Habits {
                hours: Hours::H12,
                digits: Digits::Arabic,
            },
        }
    }
}

/// A new random secret, 64 hex digits.
///
/// # Errors
/// `Internal` when the system gives no randomness.
pub fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(Error::internal)?;
    Ok(hex::encode(bytes))
}

pub(crate) fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// The session of a cookie's value, unless it is unknown, idle for too long or its account is switched off.
/// Seeing it keeps it alive unless `quietly`.
///
/// # Errors
/// When the database cannot be asked.
pub(super) fn find(cx: &mut OpContext<'_>, token: &str, quietly: bool) -> Result<Option<Session>> {
    let row: Option<Row> = sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(hash(token)))
        .filter(sessions::last_seen_at.gt(cx.now - IDLE))
        .filter(users::is_active)
        .select((
            sessions::token_hash,
            sessions::csrf_token,
            sessions::flash,
            sessions::last_seen_at,
            users::id,
            users::email,
            users::name,
            users::role,
            users::is_superuser,
            users::language,
            users::time_format,
            users::digits,
        ))
        .first(cx.conn)
        .optional()?;
    let session = row.map(Session::from);
    if let Some(session) = &session
        && !quietly
        && cx.now - session.last_seen_at > TOUCH_EVERY
    {
        touch(cx, &session.token_hash)?;
    }
    Ok(session)
}

/// Writes that the session was used now.
pub(super) fn touch(cx: &mut OpContext<'_>, token_hash: &str) -> Result<()> {
    diesel::update(sessions::table.find(token_hash))
        .set(sessions::last_seen_at.eq(cx.now))
        .execute(cx.conn)?;
    Ok(())
}

/// Opens a session for an account and gives the value for the cookie. Always a new value, so that one planted in a
/// browser before signing in is worth nothing.
///
/// # Errors
/// When the database refuses.
pub fn start(
    cx: &mut OpContext<'_>,
    user: UserId,
    address: &str,
    user_agent: &str,
) -> Result<String> {
    let token = random_token()?;
    let user_agent: String = user_agent.chars().take(200).collect();
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(hash(&token)),
            sessions::user_id.eq(user),
            sessions::csrf_token.eq(random_token()?),
            sessions::created_at.eq(cx.now),
            sessions::last_seen_at.eq(cx.now),
            sessions::address.eq(address),
            sessions::user_agent.eq(user_agent),
        ))
        .execute(cx.conn)?;
    Ok(token)
}

/// Ends one session.
///
/// # Errors
/// When the database refuses.
pub fn end(cx: &mut OpContext<'_>, session: &Session) -> Result<()> {
    diesel::delete(sessions::table.find(&session.token_hash)).execute(cx.conn)?;
    Ok(())
}

/// A browser that is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct SignedIn {
    /// Beginning of its stored hash; enough to name it, worth nothing in a cookie.
    pub session: String,
    pub email: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub address: String,
    pub user_agent: String,
}

/// Letters of a session's name.
const NAME: usize = 12;

/// The browsers that are signed in, the latest first.
///
/// # Errors
/// When the database refuses.
pub fn list(cx: &mut OpContext<'_>) -> Result<Vec<SignedIn>> {
    list_where(cx, None)
}

/// The browsers in which an account is signed in, the latest first.
///
/// # Errors
/// When the database refuses.
pub fn list_of(cx: &mut OpContext<'_>, user: UserId) -> Result<Vec<SignedIn>> {
    list_where(cx, Some(user))
}

fn list_where(cx: &mut OpContext<'_>, user: Option<UserId>) -> Result<Vec<SignedIn>> {
    type Row = (
        String,
        String,
        String,
        DateTime<Utc>,
        DateTime<Utc>,
        String,
        String,
    );
    let mut query = sessions::table
        .inner_join(users::table)
        .filter(sessions::last_seen_at.gt(cx.now - IDLE))
        .into_boxed();
    if let Some(user) = user {
        query = query.filter(sessions::user_id.eq(user));
    }
    let rows: Vec<Row> = query
        .select((
            sessions::token_hash,
            users::email,
            users::name,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::address,
            sessions::user_agent,
        ))
        .order(sessions::last_seen_at.desc())
        .load(cx.conn)?;
    Ok(rows
        .into_iter()
        .map(|row| SignedIn {
            session: row.0.chars().take(NAME).collect(),
            email: row.1,
            name: row.2,
            created_at: row.3,
            last_seen_at: row.4,
            address: row.5,
            user_agent: row.6,
        })
        .collect())
}

/// Ends the session with a name, or everybody's.
///
/// # Errors
/// When the database refuses.
pub fn end_named(cx: &mut OpContext<'_>, name: Option<&str>) -> Result<usize> {
    let ended = match name {
        Some(name) if name.len() >= NAME => {
            let named = sessions::token_hash.like(format!("{}%", crate::db::escape_like(name)));
            diesel::delete(sessions::table.filter(named)).execute(cx.conn)?
        }
        Some(_) => 0,
        None => diesel::delete(sessions::table).execute(cx.conn)?,
    };
    Ok(ended)
}

/// Ends the session of an account that has a name.
///
/// # Errors
/// When the database refuses.
pub fn end_named_of(cx: &mut OpContext<'_>, user: UserId, name: &str) -> Result<usize> {
    if name.len() < NAME {
        return Ok(0);
    }
    let named = sessions::token_hash.like(format!("{}%", crate::db::escape_like(name)));
    let ended = diesel::delete(sessions::table.filter(named))
        .filter(sessions::user_id.eq(user))
        .execute(cx.conn)?;
    Ok(ended)
}

/// Ends all sessions of an account but one.
///
/// # Errors
/// When the database refuses.
pub fn end_others_of(cx: &mut OpContext<'_>, user: UserId, this: &Session) -> Result<usize> {
    let ended = diesel::delete(sessions::table.filter(sessions::user_id.eq(user)))
        .filter(sessions::token_hash.ne(&this.token_hash))
        .execute(cx.conn)?;
    Ok(ended)
}

/// Ends all sessions of an account, for example when its password changes.
///
/// # Errors
/// When the database refuses.
pub fn end_all_of(cx: &mut OpContext<'_>, user: UserId) -> Result<usize> {
    let ended =
        diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(cx.conn)?;
    Ok(ended)
}

pub(super) fn push_flash(cx: &mut OpContext<'_>, token_hash: &str, flash: &Flash) -> Result<()> {
    use diesel::sql_types::{Jsonb, Text};
    let message = serde_json::to_value([flash]).map_err(Error::internal)?;
    crate::db::sql_query("update sessions set flash = flash || $1 where token_hash = $2")
        .bind::<Jsonb, _>(message)
        .bind::<Text, _>(token_hash)
        .execute(cx.conn)?;
    Ok(())
}

/// Forgets the first `shown` messages; one added meanwhile stays for the next page.
pub(super) fn drop_flashes(cx: &mut OpContext<'_>, token_hash: &str, shown: usize) -> Result<()> {
    use diesel::sql_types::{Integer, Text};
    crate::db::sql_query(
        "update sessions set flash = coalesce((select jsonb_agg(m order by n) from \
         jsonb_array_elements(flash) with ordinality as e(m, n) where n > $1), '[]') where token_hash = $2",
    )
    .bind::<Integer, _>(i32::try_from(shown).unwrap_or(i32::MAX))
    .bind::<Text, _>(token_hash)
    .execute(cx.conn)?;
    Ok(())
}
