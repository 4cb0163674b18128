//! `instances/<key>.yaml`: what is particular to one country. Everything in it may be left out.

use std::time::Duration;

use chrono_tz::Tz;

use crate::kernel::Language;
use crate::kernel::settings::{FormsServer, FormsServerKind, Secret};

use crate::platform::provision::database_of;
use crate::platform::provision::url::ServerUrl;

use super::section::{Placed, Report, Section};
use super::sources::Sources;
use super::values;
use super::yaml::{Content, Key, Node, Place};

/// The settings of one file.
#[derive(Debug)]
pub(super) struct Country {
    /// `time_zone`: zone of "today" and of times on pages; UTC when left out.
    pub(super) time_zone: Tz,
    /// `names`: what the country is called in a language.
    pub(super) names: Vec<(Language, String)>,
    /// `languages`: offered on pages, the first is the default.
    pub(super) languages: Vec<Language>,
    /// `map.center` and `map.zoom`.
    pub(super) map: ((f64, f64), u8),
    /// `color`: of the band in the frame.
    pub(super) color: String,
    /// `currency_digits`: digits of amounts that are entered, in place of ISO 4217's.
    pub(super) currency_digits: Option<u32>,
    /// `overdue.from_ready`: whether packages never picked up count as overdue too.
    pub(super) overdue_from_ready: bool,
    /// `overdue.silent_after_days`.
    pub(super) silent_after_days: u32,
    /// `forms_servers`.
    pub(super) forms_servers: Vec<FormsServer>,
    /// `database.url_env` or `.url_file`: the app's own login to a database somebody else prepared.
    pub(super) database_url: Option<Secret>,
    /// `database.admin_url_env` or `.admin_url_file`: an administrator's login to that server.
    pub(super) admin_url: Option<Secret>,
    /// Form ids with their places, to find those two countries claim.
    pub(super) forms: Vec<Placed<String>>,
    /// Variables and files the country's secrets came from.
    pub(super) secrets: Vec<String>,
}

/// The settings variables may set, name after `CTS_<KEY>_`.
pub(super) const VARIABLES: &[(&str, &[&str], bool)] = &[
    ("TIME_ZONE", &["time_zone"], false),
    ("LANGUAGES", &["languages"], true),
    ("COLOR", &["color"], false),
    ("CURRENCY_DIGITS", &["currency_digits"], false),
    ("MAP_CENTER", &["map", "center"], true),
    ("MAP_ZOOM", &["map", "zoom"], false),
    ("OVERDUE_FROM_READY", &["overdue", "from_ready"], false),
    (
        "OVERDUE_SILENT_AFTER_DAYS",
        &["overdue", "silent_after_days"],
        false,
    ),
    ("DATABASE_URL_FILE", &["database", "url_file"], false),
    (
        "DATABASE_ADMIN_URL_FILE",
        &["database", "admin_url_file"],
        false,
    ),
];

/// Secrets variables may hold, name after `CTS_<KEY>_`.
pub(super) const SECRET_VARIABLES: &[(&str, &[&str])] = &[
    ("DATABASE_URL", &["database", "url_env"]),
    ("DATABASE_ADMIN_URL", &["database", "admin_url_env"]),
];

/// Keys of a forms server variables may set, name after `CTS_<KEY>_FORMS_` or `CTS_<KEY>_FORMS_<NAME>_`.
pub(super) const FORMS_VARIABLES: &[(&str, &str, bool)] = &[
    ("URL", "url", false),
    ("TOKEN_FILE", "token_file", false),
    ("PACKAGE_FORMS", "package_forms", true),
    ("DEVICE_FORM", "device_form", false),
    ("POLL", "poll", false),
];

/// Reads one file.
pub(super) fn read(
    node: &Node,
    key: &str,
    sources: &mut Sources,
    report: &Report,
) -> Option<Country> {
    let section = Section::new(node, "", report)?;
    let mut secrets = Vec::new();
    let mut country = Country {
        time_zone: section
            .optional("time_zone", values::time_zone)
            .unwrap_or(Tz::UTC),
        names: names(&section),
        languages: languages(&section, report),
        map: map(&section),
        color: section
            .optional("color", values::color)
            .unwrap_or_else(|| "#3b6ea8".into()),
        currency_digits: section
            .optional("currency_digits", values::integer(0, 4))
            .map(|digits| digits as u32),
        overdue_from_ready: false,
        silent_after_days: 4,
        forms_servers: Vec::new(),
        database_url: None,
        admin_url: None,
        forms: Vec::new(),
        secrets: Vec::new(),
    };
    if let Some(overdue) = section.sub("overdue") {
        country.overdue_from_ready = overdue
            .optional("from_ready", values::boolean)
            .unwrap_or(false);
        country.silent_after_days = overdue
            .optional("silent_after_days", values::integer(1, 365))
            .map_or(4, |days| days as u32);
        overdue.finish();
    }
    if let Some(database) = section.sub("database") {
        read_database(&database, key, &mut country, sources, &mut secrets);
        database.finish();
    }
    forms_servers(&section, &mut country, sources, &mut secrets, report);
    secrets.push(format!("var/secrets/{key}.json"));
    country.secrets = secrets;
    section.finish();
    Some(country)
}

