//! Statements on the catalog's tables; no rules, no messages.

use diesel::dsl::sum;
use diesel::pg::Pg;
use diesel::prelude::*;
use rust_decimal::Decimal;

use super::model::{
    CatalogItem, CatalogItemRow, DonorCode, DonorRecord, ItemCategory, ItemFilter, Kit, KitContent,
    KitItemRecord, KitRow, NewCatalogItem, NewDonorCode, Supplier, Transporter,
};
use crate::db::schema::{
    catalog_items, donor_codes, donors, donors_donor_codes, item_categories, kit_items, kits,
    suppliers, transporters,
};
use crate::kernel::ids::{CatalogItemId, DonorCodeId, DonorId, KitId};
use crate::kernel::paging::Paging;

pub(super) fn insert_categories(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<ItemCategory>> {
    let rows: Vec<_> = names
        .iter()
        .map(|name| item_categories::name.eq(name))
        .collect();
    diesel::insert_into(item_categories::table)
        .values(rows)
        .returning(ItemCategory::as_returning())
        .get_results(conn)
}

pub(super) fn list_categories(conn: &mut PgConnection) -> QueryResult<Vec<ItemCategory>> {
    item_categories::table
        .order((item_categories::name, item_categories::id))
        .select(ItemCategory::as_select())
        .load(conn)
}

pub(super) fn insert_donor_codes(
    conn: &mut PgConnection,
    codes: &[NewDonorCode],
) -> QueryResult<Vec<DonorCode>> {
    diesel::insert_into(donor_codes::table)
        .values(codes)
        .returning(DonorCode::as_returning())
        .get_results(conn)
}

pub(super) fn list_donor_codes(conn: &mut PgConnection) -> QueryResult<Vec<DonorCode>> {
    donor_codes::table
        .order((donor_codes::kind, donor_codes::code))
        .select(DonorCode::as_select())
        .load(conn)
}

pub(super) fn insert_donors(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<DonorRecord>> {
    let rows: Vec<_> = names.iter().map(|name| donors::name.eq(name)).collect();
    diesel::insert_into(donors::table)
        .values(rows)
        .returning(DonorRecord::as_returning())
        .get_results(conn)
}

pub(super) fn insert_donor_links(
    conn: &mut PgConnection,
    links: &[(DonorId, DonorCodeId)],
) -> QueryResult<usize> {
    let rows: Vec<_> = links
        .iter()
        .map(|(donor, code)| {
            (
                donors_donor_codes::donor_id.eq(donor),
                donors_donor_codes::donor_code_id.eq(code),
            )
        })
        .collect();
    diesel::insert_into(donors_donor_codes::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
}

pub(super) fn list_donors(conn: &mut PgConnection) -> QueryResult<Vec<DonorRecord>> {
    donors::table
        .order(donors::name)
        .select(DonorRecord::as_select())
        .load(conn)
}

pub(super) fn list_codes_of_donors(
    conn: &mut PgConnection,
) -> QueryResult<Vec<(DonorId, DonorCode)>> {
    donors_donor_codes::table
        .inner_join(donor_codes::table)
        .order((donor_codes::kind, donor_codes::code))
        .select((donors_donor_codes::donor_id, DonorCode::as_select()))
        .load(conn)
}

pub(super) fn insert_suppliers(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<Supplier>> {
    let rows: Vec<_> = names.iter().map(|name| suppliers::name.eq(name)).collect();
    diesel::insert_into(suppliers::table)
        .values(rows)
        .returning(Supplier::as_returning())
        .get_results(conn)
}

pub(super) fn list_suppliers(conn: &mut PgConnection) -> QueryResult<Vec<Supplier>> {
    suppliers::table
        .order(suppliers::name)
        .select(Supplier::as_select())
        .load(conn)
}

pub(super) fn insert_transporters(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<Transporter>> {
    let rows: Vec<_> = names
        .iter()
        .map(|name| transporters::name.eq(name))
        .collect();
    diesel::insert_into(transporters::table)
        .values(rows)
        .returning(Transporter::as_returning())
        .get_results(conn)
}

pub(super) fn list_transporters(conn: &mut PgConnection) -> QueryResult<Vec<Transporter>> {
    transporters::table
        .order(transporters::name)
        .select(Transporter::as_select())
        .load(conn)
}

pub(super) fn insert_items(
    conn: &mut PgConnection,
    items: &[NewCatalogItem],
) -> QueryResult<Vec<CatalogItem>> {
    diesel::insert_into(catalog_items::table)
        .values(items)
        .returning(CatalogItem::as_returning())
        .get_results(conn)
}

pub(super) fn update_item(
    conn: &mut PgConnection,
    id: CatalogItemId,
    changes: &NewCatalogItem,
) -> QueryResult<CatalogItem> {
    diesel::update(catalog_items::table.find(id))
        .set(changes)
        .returning(CatalogItem::as_returning())
        .get_result(conn)
}

pub(super) fn lock_item(
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

pub(super) fn list_items_by_id(
    conn: &mut PgConnection,
    ids: &[CatalogItemId],
) -> QueryResult<Vec<CatalogItem>> {
    catalog_items::table
        .filter(catalog_items::id.eq_any(ids))
        .order(catalog_items::id)
        .select(CatalogItem::as_select())
        .load(conn)
}

type FilteredItems<'a> = catalog_items::BoxedQuery<'a, Pg>;

fn filtered(filter: &ItemFilter) -> FilteredItems<'_> {
    let mut query = catalog_items::table.into_boxed();
    let search = filter.search.trim();
    if !search.is_empty() {
        let escaped = search
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        query = query.filter(
            catalog_items::description
                .ilike(pattern.clone())
                .or(catalog_items::item_code.ilike(pattern)),
        );
    }
    if !filter.categories.is_empty() {
        query = query.filter(catalog_items::item_category_id.eq_any(&filter.categories));
    }
    query
}

pub(super) fn count_items(conn: &mut PgConnection, filter: &ItemFilter) -> QueryResult<i64> {
    filtered(filter).count().get_result(conn)
}

pub(super) fn list_items(
    conn: &mut PgConnection,
    filter: &ItemFilter,
    paging: Paging,
) -> QueryResult<Vec<CatalogItemRow>> {
    let ids: Vec<CatalogItemId> = filtered(filter)
        .order((catalog_items::description, catalog_items::id))
        .select(catalog_items::id)
        .limit(paging.size)
        .offset(paging.offset())
        .load(conn)?;
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
        .order((catalog_items::description, catalog_items::id))
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
    Ok(rows.into_iter().map(row).collect())
}

pub(super) fn insert_kit(
    conn: &mut PgConnection,
    name: &str,
    description: &str,
) -> QueryResult<Kit> {
    diesel::insert_into(kits::table)
        .values((kits::name.eq(name), kits::description.eq(description)))
        .returning(Kit::as_returning())
        .get_result(conn)
}

pub(super) fn insert_kit_items(
    conn: &mut PgConnection,
    rows: &[KitItemRecord],
) -> QueryResult<usize> {
    diesel::insert_into(kit_items::table)
        .values(rows)
        .execute(conn)
}

pub(super) fn find_kit(conn: &mut PgConnection, id: KitId) -> QueryResult<Option<Kit>> {
    kits::table
        .find(id)
        .select(Kit::as_select())
        .first(conn)
        .optional()
}

pub(super) fn list_kits(conn: &mut PgConnection) -> QueryResult<Vec<KitRow>> {
    type Sums = (KitId, Option<i64>, Option<Decimal>, Option<Decimal>);
    let quantity = diesel::dsl::sql::<diesel::sql_types::Numeric>;
    let sums: Vec<Sums> = kit_items::table
        .inner_join(catalog_items::table)
        .group_by(kit_items::kit_id)
        .select((
            kit_items::kit_id,
            sum(kit_items::quantity),
            sum(quantity("kit_items.quantity * catalog_items.price_local")),
            sum(quantity("kit_items.quantity * catalog_items.price_usd")),
        ))
        .load(conn)?;
    let kits: Vec<Kit> = kits::table
        .order(kits::name)
        .select(Kit::as_select())
        .load(conn)?;
    Ok(kits
        .into_iter()
        .map(|kit| {
            let found = sums.iter().find(|sums| sums.0 == kit.id);
            KitRow {
                item_count: found.and_then(|sums| sums.1).unwrap_or_default(),
                price_local: found.and_then(|sums| sums.2).unwrap_or_default(),
                price_usd: found.and_then(|sums| sums.3).unwrap_or_default(),
                kit,
            }
        })
        .collect())
}

pub(super) fn list_kit_contents(
    conn: &mut PgConnection,
    id: KitId,
) -> QueryResult<Vec<KitContent>> {
    let rows: Vec<(CatalogItem, i32)> = kit_items::table
        .inner_join(catalog_items::table)
        .filter(kit_items::kit_id.eq(id))
        .order((catalog_items::description, catalog_items::id))
        .select((CatalogItem::as_select(), kit_items::quantity))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(item, quantity)| KitContent { item, quantity })
        .collect())
}
