//! From packing to arrival, loss and back.

use super::*;

#[test]
fn finalizing_makes_packages_ready_and_reopening_takes_them_back() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        add(cx, id, 1, &[]);
        add(cx, id, 1, &[]);

        service::finalize(cx, id).unwrap();
        let ready = statuses(cx, id);
        service::reopen(cx, id).unwrap();
        let open = statuses(cx, id);

        assert_eq!(
            ready,
            (Status::Ready, vec![(1, Status::Ready), (2, Status::Ready)])
        );
        assert_eq!(
            open,
            (
                Status::InProgress,
                vec![(1, Status::InProgress), (2, Status::InProgress)]
            )
        );
    });
}

#[test]
fn whoever_means_it_finalizes_a_shipment_without_packages() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;

        let it = service::finalize(cx, id).unwrap();

        assert_eq!((it.status, it.package_count), (Status::Ready, 0));
    });
}

#[test]
fn what_is_not_allowed_is_refused_and_changes_nothing() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let packages = add(cx, id, 2, &[]);
        let refused =
            |result: crate::kernel::Result<Shipment>| matches!(result, Err(Error::Conflict(_)));

        assert!(refused(service::reopen(cx, id)));
        assert!(refused(service::mark_lost(cx, id, "gone", true)));
        assert!(refused(service::reinstate(cx, id, "back")));
        assert!(refused(service::edit_lost_note(cx, id, 1, "note", true)));
        service::finalize(cx, id).unwrap();
        assert!(refused(service::finalize(cx, id)));
        scanned(cx, &packages[..1], Status::PickedUp);
        assert!(refused(service::reopen(cx, id)));
        scanned(cx, &packages, Status::Received);
        assert!(refused(service::cancel(cx, id, "")));
        assert_eq!(statuses(cx, id).0, Status::Received);
    });
}

#[test]
fn labels_scanned_before_anybody_finalized_do_not_keep_a_shipment_from_it() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let packages = add(cx, id, 2, &[]);
        scanned(cx, &packages[..1], Status::PickedUp);
        let before = service::show(cx, id).unwrap();
        assert!(before.may_finalize() && !before.may_reopen() && !before.may_change_contents());

        let done = service::finalize(cx, id).unwrap();

        assert_eq!(
            statuses(cx, id),
            (
                Status::PickedUp,
                vec![(1, Status::PickedUp), (2, Status::Ready)]
            )
        );
        assert_eq!(done.ready_on, Some(cx.today()));
        assert!(!done.may_finalize() && !done.may_reopen());
        assert!(matches!(service::finalize(cx, id), Err(Error::Conflict(_))));
    });
}

#[test]
fn a_closed_shipment_is_not_finalized() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        service::cancel(cx, id, "").unwrap();

        assert!(matches!(service::finalize(cx, id), Err(Error::Conflict(_))));
    });
}

#[test]
fn contents_change_only_while_the_shipment_is_in_progress() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        service::finalize(cx, id).unwrap();
        let new = NewPackages {
            name: "Box".into(),
            description: String::new(),
            count: 1,
            kit: None,
            contents: Vec::new(),
        };

        let refused = packages::service::add(cx, id, &new);

        assert!(matches!(refused, Err(Error::Conflict(_))));
    });
}

#[test]
fn wrong_packages_are_refused_field_by_field() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let new = NewPackages {
            name: " ".into(),
            description: String::new(),
            count: 1001,
            kit: None,
            contents: vec![NewPackageItem {
                catalog_item_id: CatalogItemId(-1),
                quantity: 0,
            }],
        };

        let Err(Error::Invalid(errors)) = packages::service::add(cx, id, &new) else {
            panic!("it was taken");
        };

        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["name", "count", "quantity"]);
    });
}

#[test]
fn a_received_share_is_shown_in_percent_rounded_down() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        assert_eq!(service::show(cx, id).unwrap().percent(), None);
        let packages = add(cx, id, 3, &[]);
        service::finalize(cx, id).unwrap();

        scanned(cx, &packages[..1], Status::InTransit);
        let transit = service::show(cx, id).unwrap();
        scanned(cx, &packages[1..], Status::Received);
        let received = service::show(cx, id).unwrap();
        scanned(cx, &packages, Status::Received);
        let all = service::show(cx, id).unwrap();

        assert_eq!(
            (transit.status, transit.percent()),
            (Status::InTransit, Some(33))
        );
        assert_eq!(
            (received.status, received.percent()),
            (Status::Received, Some(66))
        );
        assert_eq!((all.status, all.percent()), (Status::Received, None));
    });
}

