//! Reading stored submissions again: nothing is lost or doubled, what people decided stands, and once is enough.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::ids::{ShipmentId, SubmissionId};
use crate::kernel::paging::Paging;
use crate::kernel::{OpContext, Status};
use crate::scans::model::{
    Correction, NewSubmission, ObservationKind, Reason, ReplayFilter, Replayed, ScanFilter,
};
use crate::scans::service;
use crate::scans::sources::read_stored;

/// A row as Ona sends it.
fn a_row(row: i64, codes: &[String]) -> NewSubmission {
    let list: Vec<_> = codes
        .iter()
        .map(|code| serde_json::json!({"package/qr_code": code}))
        .collect();
    let payload = serde_json::json!({
        "_id": row, "_uuid": format!("rev-{row}"), "_submission_time": "2026-11-10T12:00:00",
        "current_location": HANDOVER, "package": list, "deviceid": "phone-1",
    });
    let mut read =
        read_stored("ona", &payload.to_string(), ObservationKind::Package).expect("it can be read");
    (read.status, read.label) = (Some(Status::Received), "Handover Point".into());
    read
}

/// The same, read as it was read once: without its second code, at another place.
fn misread(row: i64, codes: &[String]) -> NewSubmission {
    let mut read = a_row(row, codes);
    read.codes.truncate(1);
    read.location = DEPOT.into();
    read.status = Some(Status::InTransit);
    read.label = "Depot".into();
    read
}

fn replay(cx: &mut OpContext<'_>, keep: bool) -> Replayed {
    service::replay(cx, &ReplayFilter::default(), SubmissionId(0), keep).unwrap()
}

fn misread_row(cx: &mut OpContext<'_>) -> ShipmentId {
    let (form, shipment) = (a_form(cx), a_shipment(cx, 2));
    let codes = [code(shipment, 1), code(shipment, 2)];
    take(cx, form, vec![misread(1, &codes)]);
    shipment
}

#[test]
fn a_dry_run_tells_what_would_change_and_changes_nothing() {
    rolled_back(|cx| {
        let shipment = misread_row(cx);
        let before = (counts(cx), count(cx, "events"), count(cx, "audit"));

        let told = replay(cx, false);

        assert_eq!((told.submissions, told.read_otherwise), (1, 1));
        let codes: Vec<_> = told
            .changes
            .iter()
            .map(|change| (change.code.clone().unwrap(), change.before.is_some()))
            .collect();
        assert_eq!(
            codes,
            [(code(shipment, 1), true), (code(shipment, 2), false)]
        );
        assert_eq!(told.changes[0].after.label, "Handover Point");
        assert_eq!(
            before,
            (counts(cx), count(cx, "events"), count(cx, "audit"))
        );
        assert_eq!(package(cx, shipment, 1).status, 4);
    });
}

#[test]
fn what_was_misread_is_set_right_once_and_not_twice() {
    rolled_back(|cx| {
        let shipment = misread_row(cx);

        let done = replay(cx, true);
        let state = (counts(cx), count(cx, "scans"), count(cx, "events"));
        let again = replay(cx, true);

        assert_eq!(done.changes.len(), 2);
        assert_eq!(package(cx, shipment, 1).status, 5);
        assert_eq!(package(cx, shipment, 2).status, 5);
        assert_eq!(super::world::shipment(cx, shipment).status, 5);
        assert_eq!(counts(cx).applied, 2);
        assert_eq!((again.read_otherwise, again.changes.len()), (0, 0));
        assert_eq!(state, (counts(cx), count(cx, "scans"), count(cx, "events")));
        let audited = "audit where action = 'scans.replay'";
        assert_eq!(count(cx, audited), 2);
    });
}

#[test]
fn what_people_decided_stands() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 4));
        let wrong = |row, number| {
            let mut read = misread(row, &[code(shipment, number)]);
            read.location = HANDOVER.into();
            read.status = Some(Status::Received);
            read
        };
        let mut unknown = misread(3, &["/TR99999.1".into()]);
        unknown.location = HANDOVER.into();
        unknown.status = Some(Status::Received);
        take(cx, form, vec![wrong(1, 1), wrong(2, 2), unknown]);
        let inbox_id = inbox(cx)[0].observation_id.unwrap();
        let correction = Correction {
            code: Some(code(shipment, 3)),
            ..Correction::default()
        };
        service::correct(cx, inbox_id, &correction).unwrap();
        let scans = service::list(cx, &ScanFilter::default(), Paging::default()).unwrap();
        let first = scans
            .rows
            .into_iter()
            .find(|scan| scan.code == code(shipment, 1))
            .unwrap();
        service::void(cx, first.id, "a test label").unwrap();

        replay(cx, true);

        let statuses: Vec<i16> = (1..=4).map(|n| package(cx, shipment, n).status).collect();
        assert_eq!(
            statuses,
            [2, 5, 5, 2],
            "void, counted, corrected, untouched"
        );
        assert!(inbox(cx).is_empty(), "what was corrected is done with");
        assert_eq!((counts(cx).void, counts(cx).applied), (1, 2));
    });
}

#[test]
fn only_what_is_asked_for_is_read_again() {
    rolled_back(|cx| {
        misread_row(cx);
        let none = [
            ReplayFilter {
                form: Some("no such form".into()),
                ..ReplayFilter::default()
            },
            ReplayFilter {
                submission: Some(SubmissionId(i64::MAX)),
                ..ReplayFilter::default()
            },
            ReplayFilter {
                since: Some(cx.now + chrono::TimeDelta::hours(1)),
                ..ReplayFilter::default()
            },
            ReplayFilter {
                until: Some(cx.now - chrono::TimeDelta::hours(1)),
                ..ReplayFilter::default()
            },
        ];

        for filter in none {
            let done = service::replay(cx, &filter, SubmissionId(0), true).unwrap();
            assert!(done.last.is_none(), "{filter:?}");
        }
    });
}

#[test]
fn scans_that_counted_before_their_shipment_was_closed_do_not_come_up_again() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        let codes = [code(shipment, 1)];
        take(cx, form, vec![a_row(1, &codes)]);
        run(
            cx,
            &format!("update shipments set status = 7, closed_as = 7 where id = {shipment}"),
        );
        take(cx, form, vec![a_row(2, &codes)]);
        let waiting = reasons(cx);

        let told = replay(cx, false);
        let done = replay(cx, true);

        assert_eq!(waiting, [Reason::ShipmentLost]);
        assert!(told.changes.is_empty(), "{:?}", told.changes);
        assert!(done.changes.is_empty(), "{:?}", done.changes);
        assert_eq!(
            reasons(cx),
            [Reason::ShipmentLost],
            "the later one waits on"
        );
    });
}
