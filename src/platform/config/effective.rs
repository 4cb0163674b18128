//! The settings in force, each with the place it came from: what `cts instances show KEY` prints. Secrets are masked.

use serde::Serialize;

use super::sources::Sources;
use super::yaml::{Content, Node, Place, parse};
use super::{Config, Database, Instance, Platform, instance_list, values, variables};
use crate::kernel::settings::{FormsServer, MailServer, Secret};

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// `limits.body`, `forms_servers[0].url`.
    pub path: String,
    pub value: String,
    /// File with line and column, name of a variable, or `default`.
    pub from: String,
}

/// The merged settings of an environment, as they stand in the files and variables.
pub(super) fn platform_node(sources: &Sources, environment: &str) -> Node {
    let file = |path: &str| {
        let Some(Ok(text)) = sources.files.get(path) else {
            return None;
        };
        parse(path, text, &mut Vec::new())
    };
    let mut node =
        file("config/base.yaml").unwrap_or_else(|| Node::empty(Place::whole("config/base.yaml")));
    if let Some(over) = file(&format!("config/{environment}.yaml")) {
        node.merge(over);
    }
    variables::lay_over_platform(&mut node, sources);
    node
}

impl Config {
    /// Everything a country runs with: its entry, its file, the platform's settings.
    pub fn effective(&self, instance: &Instance) -> Vec<Setting> {
        let key = instance.key();
        let mut settings = Vec::new();
        let list = self.list_node();
        let entry = list
            .get("instances")
            .and_then(|list| list.get(key))
            .cloned();
        let country = self.country_node(key);
        let platform = platform_node(&self.sources, &self.environment);
        collect(&mut settings, entry.as_ref(), of_entry(instance));
        collect(&mut settings, Some(&country), of_country(instance));
        for (index, server) in instance.settings.forms_servers.iter().enumerate() {
            let node = list_item(&country, "forms_servers", index);
            let mut of_server = Vec::new();
            collect(&mut of_server, node, of_forms_server(server));
            of_server.push(token(node, &server.token));
            settings.extend(of_server.into_iter().map(|setting| Setting {
                path: format!("forms_servers[{index}].{}", setting.path),
                ..setting
            }));
        }
        settings.push(Setting {
            path: "environment".into(),
            value: self.environment.clone(),
            from: if self.sources.variables.contains_key("CTS_ENVIRONMENT") {
                "CTS_ENVIRONMENT".into()
            } else {
                "default".into()
            },
        });
        collect(&mut settings, Some(&platform), of_platform(&self.platform));
        settings
    }

    /// The list of countries, with variables over it.
    pub(super) fn list_node(&self) -> Node {
        self.node(instance_list::FILE, |node, sources| {
            variables::lay_over_list(node, sources);
        })
    }

    /// The file of a country, with variables over it.
    pub(super) fn country_node(&self, key: &str) -> Node {
        self.node(&format!("instances/{key}.yaml"), |node, sources| {
            variables::lay_over_country(node, key, sources);
        })
    }

    fn node(&self, file: &str, lay_over: impl Fn(&mut Node, &Sources)) -> Node {
        let text = self
            .sources
            .files
            .get(file)
            .and_then(|text| text.as_ref().ok());
        let mut node = text
            .and_then(|text| parse(file, text, &mut Vec::new()))
            .unwrap_or_else(|| Node::empty(Place::whole(file)));
        lay_over(&mut node, &self.sources);
        node
    }
}

type Values = Vec<(&'static str, String)>;

/// Puts values and the places their paths lead to together.
fn collect(settings: &mut Vec<Setting>, node: Option<&Node>, values: Values) {
    for (path, value) in values {
        let place = node.and_then(|node| find(node, path));
        settings.push(Setting {
            path: path.to_owned(),
            value,
            from: place.map_or_else(|| "default".into(), ToString::to_string),
        });
    }
}

/// Where a setting stands; for a mapping such as `database: {url_file: …}` where its first key does.
pub(super) fn find<'a>(node: &'a Node, path: &str) -> Option<&'a Place> {
    let found = path
        .split('.')
        .try_fold(node, |node, name| match name.split_once('[') {
            Some((name, index)) => list_item(node, name, index.trim_end_matches(']').parse().ok()?),
            None => node.get(name),
        })?;
    match &found.content {
        Content::Map(entries) => entries.first().map(|(_, inner)| &inner.place),
        _ if found.is_null() => None,
        _ => Some(&found.place),
    }
}

