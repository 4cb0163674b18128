//! Rows of `packages`; those of `package_items` in `items`. What a package needs to know of its shipment comes with the view.

pub(in crate::packages) mod items;

use chrono::NaiveDate;
use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Int4, Nullable, Text};

use super::model::{NewPackages, Package, PackageFilter, Place};
use crate::db::schema::{package_items, packages as package_rows, shipments};
use crate::db::views::packages;
use crate::kernel::Status;
use crate::kernel::ids::{PackageId, ShipmentId, UserId};
use crate::kernel::paging::{Paginated, Paging};

/// Locks a shipment against changes of its contents; its status and partner.
pub(in crate::packages) fn lock_shipment(
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

/// The status and the partner of a shipment.
pub(in crate::packages) fn find_shipment(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Option<(Status, UserId)>> {
    shipments::table
        .find(id)
        .select((shipments::status, shipments::partner_id))
        .first(conn)
        .optional()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Int4)]
    last: i32,
}

/// Takes the next `count` numbers of a shipment; the first of them. A number is never given twice.
pub(in crate::packages) fn take_numbers(
    conn: &mut PgConnection,
    id: ShipmentId,
    count: i32,
) -> QueryResult<i32> {
    let taken: Number = crate::db::sql_query(
        "insert into package_numbers as n (shipment_id, last)
         select $1, coalesce(max(number), 0) + $2 from packages where shipment_id = $1
         on conflict (shipment_id) do update set last = greatest(n.last, excluded.last - $2) + $2
         returning last",
    )
    .bind::<Int4, _>(id)
    .bind::<Int4, _>(count)
    .get_result(conn)?;
    Ok(taken.last - count + 1)
}

pub(in crate::packages) fn update(
    conn: &mut PgConnection,
    id: PackageId,
    name: &str,
    description: &str,
) -> QueryResult<usize> {
    diesel::update(package_rows::table.find(id))
        .set((
            package_rows::name.eq(name),
            package_rows::description.eq(description),
            package_rows::version.eq(package_rows::version + 1),
        ))
        .execute(conn)
}

/// These packages of a shipment, by number.
pub(in crate::packages) fn list_chosen(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    ids: &[PackageId],
) -> QueryResult<Vec<Package>> {
    packages::table
        .filter(packages::shipment_id.eq(shipment))
        .filter(packages::id.eq_any(ids))
        .select(Package::as_select())
        .order(packages::number)
        .load(conn)
}

/// Removes packages and what is in them.
pub(in crate::packages) fn delete(
    conn: &mut PgConnection,
    ids: &[PackageId],
) -> QueryResult<usize> {
    diesel::delete(package_items::table.filter(package_items::package_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(package_rows::table.filter(package_rows::id.eq_any(ids))).execute(conn)
}

/// Removes all packages of a shipment and what is in them.
pub(in crate::packages) fn delete_all(
    conn: &mut PgConnection,
    shipment: ShipmentId,
) -> QueryResult<usize> {
    let of_it = package_rows::table
        .filter(package_rows::shipment_id.eq(shipment))
        .select(package_rows::id);
    diesel::delete(package_items::table.filter(package_items::package_id.eq_any(of_it)))
        .execute(conn)?;
    diesel::delete(package_rows::table.filter(package_rows::shipment_id.eq(shipment))).execute(conn)
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Int4)]
    id: PackageId,
}

/// Inserts the packages numbered from `first`, and their contents: two statements however many there are.
pub(in crate::packages) fn insert(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    prefix: &str,
    first: i32,
    new: &NewPackages,
) -> QueryResult<Vec<PackageId>> {
    let mut made: Vec<PackageId> = crate::db::sql_query(
        "insert into packages (shipment_id, number, code, name, description, kit_id)
         select $1, n, $2 || $1 || '.' || n, $3, $4, $5 from generate_series($6, $7) n order by n
         returning id",
    )
    .replanned()
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
        items::insert(conn, &made, &new.contents)?;
    }
    Ok(made)
}

pub(in crate::packages) fn count_of_shipment(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<i64> {
    package_rows::table
        .filter(package_rows::shipment_id.eq(id))
        .select(count_star())
        .first(conn)
}

/// Copies all packages of a shipment, with what is in them, into another, numbered from `first`: two statements however
/// many there are.
pub(in crate::packages) fn copy(
    conn: &mut PgConnection,
    (from, to): (ShipmentId, ShipmentId),
    prefix: &str,
    first: i32,
) -> QueryResult<Vec<PackageId>> {
    let mut made: Vec<PackageId> = crate::db::sql_query(
        "insert into packages (shipment_id, number, code, name, description, kit_id)
         select $2, p.number, $3 || $2 || '.' || p.number, p.name, p.description, p.kit_id
         from (select name, description, kit_id, ($4 - 1 + row_number() over (order by o.number))::integer as number
               from packages o where o.shipment_id = $1) p
         order by p.number
         returning id",
    )
    .replanned()
    .bind::<Int4, _>(from)
    .bind::<Int4, _>(to)
    .bind::<Text, _>(prefix)
    .bind::<Int4, _>(first)
    .load::<Made>(conn)?
    .into_iter()
    .map(|made| made.id)
    .collect();
    made.sort_unstable();
    crate::db::sql_query(
        "insert into package_items (package_id, catalog_item_id, description, unit, quantity, price_usd, price_local,
                                    weight, item_category_id, donor_id, donor_t1_id, supplier_id)
         select n.id, i.catalog_item_id, i.description, i.unit, i.quantity, i.price_usd, i.price_local,
                i.weight, i.item_category_id, i.donor_id, i.donor_t1_id, i.supplier_id
         from (select id, $3 - 1 + row_number() over (order by number) as number
               from packages where shipment_id = $1) o
         join packages n on n.shipment_id = $2 and n.number = o.number
         join package_items i on i.package_id = o.id
         order by n.number, i.id",
    )
    .replanned()
    .bind::<Int4, _>(from)
    .bind::<Int4, _>(to)
    .bind::<Int4, _>(first)
    .execute(conn)?;
    Ok(made)
}

