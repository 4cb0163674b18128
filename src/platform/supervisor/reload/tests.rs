//! What a reload does of a change, and what needs a yes.

use super::*;
use crate::platform::testing::sources;

fn config(list: &str, files: &[(&str, &str)]) -> Config {
    let list = format!("instances:\n{list}");
    let mut sources = sources(&[("instances/instances.yaml", &list)]);
    for (name, text) in files {
        sources.files.insert((*name).into(), Ok((*text).into()));
    }
    Config::from_sources(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

const TURKEY: &str = "  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}\n";
const IRAQ: &str = "  iraq: {name: Iraq, prefix: /IQ, currency: IQD, port: 8002}\n";

fn changes(old: &Config, new: &Config) -> Vec<(String, Change)> {
    let platform_changed = !old.platform.serves_like(&new.platform);
    Change::between(
        &instances_of(old, false),
        &instances_of(new, false),
        platform_changed,
    )
}

fn changed(old: &Config, new: &Config) -> Vec<String> {
    changes(old, new)
        .into_iter()
        .map(|(key, change)| format!("{key} {change:?}"))
        .collect()
}

#[test]
fn a_new_country_leaves_the_others_alone() {
    let old = config(TURKEY, &[]);
    let new = config(&format!("# the countries\n{TURKEY}{IRAQ}"), &[]);

    assert_eq!(changed(&old, &new), ["turkey Unchanged", "iraq Added"]);
}

#[test]
fn what_a_country_runs_with_restarts_it_alone() {
    let list = format!("{TURKEY}{IRAQ}");
    let old = config(&list, &[]);

    let zone = config(&list, &[("instances/iraq.yaml", "time_zone: Asia/Baghdad")]);
    let comment = config(&list, &[("instances/iraq.yaml", "# nothing yet")]);
    let port = config(&list.replace("8001", "8011"), &[]);
    let statement = config(&list, &[("config/base.yaml", "limits: {statement: 30s}")]);
    let held = config(&list, &[("config/base.yaml", "limits: {held_requests: 5}")]);
    let level = config(&list, &[("config/base.yaml", "log: {level: debug}")]);
    let metrics = config(
        &list,
        &[("config/base.yaml", "metrics: {allow: [10.0.0.0/8]}")],
    );

    assert_eq!(changed(&old, &zone), ["turkey Unchanged", "iraq Restarted"]);
    assert_eq!(
        changed(&old, &comment),
        ["turkey Unchanged", "iraq Unchanged"]
    );
    assert_eq!(changed(&old, &port), ["turkey Restarted", "iraq Unchanged"]);
    assert_eq!(
        changed(&old, &level),
        ["turkey Restarted", "iraq Restarted"]
    );
    assert_eq!(
        changed(&old, &statement),
        ["turkey Restarted", "iraq Restarted"]
    );
    assert_eq!(changed(&old, &held), ["turkey Unchanged", "iraq Unchanged"]);
    assert_eq!(
        changed(&old, &metrics),
        ["turkey Unchanged", "iraq Unchanged"]
    );
}

#[test]
fn pausing_and_going_on_are_changes_of_their_own() {
    let running = config(TURKEY, &[]);
    let paused = config(&TURKEY.replace("8001", "8001, paused: true"), &[]);

    assert_eq!(changed(&running, &paused), ["turkey Paused"]);
    assert_eq!(changed(&paused, &running), ["turkey Resumed"]);
    assert_eq!(changed(&paused, &paused), ["turkey Unchanged"]);
}

#[test]
fn losing_one_country_is_taken_and_losing_more_needs_a_yes() {
    let jordan = "  jordan: {name: Jordan, prefix: /JO, currency: JOD, port: 8003}\n";
    let three = config(&format!("{TURKEY}{IRAQ}{jordan}"), &[]);
    let two = config(&format!("{TURKEY}{IRAQ}"), &[]);
    let one = config(TURKEY, &[]);

    assert_eq!(may_remove(&changes(&three, &two), false), Ok(()));
    let refused = may_remove(&changes(&three, &one), false).unwrap_err();
    assert!(
        refused.reason.ends_with("iraq, jordan would be stopped"),
        "{refused:?}"
    );
    assert!(refused.hint.unwrap().contains("--confirm"));
    assert_eq!(may_remove(&changes(&three, &one), true), Ok(()));
    let all = Change::between(&instances_of(&one, false), &[], false);
    assert!(
        may_remove(&all, false)
            .unwrap_err()
            .reason
            .contains("names no country: turkey would be stopped")
    );
}

#[test]
fn what_was_taken_up_of_the_platform_is_told_and_what_waits_is_not() {
    let old = config(TURKEY, &[]);
    let new = config(
        TURKEY,
        &[(
            "config/base.yaml",
            "listen: 127.0.0.1:8009\nbackup: {nightly: true}\nlimits: {hold: 5s}\nlog: {level: debug}\n\
             demo: {forms_server: \"127.0.0.1:8010\"}",
        )],
    );

    let told: Vec<String> = taken_up(&old.platform, &new.platform)
        .into_iter()
        .map(|one| format!("{} {} {}", one.path, one.before, one.after))
        .collect();

    assert_eq!(
        told,
        [
            "log.level info debug",
            "limits.hold 10s 5s",
            "backup.nightly false true"
        ]
    );
    let began_with = old.platform.log.clone();
    let waits = |in_force: &Config, on_disk: &Config| {
        waiting(&began_with, &in_force.platform, &on_disk.platform)
    };
    assert_eq!(waits(&old, &new), ["listen", "demo.forms_server", "log"]);
    let stayed = new.clone().stay_with(&old).unwrap();
    assert_eq!(
        waits(&stayed, &new),
        ["listen", "demo.forms_server", "log"],
        "also at the next reload, with what is in force by then"
    );
    assert!(waits(&stayed, &old).is_empty(), "it was changed back");
    assert_eq!(taken_up(&old.platform, &old.platform), []);
}
