//! What a country runs with otherwise than before: for its audit.

use super::effective::{masked, of_platform};
use super::{Config, Instance, Platform};
use crate::kernel::settings::Secret;

/// A setting that differs between two configurations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    pub(crate) path: String,
    /// `None` where there was no such setting.
    pub(crate) before: Option<String>,
    /// `None` where there is none any more.
    pub(crate) after: Option<String>,
}

/// What a country runs with otherwise than before, each a configuration with the country in it. Of a secret it is only said
/// that it is another one.
pub(crate) fn changed(old: (&Config, &Instance), new: (&Config, &Instance)) -> Vec<Changed> {
    let (mut before, mut after) = (old.0.effective(old.1), new.0.effective(new.1));
    let (hidden, shown) = (secrets(old), secrets(new));
    let mut changed = Vec::new();
    // One path may come twice, as that of the country and that of the platform: in the same order in both.
    while !before.is_empty() {
        let setting = before.remove(0);
        let found = after.iter().position(|other| other.path == setting.path);
        let now = found.map(|at| after.remove(at).value);
        if now.as_ref() != Some(&setting.value) {
            changed.push(Changed {
                path: setting.path,
                before: Some(setting.value),
                after: now,
            });
        }
    }
    changed.extend(after.into_iter().map(|setting| Changed {
        path: setting.path,
        before: None,
        after: Some(setting.value),
    }));
    for (path, secret) in shown {
        let other = hidden.iter().find(|(known, _)| *known == path);
        if other.is_some_and(|(_, before)| *before != secret) {
            changed.push(Changed {
                path,
                before: Some(masked()),
                after: Some("(another secret)".into()),
            });
        }
    }
    changed
}

/// The settings of the platform that differ; what is secret in them does not show.
pub(crate) fn changed_platform(old: &Platform, new: &Platform) -> Vec<Changed> {
    // Both name the same settings, in the same order.
    let both = of_platform(old).into_iter().zip(of_platform(new));
    both.filter(|((_, before), (_, after))| before != after)
        .map(|((path, before), (_, after))| Changed {
            path: path.to_owned(),
            before: Some(before),
            after: Some(after),
        })
        .collect()
}

/// The secrets a country runs with, which its settings show masked.
fn secrets((config, instance): (&Config, &Instance)) -> Vec<(String, Secret)> {
    let mut secrets = Vec::new();
    let mut add = |path: String, secret: Option<&Secret>| {
        let there = secret.filter(|secret| !secret.is_empty());
        secrets.extend(there.map(|secret| (path, secret.clone())));
    };
    add("database.url".into(), instance.database_url.as_ref());
    add("database.admin_url".into(), instance.admin_url.as_ref());
    for (index, server) in instance.settings.forms_servers.iter().enumerate() {
        add(format!("forms_servers[{index}].token"), Some(&server.token));
    }
    let mail = config.platform.mail.server.as_ref();
    add(
        "mail.smtp.password".into(),
        mail.map(|server| &server.password),
    );
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::sources;

    const ONA: &str =
        "forms_servers:\n  - {name: ona, url: \"http://127.0.0.1:1\", token_env: CTS_TEST_TOKEN}\n";

    fn with(country: &str, base: &str, token: &str) -> Config {
        let list = "instances:\n  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}\n";
        let mut sources = sources(&[
            ("instances/instances.yaml", list),
            ("instances/turkey.yaml", country),
            ("config/base.yaml", base),
        ]);
        sources
            .variables
            .insert("CTS_TEST_TOKEN".into(), token.into());
        Config::from_sources(sources).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn turkey(config: &Config) -> (&Config, &Instance) {
        (config, config.instance("turkey").unwrap())
    }

    #[test]
    fn what_changed_is_told_and_what_stayed_is_not() {
        let (old, new) = (
            with("color: \"#111111\"\n", "", "hush"),
            with("color: \"#222222\"\n", "limits: {statement: 30s}", "hush"),
        );

        let told = changed(turkey(&old), turkey(&new));

        let of = |path: &str| {
            let found = told.iter().find(|one| one.path == path)?;
            Some((found.before.as_deref()?, found.after.as_deref()?))
        };
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(of("color"), Some(("#111111", "#222222")));
        assert_eq!(of("limits.statement").unwrap().1, "30s");
    }

    #[test]
    fn a_forms_server_that_came_is_told_without_its_token() {
        let (old, new) = (with("", "", ""), with(ONA, "", "hush"));

        let told = changed(turkey(&old), turkey(&new));

        assert!(told.iter().any(|one| one.path == "forms_servers[0].url"
            && one.before.is_none()
            && one.after.as_deref() == Some("http://127.0.0.1:1")));
        assert!(!format!("{told:?}").contains("hush"));
    }

    #[test]
    fn of_another_secret_it_is_only_said_that_it_is_another() {
        let (old, new) = (with(ONA, "", "hush"), with(ONA, "", "quiet"));

        let told = changed(turkey(&old), turkey(&new));

        assert_eq!(
            told,
            [Changed {
                path: "forms_servers[0].token".into(),
                before: Some("(secret)".into()),
                after: Some("(another secret)".into()),
            }]
        );
        assert!(changed(turkey(&old), turkey(&old)).is_empty());
    }
}
