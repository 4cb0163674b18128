//! What stands around every page: country, menu, who is signed in, messages.

use std::collections::HashMap;

use serde::Serialize;

use super::app::App;
use super::csrf;
use super::error::Result;
use super::remember::Restored;
use super::visit::Visit;
use crate::kernel::{Actor, Permission, Text};

/// A line of the menu. Shown when its page exists and the person may see it.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The page's address below the prefix.
    pub path: &'static str,
    /// The key of its name.
    pub label: &'static str,
    pub icon: &'static str,
    pub permission: Permission,
    /// Below the line, and not in the bottom bar of phones.
    pub minor: bool,
    /// Beginnings of other addresses that belong to it.
    pub also: &'static [&'static str],
}

impl NavItem {
    fn is_here(&self, path: &str) -> bool {
        path == self.path
            || (self.path != "/" && path.starts_with(self.path))
            || self.also.iter().any(|also| path.starts_with(also))
    }
}

/// A number beside a line of the menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NavCount {
    pub count: i64,
    /// Somebody should look.
    pub hot: bool,
    /// The page shows as many rows as this says, so the line leads there without what a person left filtered.
    pub of_rows: bool,
}

/// The numbers of the frame.
#[derive(Clone, Debug, Default)]
pub struct NavCounts {
    /// Of the menu, by the path of the line.
    pub lines: HashMap<&'static str, NavCount>,
    /// What is new behind the bell.
    pub notices: i64,
}

/// What templates see as `frame`.
#[derive(Serialize)]
pub(super) struct Frame<'a> {
    country: Country<'a>,
    prefix: &'a str,
    currency: &'a str,
    color: &'a str,
    environment: &'a str,
    user: Option<Person<'a>>,
    nav: Vec<NavLine<'a>>,
    /// How much is new behind the bell; none without a bell.
    notices: Option<i64>,
    /// The section of the guide about this page; none without a guide.
    help: Option<&'static str>,
    /// Whether there is a page that searches everything.
    search: bool,
    language: &'static str,
    dir: &'static str,
    languages: Vec<LanguageChoice>,
    csrf_token: String,
    /// What tells the forms of this page from those of another look at it.
    once_key: String,
    flashes: Vec<FlashLine<'a>>,
    request_id: &'a str,
    /// The path of this page without the prefix, and its query.
    path: &'a str,
    query: &'a str,
    /// What of this list is as this person left it (`order`, `filters`); the address did not ask for it.
    restored: Option<Restored>,
    /// The address of this list without its filters, in its order (`?sort=-date`).
    unfiltered: &'a str,
    /// Today in the country's zone.
    today: chrono::NaiveDate,
    /// Now, as RFC 3339.
    now: chrono::DateTime<chrono::Utc>,
    /// Seconds a session lives without a request; 0 when nobody is signed in.
    idle_seconds: i64,
    /// Where the page leads then.
    idle_path: String,
}

#[derive(Serialize)]
struct Country<'a> {
    key: &'a str,
    name: String,
    time_zone: &'static str,
    /// The zone's town, for "12:04 in Istanbul".
    town: String,
}

#[derive(Serialize)]
struct Person<'a> {
    id: i32,
    name: &'a str,
    email: &'a str,
    role: &'static str,
    initials: String,
    is_partner: bool,
}

#[derive(Serialize)]
struct NavLine<'a> {
    path: &'static str,
    label: &'static str,
    icon: &'static str,
    minor: bool,
    here: bool,
    count: Option<&'a NavCount>,
}

#[derive(Serialize)]
struct LanguageChoice {
    tag: &'static str,
    name: &'static str,
    dir: &'static str,
    here: bool,
}

#[derive(Serialize)]
struct FlashLine<'a> {
    kind: super::flash::FlashKind,
    text: &'a Text,
    undo: Option<&'a str>,
}

