//! Kits and what is in them.

use std::collections::HashMap;

use diesel::dsl::{count_star, sum};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel::upsert::excluded;
use rust_decimal::Decimal;

use crate::catalog::model::{CatalogItem, Kit, KitContent, KitItemRecord, KitRow};
use crate::db::schema::{catalog_items, item_categories, kit_items, kits};
use crate::db::{alphabetical, has_words, lower};
use crate::kernel::ids::{CatalogItemId, KitId};

pub(in crate::catalog) fn insert(
    conn: &mut PgConnection,
    name: &str,
    description: &str,
) -> QueryResult<Kit> {
    diesel::insert_into(kits::table)
        .values((kits::name.eq(name), kits::description.eq(description)))
        .returning(Kit::as_returning())
        .get_result(conn)
}

pub(in crate::catalog) fn insert_items(
    conn: &mut PgConnection,
    rows: &[KitItemRecord],
) -> QueryResult<usize> {
    diesel::insert_into(kit_items::table)
        .values(rows)
        .execute(conn)
}

pub(in crate::catalog) fn find(conn: &mut PgConnection, id: KitId) -> QueryResult<Option<Kit>> {
    kits::table
        .find(id)
        .select(Kit::as_select())
        .first(conn)
        .optional()
}

/// The kit of a name, in any case; of several the one written so.
pub(in crate::catalog) fn find_by_name(
    conn: &mut PgConnection,
    name: &str,
) -> QueryResult<Option<Kit>> {
    kits::table
        .filter(lower(kits::name).eq(lower(name)))
        .order((kits::name.ne(name), kits::id))
        .select(Kit::as_select())
        .first(conn)
        .optional()
}

/// Whether a kit other than `own` has a name, in any case.
pub(in crate::catalog) fn is_named(
    conn: &mut PgConnection,
    name: &str,
    own: Option<KitId>,
) -> QueryResult<bool> {
    let others = kits::table
        .filter(lower(kits::name).eq(lower(name)))
        .filter(kits::id.nullable().is_distinct_from(own));
    diesel::select(diesel::dsl::exists(others)).get_result(conn)
}

/// Keeps the names of kits from everybody else who gives one, until the transaction ends.
pub(in crate::catalog) fn lock_names(conn: &mut PgConnection) -> QueryResult<usize> {
    crate::db::sql_query("select pg_advisory_xact_lock(hashtext('cts kit names'))").execute(conn)
}

/// The names of all kits.
pub(in crate::catalog) fn list_names(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    kits::table.order(kits::id).select(kits::name).load(conn)
}

pub(in crate::catalog) fn lock(conn: &mut PgConnection, id: KitId) -> QueryResult<Option<Kit>> {
    kits::table
        .find(id)
        .select(Kit::as_select())
        .for_update()
        .first(conn)
        .optional()
}

/// Kits whose name or description has these letters, by name; `id` for only one. Sums at today's catalog prices.
pub(in crate::catalog) fn list(
    conn: &mut PgConnection,
    search: &str,
    id: Option<KitId>,
) -> QueryResult<Vec<KitRow>> {
    type Sums = (KitId, i64, Option<i64>, Option<Decimal>, Option<Decimal>);
    let amount = crate::db::sql::<diesel::sql_types::Numeric>;
    let mut wanted = kits::table.into_boxed();
    if !search.is_empty() {
        wanted = wanted.filter(has_words(
            "concat_ws(E'\\n', kits.name, kits.description)",
            search,
        ));
    }
    if let Some(id) = id {
        wanted = wanted.filter(kits::id.eq(id));
    }
    let kits: Vec<Kit> = wanted
        .order((alphabetical("kits.name"), kits::id))
        .select(Kit::as_select())
        .load(conn)?;
    let ids: Vec<KitId> = kits.iter().map(|kit| kit.id).collect();
    let sums: Vec<Sums> = kit_items::table
        .inner_join(catalog_items::table)
        .filter(kit_items::kit_id.eq_any(&ids))
        .group_by(kit_items::kit_id)
        .select((
            kit_items::kit_id,
            count_star(),
            sum(kit_items::quantity),
            sum(amount("kit_items.quantity * catalog_items.price_local")),
            sum(amount("kit_items.quantity * catalog_items.price_usd")),
        ))
        .load(conn)?;
    let sums: HashMap<KitId, Sums> = sums.into_iter().map(|sums| (sums.0, sums)).collect();
    let row = |kit: Kit| {
        let found = sums.get(&kit.id);
        KitRow {
            item_row_count: found.map_or(0, |sums| sums.1),
            item_count: found.and_then(|sums| sums.2).unwrap_or_default(),
            price_local: found.and_then(|sums| sums.3).unwrap_or_default(),
            price_usd: found.and_then(|sums| sums.4).unwrap_or_default(),
            kit,
        }
    };
    Ok(kits.into_iter().map(row).collect())
}

