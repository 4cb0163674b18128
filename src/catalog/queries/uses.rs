//! Who points at a thing. The rows that count are of other rooms; what is read of them is only their foreign keys,
//! which the schema ties to the catalog's tables anyway.

use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::catalog::model::{Entity, Uses};
use crate::kernel::ids::CatalogItemId;

/// How often a row of a short list is used.
pub(in crate::catalog) fn of_entity(
    conn: &mut PgConnection,
    entity: Entity,
    id: i32,
) -> QueryResult<Uses> {
    let column = match entity {
        Entity::Category => "item_category_id",
        Entity::Donor => "donor_id",
        Entity::DonorCode => "donor_t1_id",
        Entity::Supplier => "supplier_id",
        Entity::Transporter => return of_transporter(conn, id),
    };
    let donors = if entity == Entity::DonorCode {
        "(select count(*) from donors_donor_codes where donor_code_id = $1)"
    } else {
        "0::bigint"
    };
    crate::db::sql_query(format!(
        "select (select count(*) from catalog_items where {column} = $1) as items, {donors} as donors,
                0::bigint as kits,
                (select count(distinct package_id) from package_items where {column} = $1) as packages,
                0::bigint as shipments"
    ))
    .bind::<Integer, _>(id)
    .get_result(conn)
}

fn of_transporter(conn: &mut PgConnection, id: i32) -> QueryResult<Uses> {
    crate::db::sql_query(
        "select 0::bigint as items, 0::bigint as donors, 0::bigint as kits, 0::bigint as packages,
                (select count(*) from shipments where transporter_id = $1) as shipments",
    )
    .bind::<Integer, _>(id)
    .get_result(conn)
}

/// How often an item is used.
pub(in crate::catalog) fn of_item(conn: &mut PgConnection, id: CatalogItemId) -> QueryResult<Uses> {
    crate::db::sql_query(
        "select 0::bigint as items, 0::bigint as donors,
                (select count(*) from kit_items where catalog_item_id = $1) as kits,
                (select count(distinct package_id) from package_items where catalog_item_id = $1) as packages,
                0::bigint as shipments",
    )
    .bind::<Integer, _>(id.0)
    .get_result(conn)
}
