//! What becomes of observations: applied, or open with the right reason.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::Status;
use crate::scans::model::{ObservationKind, Reason};
use crate::scans::service;

#[test]
fn a_scan_moves_its_package_and_shipment_and_tells_so() {
    rolled_back(|cx| {
        let (form, shipment_id) = (a_form(cx), a_shipment(cx, 2));

        take(
            cx,
            form,
            vec![a_submission(1, DEPOT, &[code(shipment_id, 1)])],
        );

        let state = package(cx, shipment_id, 1);
        assert_eq!(
            (state.status, state.label.as_deref(), state.dates.as_str()),
            (4, Some("Depot"), "12:00")
        );
        assert_eq!(package(cx, shipment_id, 2).status, 2);
        let state = shipment(cx, shipment_id);
        assert_eq!(
            (state.status, state.label.as_deref(), state.dates.as_str()),
            (4, Some("Depot"), "2026-11-10")
        );
        assert_eq!(
            count(
                cx,
                "events where kind = 'status' and from_status = 2 and to_status = 4"
            ),
            2
        );
        assert_eq!(
            count(
                cx,
                "events where package_id is not null and scan_id is not null"
            ),
            1
        );
        assert_eq!(
            count(
                cx,
                "shipments where in_transit_count = 1 and ready_count = 1"
            ),
            1
        );
    });
}

#[test]
fn what_cannot_be_applied_is_open_with_its_reason() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 9));
        let one = |n| vec![code(shipment, n)];
        let mut malformed = a_submission(9, DEPOT, &one(9));
        malformed.error = "its list cannot be read".into();
        take(
            cx,
            form,
            vec![
                a_submission(1, DEPOT, &["/TR999999.1".into()]),
                a_submission(2, DEPOT, &["/IQ5.1".into()]),
                a_submission(3, DEPOT, &[]),
                a_submission(4, "STATUS_FLYING-Sky", &one(4)),
                a_submission(5, "", &one(5)),
                a_submission(6, "STATUS_READY-Shelf", &one(6)),
                a_submission(7, "STATUS_LOST-Ditch", &one(7)),
                malformed,
            ],
        );

        assert_eq!(
            reasons(cx),
            [
                Reason::UnknownCode,
                Reason::OtherCountry,
                Reason::NoCode,
                Reason::UnknownStatus,
                Reason::MissingStatus,
                Reason::StatusWithoutEffect,
                Reason::StatusWithoutEffect,
                Reason::Malformed
            ]
        );
        let counts = counts(cx);
        assert_eq!((counts.received, counts.applied, counts.open), (9, 1, 8));
        let other = inbox(cx)
            .into_iter()
            .find(|row| row.reason == Reason::OtherCountry)
            .unwrap();
        assert_eq!(other.detail, "Iraq");
        for number in 4..=7 {
            let state = package(cx, shipment, number);
            assert_eq!(state.status, 2, "{number}");
        }
        assert_eq!(
            package(cx, shipment, 4).label.as_deref(),
            Some("Sky"),
            "its position is kept"
        );
        assert_eq!(
            package(cx, shipment, 9).status,
            4,
            "readable codes of an unreadable row count"
        );
    });
}

#[test]
fn a_scan_on_a_closed_shipment_counts_and_waits() {
    rolled_back(|cx| {
        let (form, lost) = (a_form(cx), a_shipment(cx, 1));
        let cancelled = a_shipment(cx, 1);
        run(
            cx,
            &format!("update shipments set status = 7, closed_as = 7 where id = {lost}"),
        );
        run(
            cx,
            &format!("update shipments set status = 8, closed_as = 8 where id = {cancelled}"),
        );

        take(
            cx,
            form,
            vec![a_submission(
                1,
                HANDOVER,
                &[code(lost, 1), code(cancelled, 1)],
            )],
        );

        assert_eq!(
            reasons(cx),
            [Reason::ShipmentLost, Reason::ShipmentCancelled]
        );
        assert_eq!(
            (package(cx, lost, 1).status, shipment(cx, lost).status),
            (5, 7)
        );

        run(
            cx,
            &format!("update shipments set closed_as = null where id = {lost}"),
        );
        service::retry_open(cx).unwrap();
        interpret_all(cx);

        assert_eq!(reasons(cx), [Reason::ShipmentCancelled]);
        assert_eq!(shipment(cx, lost).status, 5);
    });
}

