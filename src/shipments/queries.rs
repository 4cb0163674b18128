//! Rows of `shipments`, read through the view that knows their names.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{count_star, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Int4, Text};

use super::model::{NewShipmentRecord, Shipment, ShipmentCounts, ShipmentFilter, Sort, SortKey};
use crate::db::schema::{shipments as rows, users};
use crate::db::views::shipments;
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

pub(super) fn insert(conn: &mut PgConnection, new: &NewShipmentRecord) -> QueryResult<ShipmentId> {
    diesel::insert_into(rows::table)
        .values(new)
        .returning(rows::id)
        .get_result(conn)
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

pub(super) fn has_transporter(conn: &mut PgConnection, id: TransporterId) -> QueryResult<bool> {
    use crate::db::schema::transporters;
    diesel::select(diesel::dsl::exists(transporters::table.find(id))).get_result(conn)
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
        ))
        .execute(conn)
}

type Boxed<'a> = shipments::BoxedQuery<'a, Pg, shipments::SqlType>;

/// On the road: the predicate of `shipments_on_the_road_idx`, word for word.
const OPEN: &str =
    "status between 2 and 5 and ready_count + picked_up_count + in_transit_count > 0";
const MOVING: &str = "picked_up_count + in_transit_count > 0";

/// SQL of "has overdue packages".
fn overdue(scope: Scope) -> String {
    let moving = if scope.overdue_from_ready {
        "true"
    } else {
        MOVING
    };
    format!("({OPEN} and {moving} and expected_on < '{}')", scope.today)
}

/// SQL of "on the road and not seen for too long".
fn silent(scope: Scope) -> String {
    let before = scope.silent_before.to_rfc3339();
    format!("({OPEN} and {MOVING} and (last_scan_at is null or last_scan_at < '{before}'))")
}

/// What a search means: words to look for, and the shipments and partners it names outright.
pub(super) struct Search {
    pattern: String,
    ids: Vec<i32>,
    partners: Vec<UserId>,
}

/// Looks up what a search names: a package code, a shipment by its code or number, partners by their names.
pub(super) fn search(
    conn: &mut PgConnection,
    prefix: &str,
    text: &str,
) -> QueryResult<Option<Search>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let pattern = format!("%{}%", crate::db::escape_like(text));
    let mut ids: Vec<i32> = crate::db::schema::packages::table
        .filter(crate::db::schema::packages::code.eq(text))
        .select(crate::db::schema::packages::shipment_id)
        .load(conn)?;
    let bare = text.strip_prefix(prefix).unwrap_or(text);
    ids.extend(bare.strip_prefix('#').unwrap_or(bare).parse::<i32>());
    let partners = users::table
        .filter(users::name.ilike(&pattern).or(users::email.ilike(&pattern)))
        .select(users::id)
        .load(conn)?;
    Ok(Some(Search {
        pattern,
        ids,
        partners,
    }))
}

/// Those of the scope and the search, whatever their status.
fn scoped<'a>(filter: &'a ShipmentFilter, search: Option<&'a Search>, scope: Scope) -> Boxed<'a> {
    let mut query = shipments::table.into_boxed();
    if let Some(partner) = scope.partner {
        query = query.filter(shipments::partner_id.eq(partner));
    }
    if let Some(partner) = filter.partner_id {
        query = query.filter(shipments::partner_id.eq(partner));
    }
    if let Some(search) = search {
        let words = sql::<Bool>("(description || ' ' || store_release) ilike ")
            .bind::<Text, _>(&search.pattern);
        query = query.filter(
            words
                .or(shipments::id.eq_any(&search.ids))
                .or(shipments::partner_id.eq_any(&search.partners)),
        );
    }
    query
}

fn filtered<'a>(filter: &'a ShipmentFilter, search: Option<&'a Search>, scope: Scope) -> Boxed<'a> {
    let mut query = scoped(filter, search, scope);
    if filter.silent {
        query = query.filter(sql::<Bool>(&silent(scope)));
    }
    match filter.status {
        None => query,
        Some(Status::Overdue) => query.filter(sql::<Bool>(&overdue(scope))),
        Some(own) => query.filter(shipments::status.eq(own)),
    }
}

