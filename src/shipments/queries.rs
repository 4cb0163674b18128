//! Rows of `shipments`, read through the view that knows their names.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Timestamptz};

use super::grouped;
use super::model::{
    Header, NewShipment, Shipment, ShipmentCounts, ShipmentFilter, Sort, SortKey, Worst,
};
use super::search::Search;
use crate::db::schema::{shipment_tallies, shipments as rows, users};
use crate::db::views::shipments;
use crate::db::{Fragment, is_searched_for, sql};
use crate::kernel::ids::{ShipmentId, TransporterId, UserId};
use crate::kernel::paging::Paging;
use crate::kernel::{Role, Status};

/// What "overdue" and "silent" mean at this moment, and whose shipments are asked for.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) partner: Option<UserId>,
    pub(super) today: NaiveDate,
    pub(super) overdue_from_ready: bool,
    /// Scans before this are too long ago.
    pub(super) silent_before: DateTime<Utc>,
}

pub(super) fn insert(
    conn: &mut PgConnection,
    header: &NewShipment,
    now: DateTime<Utc>,
) -> QueryResult<ShipmentId> {
    diesel::insert_into(rows::table)
        .values((header, rows::created_at.eq(now)))
        .returning(rows::id)
        .get_result(conn)
}

pub(super) fn find_header(conn: &mut PgConnection, id: ShipmentId) -> QueryResult<Header> {
    rows::table.find(id).select(Header::as_select()).first(conn)
}

/// Replaces the header and nothing else.
pub(super) fn update_header(
    conn: &mut PgConnection,
    id: ShipmentId,
    header: &NewShipment,
) -> QueryResult<usize> {
    diesel::update(rows::table.find(id))
        .set((header, rows::version.eq(rows::version + 1)))
        .execute(conn)
}

/// Removes a shipment whose packages and scans are gone.
pub(super) fn delete(conn: &mut PgConnection, id: ShipmentId) -> QueryResult<usize> {
    diesel::delete(rows::table.find(id)).execute(conn)
}

pub(super) fn find(conn: &mut PgConnection, id: ShipmentId) -> QueryResult<Option<Shipment>> {
    shipments::table
        .find(id)
        .select(Shipment::as_select())
        .first(conn)
        .optional()
}

/// Locks a shipment until the end of the transaction; with it comes its base status.
pub(super) fn lock(
    conn: &mut PgConnection,
    id: ShipmentId,
) -> QueryResult<Option<(Shipment, Status)>> {
    let base: Option<Status> = rows::table
        .find(id)
        .select(rows::base_status)
        .for_update()
        .first(conn)
        .optional()?;
    Ok(match base {
        Some(base) => find(conn, id)?.map(|shipment| (shipment, base)),
        None => None,
    })
}

pub(super) fn is_partner(conn: &mut PgConnection, id: UserId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        users::table
            .find(id)
            .filter(users::role.eq(Role::Partner))
            .filter(users::is_active),
    ))
    .get_result(conn)
}

/// What a transporter is called, and whether it was put away.
pub(super) fn find_transporter(
    conn: &mut PgConnection,
    id: TransporterId,
) -> QueryResult<Option<(String, bool)>> {
    use crate::db::schema::transporters;
    transporters::table
        .find(id)
        .select((transporters::name, transporters::archived_at.is_not_null()))
        .first(conn)
        .optional()
}

pub(super) fn set_status(
    conn: &mut PgConnection,
    id: ShipmentId,
    base: Status,
    status: Status,
    ready_on: Option<NaiveDate>,
) -> QueryResult<usize> {
    diesel::update(rows::table.find(id))
        .set((
            rows::base_status.eq(base),
            rows::status.eq(status),
            rows::ready_on.eq(ready_on),
        ))
        .execute(conn)
}

/// What a person says of a shipment that is closed or taken back.
pub(super) struct Closing<'a> {
    pub(super) closed_as: Option<Status>,
    pub(super) status: Status,
    pub(super) note: &'a str,
    pub(super) loss_acceptable: bool,
}

pub(super) fn set_closed(
    conn: &mut PgConnection,
    id: ShipmentId,
    closing: &Closing<'_>,
) -> QueryResult<usize> {
    diesel::update(rows::table.find(id))
        .set((
            rows::closed_as.eq(closing.closed_as),
            rows::status.eq(closing.status),
            rows::status_note.eq(closing.note),
            rows::loss_acceptable.eq(closing.loss_acceptable),
            rows::version.eq(rows::version + 1),
        ))
        .execute(conn)
}

type Boxed<'a> = rows::BoxedQuery<'a, Pg, rows::SqlType>;

/// On the road: the predicate of `shipments_on_the_road_idx`, word for word.
const OPEN: &str =
    "status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0";
const OPEN_AND: &str =
    "status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0 and ";
const MOVING: &str = "picked_up_count + in_transit_count > 0";

