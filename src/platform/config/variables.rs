//! The `CTS_…` variables: laid over the files before these are checked, so that both are checked alike.

use super::country::{self, variable_name};
use super::environment;
use super::section::Report;
use super::sources::Sources;
use super::yaml::{Content, Node, Place};
use crate::kernel::nearest;

/// Variables that are no setting of a file.
const OTHERS: [&str; 5] = [
    "CTS_ENVIRONMENT",
    "CTS_ROOT",
    "CTS_USER",
    "CTS_INSTANCE",
    "CTS_SUPERVISED",
];

/// Keys of an entry of the list that variables may set.
const ENTRY: [(&str, &str); 5] = [
    ("NAME", "name"),
    ("PREFIX", "prefix"),
    ("CURRENCY", "currency"),
    ("PORT", "port"),
    ("PAUSED", "paused"),
];

type Setting = (&'static str, &'static [&'static str], bool);

pub(super) fn lay_over_platform(node: &mut Node, sources: &Sources) {
    lay(
        node,
        "CTS_",
        environment::VARIABLES,
        environment::SECRET_VARIABLES,
        sources,
    );
}

pub(super) fn lay_over_list(node: &mut Node, sources: &Sources) {
    let Content::Map(file) = &mut node.content else {
        return;
    };
    let Some((
        _,
        Node {
            content: Content::Map(list),
            ..
        },
    )) = file.iter_mut().find(|(key, _)| key.name == "instances")
    else {
        return;
    };
    for (key, entry) in list {
        let before = format!("CTS_{}_", key.name.to_uppercase());
        for (suffix, name) in ENTRY {
            if let Some(value) = value(sources, &format!("{before}{suffix}"), false) {
                entry.set(&[name], value);
            }
        }
    }
}

pub(super) fn lay_over_country(node: &mut Node, key: &str, sources: &Sources) {
    let before = format!("CTS_{}_", key.to_uppercase());
    lay(
        node,
        &before,
        country::VARIABLES,
        country::SECRET_VARIABLES,
        sources,
    );
    let forms = format!("{before}FORMS_");
    let names: Vec<String> = sources
        .variables
        .keys()
        .filter(|name| name.starts_with(&forms))
        .cloned()
        .collect();
    for variable in names {
        let rest = &variable[forms.len()..];
        let Some((server, setting, is_list)) = forms_setting(rest) else {
            continue;
        };
        let server = server.map(str::to_lowercase);
        if setting == "token" {
            let named = Node::scalar(&variable, Place::whole(&variable));
            country::set_forms(node, server.as_deref(), "token_env", named);
        } else if let Some(value) = value(sources, &variable, is_list) {
            country::set_forms(node, server.as_deref(), setting, value);
        }
    }
}

/// Splits `ONA_TOKEN` into the server's name and the key.
fn forms_setting(rest: &str) -> Option<(Option<&str>, &'static str, bool)> {
    let all = country::FORMS_VARIABLES
        .iter()
        .copied()
        .chain([("TOKEN", "token", false)]);
    for (suffix, key, is_list) in all {
        if rest == suffix {
            return Some((None, key, is_list));
        }
        if let Some(server) = rest
            .strip_suffix(suffix)
            .and_then(|server| server.strip_suffix('_'))
        {
            return Some((Some(server), key, is_list));
        }
    }
    None
}

fn lay(
    node: &mut Node,
    before: &str,
    settings: &[Setting],
    secrets: &[(&'static str, &'static [&'static str])],
    sources: &Sources,
) {
    for (suffix, path, is_list) in settings {
        if let Some(value) = value(sources, &format!("{before}{suffix}"), *is_list) {
            node.set(path, value);
        }
    }
    for (suffix, path) in secrets {
        let variable = format!("{before}{suffix}");
        if sources.variables.contains_key(&variable) || sources.secrets.contains_key(&variable) {
            let named = Node::scalar(&variable, Place::whole(&variable));
            node.set(path, named);
        }
    }
}

fn value(sources: &Sources, variable: &str, is_list: bool) -> Option<Node> {
    let text = sources.variables.get(variable)?;
    let place = Place::whole(variable);
    if !is_list {
        return Some(Node::scalar(text, place));
    }
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    Some(Node {
        content: Content::List(
            parts
                .map(|part| Node::scalar(part, place.clone()))
                .collect(),
        ),
        place,
    })
}

/// Tells of variables that look like a setting but are none; what is nothing like one belongs to somebody else.
pub(super) fn check(sources: &Sources, keys: &[&str], report: &Report) {
    let known = known(keys);
    for name in sources.variables.keys() {
        let is_known = known.contains(name)
            || OTHERS.contains(&name.as_str())
            || sources.secrets.contains_key(name)
            || keys.iter().any(|key| is_forms_variable(name, key));
        if is_known {
            continue;
        }
        let rest = name.trim_start_matches("CTS_");
        let known = known.iter().map(String::as_str).chain(OTHERS);
        let candidates = known.map(|known| known.trim_start_matches("CTS_"));
        // Whoever shortens it would run another environment than the one meant, and not know.
        let short = (rest == "ENV").then_some("ENVIRONMENT");
        if let Some(near) = short.or_else(|| nearest(rest, candidates)) {
            let message = format!("no such setting (did you mean \"CTS_{near}\"?)");
            report.add(&Place::whole(name), "", message);
        }
    }
}

fn is_forms_variable(name: &str, key: &str) -> bool {
    name.strip_prefix(&format!("CTS_{}_FORMS_", variable_name(key)))
        .is_some_and(|rest| forms_setting(rest).is_some())
}

fn known(keys: &[&str]) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    let platform = environment::VARIABLES.iter().map(|(name, ..)| *name);
    known.extend(platform.map(|name| format!("CTS_{name}")));
    known.extend(
        environment::SECRET_VARIABLES
            .iter()
            .map(|(name, _)| format!("CTS_{name}")),
    );
    for key in keys.iter().copied().chain([super::LOCAL]) {
        let before = format!("CTS_{}_", key.to_uppercase());
        let country = country::VARIABLES.iter().map(|(name, ..)| *name);
        let secrets = country::SECRET_VARIABLES.iter().map(|(name, _)| *name);
        let entry = ENTRY.iter().map(|(name, _)| *name);
        known.extend(
            country
                .chain(secrets)
                .chain(entry)
                .map(|name| format!("{before}{name}")),
        );
    }
    known
}
