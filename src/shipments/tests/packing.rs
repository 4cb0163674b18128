//! Headers, packages from kits, numbers, contents: what an officer does at a desk.

use super::*;
use crate::catalog::model::{NewKit, NewKitItem};
use crate::catalog::service as catalog;
use crate::kernel::ids::{DonorId, KitId, PackageItemId};
use crate::packages::model::{BulkChanges, ItemChoice, ItemFilter, ItemRow, NewFromKits};
use crate::packages::service as packing;
use crate::shipments::model::Header;

fn a_kit(cx: &mut OpContext<'_>, name: &str, contents: &[(CatalogItemId, i32)]) -> KitId {
    let new = NewKit {
        name: name.into(),
        description: format!("{name} for a family"),
        contents: contents
            .iter()
            .map(|(catalog_item_id, quantity)| NewKitItem {
                catalog_item_id: *catalog_item_id,
                quantity: *quantity,
            })
            .collect(),
    };
    catalog::create_kit(cx, new).unwrap().id
}

fn of_kits(count: i32, kits: &[(KitId, i32)]) -> NewFromKits {
    NewFromKits {
        name: String::new(),
        description: String::new(),
        count,
        kits: kits.to_vec(),
    }
}

fn numbers(cx: &mut OpContext<'_>, id: ShipmentId) -> Vec<i32> {
    statuses(cx, id).1.into_iter().map(|row| row.0).collect()
}

fn rows(cx: &mut OpContext<'_>, id: ShipmentId) -> Vec<ItemRow> {
    packing::item_rows(cx, id, &ItemFilter::default(), Paging::default())
        .unwrap()
        .rows
}

fn fields<T>(result: crate::kernel::Result<T>) -> Vec<&'static str> {
    match result {
        Err(Error::Invalid(errors)) => errors.iter().map(|error| error.field).collect(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was taken"),
    }
}

fn header(cx: &mut OpContext<'_>, id: ShipmentId) -> Header {
    service::show_header(cx, id).unwrap().1
}

#[test]
fn saving_the_header_leaves_dates_of_the_road_status_and_note_alone() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        run(
            cx,
            &format!(
                "update shipments set picked_up_on = '2026-01-02', in_transit_on = '2026-01-03', status_note = 'Fire',
                     loss_acceptable = true, closed_as = 7, status = 7 where id = {id}"
            ),
        );
        let stored = header(cx, id);
        let mut new = stored.values.clone();
        new.description = "Tents".into();
        new.expected_on = new.shipment_on + Days::new(3);

        let saved = service::edit(cx, id, stored.version, new).unwrap();

        assert_eq!(saved.display_name, "Tents");
        assert_eq!(saved.in_transit_on, NaiveDate::from_ymd_opt(2026, 1, 3));
        assert_eq!(
            (saved.status, saved.loss_acceptable, &*saved.status_note),
            (Status::Lost, true, "Fire")
        );
        let events = crate::events::list_of_shipment(cx, id, Paging::default()).unwrap();
        assert_eq!(events.rows[0].kind, crate::events::EventKind::Expected);
    });
}

#[test]
fn an_edit_begun_on_an_older_version_overwrites_nothing() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let stored = header(cx, id);
        let mut first = stored.values.clone();
        first.description = "First".into();
        let mut second = stored.values.clone();
        second.description = "Second".into();

        service::edit(cx, id, stored.version, first).unwrap();
        let late = service::edit(cx, id, stored.version, second);

        assert!(matches!(late, Err(Error::Stale)));
        assert_eq!(service::show(cx, id).unwrap().display_name, "First");
    });
}

#[test]
fn a_partner_who_was_switched_off_stays_but_is_not_chosen_anew() {
    rolled_back(|cx| {
        let (kept, other) = (a_partner(cx, "Kept"), a_partner(cx, "Other"));
        let id = a_shipment(cx, kept, "Kits").id;
        run(cx, "update users set is_active = false");
        let stored = header(cx, id);
        let mut new = stored.values.clone();
        new.store_release = "WR-9".into();

        let saved = service::edit(cx, id, stored.version, new.clone());
        new.partner_id = other;
        let refused = service::edit(cx, id, stored.version + 1, new);

        assert_eq!(saved.unwrap().store_release, "WR-9");
        assert_eq!(fields(refused), ["partner"]);
    });
}

#[test]
fn one_kit_names_its_packages_and_is_remembered() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1.5", "10", Some("ECHO"));
        let kit = a_kit(cx, "Hygiene", &[(item, 4)]);

        let made = packing::add_from_kits(cx, id, &of_kits(200, &[(kit, 3)])).unwrap();

        assert_eq!(made.len(), 200);
        let last = packing::show(cx, made[199]).unwrap();
        assert_eq!((last.number, &*last.name), (200, "Hygiene"));
        assert_eq!(last.description, "Hygiene for a family");
        assert_eq!(service::show(cx, id).unwrap().item_count, 200 * 12);
        let kept = id_of(
            cx,
            &format!("select kit_id as id from packages where id = {}", made[0].0),
        );
        assert_eq!(kept, kit.0);
    });
}

