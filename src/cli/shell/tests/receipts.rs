//! `receipt` at the shell: an officer on the telephone with a clinic.

use super::*;

fn with_a_ready_shipment() -> TestDatabase {
    let database = with_a_shipment();
    let ready = "sql --write \"update shipments set status = 2, base_status = 2\"\n\
        sql --write \"update packages set status = 2, base_status = 2\"\n";
    let (_, talk, code) = transcript_in(&database, ready, true);
    assert_eq!(code, 0, "{talk}");
    database
}

#[test]
fn what_a_clinic_says_on_the_telephone_is_signed_shown_and_settled() {
    let database = with_a_ready_shipment();

    let (_, signed, code) = transcript_in(
        &database,
        "receipt confirm 27 --signed-by 'Samira Haddad' --missing /TR27.2 --note 'by telephone'\n",
        true,
    );
    let (listed, _, _) = transcript_in(&database, "receipt list --open\nreceipt show 1\n", true);
    let (package, _, _) = transcript_in(&database, "package show /TR27.1 --json\n", true);
    let (_, settled, _) = transcript_in(
        &database,
        "receipt settle 1 --note found\nreceipt settle 1 --note found\n",
        false,
    );
    let (after, nothing, _) = transcript_in(&database, "receipt list --open\naudit list\n", true);

    assert_eq!(code, 0, "{signed}");
    assert!(
        signed.contains("receipt 1: 1 packages arrived, 1 missing"),
        "{signed}"
    );
    assert!(
        listed.contains("Samira Haddad") && listed.contains("/TR27.2  Kit B  missing"),
        "{listed}"
    );
    assert!(
        package.contains("\"own_status\": \"received\""),
        "{package}"
    );
    assert!(
        settled.contains("receipt 1 is settled") && settled.contains("nothing to settle"),
        "{settled}"
    );
    assert!(nothing.starts_with("nothing found"), "{nothing}");
    assert!(
        after.contains("shipment.receive") && after.contains("receipt.settle"),
        "{after}"
    );
}

#[test]
fn what_cannot_be_signed_for_is_refused_in_words() {
    let (_, packing, _) = transcript_in(
        &with_a_shipment(),
        "receipt confirm 27 --signed-by S\n",
        false,
    );
    let (_, wrong, code) = transcript_in(
        &with_a_ready_shipment(),
        "receipt confirm 27 --signed-by S --missing /TR27.9\n\
         receipt confirm 27 --signed-by S --short /TR27.1\n\
         receipt confirm 27 --signed-by S --short /TR27.1=many\n\
         receipt confirm 27 --signed-by S --missing /TR27.1 --damaged /TR27.1\n\
         receipt confirm 27 --signed-by ' '\n",
        false,
    );

    assert!(packing.contains("still being packed"), "{packing}");
    for said in [
        "there is no package /TR27.9",
        "/TR27.1: write how many units are short",
        "/TR27.1=many is no code with a number",
        "/TR27.1 is named twice",
        "write the name of the person",
    ] {
        assert!(
            wrong.to_lowercase().contains(&said.to_lowercase()),
            "{said}: {wrong}"
        );
    }
    assert_eq!(code, 1);
}
