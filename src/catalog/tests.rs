//! The catalog's use cases against PostgreSQL.

use rust_decimal::Decimal;

use super::model::{ItemSort, KitShape};
use super::service;
use super::{
    CatalogItem, DonorCodeKind, ItemFilter, NewCatalogItem, NewDonor, NewDonorCode, NewKit,
    NewKitItem,
};
use crate::db::testing::rolled_back;
use crate::kernel::ids::{ItemCategoryId, UserId};
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error, OpContext, Role};

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn an_item(category: ItemCategoryId, description: &str) -> NewCatalogItem {
    NewCatalogItem {
        item_code: "M-1".into(),
        description: description.into(),
        unit: "box".into(),
        price_usd: amount("1.5"),
        price_local: amount("60"),
        weight: Some(0.4),
        item_category_id: category,
        donor_id: None,
        donor_t1_id: None,
        supplier_id: None,
    }
}

fn a_category(cx: &mut OpContext<'_>) -> ItemCategoryId {
    service::create_categories(cx, vec!["Medicines".into()]).unwrap()[0].id
}

fn insert(cx: &mut OpContext<'_>, description: &str) -> CatalogItem {
    let category = a_category(cx);
    service::create_item(cx, an_item(category, description)).unwrap()
}

fn as_role(cx: &mut OpContext<'_>, role: Role) {
    cx.actor = Actor::User {
        id: UserId(1),
        name: "Somebody".into(),
        role,
        is_superuser: false,
    };
}

#[test]
fn local_prices_are_rounded_half_to_even_and_dollars_keep_three_digits() {
    rolled_back(|cx| {
        let category = a_category(cx);
        let mut new = an_item(category, " Gauze ");
        new.price_local = amount("10.125");
        new.price_usd = amount("0.0125");

        let item = service::create_item(cx, new).unwrap();

        assert_eq!(item.description, "Gauze");
        assert_eq!(item.price_local, amount("10.12"));
        assert_eq!(item.price_usd, amount("0.012"));
    });
}

#[test]
fn every_wrong_field_of_an_item_is_named() {
    rolled_back(|cx| {
        let category = a_category(cx);
        let mut new = an_item(category, "  ");
        new.price_usd = amount("-1");
        new.weight = Some(-0.5);

        let Err(Error::Invalid(errors)) = service::create_item(cx, new) else {
            panic!("it must be refused");
        };

        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["description", "price_usd", "weight"]);
    });
}

#[test]
fn the_same_item_twice_is_refused_even_without_donor_and_supplier() {
    rolled_back(|cx| {
        let item = insert(cx, "Gauze");

        let again = service::create_item(cx, an_item(item.item_category_id, "Gauze"));

        assert!(matches!(again, Err(Error::Invalid(errors)) if errors[0].field == "description"));
    });
}

#[test]
fn a_changed_item_leaves_an_audit_row_with_both_values() {
    use crate::db::schema::audit;
    use diesel::prelude::*;

    rolled_back(|cx| {
        let item = insert(cx, "Gauze");

        let mut changes = an_item(item.item_category_id, "Gauze, sterile");
        changes.weight = None;
        let changed = service::update_item(cx, item.id, item.version, changes).unwrap();

        assert_eq!(changed.weight, None);
        let (before, after): (Option<serde_json::Value>, Option<serde_json::Value>) = audit::table
            .filter(audit::action.eq("catalog_item.update"))
            .select((audit::before, audit::after))
            .first(cx.conn)
            .unwrap();
        assert_eq!(before.unwrap()["description"], "Gauze");
        assert_eq!(after.unwrap()["description"], "Gauze, sterile");
    });
}

#[test]
fn the_list_is_searched_filtered_and_paged() {
    rolled_back(|cx| {
        let medicines = a_category(cx);
        let tools = service::create_categories(cx, vec!["Tools".into()]).unwrap()[0].id;
        let new = vec![
            an_item(medicines, "Amoxicillin 500 mg"),
            an_item(medicines, "Paracetamol 500 mg"),
            an_item(tools, "Shovel 100% steel"),
        ];
        service::create_items(cx, new).unwrap();

        let list = |cx: &mut OpContext<'_>, search: &str, categories: Vec<_>| {
            let filter = ItemFilter {
                search: search.into(),
                categories,
                ..ItemFilter::default()
            };
            let paging = Paging { page: 1, size: 2 };
            service::list_items(cx, &filter, ItemSort::default(), paging).unwrap()
        };

        let all = list(cx, "", vec![]);
        assert_eq!((all.total, all.rows.len()), (3, 2));
        assert_eq!(list(cx, "AMOXI", vec![]).total, 1);
        assert_eq!(list(cx, "parâcetamol ٥٠٠", vec![]).total, 1);
        assert_eq!(list(cx, "0%", vec![]).total, 1);
        assert_eq!(list(cx, "", vec![tools]).rows[0].category, "Tools");
    });
}

