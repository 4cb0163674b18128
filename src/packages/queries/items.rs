//! Rows of `package_items`: one package's, one row, and many rows of a shipment at once.

use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Nullable, Text};

use crate::db::schema::{
    catalog_items, donor_codes, donors, item_categories, package_items, packages as package_rows,
    suppliers,
};
use crate::db::{ALPHABETICAL, containing, has_words};
use crate::kernel::ids::{CatalogItemId, DonorCodeId, PackageId, PackageItemId, ShipmentId};
use crate::kernel::paging::{Paginated, Paging};
use crate::packages::model::{
    BulkChanges, BulkLine, ItemChoice, ItemFilter, ItemRow, ItemTotal, ItemValues, NewPackageItem,
    PackageItem, StoredItem,
};

/// Puts the same items into packages, with the catalog's values as they are now: one statement however many there are.
pub(in crate::packages) fn insert(
    conn: &mut PgConnection,
    packages: &[PackageId],
    contents: &[NewPackageItem],
) -> QueryResult<usize> {
    let (items, quantities): (Vec<CatalogItemId>, Vec<i32>) = contents
        .iter()
        .map(|item| (item.catalog_item_id, item.quantity))
        .unzip();
    crate::db::sql_query(
        "insert into package_items (package_id, catalog_item_id, description, unit, quantity, price_usd, price_local,
                                    weight, item_category_id, donor_id, donor_t1_id, supplier_id)
         select p, c.id, c.description, c.unit, x.quantity, c.price_usd, c.price_local,
                c.weight, c.item_category_id, c.donor_id, c.donor_t1_id, c.supplier_id
         from unnest($1) p
         cross join unnest($2, $3) with ordinality as x(item, quantity, place)
         join catalog_items c on c.id = x.item
         order by p, x.place",
    ).replanned()
    .bind::<Array<Int4>, _>(packages)
    .bind::<Array<Int4>, _>(items)
    .bind::<Array<Int4>, _>(quantities)
    .execute(conn)
}

/// How many of these items the catalog has.
pub(in crate::packages) fn count_catalog_items(
    conn: &mut PgConnection,
    ids: &[CatalogItemId],
) -> QueryResult<i64> {
    catalog_items::table
        .filter(catalog_items::id.eq_any(ids))
        .select(count_star())
        .first(conn)
}

/// What the first of these items is called of which so many are worth `most` or more at its price in the catalog.
pub(in crate::packages) fn find_worth_too_much(
    conn: &mut PgConnection,
    contents: &[NewPackageItem],
    most: i64,
) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        description: String,
    }
    let (items, quantities): (Vec<CatalogItemId>, Vec<i32>) = contents
        .iter()
        .map(|item| (item.catalog_item_id, item.quantity))
        .unzip();
    let row: Option<Row> = crate::db::sql_query(
        "select c.description from unnest($1, $2) with ordinality as x(item, quantity, place)
         join catalog_items c on c.id = x.item
         where x.quantity * greatest(c.price_local, c.price_usd) >= $3 order by x.place limit 1",
    )
    .bind::<Array<Int4>, _>(items)
    .bind::<Array<Int4>, _>(quantities)
    .bind::<BigInt, _>(most)
    .get_result(conn)
    .optional()?;
    Ok(row.map(|row| row.description))
}

/// What the first of these items that was put away is called.
pub(in crate::packages) fn find_archived_item(
    conn: &mut PgConnection,
    ids: &[CatalogItemId],
) -> QueryResult<Option<String>> {
    catalog_items::table
        .filter(catalog_items::id.eq_any(ids))
        .filter(catalog_items::archived_at.is_not_null())
        .order(catalog_items::id)
        .select(catalog_items::description)
        .first(conn)
        .optional()
}

