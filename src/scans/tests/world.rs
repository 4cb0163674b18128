//! Rows these tests stand on: shipments with packages, forms, submissions.

use chrono::{DateTime, TimeZone, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, SmallInt, Text};

use crate::kernel::ids::{PackageId, ShipmentId, SourceFormId, UserId};
use crate::kernel::paging::Paging;
use crate::kernel::{OpContext, Status};
use crate::scans::model::{
    ExceptionFilter, ExceptionRow, Interpreted, NewSubmission, ObservationKind, Position, Reason,
    StateCounts, StoredPage,
};
use crate::scans::service::{self, Cursor};

pub(super) const DEPOT: &str = "STATUS_IN_TRANSIT-Depot";
pub(super) const PICKUP: &str = "STATUS_PICKED_UP-Warehouse";
pub(super) const HANDOVER: &str = "STATUS_RECEIVED-Handover_Point";

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Integer)]
    id: i32,
}

/// A shipment that is ready, with packages 1 to `packages`.
pub(super) fn a_shipment(cx: &mut OpContext<'_>, packages: i32) -> ShipmentId {
    let partner: Id = diesel::sql_query(
        "insert into users (email, code) values (gen_random_uuid() || '@example.org', md5(random()::text)) returning id",
    )
    .get_result(cx.conn)
    .unwrap();
    let shipment: Id = diesel::sql_query(
        "insert into shipments (shipment_on, expected_on, store_release, partner_id, status, base_status)
         values ('2026-11-01', '2026-11-30', 'S', $1, 2, 2) returning id",
    )
    .bind::<Integer, _>(partner.id)
    .get_result(cx.conn)
    .unwrap();
    diesel::sql_query(
        "insert into packages (shipment_id, number, code, name, status, base_status)
         select $1, n, $2 || $1 || '.' || n, 'Box', 2, 2 from generate_series(1, $3) n",
    )
    .bind::<Integer, _>(shipment.id)
    .bind::<Text, _>(cx.settings.prefix.clone())
    .bind::<Integer, _>(packages)
    .execute(cx.conn)
    .unwrap();
    ShipmentId(shipment.id)
}

pub(super) fn code(shipment: ShipmentId, number: i32) -> String {
    format!("/TR{shipment}.{number}")
}

/// A form of a source, with the identity it shares with its copies elsewhere.
pub(super) fn a_form_at(cx: &mut OpContext<'_>, source: &str, identity: &str) -> SourceFormId {
    let form: Id = diesel::sql_query(
        "with s as (insert into sources (name, kind) values ($1, 'ona')
                    on conflict (name) do update set kind = 'ona' returning id)
         insert into source_forms (source_id, form_key, purpose, identity)
         select id, gen_random_uuid()::text, 'package', $2 from s returning id",
    )
    .bind::<Text, _>(source)
    .bind::<Text, _>(identity)
    .get_result(cx.conn)
    .unwrap();
    SourceFormId(form.id)
}

pub(super) fn a_form(cx: &mut OpContext<'_>) -> SourceFormId {
    a_form_at(cx, "ona", "")
}

pub(super) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 10, 12, 0, 0).unwrap()
}

/// A submission of codes at a place, received at noon and scanned then.
pub(super) fn a_submission(row: i64, location: &str, codes: &[String]) -> NewSubmission {
    NewSubmission {
        kind: ObservationKind::Package,
        row_key: row.to_string(),
        row_number: Some(row),
        revision_key: format!("rev-{row}"),
        instance_id: Some(format!("instance-{row}")),
        received_at: Some(noon()),
        device_time_at: None,
        device_id: "phone-1".into(),
        submitted_by: String::new(),
        version: String::new(),
        location: location.into(),
        status: Status::from_form_name(location.split('-').next().unwrap()),
        voucher: false,
        label: location
            .split_once('-')
            .map_or("", |(_, place)| place)
            .into(),
        position: Some(Position {
            latitude: 36.2,
            longitude: 37.1,
            altitude: None,
            accuracy: Some(8.0),
        }),
        codes: codes.to_vec(),
        error: String::new(),
        payload: format!("{{\"_id\": {row}}}"),
    }
}

