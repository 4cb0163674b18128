//! The settings of one country, checked, in plain values. `platform::config` makes them from the YAML.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::money::Currency;
use super::text::{Language, Text};

/// What the app of one country knows of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceSettings {
    /// The short name in the YAML (`turkey`).
    pub key: String,
    /// What people call the country (`Turkey`).
    pub name: String,
    /// Path prefix of every page and first part of every package code (`/TR`); empty for `--local`.
    pub prefix: String,
    /// The local currency.
    pub currency: Currency,
    /// The zone of "today" and of all times on pages.
    pub time_zone: Tz,
    /// What the country is called in its readers' languages, when its file says so.
    pub names: Vec<(Language, String)>,
    /// Languages its file offers; the first is the default.
    pub languages: Vec<Language>,
    /// Languages its coordinators chose in their place.
    pub chosen_languages: ChosenLanguages,
    /// Middle of the map, degrees latitude and longitude.
    pub map_center: (f64, f64),
    /// Zoom of the map, 1 to 18.
    pub map_zoom: u8,
    /// Colour of the band in the frame, `#rrggbb`.
    pub color: String,
    /// Where people find the country, without a slash at its end (`https://cts.example.org/TR`); for links in mail.
    pub address: String,
    /// How mail leaves, and who is told when something is broken.
    pub mail: MailSettings,
    /// Whether packages that are ready but not picked up count as overdue too.
    pub overdue_from_ready: bool,
    /// Days without a scan after which a shipment on the road is called silent.
    pub silent_after_days: u32,
    /// What changes around the country while it runs.
    pub surroundings: Surroundings,
    /// Forms servers polled for scans.
    pub forms_servers: Vec<FormsServer>,
    /// `dev`, `staging` or `production`.
    pub environment: String,
    /// Whether cookies are sent over TLS only.
    pub secure_cookies: bool,
    /// Hosts a request may name; empty allows all (dev).
    pub allowed_hosts: Vec<String>,
}

impl InstanceSettings {
    /// The languages people may choose among; the first is the default.
    pub fn offered_languages(&self) -> Vec<Language> {
        let chosen = self.chosen_languages.get();
        chosen.unwrap_or_else(|| self.languages.clone())
    }

    /// The language people get who did not choose one.
    pub fn default_language(&self) -> Language {
        let offered = self.offered_languages();
        offered.first().copied().unwrap_or_default()
    }

    /// What the country is called in a language.
    pub fn name_in(&self, language: Language) -> String {
        country_name(&self.name, &self.names, language)
    }

    /// What the town of the country's zone is called in a language (`Europe/Istanbul`: İstanbul).
    pub fn town_in(&self, language: Language) -> String {
        let zone = self.time_zone.name();
        let town = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
        known_name("town", &town, language).unwrap_or(town)
    }

    /// The day of an instant in the country's zone.
    pub fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.time_zone).date_naive()
    }

    /// The instant a day begins in the country's zone.
    pub fn begin_of(&self, day: NaiveDate) -> DateTime<Utc> {
        begin_of_day(self.time_zone, day)
    }

    /// The code on the label of a package: prefix, shipment, number (`/TR27.3`).
    pub fn package_code(&self, shipment: super::ids::ShipmentId, number: i32) -> String {
        format!("{}{shipment}.{number}", self.prefix)
    }
}

