//! What an administrator types: statements, searches, sessions, a whole night of it.

use super::*;

#[test]
fn rows_are_written_as_tables_lists_and_csv_and_cut_with_a_word() {
    let (data, talk, code) = transcript(
        "select 1 as one, 'a,\"b\"' as two\n\\x\nselect 7 as seven\n\\x\n\
         sql --csv \"select 1 as one, 'a,' || chr(34) || 'b' as two\"\nsql --limit 2 \"select generate_series(1, 5) as n\"\n\
         \\timing\nselect 3 as three\n\\nonsense\n",
        false,
    );

    assert!(data.contains("ONE  TWO\n  1  a,\"b\""), "{data}");
    assert!(data.contains("-- row 1\nseven  7\n"), "{data}");
    assert!(data.contains("one,two\n1,\"a,\"\"b\"\n"), "{data}");
    assert!(talk.contains("the first 2 rows; there are more"), "{talk}");
    assert!(talk.contains("timing is on\ntook "), "{talk}");
    assert!(
        talk.contains(": there is no \\nonsense") && code == 2,
        "{talk}"
    );
}

#[test]
fn whatever_has_a_text_is_found() {
    let database = with_an_unknown_code();
    transcript_in(
        &database,
        "user create mara@example.org --name 'Mara Haddad' --no-password\n",
        true,
    );

    let (code, _, _) = transcript_in(&database, "find /TR27.1\n", true);
    let (name, _, _) = transcript_in(&database, "find haddad --json\n", true);
    let (row, _, _) = transcript_in(&database, "find 9 --json\n", true);
    let (_, nothing, _) = transcript_in(&database, "find '100%_zebra'\n", true);

    assert!(code.contains("package  /TR27.1"), "{code}");
    assert!(name.contains("\"id\": \"mara@example.org\""), "{name}");
    assert!(row.contains("\"kind\": \"submission\""), "{row}");
    assert_eq!(nothing, "nothing found\n");
}

#[test]
fn sessions_are_listed_and_ended_by_account_by_name_or_all() {
    let database = with_a_shipment();
    let open = "sql --write \"insert into sessions (token_hash, user_id, csrf_token, created_at, last_seen_at, address) \
        select repeat(n::text, 64), (select min(id) from users), '', now(), now(), '10.0.0.' || n from generate_series(1, 3) n\"\n";

    let (_, made, code) = transcript_in(&database, open, true);
    let (listed, _, _) = transcript_in(&database, "session list --json\n", true);
    let (_, one, _) = transcript_in(
        &database,
        "session revoke --session 222222222222\nsession revoke --session 22\n",
        false,
    );
    let (_, asked, refused) = transcript_in(&database, "session revoke --everybody\n", true);
    let (_, all, _) = transcript_in(&database, "session revoke --everybody --yes\n", true);
    let (audit, _, _) = transcript_in(&database, "audit list --what session.revoke --json\n", true);

    assert_eq!(code, 0, "{made}");
    assert!(
        listed.contains("\"session\": \"111111111111\"") && !listed.contains(&"1".repeat(64)),
        "{listed}"
    );
    assert!(
        one.contains("1 sessions ended") && one.contains("no such session"),
        "{one}"
    );
    assert!(asked.contains("--yes") && refused == 1, "{asked}");
    assert!(all.contains("2 sessions ended"), "{all}");
    assert!(audit.contains("\"ended\": 2"), "{audit}");
}

#[test]
fn a_night_of_forty_commands_leaves_nothing_unanswered() {
    let database = with_an_unknown_code();
    let script = "# what an administrator types in a bad night\n\
        help\nstatus verify\ntotals verify\njob list\njob history\njob history cleanup\nscan forms\nscan list\n\
        scan list --package /TR27.1\nexception list\nexception list --reason unknown_code\nexception retry 812\n\
        shipment list\nshipment list --status overdue\nshipment show 27\npackage show /TR27.1\nfind /TR27\n\
        find 27\nuser list\nuser list --all --json\nuser create ada@example.org --name Ada --no-password\n\
        user deactivate ada@example.org --yes\nuser activate ada@example.org\nsession list\nuser show ada@example.org\nrole list\n\
        role show partner\naudit list\naudit list --since 2h\naudit list --actor test --json\n\
        audit list --what user.create\nselect count(*) from scans\nselect now() - interval '1 day' as yesterday\n\
        \\x\nselect * from views.shipments limit 1\n\\x\n\\timing\nvalues (1), (2)\n\
        exception dismiss 812 --note 'a test label'\nexception list --json\nexit\n";
    assert!(script.lines().filter(|line| !line.starts_with('#')).count() >= 40);

    let (data, talk, code) = transcript_in(&database, script, true);

    assert_eq!(code, 0, "{talk}");
    assert!(!talk.contains("error:"), "{talk}");
    assert!(
        data.contains("PERMISSION") && data.ends_with("[]\n"),
        "{data}"
    );
}