#[test]
fn a_code_that_becomes_known_is_matched_then() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        take(cx, form, vec![a_submission(1, DEPOT, &[code(shipment, 2)])]);
        assert_eq!(reasons(cx), [Reason::UnknownCode]);
        assert_eq!(service::retry_open(cx).unwrap(), 0);

        run(
            cx,
            &format!(
                "insert into packages (shipment_id, number, code, name) values ({shipment}, 2, '/TR{shipment}.2', 'Box')"
            ),
        );
        assert_eq!(service::retry_open(cx).unwrap(), 1);
        interpret_all(cx);

        assert!(inbox(cx).is_empty());
        assert_eq!(package(cx, shipment, 2).status, 4);
    });
}

#[test]
fn the_one_row_the_database_refuses_waits_and_the_others_count() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 9));
        let rows = (1..=9)
            .map(|n| a_submission(i64::from(n), DEPOT, &[code(shipment, n)]))
            .collect();
        store(cx, form, rows);
        // A place no scan may have: stands for whatever a constraint may refuse one day.
        run(
            cx,
            "update submissions set country = 'nowhere' where row_key = '5'",
        );

        interpret_all(cx);

        let inbox = inbox(cx);
        assert_eq!(inbox.len(), 1);
        assert_eq!(inbox[0].reason, Reason::Refused);
        assert!(
            inbox[0].detail.contains("scans_country_check"),
            "{}",
            inbox[0].detail
        );
        assert_eq!((counts(cx).applied, counts(cx).pending), (8, 0));
        assert_eq!(
            (
                package(cx, shipment, 5).status,
                package(cx, shipment, 6).status
            ),
            (2, 4)
        );
    });
}

#[test]
fn more_than_a_batch_is_applied_in_several() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 50));
        let codes: Vec<String> = (1..=50).map(|n| code(shipment, n)).collect();
        let rows = (1..=60)
            .map(|row| a_submission(row, DEPOT, &codes))
            .collect();
        store(cx, form, rows);

        let first = service::interpret(cx, 5_000).unwrap();
        let rest = interpret_all(cx);

        assert_eq!((first.claimed, rest.claimed), (2_000, 1_000));
        assert_eq!(counts(cx).applied, 3_000);
    });
}

#[test]
fn the_phone_received_last_belongs_to_its_user_whatever_came_first() {
    rolled_back(|cx| {
        let form = a_form(cx);
        for name in ["ada", "bob"] {
            run(
                cx,
                &format!(
                    "insert into users (email, code) values ('{name}@example.org', 'code-{name}')"
                ),
            );
        }
        let capture = |row, name: &str, minute| {
            let mut row = at_minute(a_submission(row, "", &[format!("code-{name}")]), minute);
            row.kind = ObservationKind::Device;
            row
        };

        take(cx, form, vec![capture(2, "bob", 5)]);
        take(
            cx,
            form,
            vec![capture(1, "ada", 0), capture(3, "nobody", 9)],
        );

        assert_eq!(
            count(
                cx,
                "users where device_id = 'phone-1' and email = 'bob@example.org'"
            ),
            1
        );
        assert_eq!(count(cx, "users where device_id = 'phone-1'"), 1);
        assert_eq!(reasons(cx), [Reason::UnknownUser]);
        let counts = counts(cx);
        assert_eq!((counts.received, counts.applied, counts.open), (3, 2, 1));
        let shipment = a_shipment(cx, 1);
        take(cx, form, vec![a_submission(8, DEPOT, &[code(shipment, 1)])]);
        assert_eq!(
            count(
                cx,
                "scans s join users u on u.id = s.user_id where u.email = 'bob@example.org'"
            ),
            1
        );
    });
}

#[test]
fn no_position_is_no_obstacle() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        let mut row = a_submission(1, DEPOT, &[code(shipment, 1)]);
        row.position = None;

        take(cx, form, vec![row]);

        assert_eq!(counts(cx).applied, 1);
        assert_eq!(
            Status::from_code(package(cx, shipment, 1).status),
            Some(Status::InTransit)
        );
    });
}
