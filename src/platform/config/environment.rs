//! `config/base.yaml` with the file of the environment over it: one struct per section.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::kernel::settings::{MailSettings, Secret};

use super::in_force::InForce;
use super::mail;
use super::section::{Report, Section};
use super::sources::Sources;
use super::values::{self, Network};
use super::yaml::Node;

/// The settings of the platform in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// `domain`: the host people type; printed in the banner; `allowed_hosts` says which are answered.
    pub domain: String,
    /// `listen`: where the front door listens.
    pub listen: SocketAddr,
    /// `tls`: certificate and key of the front door; without them it speaks plain HTTP.
    pub tls: Option<Tls>,
    /// `allowed_hosts`: hosts a request may name; empty allows all.
    pub allowed_hosts: Vec<String>,
    /// `trusted_proxies`: networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<Network>,
    /// `secure_cookies`: whether cookies are sent over TLS only.
    pub secure_cookies: bool,
    /// `data`: folder of the cluster, secrets, sockets and logs; relative to the root.
    pub data: PathBuf,
    /// `database`: `managed`, or an external server.
    pub database: Database,
    /// `log`: form and level of the logs.
    pub log: Log,
    /// `limits`: sizes and time-outs.
    pub limits: Limits,
    /// `metrics.allow`: networks that may read `/metrics`.
    pub metrics: Vec<Network>,
    /// `backup`: where backups go, when, and how long they are kept.
    pub backup: Backup,
    /// `mail`: how mail leaves, and who is told when something is broken.
    pub mail: MailSettings,
    /// Variables and files the mail server's password came from.
    pub(super) mail_secrets: Vec<String>,
    /// `demo.forms_server`: where the demo's stand-in forms server listens, on the loopback.
    pub demo_forms_server: SocketAddr,
}

impl Platform {
    /// Where plain HTTP comes in, only to be led to HTTPS.
    pub(crate) fn redirect_from(&self) -> Option<SocketAddr> {
        self.tls.as_ref()?.redirect_from
    }

    /// The ports of the front door and the settings that say so: no country can have them.
    pub(crate) fn own_ports(&self) -> Vec<(u16, &'static str)> {
        let redirect = self.redirect_from();
        let redirect = redirect.map(|from| (from.port(), "tls.redirect_from"));
        std::iter::once((self.listen.port(), "listen"))
            .chain(redirect)
            .collect()
    }

    /// Whether a country's process would run alike under other settings: what only the front door and the supervisor
    /// go by is left out.
    pub(crate) fn serves_like(&self, other: &Self) -> bool {
        let of_countries = |platform: &Self| Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            trusted_proxies: Vec::new(),
            metrics: Vec::new(),
            tls: None,
            demo_forms_server: SocketAddr::from(([127, 0, 0, 1], 0)),
            backup: other.backup.clone(),
            data: PathBuf::new(),
            database: Database::Managed,
            limits: Limits {
                connections: platform.limits.connections,
                stop: platform.limits.stop,
                // Of the country's role, set before its process starts.
                statement: platform.limits.statement,
                memory: platform.limits.memory,
                ..Limits::default()
            },
            ..platform.clone()
        };
        of_countries(self) == of_countries(other)
    }
}

/// Which PostgreSQL holds the countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A private cluster under the data folder, owned by the supervisor.
    Managed,
    /// An external server, by the URL of an administrator who may create roles and databases.
    External(Secret),
}

/// How logs are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// `log.format`: `text` or `json`.
    pub json: bool,
    /// `log.level`: a tracing filter (`info`, `info,hyper=debug`).
    pub level: String,
    /// `log.days`: how many daily files are kept per country.
    pub days: usize,
    /// `log.max_size`: bytes a country may write a day; what is more is left out, so that it cannot fill the disk.
    pub max_size: u64,
}

/// Files of the front door's certificate, PEM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tls {
    /// `tls.certificate`: the chain, the front door's own first.
    pub certificate: PathBuf,
    /// `tls.key`: its private key.
    pub key: PathBuf,
    /// `tls.redirect_from`: where plain HTTP comes in, only to be led to HTTPS.
    pub redirect_from: Option<SocketAddr>,
}

/// Backups of all countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// `backup.nightly`: whether the supervisor backs up every night; off in dev, where data are made up.
    pub nightly: bool,
    /// `backup.folder`: relative to the data folder.
    pub folder: PathBuf,
    /// `backup.at`: time of day, in each country's zone.
    pub at: NaiveTime,
    /// `backup.keep.daily`, `.weekly`, `.monthly`: how many of each are kept.
    pub daily: usize,
    pub weekly: usize,
    pub monthly: usize,
}

