//! Statements on accounts; no rules, no messages.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

use super::model::SEARCHED;
use super::model::{Credentials, NewUser, User, UserChanges, UserFilter, UserSort, normal_email};
use crate::db::schema::users;
use crate::db::{alphabetical, has_words, lower, sql};
use crate::kernel::ids::UserId;
use crate::kernel::paging::Paging;
use crate::kernel::{Language, Role};

pub(super) fn find(conn: &mut PgConnection, id: UserId) -> QueryResult<Option<User>> {
    users::table
        .find(id)
        .select(User::as_select())
        .first(conn)
        .optional()
}

pub(super) fn lock(conn: &mut PgConnection, id: UserId) -> QueryResult<Option<User>> {
    users::table
        .find(id)
        .select(User::as_select())
        .for_no_key_update()
        .first(conn)
        .optional()
}

/// Locks accounts in one order, whoever asks, so that nobody waits for each other in a circle.
pub(super) fn lock_all(conn: &mut PgConnection, ids: &[UserId]) -> QueryResult<Vec<User>> {
    users::table
        .filter(users::id.eq_any(ids))
        .select(User::as_select())
        .order(users::id)
        .for_no_key_update()
        .load(conn)
}

/// The account of an address, however its domain and its capitals are written.
pub(super) fn find_by_email(conn: &mut PgConnection, email: &str) -> QueryResult<Option<User>> {
    users::table
        .filter(lower(users::email).eq(lower(email)))
        .or_filter(lower(users::email).eq(lower(normal_email(email))))
        .select(User::as_select())
        .first(conn)
        .optional()
}

pub(super) fn find_credentials(
    conn: &mut PgConnection,
    email: &str,
) -> QueryResult<Option<Credentials>> {
    users::table
        .filter(lower(users::email).eq(lower(email)))
        .or_filter(lower(users::email).eq(lower(normal_email(email))))
        .select((users::id, users::password_hash, users::is_active))
        .first(conn)
        .optional()
}

fn matching(filter: &UserFilter) -> users::BoxedQuery<'_, Pg> {
    let mut query = users::table.into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.slug()));
    }
    if let Some(is_active) = filter.is_active {
        query = query.filter(users::is_active.eq(is_active));
    }
    if let Some(search) = filter.search.as_deref().filter(|s| !s.is_empty()) {
        query = query.filter(has_words(SEARCHED, search));
    }
    query
}

pub(super) fn list(
    conn: &mut PgConnection,
    filter: &UserFilter,
    sort: UserSort,
    paging: Paging,
) -> QueryResult<Vec<User>> {
    // The name that is shown: the e-mail address stands in for one that is not there.
    let name = || alphabetical("coalesce(nullif(users.name, ''), users.email)");
    let role = || {
        sql::<Integer>(
            "array_position(array['coordinator', 'manager', 'officer', 'partner'], users.role)",
        )
    };
    let query = matching(filter).select(User::as_select());
    let query = match sort {
        UserSort::Name => query.order(name()),
        UserSort::NameDown => query.order(name().desc()),
        UserSort::Role => query.order(role()).then_order_by(name()),
        UserSort::RoleDown => query.order(role().desc()).then_order_by(name()),
        UserSort::Seen => query.order(users::last_sign_in_at.asc().nulls_last()),
        UserSort::SeenDown => query.order(users::last_sign_in_at.desc().nulls_last()),
    };
    query
        .then_order_by(users::id)
        .limit(paging.size)
        .offset(paging.offset())
        .load(conn)
}

pub(super) fn count(conn: &mut PgConnection, filter: &UserFilter) -> QueryResult<i64> {
    matching(filter).count().get_result(conn)
}

/// The colours of all accounts but one.
pub(super) fn list_colors(
    conn: &mut PgConnection,
    except: Option<UserId>,
) -> QueryResult<Vec<String>> {
    users::table
        .filter(users::id.nullable().is_distinct_from(except))
        .filter(users::color.is_not_null())
        .select(users::color.assume_not_null())
        .distinct()
        .load(conn)
}

pub(super) fn insert(
    conn: &mut PgConnection,
    user: &NewUser,
    password_hash: Option<String>,
    code: &str,
    joined_at: DateTime<Utc>,
) -> QueryResult<User> {
    diesel::insert_into(users::table)
        .values((
            users::email.eq(&user.email),
            users::name.eq(&user.name),
            users::password_hash.eq(password_hash),
            users::role.eq(user.role.unwrap_or(Role::Partner).slug()),
            users::is_superuser.eq(user.is_superuser),
            users::mobile.eq(&user.mobile),
            users::skype.eq(&user.skype),
            users::code.eq(code),
            users::color.eq(&user.color),
            users::language.eq(user.language.map(Language::tag)),
            users::notes.eq(&user.notes),
            users::joined_at.eq(joined_at),
        ))
        .returning(User::as_returning())
        .get_result(conn)
}

/// How many accounts match, by role and whether they are switched on.
pub(super) fn count_by_role(
    conn: &mut PgConnection,
    search: Option<&str>,
) -> QueryResult<Vec<(Role, bool, i64)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        role: Role,
        #[diesel(sql_type = Bool)]
        is_active: bool,
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let pattern = search.map(crate::db::containing);
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "select role, is_active, count(*) from users
         where $1 is null or public.folded({SEARCHED}) like public.folded($1) group by role, is_active"
    ))
    .bind::<Nullable<Text>, _>(pattern)
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.role, row.is_active, row.count))
        .collect())
}