fn list_item<'a>(node: &'a Node, name: &str, index: usize) -> Option<&'a Node> {
    match &node.get(name)?.content {
        Content::List(list) => list.get(index),
        _ => None,
    }
}

fn of_entry(instance: &Instance) -> Values {
    let settings = &instance.settings;
    vec![
        ("name", settings.name.clone()),
        ("prefix", settings.prefix.clone()),
        ("currency", settings.currency.code.clone()),
        ("port", instance.port.to_string()),
        ("paused", instance.is_paused.to_string()),
    ]
}

fn of_country(instance: &Instance) -> Values {
    let settings = &instance.settings;
    let languages: Vec<&str> = settings.languages.iter().map(|l| l.tag()).collect();
    let (latitude, longitude) = settings.map_center;
    let names: Vec<String> = settings
        .names
        .iter()
        .map(|(language, name)| format!("{}: {name}", language.tag()))
        .collect();
    vec![
        ("names", names.join(", ")),
        ("time_zone", settings.time_zone.name().to_owned()),
        ("languages", languages.join(", ")),
        ("currency_digits", settings.currency.digits.to_string()),
        ("color", settings.color.clone()),
        ("map.center", format!("{latitude}, {longitude}")),
        ("map.zoom", settings.map_zoom.to_string()),
        (
            "overdue.from_ready",
            settings.overdue_from_ready.to_string(),
        ),
        (
            "overdue.silent_after_days",
            settings.silent_after_days.to_string(),
        ),
        (
            "database",
            instance
                .database_url
                .as_ref()
                .map_or_else(|| "made by the supervisor".into(), |_| masked()),
        ),
    ]
}

fn of_forms_server(server: &FormsServer) -> Values {
    vec![
        ("name", server.name.clone()),
        ("kind", "ona".into()),
        ("url", server.url.clone()),
        ("package_forms", server.package_forms.join(", ")),
        (
            "device_form",
            server.device_form.clone().unwrap_or_default(),
        ),
        ("poll", seconds(server.poll)),
    ]
}

/// A token comes from the variable that holds it, whoever names that, or from a file, where the setting names it.
fn token(node: Option<&Node>, token: &Secret) -> Setting {
    let variable = node
        .and_then(|node| node.get("token_env"))
        .and_then(|named| values::text(named).ok());
    let named = node.and_then(|node| find(node, "token_file"));
    Setting {
        path: match variable {
            Some(_) => "token_env".into(),
            None => "token_file".into(),
        },
        value: if token.is_empty() {
            "none: the server is not asked".into()
        } else {
            masked()
        },
        from: variable
            .or_else(|| named.map(ToString::to_string))
            .unwrap_or_else(|| "default".into()),
    }
}

