//! A shipment made, packed, closed, lost, taken back and deleted from the shell, and the trail it leaves.

use super::*;

/// A database with a partner, a transporter and a kit.
fn with_a_kit() -> TestDatabase {
    let database = with_a_shipment();
    let (_, talk, code) = transcript_in(
        &database,
        "sql --write \"insert into transporters (name) values ('Anatolia Lines')\"\n\
         sql --write \"insert into donors (name) values ('ECHO')\"\n\
         sql --write \"insert into item_categories (id, name) overriding system value values (1, 'Hygiene')\"\n\
         sql --write \"insert into catalog_items (id, item_code, description, price_usd, item_category_id) \
            overriding system value values (5, 'S', 'Soap', 0.5, 1)\"\n\
         sql --write \"insert into kits (id, name) overriding system value values (3, 'Hygiene kit')\"\n\
         sql --write \"insert into kit_items values (3, 5, 4)\"\n",
        true,
    );
    assert_eq!(code, 0, "{talk}");
    database
}

#[test]
fn a_shipment_is_made_packed_and_goes_its_way() {
    let database = with_a_kit();

    let (data, talk, code) = transcript_in(
        &database,
        "shipment create --partner clinic@example.org --store-release WR-1 --date 2026-11-20 --days 3 --description Soap\n\
         shipment edit 1 --transporter 'anatolia lines' --days 5\n\
         package add 1 --count 200 --kit 'Hygiene kit=2'\n\
         package add 1 --name Crate\n\
         package edit /TR1.201 --name 'Steel crate'\n\
         package item add /TR1.201 --item 5 --quantity 7\n\
         package item set 1 --donor echo --yes\n\
         package delete /TR1.200 --yes\n\
         shipment finalize 1\nshipment reopen 1\nshipment finalize 1\n\
         shipment cancel 1 --note 'wrong partner' --yes\nshipment reinstate 1 --note 'right after all'\n\
         shipment show 1\n\
         sql \"select action from audit where door = 'shell' and action not like 'sql%' order by id\"\n",
        true,
    );

    assert_eq!(code, 0, "{talk}");
    for said in [
        "shipment 1 Soap is created",
        "200 packages are created, /TR1.1 to /TR1.200",
        "package /TR1.201 is created",
        "package /TR1.201 holds 7 items now",
        "201 rows: donor none becomes ECHO",
        "201 rows are changed",
        "package /TR1.200 is deleted",
        "shipment 1 Soap is ready for pickup",
        "shipment 1 Soap is reinstated, now: Ready for pickup",
    ] {
        assert!(talk.contains(said), "{said} in {talk}");
    }
    assert!(data.contains("expected       2026-11-25"), "{data}");
    assert!(data.contains("/TR1.201  Steel crate"), "{data}");
    for action in [
        "shipment.create",
        "shipment.edit",
        "package.add",
        "package.edit",
        "package.add_items",
        "package_item.bulk_edit",
        "package.delete",
        "shipment.finalize",
        "shipment.cancel",
        "shipment.reinstate",
    ] {
        assert!(data.contains(action), "{action} in {data}");
    }
}

#[test]
fn a_shipment_is_made_like_another() {
    let database = with_a_kit();

    let (data, talk, code) = transcript_in(
        &database,
        "shipment create --partner clinic@example.org --store-release WR-1 --date 2026-11-20 --days 3 --description Soap \
             --transporter 'anatolia lines'\n\
         package add 1 --count 3 --kit 'Hygiene kit=2'\n\
         shipment finalize 1\n\
         shipment create --copy 1 --store-release WR-2 --date 2026-12-01\n\
         shipment create --copy 1 --store-release WR-3 --date 2026-12-01 --days 9 --description Towels --transporter ''\n\
         sql \"select store_release, description, expected_on::text, transporter_id is null as alone, \
             package_count, item_count from shipments where id in (2, 3) order by id\" --json\n\
         sql \"select count(*) from audit where action = 'package.copy'\" --json\n",
        true,
    );
    let (_, refused, wrong) = transcript_in(
        &database,
        "shipment create --copy 999 --store-release WR-9\nshipment create --store-release WR-9\n",
        false,
    );

    assert_eq!(code, 0, "{talk}");
    assert!(talk.contains("Soap is created") && talk.contains("Towels is created"));
    for said in [
        "\"store_release\": \"WR-2\"",
        "\"description\": \"Soap\"",
        "\"expected_on\": \"2026-12-04\"",
        "\"expected_on\": \"2026-12-10\"",
        "\"alone\": true",
        "\"alone\": false",
        "\"package_count\": 3",
        "\"count\": 2",
    ] {
        assert!(data.contains(said), "{said} in {data}");
    }
    assert!(refused.contains("999"), "{refused}");
    assert!(refused.contains("--partner"), "{refused}");
    assert_ne!(wrong, 0);
}