fn read_database(
    database: &Section<'_>,
    key: &str,
    country: &mut Country,
    sources: &mut Sources,
    secrets: &mut Vec<String>,
) {
    let names = ["url", "url_env", "url_file"];
    country.database_url =
        super::secret::secret(database, names, Some(&mut *sources), true, secrets);
    let names = ["admin_url", "admin_url_env", "admin_url_file"];
    // Not among the country's secrets: its process has no business with it.
    let none = &mut Vec::new();
    country.admin_url = super::secret::secret(database, names, Some(&mut *sources), true, none);
    let Some(admin) = &country.admin_url else {
        return;
    };
    let at = if database.node("admin_url_file").is_some() {
        "admin_url_file"
    } else {
        "admin_url_env"
    };
    let name = database_of(key);
    match (&country.database_url, ServerUrl::parse(admin.expose())) {
        (_, Err(error)) => database.problem(at, error.to_string()),
        (None, _) => database.problem(at, "is of use beside url_env or url_file only"),
        (Some(own), Ok(server)) if !server.holds(own.expose(), &name) => database.problem(
            at,
            format!("must lead to the server of the country's own URL, whose database must be named {name}"),
        ),
        _ => {}
    }
}

fn names(section: &Section<'_>) -> Vec<(Language, String)> {
    let Some(names) = section.sub("names") else {
        return Vec::new();
    };
    let found = Language::ALL
        .into_iter()
        .filter_map(|language| Some((language, names.optional(language.tag(), values::filled)?)))
        .collect();
    names.finish();
    found
}

fn languages(section: &Section<'_>, report: &Report) -> Vec<Language> {
    let mut languages = Vec::new();
    for placed in section.list("languages", values::language) {
        if languages.contains(&placed.value) {
            let message = format!("\"{}\" stands here a second time", placed.value.tag());
            report.add(&placed.place, &placed.path, message);
        } else {
            languages.push(placed.value);
        }
    }
    if languages.is_empty() {
        if section
            .node("languages")
            .is_some_and(|n| matches!(&n.content, Content::List(l) if l.is_empty()))
        {
            section.problem("languages", "must name at least one language");
        }
        return Language::ALL.to_vec();
    }
    languages
}

fn map(section: &Section<'_>) -> ((f64, f64), u8) {
    let mut map = ((34.0, 40.0), 5);
    if let Some(sub) = section.sub("map") {
        map.0 = sub.optional("center", values::point).unwrap_or(map.0);
        map.1 = sub
            .optional("zoom", values::integer(1, 18))
            .map_or(map.1, |zoom| zoom as u8);
        sub.finish();
    }
    map
}

fn forms_servers(
    section: &Section<'_>,
    country: &mut Country,
    sources: &mut Sources,
    secrets: &mut Vec<String>,
    report: &Report,
) {
    let mut names: Vec<String> = Vec::new();
    for (node, path) in section.items("forms_servers") {
        let Some(server) = Section::new(node, path, report) else {
            continue;
        };
        let name = server.required("name", values::short_name);
        if let Some(name) = &name {
            if names.contains(&name.value) {
                let message = format!("\"{}\" is already the name of a forms server", name.value);
                report.add(&name.place, &name.path, message);
            }
            names.push(name.value.clone());
        }
        server.optional("kind", values::one_of(&["ona"]));
        let url = server.required("url", values::http_url);
        let forms = server.list("package_forms", values::form);
        let device = server.placed("device_form", values::form);
        let poll = server
            .optional("poll", values::duration)
            .unwrap_or(Duration::from_secs(120));
        if poll < Duration::from_secs(5) {
            server.problem("poll", "must be at least 5s");
        }
        let token = super::secret::secret(
            &server,
            ["token", "token_env", "token_file"],
            Some(&mut *sources),
            false,
            secrets,
        );
        server.finish();
        if let (Some(name), Some(url)) = (name, url) {
            country.forms_servers.push(FormsServer {
                name: name.value,
                kind: FormsServerKind::Ona,
                url: url.value,
                token: token.unwrap_or_default(),
                package_forms: forms.iter().map(|form| form.value.clone()).collect(),
                device_form: device.as_ref().map(|form| form.value.clone()),
                poll,
            });
        }
        country.forms.extend(forms.into_iter().chain(device));
    }
}

/// Lays a variable over a forms server, making the first one when the file names none.
pub(super) fn set_forms(node: &mut Node, server: Option<&str>, key: &str, value: Node) {
    let place = value.place.clone();
    let list = Key {
        name: "forms_servers".into(),
        place: place.clone(),
    };
    let Content::Map(entries) = &mut node.content else {
        return;
    };
    if !entries
        .iter()
        .any(|(k, n)| k.name == "forms_servers" && matches!(n.content, Content::List(_)))
    {
        entries.retain(|(k, _)| k.name != "forms_servers");
        entries.push((
            list,
            Node {
                content: Content::List(Vec::new()),
                place: place.clone(),
            },
        ));
    }
    let Some((
        _,
        Node {
            content: Content::List(servers),
            ..
        },
    )) = entries.iter_mut().find(|(k, _)| k.name == "forms_servers")
    else {
        return;
    };
    if servers.is_empty() {
        let mut made = Node::empty(Place::whole(&place.file));
        made.set(
            &["name"],
            Node::scalar(server.unwrap_or("ona"), place.clone()),
        );
        servers.push(made);
    }
    for found in servers {
        let name = found
            .get("name")
            .and_then(|n| values::text(n).ok())
            .unwrap_or_default();
        if server.is_none_or(|wanted| variable_name(&name) == variable_name(wanted)) {
            if key == "token_env" || key == "token_file" {
                drop_keys(found, &["token_env", "token_file"]);
            }
            found.set(&[key], value);
            return;
        }
    }
}

/// A name as it is written within the name of a variable.
pub(super) fn variable_name(name: &str) -> String {
    name.to_uppercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

fn drop_keys(node: &mut Node, keys: &[&str]) {
    if let Content::Map(entries) = &mut node.content {
        entries.retain(|(key, _)| !keys.contains(&key.name.as_str()));
    }
}
