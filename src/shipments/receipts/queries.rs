//! Rows of `receipts` and `receipt_lines`.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};

use super::model::{Beside, NewReceipt, Receipt, ReceiptFilter, ReceiptLine, Waiting};
use crate::db::given;
use crate::db::schema::receipts;
use crate::kernel::OpContext;
use crate::kernel::ids::{PackageId, ReceiptId, ShipmentId, UserId};
use crate::kernel::paging::{Paginated, Paging};

/// Receipts of a filter; it binds three values.
fn from(filter: ReceiptFilter) -> String {
    let open = if filter.open {
        "r.settled_at is null and r.short_count + r.damaged_count + r.missing_count > 0"
    } else {
        "true"
    };
    format!(
        "from receipts r
         join views.shipments s on s.id = r.shipment_id
         left join users u on u.id = r.user_id
         left join users e on e.id = r.settled_by
         where {} and {} and {} and {open}",
        given(&filter.shipment, 1, "r.shipment_id = $1"),
        given(&filter.receipt, 2, "r.id = $2"),
        given(&filter.partner, 3, "s.partner_id = $3"),
    )
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Receipts, the newest first.
pub(super) fn list(
    conn: &mut PgConnection,
    filter: ReceiptFilter,
    paging: Paging,
) -> QueryResult<Paginated<Receipt>> {
    let select = format!(
        "select r.id, r.shipment_id, s.display_name as shipment, s.partner_name as partner, s.partner_color,
                r.submission_id, r.form_key, r.signed_by, coalesce(nullif(u.name, ''), u.email, r.actor_name) as sent_by,
                r.note, r.arrived_on, r.created_at, r.whole_count, r.short_count, r.damaged_count, r.missing_count,
                r.settled_at, coalesce(nullif(e.name, ''), e.email, '') as settled_by, r.settled_note
         {} order by r.id desc limit $4 offset $5",
        from(filter)
    );
    let rows = |conn: &mut PgConnection, paging: Paging| {
        crate::db::sql_query(select.clone())
            .bind::<Nullable<Integer>, _>(filter.shipment)
            .bind::<Nullable<Integer>, _>(filter.receipt)
            .bind::<Nullable<Integer>, _>(filter.partner)
            .bind::<BigInt, _>(paging.size)
            .bind::<BigInt, _>(paging.offset())
            .load(conn)
    };
    Paginated::load(conn, paging, rows, |conn| count(conn, filter))
}

pub(super) fn count(conn: &mut PgConnection, filter: ReceiptFilter) -> QueryResult<i64> {
    let counted: Count = crate::db::sql_query(format!("select count(*) as count {}", from(filter)))
        .bind::<Nullable<Integer>, _>(filter.shipment)
        .bind::<Nullable<Integer>, _>(filter.receipt)
        .bind::<Nullable<Integer>, _>(filter.partner)
        .get_result(conn)?;
    Ok(counted.count)
}

/// Whether this form came already.
pub(super) fn find_by_form(
    conn: &mut PgConnection,
    form_key: &str,
) -> QueryResult<Option<ReceiptId>> {
    receipts::table
        .filter(receipts::form_key.eq(form_key))
        .select(receipts::id)
        .first(conn)
        .optional()
}

/// Lines of a receipt, or all that were said of some packages: what was not whole first, else by number.
pub(super) fn list_lines(
    conn: &mut PgConnection,
    receipt: Option<ReceiptId>,
    packages: &[PackageId],
) -> QueryResult<Vec<ReceiptLine>> {
    crate::db::sql_query(
        "select l.receipt_id, l.package_id, p.number, p.code, p.name, l.finding, l.quantity, l.note,
                r.signed_by, r.arrived_on, r.created_at
         from receipt_lines l join receipts r on r.id = l.receipt_id join packages p on p.id = l.package_id
         where l.receipt_id = $1 or l.package_id = any($2)
         order by r.id desc, l.finding = 'whole', p.number",
    )
    .bind::<Nullable<Integer>, _>(receipt)
    .bind::<Array<Integer>, _>(packages)
    .load(conn)
}

const WAITING: &str = "p.shipment_id = $1 and p.status >= 2 and not exists (
    select from receipt_lines l
    join receipts r on r.id = l.receipt_id
    join scans c on c.submission_id = r.submission_id and c.package_id = l.package_id
    where l.package_id = p.id and c.voided_at is null)";