#[test]
fn what_may_not_be_is_refused_with_its_reason() {
    let database = with_a_kit();

    let (_, talk, code) = transcript_in(
        &database,
        "shipment create --partner nobody@example.org --store-release WR-1\n\
         shipment lost 27 --note gone --yes\nshipment reopen 27\n\
         package add 27 --kit nonsense\npackage add 27 --count 2000 --name X\n\
         shipment finalize 27\npackage delete /TR27.1 --yes\nshipment edit 27 --days 1000\n",
        false,
    );

    for said in [
        ": partner: choose a partner",
        ": only a shipment that was picked up can be marked as lost",
        ": only a shipment that is ready for pickup can be re-opened",
        ": there is no kit nonsense",
        ": count: between 1 and 1,000",
        ": this shipment was finalized by an administrator (",
        "1000 is not in 0..=999",
    ] {
        assert!(talk.contains(said), "{said} in {talk}");
    }
    assert_eq!(code, 2, "the first line is wrong input");
}

#[test]
fn deleting_asks_counts_and_keeps_the_scans() {
    let database = with_an_unknown_code();
    transcript_in(
        &database,
        "exception correct 812 --code /TR27.1 --note 'smudged'\n",
        true,
    );

    let (_, asked, refused) = transcript_in(&database, "shipment delete 27\n", true);
    let (data, _, code) = transcript_in(&database, "shipment delete 27 --yes --json\n", true);
    let (inbox, _, _) = transcript_in(&database, "exception list --json\n", true);

    assert!(asked.contains("hint: add --yes") && refused == 1, "{asked}");
    assert_eq!(code, 0);
    assert!(
        data.contains("\"packages\": 2") && data.contains("\"observations\": 1"),
        "{data}"
    );
    assert!(inbox.contains("\"reason\": \"unknown_code\""), "{inbox}");
}

#[test]
fn a_shipment_without_packages_is_finalized_only_with_a_yes() {
    let database = with_a_kit();
    let make = "shipment create --partner clinic@example.org --store-release WR-1 --date 2026-11-20 --days 3 --description Soap\n";

    let (_, refused, code) =
        transcript_in(&database, &format!("{make}shipment finalize 1\n"), false);
    let (_, done, yes) = transcript_in(&database, "shipment finalize 1 --yes\n", false);

    assert_ne!(code, 0, "{refused}");
    assert!(!refused.contains("is ready for pickup"), "{refused}");
    assert_eq!(yes, 0, "{done}");
    assert!(
        done.contains("shipment 1 Soap is ready for pickup"),
        "{done}"
    );
}

#[test]
fn a_kit_is_found_in_any_case_and_an_unknown_one_is_named_with_the_nearest() {
    let database = with_a_kit();
    let make = "shipment create --partner clinic@example.org --store-release WR-1 --date 2026-11-20 --days 3 --description Soap\n";

    let near =
        format!("{make}package add 1 --kit 'hygiene KIT=2'\npackage add 1 --kit 'Hygene kit=2'\n");
    let (_, near, _) = transcript_in(&database, &near, false);
    let (_, far, _) = transcript_in(&database, "package add 1 --kit 'tents=2'\n", false);

    for said in [
        "package /TR1.1 is created",
        "there is no kit Hygene kit. Did you mean Hygiene kit?",
    ] {
        assert!(near.contains(said), "{said} in {near}");
    }
    assert!(far.contains("there is no kit tents\n"), "{far}");
}
