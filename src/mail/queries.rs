//! Rows of `outgoing_mails`.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;

use super::model::{Mail, MailCounts, NewMail};
use crate::db::schema::outgoing_mails as mails;
use crate::kernel::ids::OutgoingMailId;
use crate::kernel::paging::{Paginated, Paging};

pub(super) fn insert(conn: &mut PgConnection, mail: &NewMail) -> QueryResult<OutgoingMailId> {
    diesel::insert_into(mails::table)
        .values(mail)
        .returning(mails::id)
        .get_result(conn)
}

pub(super) fn list(conn: &mut PgConnection, paging: Paging) -> QueryResult<Paginated<Mail>> {
    let rows = |conn: &mut PgConnection, paging: Paging| {
        mails::table
            .select(Mail::as_select())
            .order(mails::id.desc())
            .limit(paging.size)
            .offset(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        mails::table.select(count_star()).first(conn)
    })
}

/// Mail whose time has come, the one that waits longest first.
pub(super) fn list_due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    most: i64,
) -> QueryResult<Vec<Mail>> {
    mails::table
        .filter(mails::next_attempt_at.le(now))
        .select(Mail::as_select())
        .order((mails::next_attempt_at, mails::id))
        .limit(most)
        .load(conn)
}

pub(super) fn set_sent(
    conn: &mut PgConnection,
    id: OutgoingMailId,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(mails::table.find(id))
        .set((
            mails::sent_at.eq(now),
            mails::next_attempt_at.eq(None::<DateTime<Utc>>),
            mails::attempts.eq(mails::attempts + 1),
            mails::last_error.eq(""),
        ))
        .execute(conn)
}

pub(super) fn set_failed(
    conn: &mut PgConnection,
    id: OutgoingMailId,
    next: Option<DateTime<Utc>>,
    error: &str,
) -> QueryResult<usize> {
    diesel::update(mails::table.find(id))
        .set((
            mails::next_attempt_at.eq(next),
            mails::attempts.eq(mails::attempts + 1),
            mails::last_error.eq(error),
        ))
        .execute(conn)
}

/// Empties what a settled mail said.
pub(super) fn set_forgotten(conn: &mut PgConnection, id: OutgoingMailId) -> QueryResult<usize> {
    diesel::update(mails::table.find(id))
        .set((mails::text_body.eq(""), mails::html_body.eq(None::<String>)))
        .execute(conn)
}

/// Gives up everything that waits; what it said may hold links.
pub(super) fn give_up_waiting(conn: &mut PgConnection, error: &str) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::next_attempt_at.is_not_null())
        .set((
            mails::next_attempt_at.eq(None::<DateTime<Utc>>),
            mails::last_error.eq(error),
            mails::text_body.eq(""),
            mails::html_body.eq(None::<String>),
        ))
        .execute(conn)
}

/// Notes why nothing leaves, at every mail that should have.
pub(super) fn set_error_of_due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    error: &str,
) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::next_attempt_at.le(now))
        .filter(mails::last_error.ne(error))
        .set(mails::last_error.eq(error))
        .execute(conn)
}

pub(super) fn delete_settled_before(
    conn: &mut PgConnection,
    before: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(mails::table)
        .filter(mails::created_at.lt(before))
        .filter(mails::next_attempt_at.is_null())
        .execute(conn)
}

pub(super) fn counts(conn: &mut PgConnection, since: DateTime<Utc>) -> QueryResult<MailCounts> {
    crate::db::sql_query(
        "select count(*) filter (where next_attempt_at is not null) as waiting,
                count(*) filter (where next_attempt_at is not null and last_error <> '') as failing,
                count(*) filter (where next_attempt_at is null and sent_at is null and created_at > $1) as given_up,
                coalesce((array_agg(last_error order by id desc) filter (where last_error <> ''
                    and (next_attempt_at is not null or created_at > $1)))[1], '') as last_error
         from outgoing_mails where next_attempt_at is not null or created_at > $1",
    )
    .bind::<Timestamptz, _>(since)
    .get_result(conn)
}