pub(super) fn of_platform(platform: &Platform) -> Values {
    let list = |networks: &[super::Network]| {
        let texts: Vec<String> = networks.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    let limits = &platform.limits;
    vec![
        ("domain", platform.domain.clone()),
        ("listen", platform.listen.to_string()),
        (
            "tls.certificate",
            shown(platform.tls.as_ref().map(|tls| &tls.certificate)),
        ),
        ("tls.key", shown(platform.tls.as_ref().map(|tls| &tls.key))),
        (
            "tls.redirect_from",
            platform
                .redirect_from()
                .map_or_else(String::new, |from| from.to_string()),
        ),
        ("allowed_hosts", platform.allowed_hosts.join(", ")),
        ("trusted_proxies", list(&platform.trusted_proxies)),
        ("secure_cookies", platform.secure_cookies.to_string()),
        ("data", platform.data.display().to_string()),
        (
            "database",
            match &platform.database {
                Database::Managed => "managed".into(),
                Database::External(_) => masked(),
            },
        ),
        (
            "log.format",
            if platform.log.json { "json" } else { "text" }.into(),
        ),
        ("log.level", platform.log.level.clone()),
        ("log.days", platform.log.days.to_string()),
        ("log.max_size", format!("{} bytes", platform.log.max_size)),
        ("limits.body", format!("{} bytes", limits.body)),
        ("limits.hold", seconds(limits.hold)),
        ("limits.held_requests", limits.held_requests.to_string()),
        ("limits.headers", seconds(limits.headers)),
        ("limits.idle", seconds(limits.idle)),
        ("limits.answer", seconds(limits.answer)),
        ("limits.stop", seconds(limits.stop)),
        ("limits.silence", seconds(limits.silence)),
        ("limits.connections", limits.connections.to_string()),
        ("limits.statement", seconds(limits.statement)),
        ("limits.memory", format!("{} bytes", limits.memory)),
        ("metrics.allow", list(&platform.metrics)),
        ("backup.nightly", platform.backup.nightly.to_string()),
        (
            "backup.folder",
            platform.backup.folder.display().to_string(),
        ),
        ("backup.at", platform.backup.at.format("%H:%M").to_string()),
        ("backup.keep.daily", platform.backup.daily.to_string()),
        ("backup.keep.weekly", platform.backup.weekly.to_string()),
        ("backup.keep.monthly", platform.backup.monthly.to_string()),
        ("mail.from", platform.mail.from.clone()),
        ("mail.alerts", platform.mail.alerts.join(", ")),
        (
            "mail.smtp",
            platform
                .mail
                .server
                .as_ref()
                .map_or_else(|| "none".into(), mail_server),
        ),
        ("demo.forms_server", platform.demo_forms_server.to_string()),
    ]
}

fn mail_server(server: &MailServer) -> String {
    let login = if server.user.is_empty() {
        String::new()
    } else {
        format!(", {} {}", server.user, masked())
    };
    format!(
        "{}:{}, tls {}{login}",
        server.host,
        server.port,
        server.tls.slug()
    )
}

fn shown(path: Option<&std::path::PathBuf>) -> String {
    path.map_or_else(String::new, |path| path.display().to_string())
}

fn seconds(time: std::time::Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{}s", time.as_secs())
    } else {
        format!("{}ms", time.as_millis())
    }
}

pub(super) fn masked() -> String {
    "(secret)".into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::sources;

    #[test]
    fn every_value_says_where_it_came_from_and_secrets_stay_hidden() {
        let mut sources = sources(&[
            (
                "instances/instances.yaml",
                "instances:\n  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}\n",
            ),
            (
                "instances/turkey.yaml",
                "time_zone: Europe/Istanbul\nforms_servers:\n  - {name: ona, url: \"http://127.0.0.1:1\", token_env: CTS_TEST_TOKEN}\n  - {name: other, url: \"http://127.0.0.1:2\"}\n  - {name: third, url: \"http://127.0.0.1:3\", token_file: secrets/none}\n",
            ),
            ("config/base.yaml", "limits: {body: 1MB}\n"),
        ]);
        for (name, value) in [
            ("CTS_TEST_TOKEN", "hush"),
            ("CTS_TURKEY_FORMS_OTHER_TOKEN", "hush too"),
            ("CTS_LOG_LEVEL", "debug"),
            ("CTS_TURKEY_COLOR", "#aabbcc"),
        ] {
            sources.variables.insert(name.into(), value.into());
        }
        let config = Config::from_sources(sources).unwrap_or_else(|problems| panic!("{problems}"));

        let settings = config.effective(config.instance("turkey").unwrap());

        let of = |path: &str| {
            let found = settings
                .iter()
                .find(|setting| setting.path == path)
                .unwrap();
            (found.value.as_str(), found.from.as_str())
        };
        assert_eq!(of("prefix"), ("/TR", "instances/instances.yaml:2:34"));
        assert_eq!(
            of("time_zone"),
            ("Europe/Istanbul", "instances/turkey.yaml:1:12")
        );
        assert_eq!(of("color"), ("#aabbcc", "CTS_TURKEY_COLOR"));
        assert_eq!(of("log.level"), ("debug", "CTS_LOG_LEVEL"));
        assert_eq!(
            of("limits.body"),
            ("1048576 bytes", "config/base.yaml:1:16")
        );
        assert_eq!(of("limits.hold"), ("10s", "default"));
        assert_eq!(
            of("forms_servers[0].token_env"),
            ("(secret)", "CTS_TEST_TOKEN")
        );
        assert_eq!(
            of("forms_servers[1].token_env"),
            ("(secret)", "CTS_TURKEY_FORMS_OTHER_TOKEN")
        );
        assert_eq!(
            of("forms_servers[2].token_file"),
            (
                "none: the server is not asked",
                "instances/turkey.yaml:5:58"
            )
        );
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