#[test]
fn donors_come_with_their_codes() {
    rolled_back(|cx| {
        let code = |code: &str, kind| NewDonorCode {
            code: code.into(),
            kind,
        };
        let codes = vec![code("B", DonorCodeKind::T3), code("A", DonorCodeKind::T1)];
        let codes = service::create_donor_codes(cx, codes).unwrap();
        let donor = NewDonor {
            name: "Northern Fund".into(),
            code_ids: codes.iter().map(|code| code.id).collect(),
        };

        service::create_donors(cx, vec![donor.clone()]).unwrap();

        let donors = service::list_donors(cx).unwrap();
        let listed: Vec<_> = donors[0]
            .codes
            .iter()
            .map(|code| code.code.as_str())
            .collect();
        assert_eq!(listed, ["A", "B"]);
        let again = service::create_donors(cx, vec![donor]);
        assert!(matches!(again, Err(Error::Invalid(_))));
    });
}

#[test]
fn a_kit_sums_its_contents_and_merges_an_item_named_twice() {
    rolled_back(|cx| {
        let item = insert(cx, "Gauze");
        let line = NewKitItem {
            catalog_item_id: item.id,
            quantity: 3,
        };
        let kit = NewKit {
            name: "Dressing kit".into(),
            description: String::new(),
            contents: vec![line, line],
        };

        let kit = service::create_kit(cx, kit).unwrap();

        let contents = service::kit_contents(cx, kit.id).unwrap();
        assert_eq!(contents.len(), 1);
        assert_eq!(contents[0].quantity, 6);
        let row = &service::list_kits(cx).unwrap()[0];
        assert_eq!((row.item_count, row.price_local), (6, amount("360")));
    });
}

fn an_empty_kit(name: &str) -> NewKit {
    NewKit {
        name: name.into(),
        description: String::new(),
        contents: Vec::new(),
    }
}

#[test]
fn kits_are_one_in_whatever_case_their_name_is_written() {
    rolled_back(|cx| {
        let dressing = service::create_kit(cx, an_empty_kit("Dressing kit")).unwrap();
        let winter = service::create_kit(cx, an_empty_kit("Winter")).unwrap();
        let shape = |name: &str| KitShape {
            name: name.into(),
            ..KitShape::default()
        };

        let made = service::create_kit(cx, an_empty_kit("DRESSING Kit"));
        let copied = service::copy_kit(cx, winter.id, "dressing kit");
        let renamed = service::update_kit(cx, winter.id, winter.version, &shape("dressing KIT"));
        let own = service::update_kit(cx, dressing.id, dressing.version, &shape("Dressing Kit"));

        for refused in [made, copied, renamed] {
            let Err(Error::Invalid(errors)) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(errors[0].message.key(), "catalog-taken");
        }
        assert_eq!(own.unwrap().name, "Dressing Kit");
    });
}

#[test]
fn kits_are_found_in_any_case_and_by_number_and_the_nearest_name_is_suggested() {
    rolled_back(|cx| {
        let kit = service::create_kit(cx, an_empty_kit("Dressing kit")).unwrap();
        let found = |cx: &mut OpContext<'_>, name: &str| service::find_kit_by_name(cx, name);

        assert_eq!(found(cx, " dressing KIT ").unwrap().kit.id, kit.id);
        assert_eq!(found(cx, &kit.id.to_string()).unwrap().kit.id, kit.id);
        assert_eq!(
            found(cx, "dresing kit").unwrap_err().text().to_string(),
            "There is no kit dresing kit. Did you mean Dressing kit?"
        );
        assert_eq!(
            found(cx, "Tents").unwrap_err().text().to_string(),
            "There is no kit Tents."
        );
    });
}

#[test]
fn more_of_an_item_than_a_kit_holds_is_refused_with_the_sum() {
    rolled_back(|cx| {
        let item = insert(cx, "Gauze");
        let line = |quantity| NewKitItem {
            catalog_item_id: item.id,
            quantity,
        };
        let kit = NewKit {
            contents: vec![line(49_999_999)],
            ..an_empty_kit("Dressing kit")
        };
        let kit = service::create_kit(cx, kit).unwrap();
        let twice = NewKit {
            contents: vec![line(50_000_000), line(1)],
            ..an_empty_kit("Other")
        };

        let more = service::add_to_kit(cx, kit.id, &[line(1), line(3)]).err();
        let new = service::create_kit(cx, twice).err();

        let said = |sum: &str| {
            format!("Gauze would be {sum} in all. At most 50,000,000 of an item fit into a kit.")
        };
        assert_eq!(more.unwrap().text().to_string(), said("50,000,003"));
        assert_eq!(new.unwrap().text().to_string(), said("50,000,001"));
        assert!(service::add_to_kit(cx, kit.id, &[line(1)]).is_ok());
    });
}

#[test]
fn a_kit_with_a_quantity_of_nothing_is_refused() {
    rolled_back(|cx| {
        let item = insert(cx, "Gauze");
        let kit = NewKit {
            name: "Empty".into(),
            description: String::new(),
            contents: vec![NewKitItem {
                catalog_item_id: item.id,
                quantity: 0,
            }],
        };

        assert!(matches!(
            service::create_kit(cx, kit),
            Err(Error::Invalid(_))
        ));
    });
}

