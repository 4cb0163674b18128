//! A page of a list sorted by partner or by status. The tallies say how many shipments each group has, so only the
//! groups on the page are looked at, however many shipments stand before it.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Nullable, SmallInt};

use super::model::{ShipmentFilter, Sort, SortKey};
use super::queries::Scope;
use crate::db::given;
use crate::kernel::Status;
use crate::kernel::ids::ShipmentId;
use crate::kernel::paging::Paging;

/// A group: its column in `shipments` and `shipment_tallies`, and what groups are sorted by.
struct Group {
    column: &'static str,
    name: &'static str,
}

/// The group a list is sorted by, when the tallies know how many each has: they know partner and own status only.
fn group(filter: &ShipmentFilter, sort: Sort) -> Option<Group> {
    let has_tally =
        filter.search.trim().is_empty() && !filter.silent && filter.status != Some(Status::Overdue);
    match sort.key {
        SortKey::Partner if has_tally => Some(Group {
            column: "partner_id",
            name: "coalesce(nullif(u.name, ''), u.email) collate public.alphabetical",
        }),
        SortKey::Status if has_tally => Some(Group {
            column: "status",
            name: "t.status",
        }),
        _ => None,
    }
}

/// Ids of a page: groups in the direction asked for, the newest first within each. None when no tally helps.
pub(super) fn list_ids(
    conn: &mut PgConnection,
    filter: &ShipmentFilter,
    scope: Scope,
    sort: Sort,
    paging: Paging,
) -> QueryResult<Option<Vec<ShipmentId>>> {
    let Some(Group { column, name }) = group(filter, sort) else {
        return Ok(None);
    };
    let way = if sort.descending { "desc" } else { "asc" };
    let chosen = [
        given(&scope.partner, 1, "partner_id = $1"),
        given(&filter.status, 2, "status = $2"),
    ]
    .join(" and ");
    let found: Vec<Found> = crate::db::sql_query(format!(
        "with groups as (
             select t.{column} as key, sum(t.shipments)::bigint as shipments, {name} as name
             from public.shipment_tallies t join public.users u on u.id = t.partner_id
             where {}
             group by 1, 3
         ), placed as (
             select key, shipments, (sum(shipments) over w - shipments)::bigint as before, row_number() over w as place
             from groups window w as (order by name {way}, key {way} rows unbounded preceding)
         )
         select s.id
         from placed p
         cross join lateral (
             select id, shipment_on from public.shipments
             where {column} = p.key and {chosen}
             order by shipment_on desc, id desc
             offset greatest($4 - p.before, 0) limit greatest(least($3 + $4 - p.before, $3), 0)
         ) s
         where p.before < $3 + $4 and p.before + p.shipments > $4
         order by p.place, s.shipment_on desc, s.id desc
         limit $3",
        chosen.replace("partner_id", "t.partner_id").replace("status", "t.status"),
    ))
    .bind::<Nullable<Int4>, _>(scope.partner)
    .bind::<Nullable<SmallInt>, _>(filter.status)
    .bind::<BigInt, _>(paging.size)
    .bind::<BigInt, _>(paging.offset())
    .load(conn)?;
    Ok(Some(found.into_iter().map(|row| row.id).collect()))
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Int4)]
    id: ShipmentId,
}
