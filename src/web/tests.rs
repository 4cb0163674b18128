//! Words: every key is known in every language, and every key that is used exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::kernel::{Language, Text};

fn files(below: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("dist") {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

fn source(extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        extension,
        &mut found,
    );
    found
        .into_iter()
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

fn keys(language: Language) -> BTreeSet<String> {
    let folder = format!("locales/{}", language.tag());
    source("ftl")
        .into_iter()
        .filter(|(path, _)| path.parent().unwrap().ends_with(&folder))
        .flat_map(|(_, text)| {
            let key = |line: &str| {
                let first = line.chars().next()?;
                let (key, _) = line.split_once('=')?;
                first.is_ascii_lowercase().then(|| key.trim().to_owned())
            };
            text.lines().filter_map(key).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_key_exists_in_every_language_and_parses() {
    let english = keys(Language::En);
    assert!(english.len() > 50);
    for language in Language::ALL {
        let theirs = keys(language);
        let missing: Vec<_> = english.symmetric_difference(&theirs).collect();
        assert!(
            missing.is_empty(),
            "{language:?} and English differ in {missing:?}"
        );
        for key in &theirs {
            assert!(
                Text::new(key.clone()).is_known_in(language),
                "{key} in {language:?}"
            );
        }
    }
}

/// The quoted words after `marker` that look like keys.
fn used(text: &str, marker: &str) -> Vec<String> {
    text.match_indices(marker)
        .filter_map(|(at, _)| {
            let rest = text[at + marker.len()..].trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (key, after) = rest[1..].split_once(quote)?;
            // `t("status-" ~ x)` builds its key.
            let whole = !after.trim_start().starts_with('~') && !key.contains('{');
            whole.then(|| key.to_owned())
        })
        .collect()
}

#[test]
fn every_key_that_is_used_exists() {
    let known = keys(Language::En);
    let mut unknown = Vec::new();
    let mut look = |path: &Path, text: &str, markers: &[&str]| {
        for key in markers.iter().flat_map(|marker| used(text, marker)) {
            if !known.contains(&key) {
                unknown.push(format!("{}: {key}", path.display()));
            }
        }
    };
    for (path, text) in source("html") {
        look(&path, &text, &[" t(", "{t(", "(t(", "=t(", "~t("]);
    }
    for (path, text) in source("rs") {
        let markers = [
            "Text::new(",
            "Flash::success(",
            "Flash::info(",
            "Flash::warning(",
            "Flash::error(",
            "Error::conflict(",
            "Error::not_found(",
            "Error::unavailable(",
        ];
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !path.ends_with("tests.rs") {
            look(&path, code, &markers);
        }
    }
    assert!(
        unknown.is_empty(),
        "no such key in the catalogue:\n{}",
        unknown.join("\n")
    );
}

/// Beginnings of keys that are put together of parts; what begins so counts as used.
const BUILT: [&str; 31] = [
    "alert-",
    "audit-actor-",
    "audit-door-",
    "country-",
    "entity-context-",
    "entity-new-",
    "entity-none-",
    "entity-title-",
    "environment-",
    "exception-kind-",
    "exception-reason-",
    "form-purpose-",
    "form-state-",
    "import-column-",
    "job-",
    "late-",
    "mail-purpose-",
    "month-",
    "observation-kind-",
    "observation-state-",
    "package-field-",
    "paper-about-",
    "paper-kind-",
    "paper-line-",
    "profile-digits-",
    "profile-time-",
    "role-",
    "shipment-decide-",
    "status-",
    "town-",
    "weekday-",
];
/// Such keys whose beginning would cover too many others: the beginning and the ends.
const BUILT_OF_WORDS: [(&str, &[&str]); 1] = [("shipment-", &["yes", "no"])];

/// All words in quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let is_of_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.split(['"', '\'']).filter(move |word| {
        word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(is_of_key)
    })
}

#[test]
fn every_key_is_used() {
    let mut code = String::new();
    for (path, text) in source("html").into_iter().chain(source("rs")) {
        let is_test = path.ends_with("tests.rs") || path.iter().any(|part| part == "tests");
        if !is_test {
            code.push_str(text.split("#[cfg(test)]\nmod tests").next().unwrap());
        }
    }
    let words: BTreeSet<&str> = quoted(&code).collect();
    let is_built = |key: &str| {
        BUILT.iter().any(|beginning| key.starts_with(beginning))
            || BUILT_OF_WORDS.iter().any(|(beginning, ends)| {
                key.strip_prefix(beginning)
                    .is_some_and(|end| ends.contains(&end))
            })
    };

    let unused: Vec<String> = keys(Language::En)
        .into_iter()
        .filter(|key| !words.contains(key.as_str()) && !is_built(key))
        .collect();
    let stale: Vec<&str> = BUILT
        .into_iter()
        .chain(BUILT_OF_WORDS.map(|(beginning, _)| beginning))
        .filter(|beginning| {
            let beginning = beginning.trim_end_matches('-');
            !["\"", "'"]
                .iter()
                .any(|quote| code.contains(&format!("{quote}{beginning}")))
        })
        .collect();

    assert!(
        unused.is_empty(),
        "no page says these:\n{}",
        unused.join("\n")
    );
    assert!(
        stale.is_empty(),
        "no code builds keys that begin with {stale:?}"
    );
}