/// Has overdue packages, among those that are [`OPEN`]; `before` and `after` stand around it.
fn overdue<T>(scope: Scope, before: &str, after: &str) -> Fragment<T> {
    let moving = if scope.overdue_from_ready {
        "true"
    } else {
        MOVING
    };
    sql(format!("{before}({moving} and expected_on < "))
        .bind::<Date, _>(scope.today)
        .sql(format!("){after}"))
}

/// On the road and not seen for too long, among those that are [`OPEN`]; `before` and `after` stand around it.
fn silent<T>(scope: Scope, before: &str, after: &str) -> Fragment<T> {
    sql(format!(
        "{before}({MOVING} and (last_scan_at is null or last_scan_at < "
    ))
    .bind::<Timestamptz, _>(scope.silent_before)
    .sql(format!(")){after}"))
}

/// Those of the scope and the search, whatever their status.
fn scoped(search: Option<&Search>, scope: Scope) -> Boxed<'_> {
    let mut query = rows::table.into_boxed();
    if let Some(partner) = scope.partner {
        query = query.filter(rows::partner_id.eq(partner));
    }
    if let Some(search) = search {
        query = query.filter(
            is_searched_for(&search.words)
                .or(rows::id.eq_any(&search.ids))
                .or(rows::partner_id.eq_any(&search.partners)),
        );
    }
    query
}

fn filtered<'a>(filter: &ShipmentFilter, search: Option<&'a Search>, scope: Scope) -> Boxed<'a> {
    let mut query = scoped(search, scope);
    if filter.silent {
        query = query.filter(silent::<Bool>(scope, OPEN_AND, ""));
    }
    match filter.status {
        None => query,
        Some(Status::Overdue) => query.filter(overdue::<Bool>(scope, OPEN_AND, "")),
        Some(own) => query.filter(rows::status.eq(own)),
    }
}

/// How many of each kind: from the tally unless something is searched for, and one pass over the index of those on
/// the road.
pub(super) fn count(
    conn: &mut PgConnection,
    search: Option<&Search>,
    scope: Scope,
) -> QueryResult<ShipmentCounts> {
    let by_status = match search {
        None => tally(conn, scope)?,
        Some(_) => count_by_status(conn, search, scope)?,
    };
    let of = |status| {
        let found = by_status.iter().filter(|(key, _)| *key == status);
        found.map(|(_, count)| count).sum()
    };
    let counted = "count(*) filter (where ";
    let (overdue, silent, on_the_road): (i64, i64, i64) = scoped(search, scope)
        .filter(sql::<Bool>(OPEN))
        .select((
            overdue::<BigInt>(scope, counted, ")"),
            silent::<BigInt>(scope, counted, ")"),
            sql::<BigInt>(format!("{counted}{MOVING})")),
        ))
        .first(conn)?;
    Ok(ShipmentCounts {
        all: by_status.iter().map(|(_, count)| count).sum(),
        in_progress: of(Status::InProgress),
        ready: of(Status::Ready),
        picked_up: of(Status::PickedUp),
        in_transit: of(Status::InTransit),
        received: of(Status::Received),
        lost: of(Status::Lost),
        cancelled: of(Status::Cancelled),
        overdue,
        silent,
        on_the_road,
    })
}

fn tally(conn: &mut PgConnection, scope: Scope) -> QueryResult<Vec<(Status, i64)>> {
    let mut query = shipment_tallies::table
        .select((shipment_tallies::status, shipment_tallies::shipments))
        .into_boxed();
    if let Some(partner) = scope.partner {
        query = query.filter(shipment_tallies::partner_id.eq(partner));
    }
    query.load(conn)
}

fn count_by_status(
    conn: &mut PgConnection,
    search: Option<&Search>,
    scope: Scope,
) -> QueryResult<Vec<(Status, i64)>> {
    let of = |status: Status| {
        sql::<BigInt>(format!(
            "count(*) filter (where status = {})",
            status.code()
        ))
    };
    let counts: (i64, i64, i64, i64, i64, i64, i64) = scoped(search, scope)
        .select((
            of(Status::InProgress),
            of(Status::Ready),
            of(Status::PickedUp),
            of(Status::InTransit),
            of(Status::Received),
            of(Status::Lost),
            of(Status::Cancelled),
        ))
        .first(conn)?;
    Ok(vec![
        (Status::InProgress, counts.0),
        (Status::Ready, counts.1),
        (Status::PickedUp, counts.2),
        (Status::InTransit, counts.3),
        (Status::Received, counts.4),
        (Status::Lost, counts.5),
        (Status::Cancelled, counts.6),
    ])
}

/// How many there are in all pages.
pub(super) fn count_filtered(
    conn: &mut PgConnection,
    filter: &ShipmentFilter,
    search: Option<&Search>,
    scope: Scope,
) -> QueryResult<i64> {
    filtered(filter, search, scope)
        .select(count_star())
        .first(conn)
}