/// Packages of a shipment that left the office and that nobody signed for yet. One that was missing may still come, and
/// one whose scan was voided may be signed for again.
pub(super) fn list_waiting(
    conn: &mut PgConnection,
    shipment: ShipmentId,
) -> QueryResult<Vec<Waiting>> {
    crate::db::sql_query(format!(
        "select p.id, p.number, p.code, p.name, p.item_count, p.status
         from packages p
         where {WAITING} order by p.number"
    ))
    .bind::<Integer, _>(shipment)
    .load(conn)
}

/// Whether there is any such package, and whether anybody signed for anything yet.
pub(super) fn beside(conn: &mut PgConnection, shipment: ShipmentId) -> QueryResult<Beside> {
    crate::db::sql_query(format!(
        "select exists (select from packages p where {WAITING}) as may_sign,
                exists (select from receipts r where r.shipment_id = $1) as any"
    ))
    .bind::<Integer, _>(shipment)
    .get_result(conn)
}

pub(super) fn insert(cx: &mut OpContext<'_>, new: &NewReceipt) -> QueryResult<ReceiptId> {
    use super::model::Finding;
    let count = |finding: Finding| {
        let lines = new.lines.iter().filter(|line| line.finding == finding);
        lines.count() as i32
    };
    let id: ReceiptId = diesel::insert_into(receipts::table)
        .values((
            receipts::shipment_id.eq(new.shipment_id),
            receipts::submission_id.eq(new.submission_id),
            receipts::form_key.eq(&new.form_key),
            receipts::signed_by.eq(&new.signed_by),
            receipts::note.eq(&new.note),
            receipts::user_id.eq(cx.actor.user_id()),
            receipts::actor_name.eq(cx.actor.name()),
            receipts::arrived_on.eq(new.arrived_on),
            receipts::created_at.eq(cx.now),
            receipts::whole_count.eq(count(Finding::Whole)),
            receipts::short_count.eq(count(Finding::Short)),
            receipts::damaged_count.eq(count(Finding::Damaged)),
            receipts::missing_count.eq(count(Finding::Missing)),
        ))
        .returning(receipts::id)
        .get_result(cx.conn)?;
    insert_lines(cx.conn, id, new)?;
    Ok(id)
}

fn insert_lines(conn: &mut PgConnection, id: ReceiptId, new: &NewReceipt) -> QueryResult<usize> {
    let packages: Vec<PackageId> = new.lines.iter().map(|line| line.package_id).collect();
    let findings: Vec<&str> = new.lines.iter().map(|line| line.finding.slug()).collect();
    let quantities: Vec<Option<i64>> = new.lines.iter().map(|line| line.quantity).collect();
    let notes: Vec<&str> = new.lines.iter().map(|line| line.note.as_str()).collect();
    crate::db::sql_query(
        "insert into receipt_lines (receipt_id, package_id, finding, quantity, note)
         select $1, * from unnest($2, $3, $4, $5)",
    )
    .bind::<Integer, _>(id)
    .bind::<Array<Integer>, _>(packages)
    .bind::<Array<Text>, _>(findings)
    .bind::<Array<Nullable<BigInt>>, _>(quantities)
    .bind::<Array<Text>, _>(notes)
    .execute(conn)
}

/// Locks a receipt, so that it is settled once.
pub(super) fn lock(conn: &mut PgConnection, id: ReceiptId) -> QueryResult<Option<ReceiptId>> {
    receipts::table
        .find(id)
        .select(receipts::id)
        .for_update()
        .first(conn)
        .optional()
}

pub(super) fn set_settled(
    conn: &mut PgConnection,
    id: ReceiptId,
    note: &str,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "update receipts set settled_at = $2, settled_by = $3, settled_note = $4 where id = $1",
    )
    .bind::<Integer, _>(id)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Integer>, _>(by)
    .bind::<Text, _>(note)
    .execute(conn)
}
