//! Items of the catalog.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;

use crate::catalog::model::{
    CatalogItem, CatalogItemRow, ItemCounts, ItemFilter, ItemSort, ItemSortKey, NewCatalogItem,
};
use crate::db::schema::{catalog_items, donor_codes, donors, item_categories, suppliers};
use crate::db::{ALPHABETICAL, is_searched_for, lower};
use crate::kernel::ids::CatalogItemId;
use crate::kernel::paging::Paging;

pub(in crate::catalog) fn insert(
    conn: &mut PgConnection,
    items: &[NewCatalogItem],
) -> QueryResult<Vec<CatalogItem>> {
    diesel::insert_into(catalog_items::table)
        .values(items)
        .returning(CatalogItem::as_returning())
        .get_results(conn)
}

pub(in crate::catalog) fn update(
    conn: &mut PgConnection,
    id: CatalogItemId,
    changes: &NewCatalogItem,
) -> QueryResult<CatalogItem> {
    diesel::update(catalog_items::table.find(id))
        .set((
            changes,
            catalog_items::version.eq(catalog_items::version + 1),
        ))
        .returning(CatalogItem::as_returning())
        .get_result(conn)
}

pub(in crate::catalog) fn set_archived(
    conn: &mut PgConnection,
    id: CatalogItemId,
    at: Option<DateTime<Utc>>,
) -> QueryResult<CatalogItem> {
    diesel::update(catalog_items::table.find(id))
        .set((
            catalog_items::archived_at.eq(at),
            catalog_items::version.eq(catalog_items::version + 1),
        ))
        .returning(CatalogItem::as_returning())
        .get_result(conn)
}

pub(in crate::catalog) fn delete(conn: &mut PgConnection, id: CatalogItemId) -> QueryResult<usize> {
    diesel::delete(catalog_items::table.find(id)).execute(conn)
}

pub(in crate::catalog) fn lock(
    conn: &mut PgConnection,
    id: CatalogItemId,
) -> QueryResult<Option<CatalogItem>> {
    catalog_items::table
        .find(id)
        .select(CatalogItem::as_select())
        .for_update()
        .first(conn)
        .optional()
}

pub(in crate::catalog) fn list_by_id(
    conn: &mut PgConnection,
    ids: &[CatalogItemId],
) -> QueryResult<Vec<CatalogItem>> {
    catalog_items::table
        .filter(catalog_items::id.eq_any(ids))
        .order(catalog_items::id)
        .select(CatalogItem::as_select())
        .load(conn)
}

/// Items that have exactly this code or description, in any case; at most two.
pub(in crate::catalog) fn list_by_text(
    conn: &mut PgConnection,
    text: &str,
) -> QueryResult<Vec<CatalogItem>> {
    catalog_items::table
        .filter(catalog_items::archived_at.is_null())
        .filter(
            lower(catalog_items::description)
                .eq(lower(text))
                .or(lower(catalog_items::item_code).eq(lower(text))),
        )
        .order(catalog_items::id)
        .limit(2)
        .select(CatalogItem::as_select())
        .load(conn)
}

/// Items with one of these descriptions, for the import.
pub(in crate::catalog) fn list_by_description(
    conn: &mut PgConnection,
    descriptions: &[&str],
) -> QueryResult<Vec<CatalogItem>> {
    catalog_items::table
        .filter(catalog_items::description.eq_any(descriptions))
        .select(CatalogItem::as_select())
        .load(conn)
}

type Filtered<'a> = catalog_items::BoxedQuery<'a, Pg>;

fn filtered(filter: &ItemFilter) -> Filtered<'_> {
    let mut query = catalog_items::table.into_boxed();
    let search = filter.search.trim();
    if !search.is_empty() {
        query = query.filter(is_searched_for(search));
    }
    if !filter.categories.is_empty() {
        query = query.filter(catalog_items::item_category_id.eq_any(&filter.categories));
    }
    if let Some(donor) = filter.donor {
        query = query.filter(catalog_items::donor_id.eq(donor));
    }
    if let Some(supplier) = filter.supplier {
        query = query.filter(catalog_items::supplier_id.eq(supplier));
    }
    if filter.archived {
        query.filter(catalog_items::archived_at.is_not_null())
    } else {
        query.filter(catalog_items::archived_at.is_null())
    }
}

