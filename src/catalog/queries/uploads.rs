//! Files that were previewed and wait for a yes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::catalog_uploads;
use crate::kernel::ids::UserId;

/// Keeps a file.
pub(in crate::catalog) fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    file_name: &str,
    content: &[u8],
    by: Option<UserId>,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::insert_into(catalog_uploads::table)
        .values((
            catalog_uploads::id.eq(id),
            catalog_uploads::file_name.eq(file_name),
            catalog_uploads::content.eq(content),
            catalog_uploads::uploaded_by.eq(by),
            catalog_uploads::uploaded_at.eq(at),
        ))
        .execute(conn)
}

/// Takes a file out: its name and content. Only the one who brought it gets it.
pub(in crate::catalog) fn take(
    conn: &mut PgConnection,
    id: Uuid,
    by: Option<UserId>,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    diesel::delete(
        catalog_uploads::table.filter(
            catalog_uploads::id
                .eq(id)
                .and(catalog_uploads::uploaded_by.is_not_distinct_from(by)),
        ),
    )
    .returning((catalog_uploads::file_name, catalog_uploads::content))
    .get_result(conn)
    .optional()
}

/// Forgets what nobody said yes to.
pub(in crate::catalog) fn delete_before(
    conn: &mut PgConnection,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(catalog_uploads::table.filter(catalog_uploads::uploaded_at.lt(at))).execute(conn)
}
