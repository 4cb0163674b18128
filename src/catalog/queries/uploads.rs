//! Files that were previewed and wait for a yes, or had it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::catalog::import::{Done, Encoding, ItemFile, Kept};
use crate::db::schema::catalog_uploads;
use crate::kernel::ids::UserId;

/// Keeps a file.
pub(in crate::catalog) fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    file: &ItemFile,
    by: Option<UserId>,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::insert_into(catalog_uploads::table)
        .values((
            catalog_uploads::id.eq(id),
            catalog_uploads::file_name.eq(&file.name),
            catalog_uploads::content.eq(&file.content),
            catalog_uploads::encoding.eq(file.encoding.map(Encoding::slug)),
            catalog_uploads::uploaded_by.eq(by),
            catalog_uploads::uploaded_at.eq(at),
        ))
        .execute(conn)
}

/// A file: what was brought, or what became of it. Only the one who brought it gets it.
pub(in crate::catalog) fn lock(
    conn: &mut PgConnection,
    id: Uuid,
    by: Option<UserId>,
) -> QueryResult<Option<Kept>> {
    type Stored = (
        String,
        Vec<u8>,
        Option<String>,
        Option<DateTime<Utc>>,
        Option<i32>,
    );
    let stored: Option<Stored> = catalog_uploads::table
        .find(id)
        .filter(catalog_uploads::uploaded_by.is_not_distinct_from(by))
        .select((
            catalog_uploads::file_name,
            catalog_uploads::content,
            catalog_uploads::encoding,
            catalog_uploads::imported_at,
            catalog_uploads::item_count,
        ))
        .for_update()
        .first(conn)
        .optional()?;
    Ok(stored.map(|(name, content, encoding, at, items)| match at {
        Some(at) => Kept::Done(Done {
            file: name,
            at,
            items: items.unwrap_or_default(),
        }),
        None => Kept::Waiting(ItemFile {
            name,
            content,
            encoding: encoding.as_deref().and_then(Encoding::from_slug),
        }),
    }))
}

/// Keeps of a file only that it was imported.
pub(in crate::catalog) fn set_imported(
    conn: &mut PgConnection,
    id: Uuid,
    items: i32,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(catalog_uploads::table.find(id))
        .set((
            catalog_uploads::content.eq(Vec::<u8>::new()),
            catalog_uploads::imported_at.eq(at),
            catalog_uploads::item_count.eq(items),
        ))
        .execute(conn)
}

/// Forgets a file.
pub(in crate::catalog) fn delete(conn: &mut PgConnection, id: Uuid) -> QueryResult<usize> {
    diesel::delete(catalog_uploads::table.find(id)).execute(conn)
}

/// Forgets files of a name that wait for the one who brought them.
pub(in crate::catalog) fn delete_waiting(
    conn: &mut PgConnection,
    name: &str,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::delete(
        catalog_uploads::table
            .filter(catalog_uploads::file_name.eq(name))
            .filter(catalog_uploads::uploaded_by.is_not_distinct_from(by))
            .filter(catalog_uploads::imported_at.is_null()),
    )
    .execute(conn)
}

/// Forgets what was brought before, with or without a yes.
pub(in crate::catalog) fn delete_before(
    conn: &mut PgConnection,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::delete(catalog_uploads::table.filter(catalog_uploads::uploaded_at.lt(at))).execute(conn)
}
