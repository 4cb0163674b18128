//! What papers read: one statement each, however many packages.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Int4, Nullable, Text};

use super::model::{Content, Good, Label, Numbers};
use crate::kernel::ids::ShipmentId;

/// The packages asked for, by number.
pub(super) fn list_labels(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    numbers: &Numbers,
) -> QueryResult<Vec<Label>> {
    crate::db::sql_query(
        "select p.number, p.code, p.name, k.name as kit,
                case when i.weighed then i.weight end as weight, coalesce(i.donors, '{}') as donors,
                p.place, p.total, p.item_count, p.price_local, p.price_usd
         from (select *, row_number() over (order by number) as place, count(*) over () as total
               from packages where shipment_id = $1) p
         left join kits k on k.id = p.kit_id
         -- Package by package: joined to a sum over all of them, a shipment packed a moment ago, of which the planner
         -- knows nothing yet, took seconds.
         cross join lateral (
             select sum(i.quantity * i.weight) as weight, bool_and(coalesce(i.weight, 0) > 0) as weighed,
                    array_agg(distinct d.name collate public.alphabetical
                              order by d.name collate public.alphabetical) filter (where d.name is not null) as donors
             from package_items i
             left join donors d on d.id = i.donor_id
             where i.package_id = p.id) i
         where $2::text is null or p.number <@ $2::text::int4multirange
         order by p.number",
    ).replanned()
    .bind::<Int4, _>(shipment)
    .bind::<Nullable<Text>, _>(numbers.multirange())
    .load(conn)
}

#[derive(QueryableByName)]
struct Absent {
    #[diesel(sql_type = Text)]
    absent: String,
}

/// Those of the numbers that no package of the shipment has.
pub(super) fn list_absent(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    numbers: &Numbers,
) -> QueryResult<Numbers> {
    let found: Absent = crate::db::sql_query(
        "select (coalesce($2, '{}')::int4multirange
                 - coalesce(range_agg(int4range(number, number, '[]')), '{}'::int4multirange))::text as absent
         from packages where shipment_id = $1",
    )
    .bind::<Int4, _>(shipment)
    .bind::<Nullable<Text>, _>(numbers.multirange())
    .get_result(conn)?;
    Ok(Numbers::from_multirange(&found.absent))
}

/// Everything in the packages asked for, in the order it was put in. A text left blank is the catalog's.
pub(super) fn list_contents(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    numbers: &Numbers,
) -> QueryResult<Vec<Content>> {
    crate::db::sql_query(
        "select p.number, coalesce(nullif(i.description, ''), c.description, '') as description,
                coalesce(nullif(i.unit, ''), c.unit, '') as unit, i.quantity, d.name as donor, s.name as supplier,
                i.price_local, i.price_usd, i.quantity * i.price_local as total_local,
                i.quantity * i.price_usd as total_usd
         from packages p
         join package_items i on i.package_id = p.id
         left join catalog_items c on c.id = i.catalog_item_id
         left join donors d on d.id = i.donor_id
         left join suppliers s on s.id = i.supplier_id
         where p.shipment_id = $1 and ($2::text is null or p.number <@ $2::text::int4multirange)
         order by p.number, i.id",
    ).replanned()
    .bind::<Int4, _>(shipment)
    .bind::<Nullable<Text>, _>(numbers.multirange())
    .load(conn)
}

/// Everything in the packages asked for, the same item once.
pub(super) fn list_goods(
    conn: &mut PgConnection,
    shipment: ShipmentId,
    numbers: &Numbers,
) -> QueryResult<Vec<Good>> {
    crate::db::sql_query(
        "select * from (
         select coalesce(nullif(i.description, ''), c.description, '') as description,
                coalesce(nullif(i.unit, ''), c.unit, '') as unit, count(distinct p.id) as packages,
                sum(i.quantity) as quantity
         from packages p
         join package_items i on i.package_id = p.id
         left join catalog_items c on c.id = i.catalog_item_id
         where p.shipment_id = $1 and ($2::text is null or p.number <@ $2::text::int4multirange)
         group by 1, 2) goods
         order by description collate public.alphabetical, unit collate public.alphabetical",
    )
    .replanned()
    .bind::<Int4, _>(shipment)
    .bind::<Nullable<Text>, _>(numbers.multirange())
    .load(conn)
}