#[test]
fn a_late_shipment_shows_overdue_packages_beside_its_status() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let packages = add(cx, id, 4, &[]);
        service::finalize(cx, id).unwrap();
        scanned(cx, &packages[..1], Status::Received);
        scanned(cx, &packages[1..3], Status::InTransit);
        expected_days_ago(cx, id, 3);

        let filter = ShipmentFilter {
            status: Some(Status::Overdue),
            ..ShipmentFilter::default()
        };
        let (page, counts) =
            service::list_with_counts(cx, &filter, Sort::default(), Paging::default()).unwrap();

        let row = &page.rows[0];
        assert_eq!((row.status, row.percent), (Status::Received, Some(25)));
        assert_eq!((row.overdue_count, row.overdue_days), (2, Some(3)));
        assert_eq!((page.total, counts.overdue, counts.received), (1, 1, 1));
        let (_, packages) = statuses(cx, id);
        assert_eq!(
            packages
                .iter()
                .map(|(_, status)| *status)
                .collect::<Vec<_>>(),
            [
                Status::Received,
                Status::Overdue,
                Status::Overdue,
                Status::Ready
            ]
        );
    });
}

#[test]
fn a_lost_shipment_keeps_its_note_and_can_be_reinstated_by_coordinators() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let packages = add(cx, id, 2, &[]);
        service::finalize(cx, id).unwrap();
        scanned(cx, &packages[..1], Status::InTransit);

        assert!(matches!(
            service::mark_lost(cx, id, " ", true),
            Err(Error::Invalid(_))
        ));
        let lost = service::mark_lost(cx, id, "Fire in the store", true).unwrap();
        assert_eq!((lost.status, lost.loss_acceptable), (Status::Lost, true));
        assert_eq!(lost.status_note, "Fire in the store");
        let (_, header) = service::show_header(cx, id).unwrap();
        let version = header.version;
        let noted = service::edit_lost_note(cx, id, version, "Flood", false).unwrap();
        let second = service::edit_lost_note(cx, id, version, "Theft", false);
        assert!(matches!(second, Err(Error::Stale)));
        assert_eq!(
            (noted.status_note.as_str(), noted.loss_acceptable),
            ("Flood", false)
        );
        assert_eq!(statuses(cx, id).1, [(1, Status::Lost), (2, Status::Lost)]);

        cx.actor = user(cx.actor.user_id().unwrap_or(partner), Role::Officer);
        assert!(matches!(
            service::reinstate(cx, id, "Found"),
            Err(Error::Forbidden)
        ));
        cx.actor = user(partner, Role::Coordinator);
        let back = service::reinstate(cx, id, "Found").unwrap();
        assert_eq!((back.status, back.closed_as()), (Status::InTransit, None));
    });
}

#[test]
fn a_blank_description_is_replaced_by_partner_release_and_date() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "Clinic");
        let shipment = a_shipment(cx, partner, "");

        assert_eq!(shipment.display_name, format!("Clinic-123-{}", cx.today()));
    });
}

#[test]
fn wrong_shipments_are_refused_field_by_field() {
    rolled_back(|cx| {
        let new = NewShipment {
            description: "x".repeat(256),
            shipment_on: cx.today(),
            expected_on: cx.today() - Days::new(1),
            store_release: " ".into(),
            partner_id: UserId(-1),
            transporter_id: None,
        };

        let Err(Error::Invalid(errors)) = service::create(cx, new) else {
            panic!("it was taken");
        };

        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["description", "store_release", "days", "partner"]);
    });
}