/// Sizes and time-outs of the front door and of stopping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `limits.body`: bytes of a request's body at most.
    pub body: u64,
    /// `limits.hold`: how long a request waits for a country that is restarting.
    pub hold: Duration,
    /// `limits.held_requests`: how many wait per country at most.
    pub held_requests: usize,
    /// `limits.headers`: time for a client to send its headers.
    pub headers: Duration,
    /// `limits.idle`: how long a connection may do nothing.
    pub idle: Duration,
    /// `limits.answer`: how long a country may take to begin its answer.
    pub answer: Duration,
    /// `limits.stop`: time for requests to finish at a stop, then it is hard.
    pub stop: Duration,
    /// `limits.silence`: how long a country's process may answer nothing until it is ended and brought back.
    pub silence: Duration,
    /// `limits.connections`: database connections per country at most.
    pub connections: u32,
    /// `limits.statement`: how long one statement of a country's app may take.
    pub statement: Duration,
    /// `limits.memory`: bytes a country's process may hold; one that asks for more ends and comes back.
    pub memory: u64,
}

impl Limits {
    /// Connections a country's role may have: a restart has two processes for a moment, and jobs and commands have
    /// connections of their own beside the pool.
    pub(crate) fn connections_of_role(&self) -> u32 {
        self.connections * 2 + 20
    }
}

/// Less, and a machine that is busy for a moment would end countries that are well.
const LEAST_SILENCE: Duration = Duration::from_secs(10);

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 32 << 20,
            hold: Duration::from_secs(10),
            held_requests: 1000,
            headers: Duration::from_secs(15),
            idle: Duration::from_secs(75),
            answer: Duration::from_secs(180),
            stop: Duration::from_secs(30),
            silence: Duration::from_secs(90),
            connections: 8,
            statement: Duration::from_secs(60),
            memory: 1 << 30,
        }
    }
}

/// The settings variables may set: name after `CTS_`, path in the file, and whether it is a list.
pub(super) const VARIABLES: &[(&str, &[&str], bool)] = &[
    ("DOMAIN", &["domain"], false),
    ("LISTEN", &["listen"], false),
    ("TLS_CERTIFICATE", &["tls", "certificate"], false),
    ("TLS_KEY", &["tls", "key"], false),
    ("TLS_REDIRECT_FROM", &["tls", "redirect_from"], false),
    ("ALLOWED_HOSTS", &["allowed_hosts"], true),
    ("TRUSTED_PROXIES", &["trusted_proxies"], true),
    ("SECURE_COOKIES", &["secure_cookies"], false),
    ("DATA", &["data"], false),
    ("DATABASE", &["database"], false),
    ("DATABASE_URL_FILE", &["database", "url_file"], false),
    ("LOG_FORMAT", &["log", "format"], false),
    ("LOG_LEVEL", &["log", "level"], false),
    ("LOG_DAYS", &["log", "days"], false),
    ("LOG_MAX_SIZE", &["log", "max_size"], false),
    ("LIMITS_BODY", &["limits", "body"], false),
    ("LIMITS_HOLD", &["limits", "hold"], false),
    ("LIMITS_HELD_REQUESTS", &["limits", "held_requests"], false),
    ("LIMITS_HEADERS", &["limits", "headers"], false),
    ("LIMITS_IDLE", &["limits", "idle"], false),
    ("LIMITS_ANSWER", &["limits", "answer"], false),
    ("LIMITS_STOP", &["limits", "stop"], false),
    ("LIMITS_SILENCE", &["limits", "silence"], false),
    ("LIMITS_CONNECTIONS", &["limits", "connections"], false),
    ("LIMITS_STATEMENT", &["limits", "statement"], false),
    ("LIMITS_MEMORY", &["limits", "memory"], false),
    ("METRICS_ALLOW", &["metrics", "allow"], true),
    ("BACKUP_NIGHTLY", &["backup", "nightly"], false),
    ("BACKUP_FOLDER", &["backup", "folder"], false),
    ("BACKUP_AT", &["backup", "at"], false),
    ("MAIL_FROM", &["mail", "from"], false),
    ("MAIL_ALERTS", &["mail", "alerts"], true),
    ("MAIL_SMTP_HOST", &["mail", "smtp", "host"], false),
    ("MAIL_SMTP_PORT", &["mail", "smtp", "port"], false),
    ("MAIL_SMTP_TLS", &["mail", "smtp", "tls"], false),
    ("MAIL_SMTP_USER", &["mail", "smtp", "user"], false),
    (
        "MAIL_SMTP_PASSWORD_FILE",
        &["mail", "smtp", "password_file"],
        false,
    ),
    ("DEMO_FORMS_SERVER", &["demo", "forms_server"], false),
];

