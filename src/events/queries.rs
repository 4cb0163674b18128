//! Rows of `events`.

use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;

use super::model::{Event, EventInsert, EventKind};
use crate::db::schema::events;
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::paging::{Paginated, Paging};

/// Rows of one INSERT: eleven values each, and PostgreSQL takes 65,535.
const ROWS_A_STATEMENT: usize = 2_000;

pub(super) fn insert(conn: &mut PgConnection, rows: &[EventInsert<'_>]) -> QueryResult<()> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(events::table)
            .values(chunk)
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn list_of_shipment(
    conn: &mut PgConnection,
    id: ShipmentId,
    paging: Paging,
) -> QueryResult<Paginated<Event>> {
    list(conn, paging, || {
        events::table
            .filter(events::shipment_id.eq(id))
            .into_boxed()
    })
}

pub(super) fn list_of_package(
    conn: &mut PgConnection,
    id: PackageId,
    paging: Paging,
) -> QueryResult<Paginated<Event>> {
    list(conn, paging, || {
        events::table.filter(events::package_id.eq(id)).into_boxed()
    })
}

/// The latest change of a shipment's own status.
pub(super) fn find_last_status(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Option<Event>> {
    events::table
        .filter(events::shipment_id.eq(id))
        .filter(events::package_id.is_null())
        .filter(events::kind.eq(EventKind::Status))
        .select(Event::as_select())
        .order(events::id.desc())
        .first(conn)
        .optional()
}

/// A page of those chosen, the newest first.
fn list(
    conn: &mut PgConnection,
    paging: Paging,
    chosen: impl Fn() -> events::BoxedQuery<'static, Pg>,
) -> QueryResult<Paginated<Event>> {
    let rows = |conn: &mut PgConnection, paging: Paging| {
        chosen()
            .select(Event::as_select())
            .order(events::id.desc())
            .limit(paging.size)
            .offset(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        chosen().select(count_star()).first(conn)
    })
}
