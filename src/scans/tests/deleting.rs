//! Deleting what was scanned: what phones sent never vanishes.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error, Role};
use crate::scans::model::Reason;
use crate::scans::service;
use crate::shipments;

#[test]
fn scans_of_a_deleted_shipment_wait_in_the_inbox() {
    rolled_back(|cx| {
        let (form, shipment, kept) = (a_form(cx), a_shipment(cx, 2), a_shipment(cx, 1));
        take(
            cx,
            form,
            vec![
                a_submission(1, PICKUP, &[code(shipment, 1), code(kept, 1)]),
                a_submission(2, DEPOT, &[code(shipment, 1), code(shipment, 2)]),
            ],
        );
        let before = counts(cx);
        let name = shipments::service::show(cx, shipment).unwrap().display_name;

        let gone =
            service::delete_shipment(cx, shipment, &format!(" {} ", name.to_uppercase())).unwrap();

        let after = counts(cx);
        assert_eq!((gone.packages, gone.scans, gone.observations), (2, 3, 3));
        assert_eq!((before.applied, after.applied), (4, 1));
        assert_eq!(before.received, after.received);
        let inbox = inbox(cx);
        assert_eq!(inbox.len(), 3);
        assert!(inbox.iter().all(|row| row.reason == Reason::UnknownCode));
        assert_eq!(count(cx, "scans"), 1);
        assert_eq!(count(cx, "packages"), 1);
        assert_eq!(
            count(
                cx,
                "audit where action = 'shipment.delete' and after is null"
            ),
            1
        );
        assert!(
            shipments::service::verify_totals(cx, false)
                .unwrap()
                .is_right()
        );
        assert!(service::verify_statuses(cx, false).unwrap().is_empty());
    });
}

#[test]
fn what_a_person_settled_stays_settled() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 1));
        take(
            cx,
            form,
            vec![a_submission(1, PICKUP, &[code(shipment, 1)])],
        );
        let package = package_id(cx, shipment, 1);
        let scan = service::list_of_package(cx, package, Paging::default())
            .unwrap()
            .rows[0]
            .id;
        service::void(cx, scan, "a test").unwrap();
        let name = shipments::service::show(cx, shipment).unwrap().display_name;

        let gone = service::delete_shipment(cx, shipment, &name).unwrap();

        assert_eq!((gone.scans, gone.observations), (1, 0));
        assert_eq!(counts(cx).void, 1);
        assert!(inbox(cx).is_empty());
    });
}

#[test]
fn another_name_or_role_deletes_nothing() {
    rolled_back(|cx| {
        let shipment = a_shipment(cx, 1);
        let partner = partner_of(cx, shipment);
        let name = shipments::service::show(cx, shipment).unwrap().display_name;

        let wrong = service::delete_shipment(cx, shipment, "something else");
        cx.actor = Actor::User {
            id: partner,
            name: "P".into(),
            role: Role::Partner,
            is_superuser: false,
        };
        let forbidden = service::delete_shipment(cx, shipment, &name);

        assert!(matches!(wrong, Err(Error::Invalid(_))));
        assert!(matches!(forbidden, Err(Error::Forbidden)));
        assert_eq!(count(cx, "packages"), 1);
    });
}

#[test]
fn a_package_is_deleted_only_while_its_shipment_is_in_progress() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 2));
        let package = package_id(cx, shipment, 1);
        let refused =
            crate::db::in_transaction(cx, |cx| service::delete_packages(cx, shipment, &[package]));
        shipments::service::reopen(cx, shipment).unwrap();
        take(
            cx,
            form,
            vec![a_submission(
                1,
                "STATUS_OVERDUE-Depot",
                &[code(shipment, 1)],
            )],
        );

        let gone = service::delete_packages(cx, shipment, &[package]).unwrap();

        assert!(matches!(refused, Err(Error::Conflict(_))));
        assert_eq!((gone.scans, gone.observations), (1, 1));
        assert_eq!(inbox(cx)[0].reason, Reason::UnknownCode);
        assert_eq!(count(cx, "packages"), 1);
    });
}
