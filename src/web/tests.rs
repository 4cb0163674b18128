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
