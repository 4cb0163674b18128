//! `instances/instances.yaml`: the countries, one line each, in the seed's own format.

use crate::kernel::money::Currency;

use super::problems::{join, suggestion};
use super::section::{Placed, Report, Section};
use super::values;
use super::yaml::{Content, Node, Place};

/// One entry of the list.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) prefix: String,
    pub(super) currency: Currency,
    pub(super) port: u16,
    pub(super) is_paused: bool,
}

/// What an entry holds before all of it is known to be right.
struct Draft {
    key: String,
    name: Option<Placed<String>>,
    prefix: Option<Placed<String>>,
    currency: Option<Placed<Currency>>,
    port: Option<Placed<u16>>,
    is_paused: bool,
}

pub(super) const FILE: &str = "instances/instances.yaml";

/// First path segments the front door keeps for itself.
const TAKEN: [&str; 4] = ["/static", "/health", "/metrics", "/robots.txt"];

/// What a code (`packages_code_check`: 45 characters) leaves when shipment and package have the longest numbers and a
/// dot between them.
const LONGEST_PREFIX: usize = 45 - 2 * "2147483647".len() - ".".len();

/// Words that mean something else where a key may stand.
const RESERVED: [&str; 12] = [
    "local",
    "postgres",
    "supervisor",
    "database",
    "limits",
    "log",
    "metrics",
    "listen",
    "domain",
    "data",
    "instances",
    "environment",
];

/// Reads the whole list; what is wrong is told, and every entry comes back.
pub(super) fn read(
    node: &Node,
    front_door: &[(u16, &str)],
    may_be_empty: bool,
    report: &Report,
) -> Vec<Entry> {
    let Some(file) = Section::new(node, "", report) else {
        return Vec::new();
    };
    let list = file.node("instances");
    file.finish();
    let Some(list) = list else {
        if may_be_empty {
            return Vec::new();
        }
        let place = node.get("instances").map_or(&node.place, |n| &n.place);
        report.add(place, "instances", "names no country; add one line such as turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}");
        return Vec::new();
    };
    let Content::Map(entries) = &list.content else {
        let message = format!("must be a mapping of keys to countries, is {}", list.kind());
        report.add(&list.place, "instances", message);
        return Vec::new();
    };
    if entries.is_empty() && !may_be_empty {
        report.add(&list.place, "instances", "names no country");
    }
    let mut drafts = Vec::new();
    for (key, node) in entries {
        check_key(&key.name, &key.place, report);
        drafts.extend(draft(&key.name, node, report));
    }
    check_ports(&drafts, front_door, report);
    check_prefixes(&drafts, report);
    check_names(&drafts, report);
    drafts.into_iter().map(finished).collect()
}

/// What is missing was told; something stands in for it, so that the country's own file is looked over too.
fn finished(draft: Draft) -> Entry {
    let nothing = || Currency {
        code: "XXX".into(),
        digits: 2,
    };
    Entry {
        name: draft
            .name
            .map_or_else(|| draft.key.clone(), |name| name.value),
        prefix: draft
            .prefix
            .map_or_else(|| format!("/{}", draft.key), |prefix| prefix.value),
        currency: draft
            .currency
            .map_or_else(nothing, |currency| currency.value),
        port: draft.port.map_or(0, |port| port.value),
        is_paused: draft.is_paused,
        key: draft.key,
    }
}

fn draft(key: &str, node: &Node, report: &Report) -> Option<Draft> {
    let section = Section::new(node, join("instances", key), report)?;
    let draft = Draft {
        key: key.to_owned(),
        name: section.required("name", values::filled),
        prefix: section.required("prefix", prefix),
        currency: section.required("currency", values::currency),
        port: section.required("port", values::port),
        is_paused: section
            .optional("paused", values::boolean)
            .unwrap_or_default(),
    };
    section.finish();
    Some(draft)
}

/// Why a word cannot be a country's key; none when it can. The key names databases and roles too.
pub fn why_no_key(key: &str) -> Option<String> {
    use crate::platform::provision::{is_key, is_like_ours};
    if !is_key(key) {
        let lower = key.to_lowercase().replace([' ', '-'], "_");
        let near = suggestion(key, Some(lower.as_str()).filter(|key| is_key(key)));
        Some(format!(
            "a key is a lowercase word: letters, digits and _, beginning with a letter, at most 40{near}"
        ))
    } else if RESERVED.contains(&key) {
        Some(format!(
            "\"{key}\" has a meaning of its own; choose another key"
        ))
    } else if key.ends_with("_ro") || key.ends_with("_owner") {
        Some("a key must not end in _ro or _owner, as database roles do".into())
    } else if is_like_ours(key) {
        Some(
            "a key must not begin with scratch_, end in _restoring or hold _ro_ or _before_: \
             databases and roles that come and go are named so"
                .into(),
        )
    } else {
        None
    }
}