#[test]
fn several_kits_need_a_name_and_give_a_row_each() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1", "1", None);
        let (one, two) = (a_kit(cx, "A", &[(item, 1)]), a_kit(cx, "B", &[(item, 5)]));
        let mut new = of_kits(2, &[(one, 1), (two, 2)]);

        let nameless = packing::add_from_kits(cx, id, &new);
        new.name = "Family box".into();
        let made = packing::add_from_kits(cx, id, &new).unwrap();

        assert_eq!(fields(nameless), ["name"]);
        let inside = packing::items(cx, made[0]).unwrap();
        let quantities: Vec<_> = inside.iter().map(|item| item.quantity).collect();
        assert_eq!(quantities, [1, 10]);
    });
}

#[test]
fn numbers_of_kits_are_checked() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1", "1", None);
        let kit = a_kit(cx, "A", &[(item, 30_000_000)]);
        let try_kits = |cx: &mut OpContext<'_>, kits: &[(KitId, i32)]| {
            fields(packing::add_from_kits(cx, id, &of_kits(1, kits)))
        };

        assert_eq!(try_kits(cx, &[]), ["kits"]);
        assert_eq!(try_kits(cx, &[(kit, 0)]), ["kits"]);
        assert_eq!(try_kits(cx, &[(kit, -1)]), ["kits"]);
        assert_eq!(try_kits(cx, &[(kit, 2)]), ["kits"]);
        assert_eq!(try_kits(cx, &[(KitId(-5), 1)]), ["kits"]);
        let many = packing::add_from_kits(cx, id, &of_kits(1001, &[(kit, 1)]));
        assert_eq!(fields(many), ["count"]);
    });
}

#[test]
fn a_number_is_never_given_twice() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let made = add(cx, id, 3, &[]);

        packing::delete(cx, id, &[made[2], made[0]]).unwrap();
        add(cx, id, 1, &[]);

        assert_eq!(numbers(cx, id), [2, 4]);
    });
}

#[test]
fn nothing_inside_changes_once_a_shipment_is_final() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1", "1", Some("ECHO"));
        let kit = a_kit(cx, "A", &[(item, 1)]);
        let package = add(cx, id, 1, &[(item, 2)])[0];
        let row = packing::items(cx, package).unwrap()[0].id;
        let stored = packing::show_item(cx, row).unwrap().0;
        let donor = stored.values.donor_id.unwrap();
        service::finalize(cx, id).unwrap();
        let more = [NewPackageItem {
            catalog_item_id: item,
            quantity: 1,
        }];
        let choice = all();
        let changes = BulkChanges {
            donor_id: Some(donor),
            ..BulkChanges::default()
        };

        let refused = [
            packing::add_from_kits(cx, id, &of_kits(1, &[(kit, 1)])).err(),
            packing::edit(cx, package, 1, "Name", "").err(),
            packing::delete(cx, id, &[package]).err(),
            packing::add_items(cx, package, &more).err(),
            packing::edit_item(cx, row, stored.version, stored.values.clone()).err(),
            packing::delete_item(cx, row).err(),
            packing::bulk_edit(cx, id, &choice, &changes, None).err(),
        ];

        for (n, error) in refused.iter().enumerate() {
            assert!(matches!(error, Some(Error::Conflict(_))), "{n}: {error:?}");
        }
        assert_eq!(packing::items(cx, package).unwrap().len(), 1, "still shown");
    });
}

fn all() -> ItemChoice {
    ItemChoice {
        filter: ItemFilter::default(),
        ticked: None,
    }
}

#[test]
fn partners_change_nothing() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1", "1", None);
        let package = add(cx, id, 1, &[(item, 1)])[0];
        let row = packing::items(cx, package).unwrap()[0].id;
        let stored = header(cx, id);
        cx.actor = user(partner, Role::Partner);

        let refused = [
            service::create(cx, stored.values.clone()).err(),
            service::edit(cx, id, stored.version, stored.values).err(),
            service::delete(cx, id).err(),
            packing::edit(cx, package, 1, "Name", "").err(),
            packing::delete(cx, id, &[package]).err(),
            packing::show_item(cx, row).err(),
            packing::delete_item(cx, row).err(),
            packing::item_rows(cx, id, &ItemFilter::default(), Paging::default()).err(),
        ];

        for (n, error) in refused.iter().enumerate() {
            assert!(matches!(error, Some(Error::Forbidden)), "{n}: {error:?}");
        }
    });
}

