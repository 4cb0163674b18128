//! Statements whose rows hold what no type of ours does, from the shell.

use super::{transcript, transcript_in};
use crate::db::testing::cluster;

#[test]
fn what_we_have_no_type_for_reads_as_in_psql() {
    let columns = "'10.1.2.3'::inet as a, '10.0.0.0/8'::cidr as b, '08:00:2b:01:02:03'::macaddr as c, \
        '[1,5)'::int4range as d, 12.5::money as e, 'users'::regclass as f, '7'::xid as g, \
        interval '1 month 2 days 03:04:05' as h, b'101' as i, array[[1,2],[3,4]] as j, \
        array[date '2026-11-20', null] as k, row(1, null, 'x y') as l, 12345678901234567890123456789012345.5::numeric as m, \
        '\\xdeadbeef'::bytea as n, point(1, 2) as o, null::inet as p";
    let (data, talk, code) = transcript(
        &format!("sql --json \"select {}\"\n", columns.replace('\\', "\\\\")),
        false,
    );

    insta::assert_snapshot!(data, @r#"
    [
      {
        "a": "10.1.2.3",
        "b": "10.0.0.0/8",
        "c": "08:00:2b:01:02:03",
        "d": "[1,5)",
        "e": "$12.50",
        "f": "users",
        "g": "7",
        "h": "1 mon 2 days 03:04:05",
        "i": "101",
        "j": "{{1,2},{3,4}}",
        "k": "{2026-11-20,NULL}",
        "l": "(1,,\"x y\")",
        "m": "12345678901234567890123456789012345.5",
        "n": "\\xdeadbeef",
        "o": "(1,2)",
        "p": null
      }
    ]
    "#);
    assert_eq!((talk.as_str(), code), ("", 0));
}

#[test]
fn numbers_and_booleans_stay_what_they_are_and_every_name_keeps_its_value() {
    let (data, talk, code) = transcript(
        "sql --json \"select 1 as id, 2 as id, true as ok, 2.5::float8 as f, array[1,2] as l, '{\\\"a\\\": 1}'::jsonb as j, \
            '2026-11-20 10:00+00'::timestamptz as at, ''::text as empty, null as nothing\"\n",
        false,
    );

    insta::assert_snapshot!(data, @r#"
    [
      {
        "id": 1,
        "id_2": 2,
        "ok": true,
        "f": 2.5,
        "l": [
          1,
          2
        ],
        "j": {
          "a": 1
        },
        "at": "2026-11-20T10:00:00Z",
        "empty": "",
        "nothing": null
      }
    ]
    "#);
    assert_eq!((talk.as_str(), code), ("", 0));
}

#[test]
fn rows_of_a_change_read_alike_and_are_written_once() {
    let database = cluster().database();
    let insert =
        "insert into donors (name) values ('WHO') returning name, '10.1.2.3'::inet as address";
    let (data, talk, code) = transcript_in(
        &database,
        &format!(
            "sql --write \"{insert}\"\n\
             sql --write \"with new as (insert into donors (name) values ('IRC') returning name) select name, interval '1 day' as age from new\"\n\
             sql --csv \"select count(*) as donors from donors\"\n\
             sql --csv \"select count(*) as lines from audit\"\n"
        ),
        false,
    );

    assert!(data.contains("WHO   10.1.2.3"), "{data}");
    assert!(data.contains("IRC   1 day"), "{data}");
    assert!(data.contains("donors\n2\n"), "{data}");
    assert!(data.ends_with("lines\n2\n"), "{data}");
    assert_eq!((talk.as_str(), code), ("", 0));
}

#[test]
fn a_statement_keeps_its_order_its_remarks_and_its_limit() {
    let (data, talk, code) = transcript(
        "sql --csv --limit 3 \"/* all */ select n, 'x'::varchar as x from generate_series(1, 1000000) n order by n desc; -- done\"\n\
         sql --csv \"(select 2 as n) union (select 1) order by n\"\n\
         sql --csv \"values (1, inet '::1')\"\n\
         sql --csv \"show server_encoding\"\n",
        false,
    );

    assert_eq!(
        data,
        "n,x\n1000000,x\n999999,x\n999998,x\nn\n1\n2\ncolumn1,column2\n1,::1\nserver_encoding\nUTF8\n"
    );
    assert!(talk.contains("the first 3 rows; there are more"), "{talk}");
    assert_eq!(code, 0);
}

#[test]
fn nothing_a_statement_gives_or_says_commands_the_terminal() {
    let (data, talk, code) = transcript(
        "select chr(27) || '[31mred' as plain, array[chr(7)] as list, row(chr(27)) as made\n\
         sql -x \"select chr(27) || '[2J' as \\\"a\u{1b}b\\\"\"\n\
         select (chr(27) || ']0;title' || chr(7))::int\n",
        false,
    );

    assert!(data.contains("␛[31mred"), "{data}");
    assert!(data.contains("a␛b  ␛[2J"), "{data}");
    assert!(talk.contains("\"␛]0;title␇\""), "{talk}");
    assert!(
        !data.contains(['\u{1b}', '\u{7}']) && !talk.contains(['\u{1b}', '\u{7}']),
        "{data:?} {talk:?}"
    );
    assert_eq!(code, 1);
}