/// One page of a list; `overdue_first` is how many overdue ones stand before the rest in the default order.
pub(super) fn list(
    conn: &mut PgConnection,
    filter: &ShipmentFilter,
    search: Option<&Search>,
    scope: Scope,
    sort: Sort,
    paging: Paging,
    overdue_first: i64,
) -> QueryResult<Vec<Shipment>> {
    if sort.key == SortKey::Urgency && filter.status.is_none() && !filter.silent {
        return list_by_urgency(conn, search, scope, paging, overdue_first);
    }
    let way = if sort.descending { "desc" } else { "asc" };
    let order = order(sort.key, way);
    if let Some(ids) = grouped::list_ids(conn, filter, scope, sort, paging)? {
        return load(conn, &ids);
    }
    load_page(
        conn,
        filtered(filter, search, scope),
        &order,
        paging.size,
        paging.offset(),
    )
}

/// Two ordered lists one after the other, so that each can follow its index.
fn list_by_urgency(
    conn: &mut PgConnection,
    search: Option<&Search>,
    scope: Scope,
    paging: Paging,
    overdue_first: i64,
) -> QueryResult<Vec<Shipment>> {
    let newest = order(SortKey::Urgency, "");
    let mut page = Vec::new();
    if paging.offset() < overdue_first {
        let first = scoped(search, scope).filter(overdue::<Bool>(scope, OPEN_AND, ""));
        page = load_page(conn, first, &newest, paging.size, paging.offset())?;
    }
    let missing = paging.size - page.len() as i64;
    if missing > 0 {
        let offset = (paging.offset() - overdue_first).max(0);
        let rest =
            scoped(search, scope).filter(overdue::<Bool>(scope, &format!("not ({OPEN_AND}"), ")"));
        page.extend(load_page(conn, rest, &newest, missing, offset)?);
    }
    Ok(page)
}

/// Chooses the rows of a page on the bare table, where indexes alone can answer, and only then looks at them whole.
/// Two statements: the server plans the first anew for each limit, which would cost more than all the rest if the
/// names of people and places were joined in it.
fn load_page(
    conn: &mut PgConnection,
    chosen: Boxed<'_>,
    order: &str,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Shipment>> {
    let ids: Vec<ShipmentId> = chosen
        .select(rows::id)
        .order(sql::<Int4>(order))
        .limit(limit)
        .offset(offset)
        .load(conn)?;
    load(conn, &ids)
}

/// Those that need somebody most; both orders follow an index of those on the road.
pub(super) fn list_worst(
    conn: &mut PgConnection,
    kind: Worst,
    scope: Scope,
    limit: i64,
) -> QueryResult<Vec<Shipment>> {
    let (bad, order) = match kind {
        Worst::Overdue => (overdue::<Bool>(scope, OPEN_AND, ""), "expected_on, id"),
        Worst::Silent => (silent(scope, OPEN_AND, ""), "last_scan_at nulls first, id"),
    };
    let chosen = scoped(None, scope).filter(bad);
    load_page(conn, chosen, order, limit, 0)
}

/// The shipments of these ids, in their order.
fn load(conn: &mut PgConnection, ids: &[ShipmentId]) -> QueryResult<Vec<Shipment>> {
    let mut found: Vec<Shipment> = shipments::table
        .filter(shipments::id.eq_any(ids))
        .select(Shipment::as_select())
        .load(conn)?;
    let places: HashMap<_, _> = ids.iter().zip(0..).collect();
    found.sort_by_key(|row| places.get(&row.id).copied().unwrap_or(0));
    Ok(found)
}

/// What a blank description is replaced by, as in the view, without joining everybody.
const NAME: &str = "coalesce(nullif(description, ''), (select coalesce(nullif(u.name, ''), u.email) \
     from users u where u.id = partner_id) || '-' || store_release || '-' || shipment_on) collate public.alphabetical";

/// The place of its partner among all users by name.
const PARTNER: &str = "array_position((select array_agg(u.id order by coalesce(nullif(u.name, ''), u.email) \
     collate public.alphabetical, u.id) \
     from users u), partner_id)";

fn order(key: SortKey, way: &str) -> String {
    let by = match key {
        SortKey::Urgency => return "shipment_on desc, id desc".to_owned(),
        SortKey::Partner => PARTNER,
        SortKey::Status => "status",
        SortKey::Note => "status_note collate public.alphabetical",
        SortKey::Date => return format!("shipment_on {way}, id {way}"),
        SortKey::Description => NAME,
        SortKey::StoreRelease => return format!("store_release {way}, id {way}"),
        SortKey::Packages => return format!("package_count {way}, id {way}"),
        SortKey::Progress => "received_count::float8 / greatest(package_count, 1)",
        SortKey::PriceLocal => return format!("price_local {way}, id {way}"),
        SortKey::PriceUsd => return format!("price_usd {way}, id {way}"),
    };
    format!("{by} {way}, shipment_on desc, id desc")
}