fn check_key(key: &str, place: &Place, report: &Report) {
    if let Some(why) = why_no_key(key) {
        report.add(place, &join("instances", key), why);
    }
}

/// Empty, or `/X` without a slash at its end.
pub(super) fn prefix(node: &Node) -> Result<String, String> {
    let text = values::text(node).map_err(|_| {
        format!(
            "must be \"\" or begin with / (for example /TR), is {}",
            node.kind()
        )
    })?;
    if text.is_empty() {
        return Ok(text);
    }
    let bare = text.trim_matches('/');
    let slashes = if !text.starts_with('/') {
        "must begin with /"
    } else if text.ends_with('/') {
        "must not end with /"
    } else {
        return checked(&text).map(|()| text);
    };
    // What would be refused as well is no help.
    let near = format!("/{bare}");
    let near = if !bare.is_empty() && checked(&near).is_ok() {
        format!(" (did you mean \"{near}\"?)")
    } else {
        String::new()
    };
    Err(format!("{slashes}{near}"))
}

/// Whether `/X` may be a prefix, its slashes apart.
fn checked(prefix: &str) -> Result<(), String> {
    if let Some(taken) = TAKEN.iter().find(|taken| within(prefix, taken)) {
        return Err(format!("{taken} is kept by the front door"));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
    if !prefix.chars().all(plain) || prefix.contains("//") {
        return Err(
            "may hold letters, digits, - and _ only, it is part of every package code".into(),
        );
    }
    match prefix.len() {
        0..=LONGEST_PREFIX => Ok(()),
        length => Err(format!(
            "must have at most {LONGEST_PREFIX} characters, has {length}: it is part of every package code, and a code \
             has at most 45 with the numbers of shipment and package"
        )),
    }
}

/// Whether one path is the other or lies below it.
fn within(path: &str, above: &str) -> bool {
    let (path, above) = (path.to_lowercase(), above.to_lowercase());
    path == above
        || path
            .strip_prefix(&above)
            .is_some_and(|rest| rest.starts_with('/'))
}

fn check_ports(drafts: &[Draft], front_door: &[(u16, &str)], report: &Report) {
    for (i, draft) in drafts.iter().enumerate() {
        let Some(port) = &draft.port else { continue };
        let used = drafts[..i]
            .iter()
            .find(|other| other.port.as_ref().is_some_and(|o| o.value == port.value));
        if let Some(other) = used {
            let message = format!("{} is already used by \"{}\"", port.value, other.key);
            report.add(&port.place, &port.path, message);
        } else if let Some((own, setting)) = front_door.iter().find(|(own, _)| *own == port.value) {
            let message = format!("{own} is already used by the front door ({setting})");
            report.add(&port.place, &port.path, message);
        }
    }
}

fn check_prefixes(drafts: &[Draft], report: &Report) {
    for (i, draft) in drafts.iter().enumerate() {
        let Some(prefix) = &draft.prefix else {
            continue;
        };
        if prefix.value.is_empty() && drafts.len() > 1 {
            let message = "may be empty only when there is one country";
            report.add(&prefix.place, &prefix.path, message);
            continue;
        }
        for other in &drafts[..i] {
            let Some(theirs) = &other.prefix else {
                continue;
            };
            if theirs.value.is_empty() {
                continue;
            }
            let (mine, theirs) = (&prefix.value, &theirs.value);
            if mine.eq_ignore_ascii_case(theirs) {
                let message = format!("{mine} is already used by \"{}\"", other.key);
                report.add(&prefix.place, &prefix.path, message);
            } else if within(mine, theirs) || within(theirs, mine) {
                let message = format!(
                    "{mine} and {theirs} of \"{}\" lie within each other",
                    other.key
                );
                report.add(&prefix.place, &prefix.path, message);
            } else if differ_by_digits(mine, theirs) {
                let message = format!(
                    "with {theirs} of \"{}\" the same package code could be of either country, as codes go on with the \
                     number of a shipment; choose one that differs by more than digits at its end",
                    other.key
                );
                report.add(&prefix.place, &prefix.path, message);
            }
        }
    }
}

/// Whether one prefix is the other with digits after it: `/TR` with shipment 11 and `/TR1` with shipment 1 both make
/// codes that begin with `/TR11.`.
fn differ_by_digits(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let rest = a.strip_prefix(&b).or_else(|| b.strip_prefix(&a));
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn check_names(drafts: &[Draft], report: &Report) {
    for (i, draft) in drafts.iter().enumerate() {
        let Some(name) = &draft.name else { continue };
        let used = drafts[..i]
            .iter()
            .find(|other| other.name.as_ref().is_some_and(|o| o.value == name.value));
        if let Some(other) = used {
            let message = format!(
                "\"{}\" is already the name of \"{}\"",
                name.value, other.key
            );
            report.add(&name.place, &name.path, message);
        }
    }
}