pub(in crate::packages) fn find(
    conn: &mut PgConnection,
    id: PackageId,
) -> QueryResult<Option<Package>> {
    packages::table
        .find(id)
        .select(Package::as_select())
        .first(conn)
        .optional()
}

pub(in crate::packages) fn find_by_code(
    conn: &mut PgConnection,
    code: &str,
) -> QueryResult<Option<Package>> {
    packages::table
        .filter(packages::code.eq(code))
        .select(Package::as_select())
        .first(conn)
        .optional()
}

/// What a filter on the effective status needs to know.
#[derive(Clone, Copy)]
pub(in crate::packages) struct Rule {
    pub(in crate::packages) today: NaiveDate,
    pub(in crate::packages) overdue_from_ready: bool,
}

type Boxed<'a> = packages::BoxedQuery<'a, diesel::pg::Pg, packages::SqlType>;

fn filtered(shipment: ShipmentId, filter: &PackageFilter, rule: Rule) -> Boxed<'_> {
    let mut query = packages::table
        .filter(packages::shipment_id.eq(shipment))
        .into_boxed();
    let search = filter.search.trim();
    if !search.is_empty() {
        let number = search.parse::<i32>().unwrap_or(0);
        query = query.filter(
            crate::db::has_words("packages.name", search)
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
pub(in crate::packages) fn list(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    filter: &PackageFilter,
    rule: Rule,
    paging: Paging,
) -> QueryResult<Paginated<Package>> {
    let rows = |conn: &mut PgConnection, paging: Paging| {
        filtered(shipment, filter, rule)
            .select(Package::as_select())
            .order(packages::number)
            .limit(paging.size)
            .offset(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| {
        filtered(shipment, filter, rule)
            .select(count_star())
            .first(conn)
    })
}

pub(in crate::packages) fn list_codes(
    conn: &mut PgConnection,
    ids: &[PackageId],
) -> QueryResult<Vec<(PackageId, String)>> {
    package_rows::table
        .filter(package_rows::id.eq_any(ids))
        .select((package_rows::id, package_rows::code))
        .load(conn)
}

/// Where packages of a shipment were last seen, the latest place first; and after these the place where most of those on
/// the road were, when it is none of them.
pub(in crate::packages) fn list_places(
    conn: &mut PgConnection,
    id: ShipmentId,
    limit: i32,
) -> QueryResult<Vec<Place>> {
    crate::db::sql_query(
        "select label, packages, on_the_road, status, last_at
         from (select *, row_number() over (order by last_at desc nulls last) as latest,
                      row_number() over (order by on_the_road desc, last_at desc nulls last) as most
               from (select last_scan_label as label, count(*) as packages,
                            count(*) filter (where status in (3, 4)) as on_the_road, max(status) as status,
                            max(last_scan_at) as last_at
                     from packages where shipment_id = $1
                     group by last_scan_label) p) p
         where latest <= $2 or (most = 1 and on_the_road > 0)
         order by latest",
    )
    .bind::<Int4, _>(id)
    .bind::<Int4, _>(limit)
    .load(conn)
}

/// Packages that changed, with their own status before and after.
#[derive(QueryableByName)]
pub(in crate::packages) struct Moved {
    #[diesel(sql_type = Int4)]
    pub(in crate::packages) id: PackageId,
    #[diesel(sql_type = diesel::sql_types::SmallInt)]
    pub(in crate::packages) from_status: Status,
    #[diesel(sql_type = diesel::sql_types::SmallInt)]
    pub(in crate::packages) to_status: Status,
}

/// Moves the base status of a shipment's packages, and their own status where scans have not taken it further.
pub(in crate::packages) fn move_base(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    from: Status,
    to: Status,
) -> QueryResult<Vec<Moved>> {
    crate::db::sql_query(
        "update packages p
         set base_status = $3, status = case when p.status <= 2 then $3 else p.status end
         from packages o
         where p.shipment_id = $1 and p.base_status = $2 and o.id = p.id
         returning p.id, o.status as from_status, p.status as to_status",
    )
    .replanned()
    .bind::<Int4, _>(shipment)
    .bind::<diesel::sql_types::SmallInt, _>(from)
    .bind::<diesel::sql_types::SmallInt, _>(to)
    .load(conn)
}
