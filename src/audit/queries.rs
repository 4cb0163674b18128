//! Rows of `audit`.

use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{AuditFilter, AuditRow, NewAudit};
use crate::db::schema::audit;
use crate::kernel::paging::{Paginated, Paging};

pub(super) fn insert(conn: &mut PgConnection, row: &NewAudit<'_>) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Request ids of those rows that are there already; whoever comes second waits until the first has committed.
pub(super) fn lock_known(
    conn: &mut PgConnection,
    rows: &[NewAudit<'_>],
) -> QueryResult<Vec<String>> {
    crate::db::sql_query("select pg_advisory_xact_lock(hashtext('cts late audit'))")
        .execute(conn)?;
    audit::table
        .filter(audit::at.eq_any(rows.iter().map(|row| row.at)))
        .filter(audit::request_id.eq_any(rows.iter().map(|row| row.request_id)))
        .select(audit::request_id)
        .load(conn)
}

pub(super) fn insert_all(conn: &mut PgConnection, rows: &[NewAudit<'_>]) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values(rows)
        .execute(conn)
        .map(drop)
}

fn filtered(filter: &AuditFilter) -> audit::BoxedQuery<'_, diesel::pg::Pg> {
    let mut query = audit::table.into_boxed();
    if let Some(action) = &filter.action {
        query = query.filter(audit::action.eq(action));
    }
    if let Some(object_type) = &filter.object_type {
        query = query.filter(audit::object_type.eq(object_type));
    }
    if let Some(object_id) = &filter.object_id {
        query = query.filter(audit::object_id.eq(object_id));
    }
    if let Some(actor_id) = filter.actor_id {
        query = query.filter(audit::actor_id.eq(actor_id));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(crate::db::has_words("audit.actor_name", actor));
    }
    if let Some(door) = &filter.door {
        query = query.filter(audit::door.eq(door));
    }
    if let Some(since) = filter.since {
        query = query.filter(audit::at.ge(since));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit::at.lt(until));
    }
    query
}

pub(super) fn list(
    conn: &mut PgConnection,
    filter: &AuditFilter,
    paging: Paging,
) -> QueryResult<Paginated<AuditRow>> {
    let rows = |conn: &mut PgConnection, paging: Paging| {
        filtered(filter)
            .select(AuditRow::as_select())
            .order(audit::id.desc())
            .limit(paging.size)
            .offset(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        filtered(filter).select(count_star()).first(conn)
    })
}
