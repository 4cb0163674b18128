//! Thousands of items with one statement: the columns as arrays.

use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Integer, Nullable, Numeric, Text};
use rust_decimal::Decimal;

use crate::catalog::model::NewCatalogItem;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Integer)]
    id: i32,
}

/// Inserts items in their order; gives their ids.
pub(in crate::catalog) fn insert_items(
    conn: &mut PgConnection,
    items: &[NewCatalogItem],
) -> QueryResult<Vec<i32>> {
    fn column<'i, T>(
        items: &'i [NewCatalogItem],
        value: impl Fn(&'i NewCatalogItem) -> T,
    ) -> Vec<T> {
        items.iter().map(value).collect()
    }
    let made: Vec<Id> = crate::db::sql_query(
        "insert into catalog_items (item_code, description, unit, price_usd, price_local, weight,
                                    item_category_id, donor_id, donor_t1_id, supplier_id)
         select item_code, description, unit, price_usd, price_local, weight,
                item_category_id, donor_id, donor_t1_id, supplier_id
         from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) with ordinality
              as x(item_code, description, unit, price_usd, price_local, weight,
                   item_category_id, donor_id, donor_t1_id, supplier_id, place)
         order by place
         returning id",
    )
    .replanned()
    .bind::<Array<Text>, _>(column(items, |it| it.item_code.as_str()))
    .bind::<Array<Text>, _>(column(items, |it| it.description.as_str()))
    .bind::<Array<Text>, _>(column(items, |it| it.unit.as_str()))
    .bind::<Array<Numeric>, _>(column::<Decimal>(items, |it| it.price_usd))
    .bind::<Array<Numeric>, _>(column::<Decimal>(items, |it| it.price_local))
    .bind::<Array<Nullable<Double>>, _>(column(items, |it| it.weight))
    .bind::<Array<Integer>, _>(column(items, |it| it.item_category_id))
    .bind::<Array<Nullable<Integer>>, _>(column(items, |it| it.donor_id))
    .bind::<Array<Nullable<Integer>>, _>(column(items, |it| it.donor_t1_id))
    .bind::<Array<Nullable<Integer>>, _>(column(items, |it| it.supplier_id))
    .load(conn)?;
    Ok(made.into_iter().map(|row| row.id).collect())
}
