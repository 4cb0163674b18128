//! Rows of `packages` and `package_items`. What a package needs to know of its shipment comes with the view.

use chrono::NaiveDate;
use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Array, Int4, Nullable, Text};

use super::model::{ItemTotal, NewPackages, Package, PackageFilter, PackageItem, Place};
use crate::db::schema::{
    donors, item_categories, package_items, packages as package_rows, shipments, suppliers,
};
use crate::db::views::packages;
use crate::kernel::Status;
use crate::kernel::ids::{CatalogItemId, PackageId, ShipmentId, UserId};
use crate::kernel::paging::{Paginated, Paging};

/// Locks a shipment against changes of its contents; its status and partner.
pub(super) fn lock_shipment(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Option<(Status, UserId)>> {
    shipments::table
        .find(id)
        .select((shipments::status, shipments::partner_id))
        .for_update()
        .first(conn)
        .optional()
}

pub(super) fn partner_of_shipment(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Option<UserId>> {
    shipments::table
        .find(id)
        .select(shipments::partner_id)
        .first(conn)
        .optional()
}

pub(super) fn last_number(conn: &mut PgConnection, id: ShipmentId) -> QueryResult<i32> {
    let last: Option<i32> = package_rows::table
        .filter(package_rows::shipment_id.eq(id))
        .select(diesel::dsl::max(package_rows::number))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Int4)]
    id: PackageId,
}

/// Inserts the packages numbered from `first`, and their contents: two statements however many there are.
pub(super) fn insert(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    prefix: &str,
    first: i32,
    new: &NewPackages,
) -> QueryResult<Vec<PackageId>> {
    let mut made: Vec<PackageId> = diesel::sql_query(
        "insert into packages (shipment_id, number, code, name, description, kit_id)
         select $1, n, $2 || $1 || '.' || n, $3, $4, $5 from generate_series($6, $7) n order by n
         returning id",
    )
    .bind::<Int4, _>(shipment)
    .bind::<Text, _>(prefix)
    .bind::<Text, _>(&new.name)
    .bind::<Text, _>(&new.description)
    .bind::<Nullable<Int4>, _>(new.kit)
    .bind::<Int4, _>(first)
    .bind::<Int4, _>(first + new.count - 1)
    .load::<Made>(conn)?
    .into_iter()
    .map(|made| made.id)
    .collect();
    made.sort_unstable();
    if !new.contents.is_empty() {
        insert_contents(conn, &made, new)?;
    }
    Ok(made)
}

fn insert_contents(
    conn: &mut PgConnection,
    made: &[PackageId],
    new: &NewPackages,
) -> QueryResult<usize> {
    let (items, quantities): (Vec<CatalogItemId>, Vec<i32>) = new
        .contents
        .iter()
        .map(|item| (item.catalog_item_id, item.quantity))
        .unzip();
    diesel::sql_query(
        "insert into package_items (package_id, catalog_item_id, description, unit, quantity, price_usd, price_local,
                                    weight, item_category_id, donor_id, donor_t1_id, supplier_id)
         select p, c.id, c.description, c.unit, x.quantity, c.price_usd, c.price_local,
                c.weight, c.item_category_id, c.donor_id, c.donor_t1_id, c.supplier_id
         from unnest($1) p
         cross join unnest($2, $3) with ordinality as x(item, quantity, place)
         join catalog_items c on c.id = x.item
         order by p, x.place",
    )
    .bind::<Array<Int4>, _>(made)
    .bind::<Array<Int4>, _>(items)
    .bind::<Array<Int4>, _>(quantities)
    .execute(conn)
}

/// How many of these items the catalog has.
pub(super) fn count_catalog_items(
    conn: &mut PgConnection,
    ids: &[CatalogItemId],
) -> QueryResult<i64> {
    use crate::db::schema::catalog_items;
    catalog_items::table
        .filter(catalog_items::id.eq_any(ids))
        .select(count_star())
        .first(conn)
}

pub(super) fn find(conn: &mut PgConnection, id: PackageId) -> QueryResult<Option<Package>> {
    packages::table
        .find(id)
        .select(Package::as_select())
        .first(conn)
        .optional()
}

pub(super) fn find_by_code(conn: &mut PgConnection, code: &str) -> QueryResult<Option<Package>> {
    packages::table
        .filter(packages::code.eq(code))
        .select(Package::as_select())
        .first(conn)
        .optional()
}

/// What a filter on the effective status needs to know.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) today: NaiveDate,
    pub(super) overdue_from_ready: bool,
}

type Boxed<'a> = packages::BoxedQuery<'a, diesel::pg::Pg, packages::SqlType>;

