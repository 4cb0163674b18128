//! A page is stored exactly once; edits replace what they must.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::paging::Paging;
use crate::scans::service::{self, Cursor};

#[test]
fn the_same_page_twice_changes_nothing() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 2));
        let rows = vec![a_submission(
            1,
            DEPOT,
            &[code(shipment, 1), code(shipment, 2)],
        )];
        take(cx, form, rows.clone());
        let before = (
            counts(cx),
            count(cx, "scans"),
            count(cx, "events"),
            count(cx, "audit"),
        );

        let again = store(cx, form, rows);
        interpret_all(cx);

        assert_eq!((again.new, again.edited, again.pending), (0, 0, 0));
        assert_eq!(
            before,
            (
                counts(cx),
                count(cx, "scans"),
                count(cx, "events"),
                count(cx, "audit")
            )
        );
    });
}

#[test]
fn a_code_twice_in_a_submission_is_one_scan() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        let one = code(shipment, 1);
        let twice = [one.clone(), format!(" {one} "), String::new()];

        take(cx, form, vec![a_submission(1, DEPOT, &twice)]);

        assert_eq!(counts(cx).received, 1);
        assert_eq!(count(cx, "scans"), 1);
    });
}

#[test]
fn the_cursor_only_grows() {
    rolled_back(|cx| {
        let form = a_form(cx);
        let cursor = |max_row| Cursor {
            max_row: Some(max_row),
            modified_mark: Some(noon()),
        };
        service::store_page(cx, form, Vec::new(), cursor(9)).unwrap();
        service::store_page(cx, form, Vec::new(), cursor(5)).unwrap();

        assert_eq!(
            count(
                cx,
                "source_forms where max_row = 9 and modified_mark is not null"
            ),
            1
        );
    });
}

#[test]
fn an_edit_voids_codes_that_are_gone_and_adds_new_ones() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 3));
        let first = a_submission(1, HANDOVER, &[code(shipment, 1), code(shipment, 2)]);
        take(cx, form, vec![first.clone()]);
        assert_eq!(package(cx, shipment, 1).status, 5);
        let mut edit = a_submission(1, DEPOT, &[code(shipment, 2), code(shipment, 3)]);
        edit.revision_key = "rev-1b".into();

        let stored = store(cx, form, vec![edit]);
        interpret_all(cx);

        assert_eq!((stored.new, stored.edited), (0, 1));
        assert_eq!(package(cx, shipment, 1).status, 2, "its only scan is void");
        assert_eq!(
            package(cx, shipment, 2).status,
            4,
            "the sender corrected it"
        );
        assert_eq!(package(cx, shipment, 3).status, 4);
        let counts = counts(cx);
        assert_eq!(
            (counts.received, counts.applied, counts.void, counts.pending),
            (3, 2, 1, 0)
        );
        assert_eq!(
            count(cx, "submission_revisions where revision_key = 'rev-1'"),
            1
        );
        assert_eq!(count(cx, "scans where voided_at is not null"), 1);
    });
}

#[test]
fn a_code_that_comes_back_with_an_edit_counts_again() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        for (revision, codes) in [
            ("a", vec![code(shipment, 1)]),
            ("b", vec![]),
            ("c", vec![code(shipment, 1)]),
        ] {
            let mut row = a_submission(1, HANDOVER, &codes);
            row.revision_key = revision.into();
            take(cx, form, vec![row]);
        }

        assert_eq!(package(cx, shipment, 1).status, 5);
        let counts = counts(cx);
        assert_eq!((counts.received, counts.applied, counts.void), (2, 1, 1));
        assert_eq!(count(cx, "scans where voided_at is null"), 1);
    });
}

#[test]
fn what_a_person_voided_stays_void_when_the_sender_edits() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        take(
            cx,
            form,
            vec![a_submission(1, HANDOVER, &[code(shipment, 1)])],
        );
        let package_id = package_id(cx, shipment, 1);
        let scan = service::list_of_package(cx, package_id, Paging::default())
            .unwrap()
            .rows[0]
            .id;
        service::void(cx, scan, "scanned the wrong pile").unwrap();
        let mut edit = a_submission(1, HANDOVER, &[code(shipment, 1)]);
        edit.revision_key = "other".into();

        take(cx, form, vec![edit]);

        assert_eq!(package(cx, shipment, 1).status, 2);
        assert_eq!(counts(cx).void, 1);
    });
}

#[test]
fn the_same_form_over_another_server_makes_no_scans() {
    rolled_back(|cx| {
        let shipment = a_shipment(cx, 1);
        let (here, there) = (
            a_form_at(cx, "here", "deliveries"),
            a_form_at(cx, "there", "deliveries"),
        );
        let other_form = a_form_at(cx, "elsewhere", "vouchers");
        let row = |number| {
            let mut row = a_submission(number, DEPOT, &[code(shipment, 1)]);
            row.instance_id = Some("the-same".into());
            row
        };
        take(cx, here, vec![row(1)]);
        take(cx, there, vec![row(77)]);
        assert_eq!(
            (
                counts(cx).received,
                count(cx, "submissions where alias_of is not null")
            ),
            (1, 1)
        );

        take(cx, other_form, vec![row(5)]);

        assert_eq!(
            counts(cx).received,
            2,
            "another form with the same id is another submission"
        );
    });
}

#[test]
fn a_row_that_is_back_is_no_longer_flagged() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        let row = a_submission(1, DEPOT, &[code(shipment, 1)]);
        take(cx, form, vec![row.clone()]);
        run(cx, "update submissions set deleted_at = now()");
        assert_eq!(inbox(cx).len(), 1);

        let stored = store(cx, form, vec![row]);

        assert_eq!(stored.undeleted, 1);
        assert!(inbox(cx).is_empty());
    });
}
