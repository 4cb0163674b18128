//! Statuses follow from the set of scans, whatever the order of arrival.

use proptest::prelude::*;

use super::world::*;
use crate::audit::{self, AuditFilter};
use crate::db::in_transaction;
use crate::db::testing::rolled_back;
use crate::kernel::ids::ShipmentId;
use crate::kernel::paging::Paging;
use crate::kernel::{Error, OpContext};
use crate::scans::model::NewSubmission;
use crate::scans::service;

#[test]
fn an_old_scan_that_arrives_late_moves_nothing_back() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        let one = [code(shipment, 1)];
        take(
            cx,
            form,
            vec![at_minute(a_submission(1, HANDOVER, &one), 30)],
        );

        take(cx, form, vec![at_minute(a_submission(2, DEPOT, &one), 10)]);

        let state = package(cx, shipment, 1);
        assert_eq!(
            (state.status, state.label.as_deref()),
            (5, Some("Handover_Point"))
        );
        assert_eq!(
            state.dates, "12:10 12:30",
            "the date of a status is its earliest scan"
        );
    });
}

#[test]
fn scans_of_one_second_count_by_progress_then_by_row() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        let one = [code(shipment, 1)];
        take(
            cx,
            form,
            vec![
                a_submission(9, "STATUS_IN_TRANSIT-Ninth", &one),
                a_submission(1, HANDOVER, &one),
            ],
        );
        assert_eq!(
            package(cx, shipment, 1).label.as_deref(),
            Some("Handover_Point")
        );

        take(
            cx,
            form,
            vec![a_submission(10, "STATUS_RECEIVED-Tenth", &one)],
        );

        assert_eq!(
            package(cx, shipment, 1).label.as_deref(),
            Some("Tenth"),
            "10 is after 9"
        );
    });
}

#[test]
fn verifying_finds_and_mends_what_does_not_follow_from_the_scans() {
    rolled_back(|cx| {
        let (form, shipment_id) = (a_form(cx), a_shipment(cx, 2));
        take(
            cx,
            form,
            vec![a_submission(1, DEPOT, &[code(shipment_id, 1)])],
        );
        assert!(service::verify_statuses(cx, false).unwrap().is_empty());
        run(cx, "update packages set status = 5 where number = 2");
        run(
            cx,
            "update packages set last_scan_label = 'nonsense' where number = 1",
        );

        let found = service::verify_statuses(cx, false).unwrap();
        assert_eq!(found.iter().filter(|d| d.package_id.is_some()).count(), 2);
        assert_eq!(
            package(cx, shipment_id, 2).status,
            5,
            "looking changes nothing"
        );
        service::verify_statuses(cx, true).unwrap();

        assert_eq!(package(cx, shipment_id, 2).status, 2);
        assert_eq!(package(cx, shipment_id, 1).label.as_deref(), Some("Depot"));
        assert!(service::verify_statuses(cx, true).unwrap().is_empty());
        let filter = AuditFilter {
            action: Some("status.fix".into()),
            ..AuditFilter::default()
        };
        let written = audit::list(cx, &filter, Paging::default()).unwrap();
        assert_eq!(written.total, 1, "once, for what was set right");
    });
}

/// Which place, which packages, when.
fn a_history() -> impl Strategy<Value = Vec<(usize, Vec<i32>, i64)>> {
    let scan = (
        0..6_usize,
        proptest::collection::vec(1..5_i32, 1..4),
        0..6_i64,
    );
    proptest::collection::vec(scan, 1..10)
}

fn rows(shipment: ShipmentId, history: &[(usize, Vec<i32>, i64)]) -> Vec<NewSubmission> {
    let places = [
        PICKUP,
        DEPOT,
        HANDOVER,
        "STATUS_READY-Shelf",
        "STATUS_FLYING-Sky",
        "",
    ];
    history
        .iter()
        .enumerate()
        .map(|(row, (place, packages, minute))| {
            let codes: Vec<String> = packages.iter().map(|n| code(shipment, *n)).collect();
            at_minute(
                a_submission(row as i64 + 1, places[*place], &codes),
                *minute,
            )
        })
        .collect()
}

fn everything(cx: &mut OpContext<'_>, id: ShipmentId) -> (Vec<State>, State) {
    let packages = (1..=4).map(|n| package(cx, id, n)).collect();
    (packages, shipment(cx, id))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_arrival_gives_the_same_statuses(
        history in a_history(),
        order in proptest::collection::vec(any::<u32>(), 10),
        split in 1..4_usize,
    ) {
        rolled_back(|cx| {
            let (form, shipment) = (a_form(cx), a_shipment(cx, 4));
            let rows = rows(shipment, &history);
            let mut shuffled: Vec<_> = rows.iter().cloned().zip(order.iter().cycle()).collect();
            shuffled.sort_by_key(|(_, key)| **key);
            let shuffled: Vec<NewSubmission> = shuffled.into_iter().map(|(row, _)| row).collect();
            let mut in_order = None;
            let undone = in_transaction(cx, |cx| {
                take(cx, form, rows);
                in_order = Some(everything(cx, shipment));
                Err::<(), _>(Error::Forbidden)
            });
            assert!(undone.is_err());

            for part in shuffled.chunks(split) {
                take(cx, form, part.to_vec());
            }

            assert_eq!(Some(everything(cx, shipment)), in_order);
            let counts = counts(cx);
            assert_eq!(counts.pending, 0);
            assert_eq!(counts.received, counts.applied + counts.open + counts.dismissed + counts.void);
            assert!(service::verify_statuses(cx, false).unwrap().is_empty());
        });
    }
}