/// Variables that hold a secret: name after `CTS_`, and the `_env` key that is made to point at them.
pub(super) const SECRET_VARIABLES: &[(&str, &[&str])] = &[
    ("DATABASE_URL", &["database", "url_env"]),
    ("MAIL_SMTP_PASSWORD", &["mail", "smtp", "password_env"]),
];

/// Reads the merged settings of an environment; `secrets` is off for environments that are only looked over.
pub(super) fn read(
    node: &Node,
    environment: &str,
    mut secrets: Option<&mut Sources>,
    report: &Report,
) -> Option<Platform> {
    let section = Section::new(node, "", report)?;
    let is_dev = environment == "dev";
    // A country's process has no business with the key.
    let root = secrets.as_deref().filter(|sources| !sources.partial);
    let listen = section
        .optional("listen", values::address)
        .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8000)));
    let tls = tls(&section, listen, root.map(|sources| sources.root.clone()));
    let data = section
        .optional("data", values::filled)
        .map_or_else(|| PathBuf::from("var"), PathBuf::from);
    let demo_forms_server = demo_forms_server(&section);
    let in_force = secrets
        .as_deref()
        .and_then(|sources| sources.in_force.clone());
    let in_force = in_force.unwrap_or(InForce {
        listen,
        tls,
        data,
        demo_forms_server,
    });
    let domain = section
        .optional("domain", values::filled)
        .unwrap_or_else(|| "127.0.0.1".into());
    let mut mail_secrets = Vec::new();
    let from = mail::default_sender(&domain, is_dev);
    let mail = mail::read(&section, from, secrets.as_deref_mut(), &mut mail_secrets);
    let platform = Platform {
        domain,
        listen: in_force.listen,
        allowed_hosts: plain(section.list("allowed_hosts", values::filled)),
        trusted_proxies: plain(section.list("trusted_proxies", values::network)),
        secure_cookies: section
            .optional("secure_cookies", values::boolean)
            .unwrap_or(!is_dev || in_force.tls.is_some()),
        tls: in_force.tls,
        data: in_force.data,
        database: database(&section, secrets, report),
        log: log(&section, is_dev),
        limits: limits(&section),
        metrics: metrics(&section),
        backup: backup(&section, is_dev),
        mail,
        mail_secrets,
        demo_forms_server: in_force.demo_forms_server,
    };
    section.finish();
    Some(platform)
}

/// Relative paths begin at the root folder. `root` is none for environments that are only looked over: their files may
/// lie on another machine.
fn tls(section: &Section<'_>, listen: SocketAddr, root: Option<PathBuf>) -> Option<Tls> {
    let sub = section.sub("tls")?;
    let certificate = sub.required("certificate", values::filled);
    let key = sub.required("key", values::filled);
    let redirect_from = sub.optional("redirect_from", values::address);
    sub.finish();
    if redirect_from.is_some_and(|from| from.port() == listen.port()) {
        let message = format!("{} is the port of HTTPS itself (listen)", listen.port());
        sub.problem("redirect_from", message);
    }
    let (certificate, key) = (certificate?, key?);
    let base = root.clone().unwrap_or_default();
    let tls = Tls {
        certificate: base.join(certificate.value),
        key: base.join(key.value),
        redirect_from,
    };
    if root.is_some()
        && let Err(error) = crate::platform::front_door::tls::load(&tls)
    {
        sub.problem("certificate", format!("{error:#}"));
    }
    Some(tls)
}

fn plain<T>(placed: Vec<super::section::Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.value).collect()
}

fn database(section: &Section<'_>, secrets: Option<&mut Sources>, report: &Report) -> Database {
    let Some(node) = section.node("database") else {
        return Database::Managed;
    };
    let path = section.path_of("database");
    if let Ok(text) = values::text(node) {
        match text.as_str() {
            "managed" => {}
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                if has_password(url) {
                    let message = "holds a password: put the whole URL where url_env or url_file says";
                    report.add(&node.place, &path, message);
                }
                return Database::External(Secret::new(url));
            }
            _ => report.add(
                &node.place,
                &path,
                "must be managed, a postgres:// URL without password, or {url_file: …} or {url_env: …}",
            ),
        }
        return Database::Managed;
    }
    let Some(sub) = section.sub("database") else {
        return Database::Managed;
    };
    let url = super::secret::secret(
        &sub,
        ["url", "url_env", "url_file"],
        secrets,
        true,
        &mut Vec::new(),
    );
    sub.finish();
    url.map_or(Database::Managed, Database::External)
}

