//! What fits to some letters, for fields with type-ahead.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};

use super::alike::table;
use crate::catalog::model::{Choice, DonorCodeKind, Entity};
use crate::db::{ALPHABETICAL, escape_like};

/// Rows of a short list whose name has these letters, those that begin with them first; of those put away only these.
pub(in crate::catalog) fn entities(
    conn: &mut PgConnection,
    entity: Entity,
    letters: &str,
    kind: Option<DonorCodeKind>,
    also: &[i32],
    most: i64,
) -> QueryResult<Vec<Choice>> {
    let (table, name) = table(entity);
    let kinds = if entity == Entity::DonorCode {
        "($3 is null or kind = $3)"
    } else {
        "$3::text is null"
    };
    let escaped = escape_like(letters);
    crate::db::sql_query(format!(
        "select id, {name} as value, {name} as label, '' as detail from {table}
         where (archived_at is null or id = any($5)) and public.folded({name}) like public.folded($1) and {kinds}
         order by public.folded({name}) not like public.folded($2), {name} {ALPHABETICAL}, id limit $4"
    ))
    .bind::<Text, _>(format!("%{escaped}%"))
    .bind::<Text, _>(format!("{escaped}%"))
    .bind::<Nullable<Text>, _>(kind.map(DonorCodeKind::slug))
    .bind::<BigInt, _>(most)
    .bind::<Array<Integer>, _>(also)
    .load(conn)
}

/// Items whose description or code has these letters. Descriptions are not unique: the value ends with the id.
pub(in crate::catalog) fn items(
    conn: &mut PgConnection,
    letters: &str,
    most: i64,
) -> QueryResult<Vec<Choice>> {
    let escaped = escape_like(letters);
    crate::db::sql_query(format!(
        "select i.id, i.description || ' #' || i.id as value,
                i.description || coalesce(' (' || d.name || ')', '') as label,
                concat_ws(' · ', i.item_code, c.name, nullif(i.unit, '')) as detail
         from catalog_items i
         join item_categories c on c.id = i.item_category_id
         left join donors d on d.id = i.donor_id
         where i.archived_at is null and i.searched like public.folded($1)
         order by i.searched not like public.folded($2), i.description {ALPHABETICAL}, i.id limit $3"
    ))
    .bind::<Text, _>(format!("%{escaped}%"))
    .bind::<Text, _>(format!("{escaped}%"))
    .bind::<BigInt, _>(most)
    .load(conn)
}
