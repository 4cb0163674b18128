//! What is listed, for whom and in which order.

use super::*;

#[test]
fn partners_know_only_their_own_shipments_and_packages() {
    rolled_back(|cx| {
        let (mine, other) = (a_partner(cx, "Mine"), a_partner(cx, "Other"));
        let (own, foreign) = (
            a_shipment(cx, mine, "Own").id,
            a_shipment(cx, other, "Foreign").id,
        );
        add(cx, own, 1, &[]);
        let hidden = add(cx, foreign, 1, &[])[0];
        cx.actor = user(mine, Role::Partner);

        let (page, counts) = service::list_with_counts(
            cx,
            &ShipmentFilter::default(),
            Sort::default(),
            Paging::default(),
        )
        .unwrap();

        assert_eq!(
            page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            [own]
        );
        assert_eq!(counts.all, 1);
        assert!(matches!(
            service::show(cx, foreign),
            Err(Error::NotFound { .. })
        ));
        assert!(matches!(
            packages::service::show(cx, hidden),
            Err(Error::NotFound { .. })
        ));
        assert!(matches!(
            packages::service::item_totals(cx, foreign),
            Err(Error::NotFound { .. })
        ));
        assert!(matches!(service::finalize(cx, own), Err(Error::Forbidden)));
    });
}

#[test]
fn a_shipment_without_a_description_is_found_by_its_shown_name() {
    rolled_back(|cx| {
        let (clinic, other) = (a_partner(cx, "Al-Noor clinic"), a_partner(cx, "Other"));
        let nameless = a_shipment(cx, clinic, "");
        let theirs = a_shipment(cx, other, "").id;
        a_shipment(cx, clinic, "Winter kits");
        let found = |cx: &mut OpContext<'_>, search: &str| -> Vec<ShipmentId> {
            let filter = ShipmentFilter {
                search: search.into(),
                ..ShipmentFilter::default()
            };
            let page = service::list(cx, &filter, Sort::default(), Paging::default()).unwrap();
            page.rows.into_iter().map(|row| row.id).collect()
        };
        let day = cx.today().to_string();

        assert_eq!(nameless.display_name, format!("Al-Noor clinic-123-{day}"));
        for typed in [
            nameless.display_name.clone(),
            nameless.display_name.to_uppercase(),
            "noor clinic-12".into(),
            format!("clinic-123-{}", &day[..6]),
        ] {
            assert_eq!(found(cx, &typed), [nameless.id], "{typed}");
        }
        assert_eq!(found(cx, &format!("123-{day}")), [theirs, nameless.id]);
        assert_eq!(found(cx, &day), [theirs, nameless.id]);
        assert_eq!(found(cx, "clinic-999"), []);
        cx.actor = user(other, Role::Partner);
        assert_eq!(found(cx, &format!("123-{day}")), [theirs]);
    });
}

#[test]
fn lists_are_sorted_searched_and_paged() {
    rolled_back(|cx| {
        let (b, a) = (a_partner(cx, "Bakery"), a_partner(cx, "Aleppo clinic"));
        let winter = a_shipment(cx, b, "Winter kits").id;
        let tents = a_shipment(cx, a, "Tents 100%").id;
        let late = a_shipment(cx, b, "Blankets").id;
        let packages = add(cx, late, 2, &[]);
        scanned(cx, &packages, Status::PickedUp);
        expected_days_ago(cx, late, 9);
        let found = |cx: &mut OpContext<'_>, search: &str| -> Vec<ShipmentId> {
            let filter = ShipmentFilter {
                search: search.into(),
                ..ShipmentFilter::default()
            };
            let page = service::list(cx, &filter, Sort::default(), Paging::default()).unwrap();
            assert_eq!(page.total, page.rows.len() as i64, "{search}");
            page.rows.into_iter().map(|row| row.id).collect()
        };

        assert_eq!(
            found(cx, ""),
            [late, tents, winter],
            "overdue first, then the newest"
        );
        assert_eq!(found(cx, "WINTER"), [winter]);
        assert_eq!(found(cx, "aleppo"), [tents]);
        assert_eq!(found(cx, "100%"), [tents]);
        assert_eq!(found(cx, &format!("/TR{late}.2")), [late]);
        assert_eq!(found(cx, &format!("/TR{winter}")), [winter]);
        for typed in [
            format!("tr{late}.2"),
            format!("TR{late}.1"),
            format!("tr{late}"),
        ] {
            assert_eq!(found(cx, &typed), [late], "{typed}");
        }
        assert_eq!(found(cx, "nothing like it"), []);
        for key in SortKey::ALL {
            for descending in [false, true] {
                let sort = Sort { key, descending };
                let all =
                    service::list(cx, &ShipmentFilter::default(), sort, Paging::default()).unwrap();
                assert_eq!((all.total, all.rows.len()), (3, 3), "{key:?}");
            }
        }
        let sort = Sort {
            key: SortKey::Partner,
            descending: false,
        };
        let by_partner =
            service::list(cx, &ShipmentFilter::default(), sort, Paging::default()).unwrap();
        assert_eq!(by_partner.rows[0].id, tents);
    });
}

