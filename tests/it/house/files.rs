//! Sizes of files, tests that must exist, and what tests may not do.

use std::collections::BTreeSet;

use super::{files_below, none, root};

const MOST_LINES: usize = 500;

#[test]
fn files_stay_short_enough_to_read() {
    let mut files = files_below("src", ".rs");
    files.extend(files_below("tests/it", ".rs"));
    let long: Vec<String> = files
        .iter()
        .filter(|(file, _)| file != "src/db/schema.rs")
        .map(|(file, source)| (file, source.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| format!("{file} has {lines} lines, split it"))
        .collect();

    none("files have at most 500 lines", &long);
}

#[test]
fn functions_stay_short_because_a_lint_stops_them() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let lints = std::fs::read_to_string(root().join("clippy.toml")).unwrap();

    assert!(manifest.contains("too_many_lines = \"deny\""));
    assert!(lints.contains("too-many-lines-threshold = 80"));
}

#[test]
fn every_module_says_what_lives_there() {
    let mut files = files_below("src", ".rs");
    files.extend(files_below("tests/it", ".rs"));
    let silent: Vec<String> = files
        .into_iter()
        .filter(|(file, source)| file != "src/db/schema.rs" && !source.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();

    none("every file begins with //!", &silent);
}

#[test]
fn every_folder_of_source_has_a_mod_rs() {
    let files: BTreeSet<String> = files_below("src", ".rs")
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    let missing: BTreeSet<String> = files
        .iter()
        .filter_map(|file| file.rsplit_once('/').map(|(folder, _)| folder))
        .filter(|folder| *folder != "src" && !files.contains(&format!("{folder}/mod.rs")))
        .map(|folder| format!("{folder}/mod.rs is missing"))
        .collect();

    none(
        "mod.rs in every folder",
        &missing.into_iter().collect::<Vec<_>>(),
    );
}

#[test]
fn every_page_has_a_test() {
    let tests: BTreeSet<String> = files_below("tests/it", ".rs")
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    let untested: Vec<String> = files_below("src", ".rs")
        .into_iter()
        .filter(|(_, source)| source.contains(" Page for "))
        .filter_map(|(file, _)| {
            let (room, page) = file.strip_prefix("src/")?.split_once("/pages/")?;
            let names = [
                format!("tests/it/{room}/{page}"),
                format!("tests/it/{room}_pages/{page}"),
            ];
            let missing = !names.iter().any(|name| tests.contains(name));
            missing.then(|| format!("{file} wants {}", names[0]))
        })
        .collect();

    none("every page has a test file of its name", &untested);
}

#[test]
fn tests_wait_for_conditions_not_for_time() {
    let mut tests = files_below("tests/it", ".rs");
    tests.extend(files_below("src", "tests.rs"));
    tests.extend(files_below("tests/browser", ".ts"));
    let waiting: Vec<String> = tests
        .iter()
        // The loops that wait for a condition live in the support; this file names what it looks for.
        .filter(|(file, _)| {
            !file.starts_with("tests/it/support/") && !file.starts_with("tests/it/house/")
        })
        .flat_map(|(file, source)| {
            sleeps(source)
                .into_iter()
                .map(move |line| format!("{file}:{line}"))
        })
        .collect();

    none("tests have no fixed sleeps", &waiting);
}

/// Lines that sleep outside a loop; a loop asks for its condition between naps.
fn sleeps(source: &str) -> Vec<usize> {
    let lines: Vec<&str> = source.lines().collect();
    let in_loop = |at: usize| {
        let before = &lines[at.saturating_sub(8)..at];
        before.iter().any(|line| {
            ["for _ in", "while ", "loop {"]
                .iter()
                .any(|word| line.contains(word))
        })
    };
    // A slow statement or server under test may sleep; the test itself waits for what comes of it.
    let naps = |line: &str| {
        (line.contains("sleep(") && !line.contains("pg_sleep(")) || line.contains("waitForTimeout(")
    };
    (0..lines.len())
        .filter(|at| naps(lines[*at]) && !in_loop(*at))
        .map(|at| at + 1)
        .collect()
}

#[test]
fn a_nap_counts_unless_a_loop_asks_in_between() {
    assert_eq!(sleeps("act();\nsleep(SECOND);\nassert!(done());"), [2]);
    assert!(sleeps("for _ in 0..200 {\n if done() { break; }\n sleep(SHORT);\n}").is_empty());
}

#[test]
fn every_migration_can_be_taken_back() {
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(root().join("migrations")).unwrap() {
        let folder = entry.unwrap().path();
        for file in ["up.sql", "down.sql"].map(|name| folder.join(name)) {
            let sql = std::fs::read_to_string(&file).unwrap_or_default();
            if folder.is_dir() && sql.trim().is_empty() {
                problems.push(format!("{} is missing or empty", file.display()));
            }
        }
    }

    none("every migration has up and down", &problems);
}

#[test]
fn every_sentence_is_in_every_language() {
    let english = files_below("src/web/locales/en", ".ftl");
    let mut problems = Vec::new();
    for (file, source) in &english {
        for language in ["ar", "tr"] {
            let other = file.replace("/en/", &format!("/{language}/"));
            let translated =
                keys(&std::fs::read_to_string(root().join(&other)).unwrap_or_default());
            problems.extend(
                keys(source)
                    .difference(&translated)
                    .map(|key| format!("{other} lacks {key}")),
            );
            problems.extend(
                translated
                    .difference(&keys(source))
                    .map(|key| format!("{file} lacks {key}")),
            );
        }
    }

    assert!(!english.is_empty());
    none("catalogues have the same keys", &problems);
}

fn keys(ftl: &str) -> BTreeSet<String> {
    ftl.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .collect()
}