/// The same, scanned so many minutes after noon.
pub(super) fn at_minute(mut submission: NewSubmission, minute: i64) -> NewSubmission {
    submission.received_at = Some(noon() + chrono::TimeDelta::minutes(minute));
    submission
}

pub(super) fn store(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    rows: Vec<NewSubmission>,
) -> StoredPage {
    let cursor = Cursor {
        max_row: rows.iter().filter_map(|row| row.row_number).max(),
        modified_mark: None,
    };
    service::store_page(cx, form, rows, cursor).unwrap()
}

pub(super) fn interpret_all(cx: &mut OpContext<'_>) -> Interpreted {
    let mut done = Interpreted::default();
    loop {
        let batch = service::interpret(cx, 2_000).unwrap();
        if batch.claimed == 0 {
            return done;
        }
        done += batch;
    }
}

pub(super) fn take(cx: &mut OpContext<'_>, form: SourceFormId, rows: Vec<NewSubmission>) {
    store(cx, form, rows);
    interpret_all(cx);
}

/// What is asserted of packages and shipments.
#[derive(QueryableByName, Debug, Clone, PartialEq)]
pub(super) struct State {
    #[diesel(sql_type = SmallInt)]
    pub(super) status: i16,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) label: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) dates: String,
}

pub(super) fn package(cx: &mut OpContext<'_>, shipment: ShipmentId, number: i32) -> State {
    diesel::sql_query(
        "select status, last_scan_label as label,
                concat_ws(' ', to_char(picked_up_at, 'HH24:MI'), to_char(in_transit_at, 'HH24:MI'),
                          to_char(received_at, 'HH24:MI')) as dates
         from packages where shipment_id = $1 and number = $2",
    )
    .bind::<Integer, _>(shipment)
    .bind::<Integer, _>(number)
    .get_result(cx.conn)
    .unwrap()
}

pub(super) fn shipment(cx: &mut OpContext<'_>, id: ShipmentId) -> State {
    diesel::sql_query(
        "select status, last_scan_label as label,
                concat_ws(' ', picked_up_on, in_transit_on, received_on) as dates
         from shipments where id = $1",
    )
    .bind::<Integer, _>(id)
    .get_result(cx.conn)
    .unwrap()
}

pub(super) fn package_id(cx: &mut OpContext<'_>, shipment: ShipmentId, number: i32) -> PackageId {
    let row: Id =
        diesel::sql_query("select id from packages where shipment_id = $1 and number = $2")
            .bind::<Integer, _>(shipment)
            .bind::<Integer, _>(number)
            .get_result(cx.conn)
            .unwrap();
    PackageId(row.id)
}

pub(super) fn count(cx: &mut OpContext<'_>, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Count = diesel::sql_query(format!("select count(*) as count from {sql}"))
        .get_result(cx.conn)
        .unwrap();
    row.count
}

pub(super) fn run(cx: &mut OpContext<'_>, sql: &str) {
    diesel::sql_query(sql).execute(cx.conn).unwrap();
}

pub(super) fn counts(cx: &mut OpContext<'_>) -> StateCounts {
    service::state_counts(cx).unwrap()
}

pub(super) fn inbox(cx: &mut OpContext<'_>) -> Vec<ExceptionRow> {
    service::list_exceptions(cx, &ExceptionFilter::default(), Paging::default())
        .unwrap()
        .rows
}

pub(super) fn partner_of(cx: &mut OpContext<'_>, shipment: ShipmentId) -> UserId {
    use crate::db::schema::shipments;
    shipments::table
        .find(shipment)
        .select(shipments::partner_id)
        .first(cx.conn)
        .unwrap()
}

/// Why what waits in the inbox waits.
pub(super) fn reasons(cx: &mut OpContext<'_>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = inbox(cx).iter().map(|row| row.reason).collect();
    reasons.sort();
    reasons
}