#[test]
fn a_row_keeps_its_own_values_rounded_as_prices_are() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1", "1", None);
        let package = add(cx, id, 1, &[(item, 1)])[0];
        let row = packing::items(cx, package).unwrap()[0].id;
        let stored = packing::show_item(cx, row).unwrap().0;
        let mut values = stored.values.clone();
        values.price_local = "12.345".parse().unwrap();
        values.price_usd = "4.0725".parse().unwrap();
        values.quantity = 3;
        values.description = " ".into();
        values.weight = Some(0.5);

        let saved = packing::edit_item(cx, row, stored.version, values).unwrap();
        let late = packing::edit_item(cx, row, stored.version, stored.values.clone());

        assert_eq!(saved.values.price_local, Decimal::new(12_340, 3));
        assert_eq!(saved.values.price_usd, Decimal::new(4_072, 3));
        assert_eq!(saved.values.description, stored.values.description);
        assert_eq!(service::show(cx, id).unwrap().item_count, 3);
        assert!(matches!(late, Err(Error::Stale)));
    });
}

#[test]
fn every_wrong_value_of_a_row_is_said_at_its_field() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1", "1", None);
        let package = add(cx, id, 1, &[(item, 1)])[0];
        let row = packing::items(cx, package).unwrap()[0].id;
        let stored = packing::show_item(cx, row).unwrap().0;
        let mut values = stored.values.clone();
        values.unit = "x".repeat(256);
        values.quantity = 0;
        values.price_usd = "-0.01".parse().unwrap();
        values.price_local = "100000000000".parse().unwrap();
        values.weight = Some(f64::NAN);

        let wrong = packing::edit_item(cx, row, stored.version, values);
        let mut gone = stored.values.clone();
        gone.donor_id = Some(DonorId(-1));
        let gone = packing::edit_item(cx, row, stored.version, gone);

        assert_eq!(
            fields(wrong),
            ["unit", "quantity", "price_local", "price_usd", "weight"]
        );
        assert_eq!(fields(gone), ["donor"]);
    });
}

#[test]
fn many_rows_change_at_once_as_the_preview_said() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let echo = an_item(cx, "1", "1", Some("ECHO"));
        let none = an_item(cx, "1", "1", None);
        add(cx, id, 10, &[(echo, 1), (none, 1)]);
        let donor = DonorId(id_of(cx, "select id from donors where name = 'ECHO'"));
        let changes = BulkChanges {
            donor_id: Some(donor),
            ..BulkChanges::default()
        };

        let preview = packing::preview_bulk(cx, id, &all(), &changes).unwrap();
        let stale = packing::bulk_edit(cx, id, &all(), &changes, Some("another"));
        let done = packing::bulk_edit(cx, id, &all(), &changes, Some(&preview.mark)).unwrap();

        assert_eq!(
            (preview.rows, preview.changed, preview.packages),
            (20, 10, 10)
        );
        assert_eq!(preview.lines.len(), 1);
        assert_eq!(preview.lines[0].from, None);
        assert!(matches!(stale, Err(Error::Stale)));
        assert_eq!(done.changed, 10);
        assert!(
            rows(cx, id)
                .iter()
                .all(|row| row.donor.as_deref() == Some("ECHO"))
        );
        assert!(service::verify_totals(cx, false).unwrap().is_right());
        let nothing = packing::preview_bulk(cx, id, &all(), &BulkChanges::default());
        assert_eq!(fields(nothing), ["form"]);
        run(cx, "update donors set archived_at = now()");
        let put_away = packing::preview_bulk(cx, id, &all(), &changes);
        assert_eq!(fields(put_away), ["donor"]);
    });
}

#[test]
fn only_ticked_rows_of_this_shipment_change() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let item = an_item(cx, "1", "1", None);
        let (id, other) = (
            a_shipment(cx, partner, "Kits").id,
            a_shipment(cx, partner, "Other").id,
        );
        add(cx, id, 2, &[(item, 1)]);
        add(cx, other, 1, &[(item, 1)]);
        let donor = an_item(cx, "1", "1", Some("ECHO"));
        let donor = catalog::items_by_id(cx, &[donor]).unwrap()[0].item.donor_id;
        let changes = BulkChanges {
            donor_id: donor,
            ..BulkChanges::default()
        };
        let ticked: Vec<PackageItemId> = vec![rows(cx, id)[1].id, rows(cx, other)[0].id];
        let choice = ItemChoice {
            ticked: Some(ticked),
            ..all()
        };

        let done = packing::bulk_edit(cx, id, &choice, &changes, None).unwrap();
        let empty = ItemChoice {
            ticked: Some(Vec::new()),
            ..all()
        };

        assert_eq!(done.changed, 1);
        let donors: Vec<_> = rows(cx, id).iter().map(|row| row.donor.is_some()).collect();
        assert_eq!(donors, [false, true]);
        assert!(rows(cx, other)[0].donor.is_none());
        let nothing = packing::preview_bulk(cx, id, &empty, &changes);
        assert_eq!(fields(nothing), ["form"]);
    });
}
