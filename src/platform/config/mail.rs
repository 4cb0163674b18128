//! The section `mail`: who mail is from, the server that takes it, and who is told when something is broken.

use std::net::IpAddr;

use lettre::Address;
use lettre::message::Mailbox;

use crate::kernel::settings::{MailServer, MailSettings, MailTls, Secret};

use super::section::Section;
use super::sources::Sources;
use super::values;
use super::yaml::Node;

/// Who mail is from when nothing is said: `cts@` and the host people type.
pub(super) fn default_sender(domain: &str, is_dev: bool) -> String {
    let host = if is_dev { "localhost" } else { domain };
    format!("CTS <cts@{host}>")
}

/// Reads the section; `noted` gets the name of the variable or file that holds the password.
pub(super) fn read(
    section: &Section<'_>,
    from: String,
    secrets: Option<&mut Sources>,
    noted: &mut Vec<String>,
) -> MailSettings {
    let mut mail = MailSettings {
        from,
        ..MailSettings::default()
    };
    let Some(sub) = section.sub("mail") else {
        return mail;
    };
    if let Some(from) = sub.optional("from", mailbox) {
        mail.from = from;
    }
    let alerts = sub.list("alerts", address);
    mail.alerts = alerts.into_iter().map(|placed| placed.value).collect();
    if let Some(smtp) = sub.sub("smtp") {
        mail.server = server(&smtp, secrets, noted);
        smtp.finish();
    }
    sub.finish();
    mail
}

fn server(
    smtp: &Section<'_>,
    secrets: Option<&mut Sources>,
    noted: &mut Vec<String>,
) -> Option<MailServer> {
    let host = smtp.required("host", values::filled);
    let tls = match smtp.optional("tls", values::one_of(&["none", "starttls", "tls"])) {
        Some("none") => MailTls::None,
        Some("tls") => MailTls::Tls,
        _ => MailTls::StartTls,
    };
    let port = smtp
        .optional("port", values::integer(1, 65535))
        .map_or(default_port(tls), |port| port as u16);
    let user = smtp.optional("user", values::filled).unwrap_or_default();
    let keys = ["password", "password_env", "password_file"];
    let has_password = keys.iter().any(|key| smtp.has(key));
    let password = super::secret::secret(smtp, keys, secrets, true, noted);
    if has_password && user.is_empty() {
        smtp.problem("user", "is missing: a password needs to know whose it is");
    }
    if !user.is_empty() && !has_password {
        smtp.problem("user", "needs password_env or password_file");
    }
    let host = host?.value;
    if has_password && tls == MailTls::None && !is_loopback(&host) {
        smtp.problem("tls", "a password is sent to another machine over TLS only");
    }
    Some(MailServer {
        host,
        port,
        tls,
        user,
        password: password.unwrap_or_else(|| Secret::new("")),
    })
}

fn default_port(tls: MailTls) -> u16 {
    match tls {
        MailTls::None => 25,
        MailTls::StartTls => 587,
        MailTls::Tls => 465,
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// `CTS <cts@example.org>`, or the address alone.
fn mailbox(node: &Node) -> Result<String, String> {
    let text = values::filled(node)?;
    text.parse::<Mailbox>()
        .map(|_| text)
        .map_err(|_| "must be a sender such as CTS <cts@example.org>".into())
}

fn address(node: &Node) -> Result<String, String> {
    let text = values::filled(node)?;
    text.parse::<Address>()
        .map(|_| text)
        .map_err(|_| "must be an e-mail address such as it@example.org".into())
}

#[cfg(test)]
mod tests {
    use crate::kernel::settings::MailTls;
    use crate::platform::config::Config;
    use crate::platform::testing::sources;

    fn config(mail: &str) -> Result<Config, String> {
        let mut sources = sources(&[
            (
                "instances/instances.yaml",
                "instances:\n  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}\n",
            ),
            ("config/base.yaml", mail),
        ]);
        sources
            .variables
            .insert("CTS_MAIL_SMTP_PASSWORD".into(), "hush".into());
        Config::from_sources(sources).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_country_gets_the_server_with_its_password() {
        let config =
            config("mail: {alerts: [it@example.org], smtp: {host: mail.example.org, user: cts}}")
                .unwrap();
        let turkey = config.instance("turkey").unwrap();

        let server = turkey.settings.mail.server.as_ref().unwrap();
        assert_eq!((server.port, server.tls), (587, MailTls::StartTls));
        assert_eq!(server.password.expose(), "hush");
        assert_eq!(turkey.settings.mail.from, "CTS <cts@localhost>");
        let handed = Config::from_sources(config.sources_of(turkey)).unwrap();
        let handed = handed.instance("turkey").unwrap();
        assert_eq!(handed.settings.mail, turkey.settings.mail);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let wrong = config(
            "mail: {from: nobody, alerts: [it], smtp: {host: mail.example.org, tls: none, user: cts}}",
        )
        .unwrap_err();

        for told in [
            "mail.from: must be a sender",
            "mail.alerts[0]: must be an e-mail address",
            "over TLS only",
        ] {
            assert!(wrong.contains(told), "{told} is missing in {wrong}");
        }
    }
}
