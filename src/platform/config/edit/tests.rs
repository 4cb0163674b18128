//! Lists in every style that people write, extended and cut.

use super::*;

const TABLE: &str = "# The countries.
instances:
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}  # the first
  iraq:   {name: Iraq,   prefix: /IQ, currency: IQD, port: 8002}
# The end.
";

fn lebanon() -> NewEntry {
    NewEntry {
        key: "lebanon".into(),
        name: "Lebanon".into(),
        prefix: "/LB".into(),
        currency: "LBP".into(),
        port: 8004,
    }
}

#[test]
fn a_country_is_added_in_the_style_of_the_others() {
    assert_eq!(
        add(TABLE, &lebanon()).unwrap(),
        "# The countries.
instances:
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}  # the first
  iraq:   {name: Iraq,   prefix: /IQ, currency: IQD, port: 8002}
  lebanon: {name: Lebanon, prefix: /LB, currency: LBP, port: 8004}
# The end.
"
    );
    let block = "instances:
    turkey:
        name: Turkey
        prefix: /TR
        currency: TRY
        port: 8001 # kept
";
    assert_eq!(
        add(block, &lebanon()).unwrap(),
        format!(
            "{block}    lebanon:\n        name: Lebanon\n        prefix: /LB\n        currency: LBP\n        port: 8004\n"
        )
    );
    let flow = "instances: {turkey: {name: Türkiye, prefix: /TR, currency: TRY, port: 8001}}";
    assert_eq!(
        add(flow, &lebanon()).unwrap(),
        "instances: {turkey: {name: Türkiye, prefix: /TR, currency: TRY, port: 8001}, lebanon: {name: Lebanon, prefix: /LB, currency: LBP, port: 8004}}"
    );
}

#[test]
fn the_first_country_is_added_too() {
    for text in [
        "instances:\n",
        "instances: # none yet\n",
        "instances: {}\n",
        "instances:",
        "",
        "\n",
        "# The countries.\n",
        "# The countries.",
        "\u{feff}# The countries.\r\n",
    ] {
        let added = add(text, &lebanon()).unwrap();
        assert_eq!(entries(&added).len(), 1, "{added}");
        assert_eq!(
            entries(&remove(&added, "lebanon").unwrap()).len(),
            0,
            "{added}"
        );
    }
}

#[test]
fn a_country_is_taken_away_and_the_rest_stays() {
    let added = add(TABLE, &lebanon()).unwrap();

    assert_eq!(remove(&added, "lebanon").unwrap(), TABLE);
    assert_eq!(
        remove(TABLE, "turkey").unwrap(),
        "# The countries.
instances:
  iraq:   {name: Iraq,   prefix: /IQ, currency: IQD, port: 8002}
# The end.
"
    );
    let flow = "instances: {a: {port: 1}, b: {port: 2}, c: {port: 3}}";
    assert_eq!(
        remove(flow, "a").unwrap(),
        "instances: {b: {port: 2}, c: {port: 3}}"
    );
    assert_eq!(
        remove(flow, "b").unwrap(),
        "instances: {a: {port: 1}, c: {port: 3}}"
    );
    assert_eq!(
        remove(flow, "c").unwrap(),
        "instances: {a: {port: 1}, b: {port: 2}}"
    );
}

#[test]
fn names_that_yaml_would_read_otherwise_are_quoted() {
    let names = [
        "Côte d'Ivoire",
        "NO",
        "no",
        "123",
        "A: b",
        "Bosna i Hercegovina",
        "a, b",
        "{x}",
        "العراق",
        "\"q\"",
    ];
    for name in names {
        let entry = NewEntry {
            name: name.into(),
            ..lebanon()
        };
        let added = add(TABLE, &entry).unwrap();
        let file = parse(FILE, &added, &mut Vec::new()).unwrap();
        let read = file
            .get("instances")
            .unwrap()
            .get("lebanon")
            .unwrap()
            .get("name")
            .unwrap();
        let Content::Scalar { value, .. } = &read.content else {
            panic!("{added}")
        };
        assert_eq!(value.as_str(), Some(name), "{added}");
    }
}

#[test]
fn an_entry_over_several_lines_goes_whole() {
    let text = "instances:\n  turkey: {name: Turkey,\n    prefix: /TR, currency: TRY, port: 8001}\n  iraq:\n    name: Iraq\n    port: 8002\n\n# end\n";

    assert_eq!(
        remove(text, "turkey").unwrap(),
        "instances:\n  iraq:\n    name: Iraq\n    port: 8002\n\n# end\n"
    );
    assert_eq!(
        remove(text, "iraq").unwrap(),
        "instances:\n  turkey: {name: Turkey,\n    prefix: /TR, currency: TRY, port: 8001}\n\n# end\n"
    );
}

#[test]
fn what_cannot_be_edited_safely_is_left_to_a_person() {
    let error = add("- a list\n", &lebanon()).unwrap_err();

    assert!(error.contains("lebanon: {name: Lebanon"), "{error}");
}

#[test]
fn a_text_without_a_list_gets_one() {
    let line = "  lebanon: {name: Lebanon, prefix: /LB, currency: LBP, port: 8004}";

    assert_eq!(
        add("", &lebanon()).unwrap(),
        format!("instances:\n{line}\n")
    );
    assert_eq!(
        add("# The countries.", &lebanon()).unwrap(),
        format!("# The countries.\ninstances:\n{line}\n")
    );
    assert!(add("{}\n", &lebanon()).is_err());
}

#[test]
fn lines_end_as_those_of_the_file_do() {
    let block = "instances:\r\n  turkey:\r\n    name: Turkey # kept\r\n    port: 8001\r\n";
    for text in [&TABLE.replace('\n', "\r\n"), block, "instances:\r\n"] {
        let added = add(text, &lebanon()).unwrap();
        let ends = added.matches("\r\n").count();

        assert!(added.contains("lebanon:"), "{added:?}");
        assert_eq!(added.matches('\n').count(), ends, "{added:?}");
        assert_eq!(added.matches('\r').count(), ends, "{added:?}");
        assert_eq!(remove(&added, "lebanon").unwrap(), *text);
    }
}

#[test]
fn a_mark_of_byte_order_stays_where_it_is() {
    let text = format!("\u{feff}{TABLE}");

    let added = add(&text, &lebanon()).unwrap();

    assert_eq!(
        added,
        format!("\u{feff}{}", add(TABLE, &lebanon()).unwrap())
    );
    assert_eq!(remove(&added, "lebanon").unwrap(), text);
}
