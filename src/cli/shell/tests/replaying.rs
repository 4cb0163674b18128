//! `scan replay` at the shell: told first, done with a yes, nothing the second time.

use super::*;

/// The unknown code was misread: the stored row says `/TR27.1`.
fn with_a_misread_row() -> TestDatabase {
    let database = with_an_unknown_code();
    let payload = r#"{\"_id\": 9, \"_uuid\": \"r\", \"current_location\": \"STATUS_RECEIVED-Clinic\", \"package\": [{\"package/qr_code\": \"/TR27.1\"}]}"#;
    let line = format!("sql --write \"update submissions set payload = '{payload}'\"\n");
    let (_, talk, code) = transcript_in(&database, &line, true);
    assert_eq!(code, 0, "{talk}");
    database
}

#[test]
fn a_replay_tells_first_and_changes_once() {
    let database = with_a_misread_row();

    let (told, talk, _) = transcript_in(&database, "scan replay --form 4101 --dry-run\n", true);
    let (_, asked, refused) = transcript_in(&database, "scan replay --all\n", true);
    let (before, _, _) = transcript_in(&database, "package show /TR27.1 --json\n", true);
    let (_, done, code) = transcript_in(&database, "scan replay --submission 1 --yes\n", true);
    let (after, _, _) = transcript_in(
        &database,
        "package show /TR27.1 --json\nscan list --json\n",
        true,
    );
    let (again, _, _) = transcript_in(&database, "scan replay --since 1h --json\n", true);

    assert!(told.contains("/TR27.11  open, unknown code"), "{told}");
    assert!(
        told.contains("applied, received, Clinic; package received"),
        "{told}"
    );
    assert!(
        talk.contains("2 observations would stand otherwise"),
        "{talk}"
    );
    assert!(asked.contains("--yes") && refused == 1, "{asked}");
    assert!(before.contains("\"own_status\": \"ready\""), "{before}");
    assert!(
        done.contains("2 observations stand otherwise") && code == 0,
        "{done}"
    );
    assert!(after.contains("\"own_status\": \"received\""), "{after}");
    assert_eq!(
        after.matches("\"observation_id\"").count(),
        2,
        "in package and list once each: {after}"
    );
    assert!(
        again.contains("\"changes\": []") && again.contains("\"read_otherwise\": 0"),
        "{again}"
    );
}

#[test]
fn a_replay_of_nothing_is_said() {
    let (_, talk, code) = transcript(
        "scan replay\nscan replay --form 9\nscan replay --all --form 9\n",
        false,
    );

    assert!(
        talk.contains("no stored submission is meant by this"),
        "{talk}"
    );
    assert_eq!((code, talk.matches("error:").count()), (2, 4), "{talk}");
}
