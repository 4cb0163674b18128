//! Who may use whom: arrows between rooms go down only (`src/lib.rs` draws them).

use super::{files_below, none};

/// Rooms from the bottom up. A room may use those of the lines below its own, not its neighbours in its line.
const LEVELS: [&[&str]; 16] = [
    &["kernel"],
    &["db"],
    &["web"],
    &["audit", "events", "jobs"],
    &["mail"],
    &["accounts"],
    &["catalog"],
    &["packages"],
    &["shipments"],
    &["scans"],
    &["alerts"],
    &["reports"],
    &["instance"],
    &["platform"],
    &["demo"],
    &["cli"],
];

const DOMAINS: [&str; 7] = [
    "accounts",
    "catalog",
    "packages",
    "shipments",
    "scans",
    "alerts",
    "reports",
];

/// An arrow from a file to a room, with the module of it that is named (`queries`, or nothing).
#[derive(Debug, PartialEq)]
struct Arrow {
    to: String,
    module: String,
}

/// Every `crate::room::module` of a source text, also inside `use crate::{…}`, without comments.
fn arrows(source: &str) -> Vec<Arrow> {
    let code: String = source
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for root in ["crate::", "cts::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            follow(&code[at + root.len()..], &mut found);
        }
    }
    found
}

fn follow(rest: &str, found: &mut Vec<Arrow>) {
    let Some(inside) = rest.strip_prefix('{') else {
        found.push(arrow(rest));
        return;
    };
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(arrow(inside[start..at].trim_start()));
                return;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(arrow(inside[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn arrow(path: &str) -> Arrow {
    let word = |text: &str| {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let to = word(path);
    let module = path[to.len()..]
        .strip_prefix("::")
        .map(word)
        .unwrap_or_default();
    Arrow { to, module }
}

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

/// What is wrong with an arrow, if anything.
fn judge(from: &str, arrow: &Arrow) -> Option<String> {
    let (own, other) = (level(from)?, level(&arrow.to)?);
    let domain = |room: &str| DOMAINS.contains(&room);
    if from == arrow.to {
        return None;
    }
    if other >= own {
        return Some(format!("{from} may not use {}: arrows go down", arrow.to));
    }
    if arrow.module == "queries" {
        return Some(format!(
            "{from} uses the queries of {}; call its service",
            arrow.to
        ));
    }
    if from == "platform" && domain(&arrow.to) {
        return Some(format!(
            "platform sees an instance, never a domain like {}",
            arrow.to
        ));
    }
    None
}

#[test]
fn rooms_use_only_rooms_below_them() {
    let mut problems = Vec::new();
    for (file, source) in files_below("src", ".rs") {
        let Some((room, _)) = file["src/".len()..].split_once('/') else {
            continue;
        };
        assert!(
            level(room).is_some(),
            "src/{room} has no place in the line of rooms"
        );
        for arrow in arrows(&source) {
            problems.extend(judge(room, &arrow).map(|problem| format!("{file}: {problem}")));
        }
    }
    none("arrows between rooms go down only", &problems);
}

#[test]
fn arrows_are_found_in_every_spelling() {
    let source = "use crate::scans::queries::find;\n// use crate::reports::x;\n\
        use crate::{db::Db, kernel::{Op, Error}, shipments};\nlet x = crate::packages::service::list(cx);\n\
        macro_rules! m { () => { $crate::web::x } }";
    let named: Vec<String> = arrows(source)
        .into_iter()
        .map(|a| format!("{} {}", a.to, a.module))
        .collect();

    assert_eq!(
        named,
        [
            "scans queries",
            "db Db",
            "kernel ",
            "shipments ",
            "packages service"
        ]
    );
}

#[test]
fn forbidden_arrows_are_refused() {
    let to = |room: &str, module: &str| Arrow {
        to: room.into(),
        module: module.into(),
    };

    assert!(
        judge("packages", &to("shipments", "service")).is_some(),
        "up"
    );
    assert!(judge("audit", &to("events", "")).is_some(), "sideways");
    assert!(
        judge("scans", &to("packages", "queries")).is_some(),
        "another's queries"
    );
    assert!(
        judge("platform", &to("scans", "service")).is_some(),
        "a domain from platform"
    );
    assert!(judge("scans", &to("packages", "service")).is_none());
    assert!(judge("scans", &to("scans", "queries")).is_none());
}