#[test]
fn sums_and_counts_follow_the_contents() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let one = an_item(cx, "1.23", "0.001", Some("ECHO"));
        let two = an_item(cx, "9.11", "0.002", Some("ECHO"));
        let three = an_item(cx, "3.14", "0.003", None);
        let first = add(cx, id, 1, &[(one, 2), (two, 3)])[0];
        assert_eq!(
            service::show(cx, id).unwrap().donor_name.as_deref(),
            Some("ECHO")
        );
        let second = add(cx, id, 1, &[(three, 13)]);
        scanned(cx, &second, Status::Received);

        let shipment = service::show(cx, id).unwrap();
        let package = packages::service::show(cx, first).unwrap();

        assert_eq!(package.price_usd, "29.79".parse::<Decimal>().unwrap());
        assert_eq!(shipment.price_usd, "70.61".parse::<Decimal>().unwrap());
        assert_eq!(shipment.price_local, "0.047".parse::<Decimal>().unwrap());
        assert_eq!(
            (shipment.item_count, shipment.received_item_count),
            (18, 13)
        );
        assert_eq!(shipment.donor_count, 1);
    });
}

#[test]
fn every_change_leaves_an_audit_row_and_history() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        add(cx, id, 2, &[]);
        service::finalize(cx, id).unwrap();

        let audits = id_of(cx, "select count(*)::integer as id from audit");
        let events = id_of(cx, "select count(*)::integer as id from events");

        assert_eq!(audits, 3, "create, add, finalize");
        assert_eq!(events, 6, "one and two created, one and two ready");
    });
}

#[test]
fn expected_dates_count_days_from_the_shipment() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();

    assert_eq!(NewShipment::expected_after(day, 0), day);
    assert_eq!(
        NewShipment::expected_after(day, 11),
        NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()
    );
}

#[test]
fn a_note_on_a_cancelled_shipment_is_no_longer_than_other_notes() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;

        let long = service::cancel(cx, id, &"x".repeat(1001));
        let untouched = statuses(cx, id).0;
        service::cancel(cx, id, &"x".repeat(1000)).unwrap();

        assert!(matches!(long, Err(Error::Invalid(errors)) if errors[0].field == "note"));
        assert_eq!(untouched, Status::InProgress);
        assert_eq!(statuses(cx, id).0, Status::Cancelled);
    });
}

#[test]
fn a_zero_byte_in_what_is_typed_is_not_kept() {
    rolled_back(|cx| {
        let today = cx.today();
        let new = NewShipment {
            description: "Soap\0".into(),
            shipment_on: today,
            expected_on: today,
            store_release: "WR\0-7".into(),
            partner_id: a_partner(cx, "P"),
            transporter_id: None,
        };

        let made = service::create(cx, new).unwrap();
        let cancelled = service::cancel(cx, made.id, "wrong\0\r\npartner").unwrap();

        assert_eq!(made.store_release, "WR -7");
        assert_eq!(made.description, "Soap");
        assert_eq!(cancelled.status_note, "wrong\npartner");
    });
}

#[test]
fn days_nobody_means_and_transporters_that_were_put_away_are_refused_at_every_door() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let gone = crate::kernel::ids::TransporterId(id_of(
            cx,
            "insert into transporters (name, archived_at) values ('Red Lorries', now()) returning id",
        ));
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let new = |on: NaiveDate, transporter_id| NewShipment {
            description: String::new(),
            shipment_on: on,
            expected_on: on,
            store_release: "123".into(),
            partner_id: partner,
            transporter_id,
        };
        let refused_at = |result: crate::kernel::Result<Shipment>| match result {
            Err(Error::Invalid(errors)) => errors[0].field,
            _ => "nothing",
        };

        assert_eq!(
            refused_at(service::create(cx, new(day(1), None))),
            "shipment_on"
        );
        assert_eq!(
            refused_at(service::create(cx, new(day(9999), None))),
            "shipment_on"
        );
        assert_eq!(
            refused_at(service::create(cx, new(day(2026), Some(gone)))),
            "transporter"
        );

        // One it had before may stay.
        let kept = service::create(cx, new(day(2026), None)).unwrap().id;
        run(
            cx,
            &format!("update shipments set transporter_id = {gone} where id = {kept}"),
        );
        let version = service::show_header(cx, kept).unwrap().1.version;
        assert!(service::edit(cx, kept, version, new(day(2027), Some(gone))).is_ok());
    });
}