/// How many of each kind, in two passes that read indexes only when nothing is searched for.
pub(super) fn count(
    conn: &mut PgConnection,
    filter: &ShipmentFilter,
    search: Option<&Search>,
    scope: Scope,
) -> QueryResult<ShipmentCounts> {
    let of = |status: Status| {
        sql::<BigInt>(&format!(
            "count(*) filter (where status = {})",
            status.code()
        ))
    };
    let (all, in_progress, ready, picked_up, in_transit, received, lost, cancelled) =
        scoped(filter, search, scope)
            .select((
                count_star(),
                of(Status::InProgress),
                of(Status::Ready),
                of(Status::PickedUp),
                of(Status::InTransit),
                of(Status::Received),
                of(Status::Lost),
                of(Status::Cancelled),
            ))
            .first(conn)?;
    let late = format!("count(*) filter (where {})", overdue(scope));
    let quiet = format!("count(*) filter (where {})", silent(scope));
    let moving = format!("count(*) filter (where {MOVING})");
    let (overdue, silent, on_the_road): (i64, i64, i64) = scoped(filter, search, scope)
        .filter(sql::<Bool>(OPEN))
        .select((
            sql::<BigInt>(&late),
            sql::<BigInt>(&quiet),
            sql::<BigInt>(&moving),
        ))
        .first(conn)?;
    Ok(ShipmentCounts {
        all,
        in_progress,
        ready,
        picked_up,
        in_transit,
        received,
        lost,
        cancelled,
        overdue,
        silent,
        on_the_road,
    })
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
        return list_by_urgency(conn, filter, search, scope, paging, overdue_first);
    }
    let way = if sort.descending { "desc" } else { "asc" };
    filtered(filter, search, scope)
        .select(Shipment::as_select())
        .order(sql::<Int4>(&order(sort.key, way)))
        .limit(paging.size)
        .offset(paging.offset())
        .load(conn)
}

/// Two ordered lists one after the other, so that each can follow its index.
fn list_by_urgency(
    conn: &mut PgConnection,
    filter: &ShipmentFilter,
    search: Option<&Search>,
    scope: Scope,
    paging: Paging,
    overdue_first: i64,
) -> QueryResult<Vec<Shipment>> {
    let newest = order(SortKey::Urgency, "");
    let late = overdue(scope);
    let mut page: Vec<Shipment> = Vec::new();
    if paging.offset() < overdue_first {
        page = scoped(filter, search, scope)
            .filter(sql::<Bool>(&late))
            .select(Shipment::as_select())
            .order(sql::<Int4>(&newest))
            .limit(paging.size)
            .offset(paging.offset())
            .load(conn)?;
    }
    let missing = paging.size - page.len() as i64;
    if missing > 0 {
        let rest: Vec<Shipment> = scoped(filter, search, scope)
            .filter(sql::<Bool>(&format!("not {late}")))
            .select(Shipment::as_select())
            .order(sql::<Int4>(&newest))
            .limit(missing)
            .offset((paging.offset() - overdue_first).max(0))
            .load(conn)?;
        page.extend(rest);
    }
    Ok(page)
}

fn order(key: SortKey, way: &str) -> String {
    let by = match key {
        SortKey::Urgency => return "shipment_on desc, id desc".to_owned(),
        SortKey::Partner => {
            return format!("partner_name {way}, partner_id {way}, shipment_on desc, id desc");
        }
        SortKey::Date => "shipment_on",
        SortKey::Description => "lower(display_name)",
        SortKey::StoreRelease => "store_release",
        SortKey::Packages => "package_count",
        SortKey::Progress => "received_count::float8 / greatest(package_count, 1)",
        SortKey::PriceLocal => "price_local",
        SortKey::Expected => "expected_on",
        SortKey::Seen => "last_scan_at",
        SortKey::PriceUsd => "price_usd",
        SortKey::Status => "status",
        SortKey::Note => "status_note",
    };
    format!("{by} {way}, id {way}")
}