/// Whether a URL names a password.
pub(super) fn has_password(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| {
        url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password")
    })
}

fn log(section: &Section<'_>, is_dev: bool) -> Log {
    let mut log = Log {
        json: !is_dev,
        level: "info".into(),
        days: 14,
        max_size: 200 << 20,
    };
    let Some(sub) = section.sub("log") else {
        return log;
    };
    if let Some(format) = sub.optional("format", values::one_of(&["text", "json"])) {
        log.json = format == "json";
    }
    if let Some(level) = sub.optional("level", values::log_level) {
        log.level = level;
    }
    if let Some(days) = sub.optional("days", values::integer(1, 366)) {
        log.days = days as usize;
    }
    if let Some(max_size) = sub.optional("max_size", values::size) {
        log.max_size = max_size;
    }
    sub.finish();
    log
}

fn limits(section: &Section<'_>) -> Limits {
    let default = Limits::default();
    let Some(sub) = section.sub("limits") else {
        return default;
    };
    let time = |key, default| sub.optional(key, values::duration).unwrap_or(default);
    let least = |key, least| sub.optional(key, values::duration_of_at_least(least));
    let limits = Limits {
        body: sub.optional("body", values::size).unwrap_or(default.body),
        hold: time("hold", default.hold),
        held_requests: sub
            .optional("held_requests", values::integer(1, 100_000))
            .map_or(default.held_requests, |n| n as usize),
        headers: time("headers", default.headers),
        idle: time("idle", default.idle),
        answer: time("answer", default.answer),
        stop: time("stop", default.stop),
        silence: least("silence", LEAST_SILENCE).unwrap_or(default.silence),
        connections: sub
            .optional("connections", values::integer(2, 200))
            .map_or(default.connections, |n| n as u32),
        statement: time("statement", default.statement),
        memory: sub
            .optional("memory", values::memory)
            .unwrap_or(default.memory),
    };
    sub.finish();
    limits
}

fn metrics(section: &Section<'_>) -> Vec<Network> {
    let Some(sub) = section.sub("metrics") else {
        let local = Node::scalar("127.0.0.0/8", super::yaml::Place::whole(""));
        return values::network(&local).into_iter().collect();
    };
    let allow = plain(sub.list("allow", values::network));
    sub.finish();
    allow
}

fn backup(section: &Section<'_>, is_dev: bool) -> Backup {
    let mut backup = Backup {
        nightly: !is_dev,
        folder: PathBuf::from("backups"),
        at: NaiveTime::from_hms_opt(2, 30, 0).unwrap_or_default(),
        daily: 7,
        weekly: 5,
        monthly: 12,
    };
    let Some(sub) = section.sub("backup") else {
        return backup;
    };
    if let Some(nightly) = sub.optional("nightly", values::boolean) {
        backup.nightly = nightly;
    }
    if let Some(folder) = sub.optional("folder", values::filled) {
        backup.folder = PathBuf::from(folder);
    }
    if let Some(at) = sub.optional("at", values::time_of_day) {
        backup.at = at;
    }
    if let Some(keep) = sub.sub("keep") {
        let count = |key, default| {
            keep.optional(key, values::integer(1, 1000))
                .map_or(default, |n| n as usize)
        };
        backup.daily = count("daily", backup.daily);
        backup.weekly = count("weekly", backup.weekly);
        backup.monthly = count("monthly", backup.monthly);
        keep.finish();
    }
    sub.finish();
    backup
}

fn demo_forms_server(section: &Section<'_>) -> SocketAddr {
    let default = SocketAddr::from(([127, 0, 0, 1], 8090));
    let Some(sub) = section.sub("demo") else {
        return default;
    };
    let loopback = |node: &Node| {
        let address = values::address(node)?;
        if address.ip().is_loopback() {
            Ok(address)
        } else {
            Err("must be an address of the loopback: nothing made up is sent elsewhere".into())
        }
    };
    let found = sub.optional("forms_server", loopback);
    sub.finish();
    found.unwrap_or(default)
}