#[test]
fn pages_of_the_default_order_join_without_gaps() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        for n in 0..30 {
            let id = a_shipment(cx, partner, &format!("S{n}")).id;
            if n % 3 == 0 {
                let packages = add(cx, id, 1, &[]);
                scanned(cx, &packages, Status::InTransit);
                expected_days_ago(cx, id, n + 1);
            }
        }
        let mut ids = Vec::new();

        for page in 1..=2 {
            let page = service::list(
                cx,
                &ShipmentFilter::default(),
                Sort::default(),
                Paging::new(Some(page), Some(25)),
            )
            .unwrap();
            ids.extend(
                page.rows
                    .into_iter()
                    .map(|row| (row.overdue_count > 0, row.id)),
            );
        }

        assert_eq!(ids.len(), 30);
        assert!(ids[..10].iter().all(|(late, _)| *late) && ids[10..].iter().all(|(late, _)| !late));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 30);
    });
}

#[test]
fn pages_sorted_by_partner_or_status_are_those_of_the_whole_list() {
    rolled_back(|cx| {
        let partners = ["Bakery", "Aleppo clinic", "Cold store"].map(|name| a_partner(cx, name));
        for n in 0..70 {
            let id = a_shipment(cx, partners[n % 5 % 3], &format!("S{n}")).id;
            if n % 4 == 0 {
                let packages = add(cx, id, 1, &[]);
                let status = [Status::PickedUp, Status::Received][n % 3 % 2];
                scanned(cx, &packages, status);
            }
        }
        let list = |cx: &mut OpContext<'_>, filter: &ShipmentFilter, sort, page, size| {
            let paging = Paging::new(Some(page), Some(size));
            service::list(cx, filter, sort, paging).unwrap().rows
        };

        for (status, key, descending) in [
            (None, SortKey::Partner, false),
            (None, SortKey::Partner, true),
            (Some(Status::InProgress), SortKey::Partner, true),
            (None, SortKey::Status, false),
            (None, SortKey::Status, true),
        ] {
            let filter = ShipmentFilter {
                status,
                ..ShipmentFilter::default()
            };
            let sort = Sort { key, descending };
            let newest = Sort {
                key: SortKey::Date,
                descending: true,
            };
            let mut whole = list(cx, &filter, newest, 1, 500);
            let group = |row: &ShipmentRow| match key {
                SortKey::Partner => row.partner_name.to_lowercase(),
                _ => row.status.code().to_string(),
            };
            // Stable, so the newest stay first within each group.
            whole.sort_by(|a, b| {
                let up = group(a).cmp(&group(b));
                if descending { up.reverse() } else { up }
            });
            let paged: Vec<_> = (1..=3)
                .flat_map(|page| list(cx, &filter, sort, page, 25))
                .map(|row| row.id)
                .collect();

            assert_eq!(
                paged,
                whole.iter().map(|row| row.id).collect::<Vec<_>>(),
                "{key:?} {descending} {status:?}"
            );
        }
    });
}

#[test]
fn silent_shipments_are_those_on_the_road_without_scans() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let packages = add(cx, id, 1, &[]);
        scanned(cx, &packages, Status::InTransit);
        let filter = ShipmentFilter {
            silent: true,
            ..ShipmentFilter::default()
        };

        let fresh = service::list(cx, &filter, Sort::default(), Paging::default())
            .unwrap()
            .total;
        run(
            cx,
            "update shipments set last_scan_at = now() - interval '5 days'",
        );
        let quiet = service::list(cx, &filter, Sort::default(), Paging::default()).unwrap();

        assert_eq!((fresh, quiet.total), (0, 1));
        assert!(quiet.rows[0].silent);
    });
}

#[test]
fn shipments_are_sorted_by_names_as_a_dictionary_has_them() {
    rolled_back(|cx| {
        for name in ["Zeytin", "Şifa", "Çınar", "Deva"] {
            let partner = a_partner(cx, name);
            a_shipment(cx, partner, &format!("{name} 1"));
        }
        let names = |cx: &mut OpContext<'_>, key, search: &str| -> Vec<String> {
            let filter = ShipmentFilter {
                search: search.into(),
                ..ShipmentFilter::default()
            };
            let sort = Sort {
                key,
                descending: false,
            };
            let page = service::list(cx, &filter, sort, Paging::default()).unwrap();
            page.rows.into_iter().map(|row| row.partner_name).collect()
        };
        let sorted = ["Çınar", "Deva", "Şifa", "Zeytin"];

        assert_eq!(names(cx, SortKey::Description, ""), sorted);
        assert_eq!(names(cx, SortKey::Partner, ""), sorted);
        // A search goes another way than the tallies.
        assert_eq!(names(cx, SortKey::Partner, "1"), sorted);
    });
}