/// The instant a day begins in a zone.
pub fn begin_of_day(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let at = |local| zone.from_local_datetime(&local).earliest();
    at(midnight)
        // A day that begins with a jump of the clock.
        .or_else(|| at(midnight + TimeDelta::hours(1)))
        .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

/// What a country is called in a language: as its file says, else as the catalogue knows it, else as in the list.
pub fn country_name(name: &str, names: &[(Language, String)], language: Language) -> String {
    let own = names.iter().find(|(known, _)| *known == language);
    own.map(|(_, name)| name.clone())
        .or_else(|| known_name("country", name, language))
        .unwrap_or_else(|| name.to_owned())
}

/// The name of a place the catalogue has a word for.
fn known_name(kind: &str, name: &str, language: Language) -> Option<String> {
    let slug = name.to_lowercase().replace(' ', "-");
    let text = Text::new(format!("{kind}-{slug}"));
    text.is_known_in(language)
        .then(|| text.in_language(language))
}

/// The languages coordinators chose, kept in the country's database. All copies see a change.
#[derive(Clone, Debug, Default)]
pub struct ChosenLanguages(Arc<RwLock<Option<Vec<Language>>>>);

/// Two are always equal: what is chosen while a country runs is no reason to restart it.
impl PartialEq for ChosenLanguages {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl ChosenLanguages {
    /// The choice, the default first; none as long as nobody made one.
    pub fn get(&self) -> Option<Vec<Language>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts a choice in force.
    pub fn set(&self, languages: Vec<Language>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(languages);
    }
}

/// What is around a country and may change while it runs, without a restart. All copies see the change.
#[derive(Clone, Debug, Default)]
pub struct Surroundings(Arc<RwLock<Arc<SurroundingsNow>>>);

/// Two are always equal: what is around a country is told to it while it runs and no reason to restart it.
impl PartialEq for Surroundings {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One state of a country's [`Surroundings`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurroundingsNow {
    /// Prefixes of the other countries on this server with their names, to tell their codes from unknown ones.
    #[serde(default)]
    pub other_prefixes: Vec<(String, String)>,
    /// Why the configuration on disk is not the one in force, in words of the operator's language; none when it is.
    #[serde(default)]
    pub configuration_problem: Option<String>,
    /// Prefix under which people still come, because the front door has not turned to the new one yet; none otherwise.
    #[serde(default)]
    pub former_prefix: Option<String>,
    /// Who makes its nightly backups.
    #[serde(default)]
    pub nightly_backups: NightlyBackups,
}

/// Who makes the nightly backups of a country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NightlyBackups {
    /// The platform.
    #[default]
    Ours,
    /// Whoever runs the machine: they are switched off here.
    Off,
    /// Whoever runs the server of its database, which the administrator's login does not reach.
    Theirs,
}

impl Surroundings {
    /// Begins with a state.
    pub fn new(now: SurroundingsNow) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(now))))
    }

    /// The state now.
    pub fn now(&self) -> Arc<SurroundingsNow> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts another state in place, for every copy.
    pub fn set(&self, now: SurroundingsNow) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(now);
    }
}

/// A forms server and the forms a country reads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormsServer {
    /// Its name within the country; stable, the database keeps cursors under it.
    pub name: String,
    /// Its dialect.
    pub kind: FormsServerKind,
    /// Scheme, host and port, without a path (`https://api.ona.io`).
    pub url: String,
    /// Sent as `Authorization: Token …`; empty switches the source off.
    pub token: Secret,
    /// Package and voucher forms, by their id on the server.
    pub package_forms: Vec<String>,
    /// The form that binds a phone to a user.
    pub device_form: Option<String>,
    /// Time between polls, before jitter.
    pub poll: Duration,
}

/// The dialects a forms server may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormsServerKind {
    /// Ona API v1.
    Ona,
}

/// How mail leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailSettings {
    /// Who mail is from (`CTS <cts@example.org>`).
    pub from: String,
    /// The server that takes it. Without one nothing leaves: in dev mail goes to the log and a page.
    pub server: Option<MailServer>,
    /// Who is told when something is broken; empty: the coordinators.
    pub alerts: Vec<String>,
}

/// A server that takes mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// Empty: no login.
    pub user: String,
    pub password: Secret,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// Not at all.
    None,
    /// Begins in the open and must change to TLS before anything is said.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl MailTls {
    /// The word in the YAML.
    pub fn slug(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
    }
}

/// A password or token; never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the value in.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one who sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() {
            "(none)"
        } else {
            "(secret)"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_its_zone_or_when_the_clock_has_jumped() {
        let begin = |zone, y, m, d| {
            let day = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            begin_of_day(zone, day).to_rfc3339()
        };

        assert_eq!(
            begin(Tz::Europe__Istanbul, 2026, 11, 20),
            "2026-11-19T21:00:00+00:00"
        );
        assert_eq!(
            begin(Tz::Asia__Beirut, 2021, 3, 28),
            "2021-03-27T22:00:00+00:00"
        );
    }
}