pub(in crate::catalog) fn list_contents(
    conn: &mut PgConnection,
    id: KitId,
) -> QueryResult<Vec<KitContent>> {
    let rows = list_contents_of(conn, &[id])?;
    Ok(rows.into_iter().map(|(_, content)| content).collect())
}

/// What is in several kits, each by description.
pub(in crate::catalog) fn list_contents_of(
    conn: &mut PgConnection,
    ids: &[KitId],
) -> QueryResult<Vec<(KitId, KitContent)>> {
    let rows: Vec<(KitId, CatalogItem, String, i32)> = kit_items::table
        .inner_join(catalog_items::table.inner_join(item_categories::table))
        .filter(kit_items::kit_id.eq_any(ids))
        .order((alphabetical("catalog_items.description"), catalog_items::id))
        .select((
            kit_items::kit_id,
            CatalogItem::as_select(),
            item_categories::name,
            kit_items::quantity,
        ))
        .load(conn)?;
    let content = |(kit, item, category, quantity)| {
        let content = KitContent {
            item,
            category,
            quantity,
        };
        (kit, content)
    };
    Ok(rows.into_iter().map(content).collect())
}

pub(in crate::catalog) fn update(
    conn: &mut PgConnection,
    id: KitId,
    name: &str,
    description: &str,
) -> QueryResult<usize> {
    diesel::update(kits::table.find(id))
        .set((
            kits::name.eq(name),
            kits::description.eq(description),
            kits::version.eq(kits::version + 1),
        ))
        .execute(conn)
}

/// What is in a kit changed: whoever edits an older version of it is told.
pub(in crate::catalog) fn bump(conn: &mut PgConnection, id: KitId) -> QueryResult<usize> {
    diesel::update(kits::table.find(id))
        .set(kits::version.eq(kits::version + 1))
        .execute(conn)
}

pub(in crate::catalog) fn delete_contents(
    conn: &mut PgConnection,
    id: KitId,
) -> QueryResult<usize> {
    diesel::delete(kit_items::table.filter(kit_items::kit_id.eq(id))).execute(conn)
}

/// Adds quantities to a kit; what it holds already becomes more. The totals of what was added, by item.
pub(in crate::catalog) fn add_items(
    conn: &mut PgConnection,
    rows: &[KitItemRecord],
) -> QueryResult<Vec<(CatalogItemId, i32)>> {
    diesel::insert_into(kit_items::table)
        .values(rows)
        .on_conflict((kit_items::kit_id, kit_items::catalog_item_id))
        .do_update()
        .set(kit_items::quantity.eq(kit_items::quantity + excluded(kit_items::quantity)))
        .returning((kit_items::catalog_item_id, kit_items::quantity))
        .get_results(conn)
}

/// Copies the contents of a kit into another.
pub(in crate::catalog) fn copy_contents(
    conn: &mut PgConnection,
    from: KitId,
    to: KitId,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "insert into kit_items (kit_id, catalog_item_id, quantity)
         select $2, catalog_item_id, quantity from kit_items where kit_id = $1",
    )
    .bind::<Integer, _>(from)
    .bind::<Integer, _>(to)
    .execute(conn)
}

pub(in crate::catalog) fn delete(conn: &mut PgConnection, id: KitId) -> QueryResult<usize> {
    diesel::delete(kits::table.find(id)).execute(conn)
}

/// Packages that were built from a kit; only their foreign key is read.
pub(in crate::catalog) fn count_packages(conn: &mut PgConnection, id: KitId) -> QueryResult<i64> {
    use crate::db::schema::packages;
    packages::table
        .filter(packages::kit_id.eq(id))
        .count()
        .get_result(conn)
}