pub(in crate::catalog) fn count(conn: &mut PgConnection, filter: &ItemFilter) -> QueryResult<i64> {
    filtered(filter).count().get_result(conn)
}

/// An index follows the order by description, in both directions.
fn order(sort: ItemSort) -> String {
    let (text, name) = match sort.key {
        ItemSortKey::Description => {
            let way = if sort.descending { "desc" } else { "asc" };
            return format!("description {ALPHABETICAL} {way}, catalog_items.id {way}");
        }
        ItemSortKey::Code => (true, "item_code"),
        ItemSortKey::Unit => (true, "unit"),
        ItemSortKey::Category => (
            true,
            "(select c.name from item_categories c where c.id = item_category_id)",
        ),
        ItemSortKey::Donor => (true, "(select d.name from donors d where d.id = donor_id)"),
        ItemSortKey::DonorT1 => (
            true,
            "(select c.code from donor_codes c where c.id = donor_t1_id)",
        ),
        ItemSortKey::Supplier => (
            true,
            "(select s.name from suppliers s where s.id = supplier_id)",
        ),
        ItemSortKey::PriceLocal => (false, "price_local"),
        ItemSortKey::PriceUsd => (false, "price_usd"),
        ItemSortKey::Weight => (false, "weight"),
    };
    let collation = if text { ALPHABETICAL } else { "" };
    let direction = if sort.descending { "desc" } else { "asc" };
    format!(
        "{name} {collation} {direction} nulls last, description {ALPHABETICAL}, catalog_items.id"
    )
}

/// The ids of a page in its order. What an item points at is looked up by a subselect, so that the order needs no join.
fn page(
    conn: &mut PgConnection,
    filter: &ItemFilter,
    sort: ItemSort,
    paging: Paging,
) -> QueryResult<Vec<CatalogItemId>> {
    filtered(filter)
        .order(crate::db::sql::<diesel::sql_types::Bool>(order(sort)))
        .select(catalog_items::id)
        .limit(paging.size)
        .offset(paging.offset())
        .load(conn)
}

/// Items with the names of what they point at, in the order of ids given.
pub(in crate::catalog) fn list_rows_by_id(
    conn: &mut PgConnection,
    ids: &[CatalogItemId],
) -> QueryResult<Vec<CatalogItemRow>> {
    type Row = (
        CatalogItem,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = catalog_items::table
        .inner_join(item_categories::table)
        .left_join(donors::table)
        .left_join(donor_codes::table)
        .left_join(suppliers::table)
        .filter(catalog_items::id.eq_any(ids))
        .select((
            CatalogItem::as_select(),
            item_categories::name,
            donors::name.nullable(),
            donor_codes::code.nullable(),
            suppliers::name.nullable(),
        ))
        .load(conn)?;
    let row = |(item, category, donor, donor_t1, supplier)| CatalogItemRow {
        item,
        category,
        donor,
        donor_t1,
        supplier,
    };
    let mut rows: Vec<CatalogItemRow> = rows.into_iter().map(row).collect();
    let places: std::collections::HashMap<_, _> = ids.iter().zip(0..).collect();
    rows.sort_by_key(|row| places.get(&row.item.id).copied().unwrap_or(0));
    Ok(rows)
}

pub(in crate::catalog) fn list(
    conn: &mut PgConnection,
    filter: &ItemFilter,
    sort: ItemSort,
    paging: Paging,
) -> QueryResult<Vec<CatalogItemRow>> {
    let ids = page(conn, filter, sort, paging)?;
    list_rows_by_id(conn, &ids)
}

pub(in crate::catalog) fn find_row(
    conn: &mut PgConnection,
    id: CatalogItemId,
) -> QueryResult<Option<CatalogItemRow>> {
    Ok(list_rows_by_id(conn, &[id])?.pop())
}

pub(in crate::catalog) fn counts(conn: &mut PgConnection) -> QueryResult<ItemCounts> {
    crate::db::sql_query(
        "select count(*) filter (where archived_at is null) as items,
                count(*) filter (where archived_at is not null) as archived,
                (select count(*) from item_categories where archived_at is null) as categories,
                (select count(*) from kits) as kits
         from catalog_items",
    )
    .get_result(conn)
}