#[test]
fn people_are_invited_changed_and_given_tokens() {
    let database = cluster().database();

    let (data, talk, code) = transcript_in(
        &database,
        "user invite ada@example.org --name 'Ada Demir'\n\
         user invite ADA@example.org\n\
         user edit ada@example.org --role manager --mobile '+90 532' --color '#0e7490' --notes 'on leave'\n\
         user edit ada@example.org --color ''\n\
         user token create ada@example.org report\n\
         user token create ada@example.org archive\n\
         user token revoke ada@example.org REPORT --yes\n\
         user token list ada@example.org\n\
         user show ada@example.org\n\
         sql \"select purpose, recipient from outgoing_mails\"\n",
        true,
    );

    assert_eq!(code, 0, "{talk}");
    assert_eq!(
        talk.matches("an invitation goes to ada@example.org")
            .count(),
        2,
        "again as long as there is no password: {talk}"
    );
    assert_eq!(data.matches("user.invitation").count(), 2, "{data}");
    for shown in ["manager", "+90 532", "on leave", "archive"] {
        assert!(data.contains(shown), "{shown} is missing in {data}");
    }
    assert!(
        !data.contains("#0e7490") && !data.contains("report "),
        "{data}"
    );
    for (line, says) in [
        ("user edit ada@example.org --mobile 12a\n", "only digits"),
        (
            "user token revoke ada@example.org none --yes\n",
            "no token none",
        ),
    ] {
        let (_, talk, code) = transcript_in(&database, line, true);
        assert!(talk.contains(says), "{talk}");
        assert_ne!(code, 0, "{talk}");
    }
}

#[test]
fn a_second_statement_cannot_leave_the_transaction_that_only_reads() {
    let second = "commit; insert into donors (name) values ('WHO')";
    let (data, talk, code) = transcript(
        &format!(
            "sql \"select 1; {second}\"\nsql \"with one as (select 1) select * from one; {second}\"\n\
             sql \"show timezone; {second}\"\nsql \"select count(*) as donors from donors where name = 'WHO'\"\n"
        ),
        false,
    );

    let told = talk.matches("hint: give one statement at a time").count();
    assert_eq!((told, code), (3, 1), "{talk}");
    assert!(!data.contains("WHO") && data.contains('0'), "{data}");
}

#[test]
fn a_with_keeps_to_the_limit_and_may_change_when_told() {
    let numbers = "with n as (select generate_series(1, 5) as n) select * from n";
    let change =
        "with x as (insert into donors (name) values ('WHO') returning name) select name from x";
    let (data, talk, _) = transcript(
        &format!("sql --limit 2 \"{numbers}\"\nsql \"{change}\"\nsql --write \"{change}\"\n"),
        false,
    );

    assert!(talk.contains("the first 2 rows; there are more"), "{talk}");
    assert!(
        talk.contains("hint: add --write to let it change rows"),
        "{talk}"
    );
    assert_eq!(data.matches("WHO").count(), 1, "{data}");
}

#[test]
fn a_door_there_is_not_is_answered_with_those_there_are() {
    let (_, talk, code) = transcript("audit list --door nope\naudit list --door shell\n", false);

    assert!(
        talk.contains("invalid value 'nope'")
            && talk.contains("page, api, command_line, shell, poller, job, import, demo"),
        "{talk}"
    );
    assert!(talk.contains("nothing found"), "{talk}");
    assert_eq!(code, 2);
}
