//! Transcripts: lines in, output out, against a real database.

mod administering;
mod catalog;
mod failing;
mod packing;
mod receipts;
mod replaying;
mod sql;

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::run_lines;
use crate::cli::failure::explain;
use crate::cli::output::Out;
use crate::cli::session::Session;
use crate::db::DbConfig;
use crate::db::testing::{TestDatabase, cluster, settings};
use crate::kernel::Door;

/// Keeps what was written where a test can read it.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Runs lines in a new database; gives stdout, stderr and the exit code. What the loop itself says last is on stderr.
fn transcript(lines: &str, stop_on_error: bool) -> (String, String, u8) {
    transcript_in(&cluster().database(), lines, stop_on_error)
}

fn transcript_in(
    database: &TestDatabase,
    lines: &str,
    stop_on_error: bool,
) -> (String, String, u8) {
    let (data, talk) = (Kept::default(), Kept::default());
    let out = Out::to(Box::new(data.clone()), Box::new(talk.clone()), false);
    let config = DbConfig::new(&database.url);
    let mut session = Session::new(
        PathBuf::from("."),
        Arc::new(settings()),
        config,
        Door::Shell,
        out,
        false,
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();

    let result = runtime.block_on(run_lines(
        lines.as_bytes(),
        None,
        stop_on_error,
        &mut session,
    ));

    let (said, code) = result.as_ref().map_or_else(explain, |()| (Vec::new(), 0));
    (
        data.text(),
        format!("{}{}", talk.text(), said.join("\n")),
        code,
    )
}

#[test]
fn a_statement_prints_a_table_or_json() {
    let (data, talk, code) = transcript(
        "# numbers to the right, words to the left\n\
         \n\
         sql \"select 7 as id, 'Gaziantep → Aleppo' as road, null as note\"\n\
         sql --json \"select 1.50::numeric as kg, true as ok, date '2026-11-20' as day\"\n",
        false,
    );

    insta::assert_snapshot!(data, @r#"
    ID  ROAD                NOTE
     7  Gaziantep → Aleppo
    [
      {
        "kg": "1.50",
        "ok": true,
        "day": "2026-11-20"
      }
    ]
    "#);
    assert_eq!((talk.as_str(), code), ("", 0));
}

#[test]
fn sql_changes_rows_only_when_told_and_leaves_an_audit_row() {
    let insert = "insert into donors (name) values ('WHO')";
    let (data, talk, code) = transcript(
        &format!(
            "sql \"{insert}\"\n\
             sql --write \"{insert}\"\n\
             sql \"select name from donors\"\n\
             sql \"select actor_kind, door, action, after->>'statement' as statement from audit\"\n"
        ),
        false,
    );

    assert!(
        talk.contains("cannot execute INSERT in a read-only transaction"),
        "{talk}"
    );
    assert!(
        talk.contains("hint: add --write to let it change rows"),
        "{talk}"
    );
    assert!(talk.contains("1 rows changed"), "{talk}");
    assert_eq!(data.matches("WHO").count(), 2, "{data}");
    assert!(data.contains("operator    shell  sql.write"), "{data}");
    assert_eq!(code, 1);
}

#[test]
fn sql_shows_whatever_a_column_holds_and_leaves_copy_to_others() {
    let (data, talk, code) = transcript(
        "sql --csv \"select array[1,null] as a, 'NaN'::numeric as n, 'infinity'::date as d, \
            '-infinity'::timestamptz as t, 'NaN'::float8 as f, array[[1,2]] as m, null::int[] as o\"\n\
         sql --write \"/* in /* bulk */ */ copy donors from stdin\"\nsql --write commit\n",
        false,
    );

    assert!(
        data.contains("\"[1,null]\",NaN,infinity,-infinity,NaN,\"{{1,2}}\",\n"),
        "{data}"
    );
    assert!(talk.contains("COPY moves rows past this command"), "{talk}");
    assert!(
        talk.contains("a statement here is a transaction of its own"),
        "{talk}"
    );
    assert_eq!(code, 1);
}

#[test]
fn a_statement_that_takes_too_long_is_ended() {
    let (_, talk, code) = transcript("sql --timeout 1 \"select pg_sleep(20)\"\n", false);

    assert!(talk.contains("hint: it ran for 1 s"), "{talk}");
    assert_eq!(code, 1);
}

#[test]
fn a_quote_that_is_not_closed_is_wrong_input() {
    let (_, talk, code) = transcript("sql \"select 1\n", false);

    assert!(talk.contains(": a quote is not closed"), "{talk}");
    assert_eq!(code, 2);
}

#[test]
fn help_lists_the_commands_with_examples() {
    let (data, _, code) = transcript("help\nsql --help\n", false);

    for expected in [
        "Leave the shell",
        "Examples:",
        "Run one SQL statement",
        "--timeout <SECONDS>",
    ] {
        assert!(data.contains(expected), "{expected} in {data}");
    }
    assert_eq!(code, 0);
}

/// A database with one shipment of two packages.
fn with_a_shipment() -> TestDatabase {
    let database = cluster().database();
    let (_, talk, code) = transcript_in(
        &database,
        "sql --write \"insert into users (id, email, name, role, code) overriding system value \
            values (7, 'clinic@example.org', 'Clinic of Afrin', 'partner', '00000000000a7')\"\n\
         sql --write \"insert into shipments (id, description, shipment_on, expected_on, store_release, partner_id, created_at) \
            overriding system value values (27, 'Winter kits', '2026-11-01', '2099-01-01', 'SR-1', 7, now())\"\n\
         sql --write \"insert into packages (shipment_id, number, code, name, created_at) \
            values (27, 1, '/TR27.1', 'Kit A', now()), (27, 2, '/TR27.2', 'Kit B', now())\"\n",
        true,
    );
    assert_eq!(code, 0, "{talk}");
    database
}

#[test]
fn shipments_and_packages_are_listed_and_shown() {
    let database = with_a_shipment();

    let (data, talk, code) = transcript_in(
        &database,
        "shipment list\nshipment list --status lost\npackage show TR27.2\nshipment show 27 --json\n",
        true,
    );

    assert_eq!(code, 0, "{talk}");
    assert!(
        data.contains(
            "27  Winter kits  Clinic of Afrin  2026-11-01  2099-01-01         2  in progress"
        ),
        "{data}"
    );
    assert!(data.contains("package     /TR27.2 Kit B"), "{data}");
    assert!(
        data.contains("\"store_release\": \"SR-1\"") && data.contains("\"code\": \"/TR27.1\""),
        "{data}"
    );
    assert!(
        talk.starts_with("nothing found\n"),
        "no shipment is lost: {talk}"
    );
}

#[test]
fn what_is_not_there_is_refused_with_exit_code_1() {
    let (data, talk, code) = transcript("package show /TR9.9\nshipment show 9\n", false);

    assert_eq!((data.as_str(), code), ("", 1));
    assert!(
        talk.contains("error: ") && talk.contains("/TR9.9"),
        "{talk}"
    );
}

#[test]
fn wrong_totals_are_told_and_set_right() {
    let database = with_a_shipment();
    let spoil = "sql --write \"update shipments set package_count = 9 where id = 27\"\n";

    let (_, wrong, refused) = transcript_in(&database, &format!("{spoil}totals verify\n"), true);
    let (_, _, fixed) = transcript_in(&database, "totals verify --fix\n", true);
    let (data, _, right) = transcript_in(&database, "totals verify --json\n", true);

    assert!(wrong.contains("hint: --fix sets them right"), "{wrong}");
    assert_eq!((refused, fixed, right), (1, 0, 0));
    assert!(data.contains("\"shipments\": 0"), "{data}");
}

#[test]
fn accounts_are_made_listed_and_switched_off_with_an_audit_row_each() {
    let database = cluster().database();

    let (data, talk, code) = transcript_in(
        &database,
        "user create Ada@Example.ORG --name 'Ada Demir' --role officer --generate --json\n\
         user create bo@example.org --role partner --no-password\n\
         user set-password Ada@example.org --generate\n\
         user deactivate bo@example.org --yes\n\
         user list\n\
         sql \"select action, actor_kind, door from audit order by id\"\n",
        true,
    );

    assert_eq!(code, 0, "{talk}");
    assert!(
        data.contains("\"email\": \"Ada@example.org\"") && data.contains("\"password\": \""),
        "{data}"
    );
    assert!(
        data.contains("Ada Demir  officer  yes") && !data.contains("bo@example.org "),
        "{data}"
    );
    assert_eq!(data.matches("operator    shell").count(), 4, "{data}");
    assert!(talk.contains("bo@example.org is switched off"), "{talk}");
}

#[test]
fn what_cannot_be_taken_back_needs_a_yes() {
    let (_, talk, code) = transcript("user deactivate ada@example.org\n", false);

    assert!(talk.contains("hint: add --yes"), "{talk}");
    assert_eq!(code, 1);
}

#[test]
fn a_wrong_account_is_wrong_input_at_its_field() {
    let (_, talk, code) = transcript("user create nonsense --no-password\n", false);

    assert!(
        talk.starts_with("error: line 1: email: write an email address"),
        "{talk}"
    );
    assert_eq!(code, 2);
}

#[test]
fn a_job_is_run_at_once_and_its_run_recorded() {
    let (data, talk, code) = transcript(
        "job run cleanup\njob list --json\njob run cleaning\n",
        false,
    );

    assert!(
        data.contains("outcome  ok") && data.contains("\"job\": \"cleanup\""),
        "{data}"
    );
    assert!(
        talk.contains("error: line 3: there is no job `cleaning`\nhint: the jobs are "),
        "{talk}"
    );
    assert_eq!(code, 2);
}

/// A shipment ready for pickup, and a scan that names a code nobody knows.
fn with_an_unknown_code() -> TestDatabase {
    let database = with_a_shipment();
    let (_, talk, code) = transcript_in(
        &database,
        "sql --write \"update shipments set status = 2, base_status = 2\"\n\
         sql --write \"update packages set status = 2, base_status = 2\"\n\
         sql --write \"insert into sources (id, name, kind) overriding system value values (1, 'ona', 'ona')\"\n\
         sql --write \"insert into source_forms (id, source_id, form_key, purpose) overriding system value values (1, 1, '4101', 'package')\"\n\
         sql --write \"insert into submissions (id, source_form_id, row_key, row_number, revision_key, received_at, fetched_at, \
            scanned_at, location, status, label, payload, payload_sha256) overriding system value \
            values (1, 1, '9', 9, 'r', now(), now(), now(), 'STATUS_RECEIVED-Clinic', 5, 'Clinic', '{}', '')\"\n\
         sql --write \"insert into observations (id, submission_id, kind, code, status, state, reason, created_at) overriding system value \
            values (812, 1, 'package', '/TR27.11', 5, 'open', 'unknown_code', now())\"\n",
        true,
    );
    assert_eq!(code, 0, "{talk}");
    database
}

#[test]
fn an_exception_is_listed_corrected_and_moves_the_package() {
    let database = with_an_unknown_code();

    let (listed, _, _) = transcript_in(
        &database,
        "exception list\nexception list --reason malformed --json\n",
        true,
    );
    let (_, talk, code) = transcript_in(
        &database,
        "exception correct 812 --code /TR27.1 --note 'torn label'\n",
        true,
    );
    let (shown, _, _) = transcript_in(
        &database,
        "package show /TR27.1\nscan list --json\nexception list --json\n",
        true,
    );

    assert!(
        listed.contains("812  unknown code  /TR27.11  /TR27.1  Clinic"),
        "{listed}"
    );
    assert!(listed.ends_with("[]\n"), "{listed}");
    assert_eq!(code, 0, "{talk}");
    assert!(
        shown.contains("status      received") && shown.contains("\"observation_id\": 812"),
        "{shown}"
    );
    assert!(shown.ends_with("[]\n"), "nothing waits any more: {shown}");
}

#[test]
fn an_exception_is_tried_again_or_dismissed_with_a_note() {
    let database = with_an_unknown_code();

    let (_, talk, code) = transcript_in(
        &database,
        "exception retry 812\nexception dismiss 812 --note 'a test label'\nexception retry 99\n",
        false,
    );

    assert!(
        talk.contains("observation 812 is now open: unknown code"),
        "{talk}"
    );
    assert!(talk.contains("observation 812 is now dismissed"), "{talk}");
    assert!(talk.contains(": there is no") && code == 1, "{talk}");
}

#[test]
fn changes_are_listed_by_who_what_and_when() {
    let database = with_a_shipment();
    let (_, talk, _) = transcript_in(
        &database,
        "sql --write \"update users set notes = 'x'\"\n",
        true,
    );

    let (all, _, code) = transcript_in(&database, "audit list\n", true);
    let (none, _, _) = transcript_in(
        &database,
        "audit list --until 2001-01-01 --json\naudit list --actor nobody --json\naudit list --what user:9 --json\n",
        true,
    );
    let (_, wrong, refused) = transcript_in(&database, "audit list --since tomorrow\n", true);

    assert!(
        all.contains("sql.write") && all.contains("shell") && code == 0,
        "{talk} {all}"
    );
    assert_eq!(none, "[]\n[]\n[]\n");
    assert!(
        wrong.contains("hint: 30m, 2h or 7d") && refused == 2,
        "{wrong}"
    );
}

#[test]
fn a_deletion_at_the_source_is_decided_by_a_person() {
    let database = with_an_unknown_code();
    let delete = "sql --write \"update submissions set deleted_at = now()\"\n";

    let (data, talk, code) = transcript_in(
        &database,
        &format!(
            "{delete}exception list --json\nexception keep 1 --note 'deleted by mistake'\nexception void 99 --note x\n\
             scan forms\nscan forms --json\n"
        ),
        false,
    );

    assert!(data.contains("\"reason\": \"deleted_at_source\""), "{data}");
    assert!(talk.contains("the scans of submission 1 count"), "{talk}");
    assert!(talk.contains(": there is no") && code == 1, "{talk}");
    assert!(data.contains("ona") && data.contains("4101"), "{data}");
    assert!(
        data.contains("\"form_key\": \"4101\"") && data.contains("\"open\": 1"),
        "{data}"
    );
}

#[test]
fn wrong_statuses_are_told_and_set_right() {
    let database = with_a_shipment();
    let spoil = "sql --write \"update packages set status = 5 where number = 1\"\n";

    let (data, wrong, refused) = transcript_in(&database, &format!("{spoil}status verify\n"), true);
    let (_, _, fixed) = transcript_in(&database, "status verify --fix\n", true);
    let (_, right, code) = transcript_in(&database, "status verify\n", true);

    assert!(data.contains("received  in progress"), "{data}");
    assert!(wrong.contains("hint: --fix sets them right"), "{wrong}");
    assert_eq!((refused, fixed, code), (1, 0, 0));
    assert_eq!(right, "all statuses are right\n");
}

#[test]
fn polling_without_a_forms_server_says_what_to_set() {
    let (_, talk, code) = transcript("scan poll\n", false);

    assert!(
        talk.contains(
            "error: line 1: this country reads no forms server\nhint: forms_servers in instances/"
        ),
        "{talk}"
    );
    assert_eq!(code, 1);
}
