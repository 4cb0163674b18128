//! Whatever is done to packages and their contents, the triggers' totals are those of the rows.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Add {
        count: i32,
        items: Vec<(usize, i32)>,
    },
    Scan {
        package: usize,
        status: i16,
    },
    Quantity {
        row: usize,
        quantity: i32,
    },
    Donor {
        row: usize,
        donor: Option<usize>,
    },
    RemoveItem {
        row: usize,
    },
    RemovePackage {
        package: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (
            1..4_i32,
            prop::collection::vec((0..3_usize, 1..9_i32), 0..4)
        )
            .prop_map(|(count, items)| Step::Add { count, items }),
        (any::<usize>(), 1..=5_i16).prop_map(|(package, status)| Step::Scan { package, status }),
        (any::<usize>(), 1..99_i32).prop_map(|(row, quantity)| Step::Quantity { row, quantity }),
        (any::<usize>(), prop::option::of(0..2_usize))
            .prop_map(|(row, donor)| Step::Donor { row, donor }),
        any::<usize>().prop_map(|row| Step::RemoveItem { row }),
        any::<usize>().prop_map(|package| Step::RemovePackage { package }),
    ]
}

fn nth(table: &str, n: usize) -> String {
    let n = n % 1_000_000;
    format!(
        "(select id from {table} order by id offset {n} % greatest((select count(*) from {table}), 1) limit 1)"
    )
}

fn take(cx: &mut OpContext<'_>, id: ShipmentId, items: &[CatalogItemId], step: Step) {
    match step {
        Step::Add { count, items: rows } => {
            let rows: Vec<_> = rows
                .into_iter()
                .map(|(item, quantity)| (items[item], quantity))
                .collect();
            add(cx, id, count, &rows);
        }
        Step::Scan { package, status } => {
            run(
                cx,
                &format!(
                    "update packages set status = {status} where id = {}",
                    nth("packages", package)
                ),
            );
        }
        Step::Quantity { row, quantity } => run(
            cx,
            &format!(
                "update package_items set quantity = {quantity} where id = {}",
                nth("package_items", row)
            ),
        ),
        Step::Donor { row, donor } => {
            let donor = donor.map_or("null".into(), |n| nth("donors", n));
            run(
                cx,
                &format!(
                    "update package_items set donor_id = {donor} where id = {}",
                    nth("package_items", row)
                ),
            );
        }
        Step::RemoveItem { row } => {
            run(
                cx,
                &format!(
                    "delete from package_items where id = {}",
                    nth("package_items", row)
                ),
            );
        }
        Step::RemovePackage { package } => {
            run(
                cx,
                &format!(
                    "delete from packages where id = {}",
                    nth("packages", package)
                ),
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn are_right_after_any_steps(steps in prop::collection::vec(step(), 1..20)) {
        rolled_back(|cx| {
            let partner = a_partner(cx, "P");
            let id = a_shipment(cx, partner, "Kits").id;
            let items = [
                an_item(cx, "1.23", "0.5", Some("ECHO")),
                an_item(cx, "9.11", "2", Some("UNICEF")),
                an_item(cx, "3.14", "7.25", None),
            ];

            for step in steps {
                take(cx, id, &items, step);
            }

            let totals = service::verify_totals(cx, false).unwrap();
            assert!(totals.is_right(), "{totals:?}");
        });
    }
}

#[test]
fn are_found_wrong_and_set_right() {
    rolled_back(|cx| {
        let partner = a_partner(cx, "P");
        let id = a_shipment(cx, partner, "Kits").id;
        let item = an_item(cx, "1.23", "0.5", Some("ECHO"));
        add(cx, id, 2, &[(item, 3)]);
        run(cx, "update packages set item_count = 99 where number = 1");
        run(cx, "update shipments set price_usd = 1, donor_count = 7");
        run(cx, "update shipment_tallies set shipments = 9");

        let wrong = service::verify_totals(cx, true).unwrap();
        let right = service::verify_totals(cx, false).unwrap();

        assert_eq!((wrong.packages, wrong.shipments), (1, 1));
        assert_eq!((wrong.donors, wrong.tallies), (1, 1));
        assert!(right.is_right());
        assert_eq!(service::show(cx, id).unwrap().item_count, 6);
    });
}