/// Contents of a package in the order they were put in.
pub(in crate::packages) fn list_items(
    conn: &mut PgConnection,
    id: PackageId,
) -> QueryResult<Vec<PackageItem>> {
    package_items::table
        .left_join(item_categories::table)
        .left_join(donors::table)
        .left_join(suppliers::table)
        .filter(package_items::package_id.eq(id))
        .order(package_items::id)
        .select((
            package_items::id,
            package_items::description,
            package_items::unit,
            package_items::quantity,
            package_items::price_local,
            package_items::price_usd,
            package_items::weight,
            item_categories::name.nullable(),
            donors::name.nullable(),
            suppliers::name.nullable(),
        ))
        .load(conn)
}

/// Contents of all packages of a shipment, the same item once.
pub(in crate::packages) fn list_item_totals(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Vec<ItemTotal>> {
    crate::db::sql_query(
        "select i.description, i.unit, d.name as donor, count(distinct i.package_id) as packages,
                sum(i.quantity) as quantity,
                coalesce(sum(i.quantity) filter (where p.status = 5), 0) as received,
                sum(i.quantity * i.price_local) as price_local, sum(i.quantity * i.price_usd) as price_usd
         from packages p
         join package_items i on i.package_id = p.id
         left join donors d on d.id = i.donor_id
         where p.shipment_id = $1
         group by i.description, i.unit, d.name
         order by i.description collate public.alphabetical, d.name collate public.alphabetical,
                  i.unit collate public.alphabetical",
    )
    .bind::<Int4, _>(id)
    .load(conn)
}

/// A row as it is stored, and what the catalog calls it now.
pub(in crate::packages) fn find(
    conn: &mut PgConnection,
    id: PackageItemId,
) -> QueryResult<Option<(StoredItem, Option<String>)>> {
    package_items::table
        .left_join(catalog_items::table)
        .filter(package_items::id.eq(id))
        .select((
            StoredItem::as_select(),
            catalog_items::description.nullable(),
        ))
        .first(conn)
        .optional()
}

pub(in crate::packages) fn update(
    conn: &mut PgConnection,
    id: PackageItemId,
    values: &ItemValues,
) -> QueryResult<usize> {
    diesel::update(package_items::table.find(id))
        .set((
            values,
            package_items::version.eq(package_items::version + 1),
        ))
        .execute(conn)
}

pub(in crate::packages) fn delete(
    conn: &mut PgConnection,
    id: PackageItemId,
) -> QueryResult<usize> {
    diesel::delete(package_items::table.find(id)).execute(conn)
}

/// Whether a donor code is on the list T1.
pub(in crate::packages) fn is_t1(conn: &mut PgConnection, id: DonorCodeId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        donor_codes::table
            .find(id)
            .filter(donor_codes::kind.eq("t1")),
    ))
    .get_result(conn)
}

/// Rows of a whole shipment by package and place.
pub(in crate::packages) fn list_rows(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    filter: &ItemFilter,
    paging: Paging,
) -> QueryResult<Paginated<ItemRow>> {
    let matching = || {
        let mut query = package_items::table
            .inner_join(package_rows::table)
            .left_join(item_categories::table)
            .left_join(donors::table)
            .left_join(donor_codes::table)
            .left_join(suppliers::table)
            .filter(package_rows::shipment_id.eq(shipment))
            .into_boxed();
        if let Some(package) = filter.package {
            query = query.filter(package_items::package_id.eq(package));
        }
        if !filter.search.is_empty() {
            query = query.filter(has_words("package_items.description", &filter.search));
        }
        query
    };
    let rows = |conn: &mut PgConnection, paging: Paging| {
        matching()
            .order((package_rows::number, package_items::id))
            .limit(paging.size)
            .offset(paging.offset())
            .select((
                package_items::id,
                package_items::package_id,
                package_rows::number,
                package_items::description,
                package_items::unit,
                package_items::quantity,
                item_categories::name.nullable(),
                donors::name.nullable(),
                donor_codes::code.nullable(),
                suppliers::name.nullable(),
            ))
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        matching().select(count_star()).first(conn)
    })
}

