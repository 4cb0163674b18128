//! Recording and reading back.

use super::*;
use crate::db::testing::rolled_back;
use crate::kernel::Status;
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::paging::Paging;

#[test]
fn events_come_back_newest_first_with_who_did_it() {
    rolled_back(|cx| {
        let (shipment, package) = (ShipmentId(27), PackageId(301));
        let created = NewEvent::created(shipment, Some(package));
        let moved = NewEvent::package_status(shipment, package, Status::InProgress, Status::Ready);
        record(cx, &[created, moved]).unwrap();

        let of_package = list_of_package(cx, package, Paging::default()).unwrap();
        let of_shipment = list_of_shipment(cx, shipment, Paging::default()).unwrap();

        assert_eq!((of_package.total, of_shipment.total), (2, 2));
        let newest = &of_package.rows[0];
        assert_eq!(newest.kind, EventKind::Status);
        assert_eq!(newest.to_status, Some(Status::Ready));
        assert_eq!(newest.actor_name, "test");
    });
}

#[test]
fn more_events_than_one_statement_holds_are_all_kept() {
    rolled_back(|cx| {
        let event = NewEvent::created(ShipmentId(28), None);
        record(cx, &vec![event; 4_001]).unwrap();

        let found = list_of_shipment(cx, ShipmentId(28), Paging::default()).unwrap();

        assert_eq!(found.total, 4_001);
    });
}