impl<'a> Frame<'a> {
    pub(super) fn of(app: &'a App, visit: &'a Visit) -> Result<Self> {
        let settings = app.settings();
        let inner = &visit.0;
        let now = app.db().clock().now();
        let flashes = inner.session.as_ref().map_or(&[][..], |s| &s.flashes);
        Ok(Self {
            country: Country {
                key: &settings.key,
                name: settings.name_in(visit.language()),
                time_zone: settings.time_zone.name(),
                town: settings.town_in(visit.language()),
            },
            prefix: &settings.prefix,
            currency: &settings.currency.code,
            color: &settings.color,
            environment: &settings.environment,
            user: person(visit),
            nav: nav(app, visit),
            notices: visit
                .session()
                .filter(|_| app.has_page("/notices/"))
                .map(|_| inner.counts.notices),
            help: visit
                .session()
                .filter(|_| app.has_page("/help/"))
                .map(|_| help_section(&inner.path)),
            search: app.has_page("/search/") && inner.session.is_some(),
            language: visit.language().tag(),
            dir: visit.language().direction(),
            languages: settings
                .offered_languages()
                .into_iter()
                .map(|language| LanguageChoice {
                    tag: language.tag(),
                    name: language.own_name(),
                    dir: language.direction(),
                    here: language == visit.language(),
                })
                .collect(),
            csrf_token: csrf::mask(&inner.csrf_token)?,
            once_key: uuid::Uuid::now_v7().simple().to_string(),
            flashes: flashes
                .iter()
                .map(|flash| FlashLine {
                    kind: flash.kind,
                    text: &flash.text,
                    undo: flash.undo.as_deref(),
                })
                .collect(),
            request_id: visit.request_id(),
            path: &inner.path,
            query: &inner.query,
            restored: inner.restored,
            unfiltered: &inner.unfiltered.0,
            today: settings.day_of(now),
            now,
            idle_path: visit.idle_path(),
            idle_seconds: if inner.session.is_some() {
                super::session::IDLE.num_seconds()
            } else {
                0
            },
        })
    }
}

/// The section of the guide about a page.
fn help_section(path: &str) -> &'static str {
    let mut parts = path.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("", ..) => "home",
        ("shipments", Some("" | "map"), _) => "shipments",
        ("shipments", Some("new"), _)
        | ("shipments", _, Some("edit" | "pack"))
        | ("packages", _, Some("edit" | "items")) => "building",
        ("shipments", _, Some("papers" | "print")) => "printing",
        ("shipments", _, Some("receive")) | ("receipts", ..) => "receiving",
        ("shipments", _, Some("scans")) | ("scans" | "submissions", ..) => "scans",
        ("shipments" | "packages", ..) => "shipment",
        ("inbox", ..) => "inbox",
        ("catalog" | "kits", ..) => "catalog",
        ("users" | "entities", ..) => "people",
        ("system", ..) => "system",
        _ => "start",
    }
}

fn person(visit: &Visit) -> Option<Person<'_>> {
    let Actor::User { id, name, role, .. } = visit.actor() else {
        return None;
    };
    let initials = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    Some(Person {
        id: id.0,
        name,
        email: visit.session().map_or("", |session| &session.email),
        role: role.text_key(),
        initials,
        is_partner: visit.actor().only_partner().is_some(),
    })
}

fn nav<'a>(app: &App, visit: &'a Visit) -> Vec<NavLine<'a>> {
    let path = visit.path();
    app.nav()
        .iter()
        .filter(|item| visit.may(item.permission))
        .map(|item| NavLine {
            path: item.path,
            label: item.label,
            icon: item.icon,
            minor: item.minor,
            here: item.is_here(path),
            count: visit.0.counts.lines.get(item.path).filter(|c| c.count > 0),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_opens_the_section_of_the_page() {
        for (path, section) in [
            ("/", "home"),
            ("/shipments/", "shipments"),
            ("/shipments/27/", "shipment"),
            ("/shipments/27/edit/", "building"),
            ("/shipments/27/scans/", "scans"),
            ("/packages/3/", "shipment"),
            ("/inbox/5/", "inbox"),
            ("/system/audit/", "system"),
            ("/search/", "start"),
        ] {
            assert_eq!(help_section(path), section, "{path}");
        }
    }
}
