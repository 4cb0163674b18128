//! Mistakes people make in files, each told in its own words; and what is none.

use super::*;

#[test]
fn a_mark_of_byte_order_is_no_part_of_a_file() {
    let list = format!("\u{feff}{LIST}");

    let config = config(
        &[
            ("instances/instances.yaml", &list),
            ("config/base.yaml", "\u{feff}log: {level: warn}\n"),
        ],
        &[],
    );

    assert_eq!(config.countries().count(), 2);
    assert_eq!(config.platform.log.level, "warn");
}

#[test]
fn a_level_of_logs_that_is_none_is_told_with_those_there_are() {
    let told = |level: &str| {
        let files = [
            ("instances/instances.yaml", LIST),
            ("config/base.yaml", &format!("log:\n  level: {level}\n")),
        ];
        problems(&files, &[])
    };

    insta::assert_snapshot!(told("loud").join("\n"), @r#"config/base.yaml:2:10 log.level: "loud" is no level; there are off, error, warn, info, debug, trace, also for a part of the program: info,hyper=debug"#);
    insta::assert_snapshot!(told("info,cts=wran").join("\n"), @r#"config/base.yaml:2:10 log.level: "wran" is no level (did you mean "warn"?); there are off, error, warn, info, debug, trace, also for a part of the program: info,hyper=debug"#);
    for level in ["debug", "WARN", "\"off\"", "\"info, hyper=debug\""] {
        assert_eq!(told(level), Vec::<String>::new(), "{level}");
    }
}

#[test]
fn a_file_that_ends_otherwise_is_told_and_not_passed_over() {
    let list = ("instances/instances.yaml", LIST);
    let other = ("instances/turkey.yml", "time_zone: nowhere\n");
    let read = ("instances/turkey.yaml", "time_zone: Europe/Istanbul\n");

    let alone = problems(&[list, other], &[]);
    let beside = problems(&[list, other, read], &[]);

    assert_eq!(
        alone,
        [
            "instances/turkey.yml: is not read, as only files that end in .yaml are; rename it to instances/turkey.yaml, or take it out of this folder"
        ]
    );
    assert_eq!(
        beside,
        [
            "instances/turkey.yml: is not read, as only files that end in .yaml are; instances/turkey.yaml is; take over there what it lacks, and take this one out of this folder"
        ]
    );
}

#[test]
fn a_number_in_quotes_is_told_as_a_text() {
    let found = list_problems(&LIST.replace("8001", "\"8001\""));

    insta::assert_snapshot!(found.join("\n"), @r#"instances/instances.yaml:2:60 instances.turkey.port: must be a whole number between 1024 and 65535, is a text, "8001": take the quotes away"#);
}

#[test]
fn a_number_that_begins_with_0_is_told_as_a_text() {
    let found = list_problems(&LIST.replace("8001", "08001"));

    insta::assert_snapshot!(found.join("\n"), @r#"instances/instances.yaml:2:60 instances.turkey.port: must be a whole number between 1024 and 65535, is a text, "08001": write it without the 0 in front"#);
}

#[test]
fn a_setting_without_a_value_is_missing() {
    let found = list_problems(&LIST.replace("port: 8001", "port: "));

    assert!(
        found
            .iter()
            .any(|told| told.ends_with("instances.turkey.port: is missing")),
        "{found:?}"
    );
}

#[test]
fn a_prefix_leaves_room_for_the_numbers_in_a_code() {
    let with = |prefix: &str| list_problems(&LIST.replace("/TR", prefix));
    let longest = format!("/{}", "T".repeat(23));

    assert_eq!(with(&longest), Vec::<String>::new());
    assert_eq!(longest.len() + "2147483647.2147483647".len(), 45);
    let found = with(&format!("{longest}T"));
    assert!(
        found.len() == 1
            && found[0].contains(
                "must have at most 24 characters, has 25: it is part of every package code"
            ),
        "{found:?}"
    );
}

#[test]
fn what_would_be_refused_as_well_is_not_suggested() {
    for (wrong, told) in [
        ("/", "must not end with /"),
        ("/static/", "must not end with /"),
        ("TR/", "must begin with / (did you mean \"/TR\"?)"),
        ("ü", "must begin with /"),
    ] {
        let found = list_problems(&LIST.replace("/TR", wrong));
        assert!(
            found.len() == 1 && found[0].ends_with(told),
            "{wrong}: {found:?}"
        );
    }
    let found =
        list_problems("instances:\n  1st: {name: X, prefix: /X, currency: EUR, port: 8001}\n");
    assert!(!found.join("").contains("did you mean"), "{found:?}");
}

#[test]
fn a_file_with_zero_bytes_is_told_and_not_taken_for_a_shorter_one() {
    let torn = format!("{LIST}\0\0\0\0");
    assert_eq!(
        list_problems(&torn),
        [
            "instances/instances.yaml:4:1: holds zero bytes, as a file that was not written to its end does\n    \
             hint: write it anew; a backup of the configuration may have it whole"
        ]
    );
}