/// Writes what a coordinator changed.
pub(super) fn update(
    conn: &mut PgConnection,
    id: UserId,
    changes: &UserChanges,
) -> QueryResult<User> {
    diesel::update(users::table.find(id))
        .set((
            users::email.eq(&changes.email),
            users::name.eq(&changes.name),
            users::role.eq(changes.role.slug()),
            users::mobile.eq(&changes.mobile),
            users::skype.eq(&changes.skype),
            users::color.eq(&changes.color),
            users::language.eq(changes.language.map(Language::tag)),
            users::notes.eq(&changes.notes),
            users::version.eq(users::version + 1),
        ))
        .returning(User::as_returning())
        .get_result(conn)
}

/// What somebody changed of their own account.
pub(super) struct OwnValues<'a> {
    pub(super) name: &'a str,
    pub(super) mobile: &'a str,
    /// None takes it away.
    pub(super) language: Option<&'a str>,
    pub(super) time_format: &'a str,
    /// None leaves them.
    pub(super) digits: Option<&'a str>,
}

/// Writes what somebody changed of their own account.
pub(super) fn update_own(
    conn: &mut PgConnection,
    id: UserId,
    values: &OwnValues<'_>,
) -> QueryResult<User> {
    diesel::update(users::table.find(id))
        .set((
            users::name.eq(values.name),
            users::mobile.eq(values.mobile),
            users::language.eq(values.language),
            users::time_format.eq(values.time_format),
            values.digits.map(|digits| users::digits.eq(digits)),
            users::version.eq(users::version + 1),
        ))
        .returning(User::as_returning())
        .get_result(conn)
}

pub(super) fn has_password(conn: &mut PgConnection, id: UserId) -> QueryResult<bool> {
    let with_password = users::table
        .find(id)
        .filter(users::password_hash.is_not_null());
    diesel::select(diesel::dsl::exists(with_password)).get_result(conn)
}

pub(super) fn clear_device(conn: &mut PgConnection, id: UserId) -> QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set(users::device_id.eq(None::<String>))
        .execute(conn)
}

pub(super) fn set_password_hash(
    conn: &mut PgConnection,
    id: UserId,
    hash: &str,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set(users::password_hash.eq(hash))
        .execute(conn)
}

pub(super) fn set_active(
    conn: &mut PgConnection,
    id: UserId,
    is_active: bool,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set(users::is_active.eq::<bool>(is_active))
        .execute(conn)
}

pub(super) fn set_language(
    conn: &mut PgConnection,
    id: UserId,
    language: &str,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set((
            users::language.eq(language),
            users::version.eq(users::version + 1),
        ))
        .execute(conn)
}

pub(super) fn set_signed_in(
    conn: &mut PgConnection,
    id: UserId,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id))
        .set(users::last_sign_in_at.eq(at))
        .execute(conn)
}

/// The account of a code, locked.
pub(super) fn lock_by_code(conn: &mut PgConnection, code: &str) -> QueryResult<Option<User>> {
    users::table
        .filter(users::code.eq(code))
        .select(User::as_select())
        .for_no_key_update()
        .first(conn)
        .optional()
}

/// Gives a phone to one account and takes it from all others.
pub(super) fn set_device(conn: &mut PgConnection, id: UserId, device: &str) -> QueryResult<usize> {
    let is_owner = users::id.eq(id);
    diesel::update(users::table)
        .filter(users::device_id.eq(device).and(users::id.ne(id)))
        .set(users::device_id.eq(None::<String>))
        .execute(conn)?;
    diesel::update(users::table.filter(is_owner))
        .set(users::device_id.eq(device))
        .execute(conn)
}

/// Accounts whose role is partner: all that are active; and one more that a form already names, whatever it is by now.
pub(super) fn list_partners(
    conn: &mut PgConnection,
    and: Option<UserId>,
) -> QueryResult<Vec<User>> {
    let is_named = users::id.eq(and.unwrap_or(UserId(0)));
    let may_be_chosen = users::is_active
        .eq::<bool>(true)
        .and(users::role.eq("partner"));
    let shown: Box<dyn BoxableExpression<users::table, Pg, SqlType = Bool>> =
        Box::new(may_be_chosen.or(is_named));
    users::table
        .filter(shown)
        .order((alphabetical("users.name"), users::id))
        .select(User::as_select())
        .load(conn)
}

pub(super) fn list_by_id(conn: &mut PgConnection, ids: &[UserId]) -> QueryResult<Vec<User>> {
    users::table
        .filter(users::id.eq_any(ids))
        .order(users::id)
        .select(User::as_select())
        .load(conn)
}

/// Active accounts that may do everything here.
pub(super) fn list_coordinators(conn: &mut PgConnection) -> QueryResult<Vec<User>> {
    let may_all = users::role
        .eq(Role::Coordinator.slug())
        .or(users::is_superuser.eq::<bool>(true));
    users::table
        .filter(users::is_active.eq::<bool>(true))
        .filter(may_all)
        .order(users::id)
        .select(User::as_select())
        .load(conn)
}