#[test]
fn roles_may_what_the_matrix_says() {
    rolled_back(|cx| {
        as_role(cx, Role::Officer);
        assert!(service::create_categories(cx, vec!["Tools".into()]).is_ok());
        assert!(service::list_transporters(cx).is_ok());
        assert!(matches!(
            service::create_transporters(cx, vec!["Road".into()]),
            Err(Error::Forbidden)
        ));

        as_role(cx, Role::Partner);
        assert!(matches!(
            service::list_categories(cx),
            Err(Error::Forbidden)
        ));
        assert!(service::list_kits(cx).is_ok());

        cx.actor = Actor::Anonymous;
        assert!(matches!(service::list_kits(cx), Err(Error::SignedOut)));
    });
}

/// Names that byte order puts wrongly, and as a dictionary has them.
const SCATTERED: [&str; 9] = ["Z", "Ş", "Ö", "İ", "D", "Ç", "A", "تمر", "أرز"];
const SORTED: [&str; 9] = ["A", "Ç", "D", "İ", "Ö", "Ş", "Z", "أرز", "تمر"];

#[test]
fn names_are_sorted_as_a_dictionary_has_them_in_all_lists() {
    use super::model::{Entity, EntityFilter, EntitySort, ItemSortKey, NewEntity};
    use super::service::{alike, lookup};
    rolled_back(|cx| {
        let category = a_category(cx);
        for name in SCATTERED {
            service::create_item(cx, an_item(category, name)).unwrap();
            let new = NewEntity {
                name: name.into(),
                ..NewEntity::default()
            };
            alike::create(cx, Entity::Supplier, &new).unwrap();
            let kit = NewKit {
                name: name.into(),
                description: String::new(),
                contents: Vec::new(),
            };
            service::create_kit(cx, kit).unwrap();
        }
        let (filter, paging) = (ItemFilter::default(), Paging::default());
        let items = |cx: &mut OpContext<'_>, key, descending| -> Vec<String> {
            let sort = ItemSort { key, descending };
            let list = service::list_items(cx, &filter, sort, paging).unwrap();
            list.rows
                .into_iter()
                .map(|row| row.item.description)
                .collect()
        };
        let mut backwards = SORTED;
        backwards.reverse();

        assert_eq!(items(cx, ItemSortKey::Description, false), SORTED);
        assert_eq!(items(cx, ItemSortKey::Description, true), backwards);
        assert_eq!(items(cx, ItemSortKey::Category, true), SORTED);
        let sort = EntitySort::default();
        let suppliers = alike::list(cx, Entity::Supplier, &EntityFilter::default(), sort, paging);
        let names = suppliers.unwrap().rows.into_iter().map(|row| row.name);
        assert_eq!(names.collect::<Vec<_>>(), SORTED);
        let choices = lookup::all(cx, Entity::Supplier, &[]).unwrap();
        let names = choices.into_iter().map(|choice| choice.value);
        assert_eq!(names.collect::<Vec<_>>(), SORTED);
        let kits = service::list_kits(cx).unwrap();
        let names = kits.into_iter().map(|row| row.kit.name);
        assert_eq!(names.collect::<Vec<_>>(), SORTED);
    });
}

#[test]
fn capitals_stand_beside_small_letters() {
    rolled_back(|cx| {
        let category = a_category(cx);
        for name in ["banana", "Cherry", "apple", "Apple pie"] {
            service::create_item(cx, an_item(category, name)).unwrap();
        }

        let list = service::list_items(
            cx,
            &ItemFilter::default(),
            ItemSort::default(),
            Paging::default(),
        )
        .unwrap();

        let names: Vec<String> = list
            .rows
            .into_iter()
            .map(|row| row.item.description)
            .collect();
        assert_eq!(names, ["apple", "Apple pie", "banana", "Cherry"]);
    });
}

#[test]
fn texts_of_one_line_have_no_breaks_and_nothing_unseen() {
    rolled_back(|cx| {
        let item = insert(cx, "Gauze\r\nsterile\u{200b}");
        assert_eq!(item.description, "Gauze sterile");

        service::create_suppliers(cx, vec!["Hedef".into()]).unwrap();
        let twin = service::create_suppliers(cx, vec!["Hedef\u{200b}".into()]);
        assert!(matches!(twin, Err(Error::Invalid(_))), "{twin:?}");
    });
}

#[test]
fn a_price_a_little_below_nothing_is_refused() {
    rolled_back(|cx| {
        let category = a_category(cx);
        let mut new = an_item(category, "Gauze");
        new.price_local = amount("-0.001");
        new.price_usd = amount("-0.0001");

        let Err(Error::Invalid(errors)) = service::create_item(cx, new) else {
            panic!("it was made");
        };

        let fields: Vec<_> = errors.into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["price_usd", "price_local"]);
    });
}

#[test]
fn saving_an_item_without_a_difference_writes_nothing() {
    rolled_back(|cx| {
        let before = insert(cx, "Gauze");
        let same = NewCatalogItem::from(&before);

        let after = service::update_item(cx, before.id, before.version, same).unwrap();

        assert_eq!(after, before);
    });
}