fn filtered(shipment: ShipmentId, filter: &PackageFilter, rule: Rule) -> Boxed<'_> {
    let mut query = packages::table
        .filter(packages::shipment_id.eq(shipment))
        .into_boxed();
    let search = filter.search.trim();
    if !search.is_empty() {
        let pattern = format!("%{}%", crate::db::escape_like(search));
        let number = search.parse::<i32>().unwrap_or(0);
        query = query.filter(
            packages::name
                .ilike(pattern)
                .or(packages::code.eq(search))
                .or(packages::number.eq(number)),
        );
    }
    let first_late = if rule.overdue_from_ready {
        Status::Ready
    } else {
        Status::PickedUp
    };
    match filter.status {
        None => query,
        Some(Status::Received) => query.filter(packages::status.eq(Status::Received)),
        Some(closed @ (Status::Lost | Status::Cancelled)) => query
            .filter(packages::closed_as.eq(closed))
            .filter(packages::status.lt(Status::Received)),
        Some(Status::Overdue) => query
            .filter(packages::closed_as.is_null())
            .filter(packages::expected_on.lt(rule.today))
            .filter(packages::status.between(first_late, Status::InTransit)),
        Some(own) => {
            let mut query = query
                .filter(packages::closed_as.is_null())
                .filter(packages::status.eq(own));
            if own >= first_late {
                query = query.filter(packages::expected_on.ge(rule.today));
            }
            query
        }
    }
}

/// Packages of a shipment by number.
pub(super) fn list(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    filter: &PackageFilter,
    rule: Rule,
    paging: Paging,
) -> QueryResult<Paginated<Package>> {
    let total = filtered(shipment, filter, rule)
        .select(count_star())
        .first(conn)?;
    let rows = filtered(shipment, filter, rule)
        .select(Package::as_select())
        .order(packages::number)
        .limit(paging.size)
        .offset(paging.offset())
        .load(conn)?;
    Ok(Paginated::new(rows, total, paging))
}

/// Contents of a package in the order they were put in.
pub(super) fn list_items(conn: &mut PgConnection, id: PackageId) -> QueryResult<Vec<PackageItem>> {
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
pub(super) fn list_item_totals(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Vec<ItemTotal>> {
    diesel::sql_query(
        "select i.description, i.unit, d.name as donor, count(distinct i.package_id) as packages,
                sum(i.quantity) as quantity,
                coalesce(sum(i.quantity) filter (where p.status = 5), 0) as received,
                sum(i.quantity * i.price_local) as price_local, sum(i.quantity * i.price_usd) as price_usd
         from packages p
         join package_items i on i.package_id = p.id
         left join donors d on d.id = i.donor_id
         where p.shipment_id = $1
         group by i.description, i.unit, d.name
         order by i.description, d.name, i.unit",
    )
    .bind::<Int4, _>(id)
    .load(conn)
}

pub(super) fn list_codes(
    conn: &mut PgConnection,
    ids: &[PackageId],
) -> QueryResult<Vec<(PackageId, String)>> {
    package_rows::table
        .filter(package_rows::id.eq_any(ids))
        .select((package_rows::id, package_rows::code))
        .load(conn)
}

/// Where packages of a shipment were last seen, the latest place first.
pub(super) fn list_places(
    conn: &mut PgConnection,
    id: ShipmentId,
    limit: i32,
) -> QueryResult<Vec<Place>> {
    diesel::sql_query(
        "select last_scan_label as label, count(*) as packages,
                count(*) filter (where status in (3, 4)) as on_the_road, max(status) as status,
                max(last_scan_at) as last_at
         from packages where shipment_id = $1
         group by last_scan_label
         order by last_at desc nulls last limit $2",
    )
    .bind::<Int4, _>(id)
    .bind::<Int4, _>(limit)
    .load(conn)
}

/// Packages that changed, with their own status before and after.
#[derive(QueryableByName)]
pub(super) struct Moved {
    #[diesel(sql_type = Int4)]
    pub(super) id: PackageId,
    #[diesel(sql_type = diesel::sql_types::SmallInt)]
    pub(super) from_status: Status,
    #[diesel(sql_type = diesel::sql_types::SmallInt)]
    pub(super) to_status: Status,
}

/// Moves the base status of a shipment's packages, and their own status where scans have not taken it further.
pub(super) fn move_base(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    from: Status,
    to: Status,
) -> QueryResult<Vec<Moved>> {
    diesel::sql_query(
        "update packages p
         set base_status = $3, status = case when p.status <= 2 then $3 else p.status end
         from packages o
         where p.shipment_id = $1 and p.base_status = $2 and o.id = p.id
         returning p.id, o.status as from_status, p.status as to_status",
    )
    .bind::<Int4, _>(shipment)
    .bind::<diesel::sql_types::SmallInt, _>(from)
    .bind::<diesel::sql_types::SmallInt, _>(to)
    .load(conn)
}