/// The rows that are chosen: parameters 1 to 4.
const CHOSEN: &str = "chosen as (
    select i.* from package_items i join packages p on p.id = i.package_id
    where p.shipment_id = $1 and ($2::integer is null or p.id = $2) and public.folded(i.description) like public.folded($3)
      and ($4::bigint[] is null or i.id = any($4)))";

/// Whether a chosen row would change: parameters 5 to 8 hold the new values or nothing.
const DIFFERS: &str = "(coalesce($5, item_category_id), coalesce($6, donor_id), coalesce($7, donor_t1_id), coalesce($8, supplier_id))
    is distinct from (item_category_id, donor_id, donor_t1_id, supplier_id)";

/// Binds all eight parameters of a statement over chosen rows.
macro_rules! bound {
    ($sql:expr, $shipment:expr, $choice:expr, $changes:expr) => {
        crate::db::sql_query($sql)
            .replanned()
            .bind::<Int4, _>($shipment)
            .bind::<Nullable<Int4>, _>($choice.filter.package)
            .bind::<Text, _>(containing(&$choice.filter.search))
            .bind::<Nullable<Array<BigInt>>, _>($choice.ticked.as_deref())
            .bind::<Nullable<Int4>, _>($changes.item_category_id)
            .bind::<Nullable<Int4>, _>($changes.donor_id)
            .bind::<Nullable<Int4>, _>($changes.donor_t1_id)
            .bind::<Nullable<Int4>, _>($changes.supplier_id)
    };
}

/// How many rows are chosen, how many of them would change, and in how many packages those lie.
#[derive(QueryableByName)]
pub(in crate::packages) struct ChosenCount {
    #[diesel(sql_type = BigInt)]
    pub(in crate::packages) rows: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::packages) changed: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::packages) packages: i64,
}

pub(in crate::packages) fn count_chosen(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    choice: &ItemChoice,
    changes: &BulkChanges,
) -> QueryResult<ChosenCount> {
    let sql = format!(
        "with {CHOSEN} select count(*) as rows, count(*) filter (where {DIFFERS}) as changed,
                count(distinct package_id) filter (where {DIFFERS}) as packages from chosen"
    );
    bound!(sql, shipment, choice, changes).get_result(conn)
}

/// From what to what each filled field would change, and in how many rows.
pub(in crate::packages) fn list_bulk_lines(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    choice: &ItemChoice,
    changes: &BulkChanges,
) -> QueryResult<Vec<BulkLine>> {
    let part = |n: u8, field: &str, table: &str, column: &str, name: &str| {
        format!(
            "select {n} as place, '{field}' as field, o.{name} as \"from\", n.{name} as \"to\", count(*) as rows
             from chosen c join {table} n on n.id = ${} left join {table} o on o.id = c.{column}
             where c.{column} is distinct from n.id group by o.{name}, n.{name}",
            n + 4
        )
    };
    let parts = [
        part(1, "category", "item_categories", "item_category_id", "name"),
        part(2, "donor", "donors", "donor_id", "name"),
        part(3, "donor_t1", "donor_codes", "donor_t1_id", "code"),
        part(4, "supplier", "suppliers", "supplier_id", "name"),
    ]
    .join(" union all ");
    let sql = format!(
        "with {CHOSEN} select field, \"from\", \"to\", rows from ({parts}) x order by place, rows desc, \"from\" {ALPHABETICAL}"
    );
    bound!(sql, shipment, choice, changes).load(conn)
}

/// Changes the chosen rows that differ; how many.
pub(in crate::packages) fn update_chosen(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    choice: &ItemChoice,
    changes: &BulkChanges,
) -> QueryResult<usize> {
    let sql = format!(
        "with {CHOSEN}, differing as (select id from chosen where {DIFFERS})
         update package_items i
         set item_category_id = coalesce($5, i.item_category_id), donor_id = coalesce($6, i.donor_id),
             donor_t1_id = coalesce($7, i.donor_t1_id), supplier_id = coalesce($8, i.supplier_id),
             version = i.version + 1
         from differing d where i.id = d.id"
    );
    bound!(sql, shipment, choice, changes).execute(conn)
}
