//! `cts check --connect`: what the configuration names is tried, and all that is wrong with it told at once.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use diesel::connection::SimpleConnection;
use rcgen::{CertificateParams, KeyPair};

use super::installation::{cts, make_root, running};
use crate::demo::stand::{Stand, TOKEN};
use crate::support::MailServer;
use crate::support::testing::cluster;

/// A certificate whose time is over, with its key.
fn make_old_certificate(root: &Path) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2019, 1, 1);
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    fs::write(root.join("certificate.pem"), certificate.pem()).unwrap();
    fs::write(root.join("key.pem"), key.serialize_pem()).unwrap();
}

/// Files in which everything that is named is wrong, but for what one country's first server is asked.
fn write_what_is_wrong(root: &Path, address: &str, forms: &str, deaf: SocketAddr, mail: u16) {
    make_old_certificate(root);
    let write = |file: &str, text: String| fs::write(root.join(file), text).unwrap();
    write("database-url", cluster().url("cts_weak", "postgres"));
    write("mail-password", "a-mail-password".into());
    write("token", TOKEN.into());
    write("wrong-token", "another-token".into());
    write(
        "config/base.yaml",
        format!(
            "listen: {address}
database: {{url_file: database-url}}
tls: {{certificate: certificate.pem, key: key.pem}}
limits: {{connections: 200}}
backup:
  folder: {}
mail: {{smtp: {{host: 127.0.0.1, port: {}, tls: none, user: cts, password_file: mail-password}}}}
",
            root.join("token").display(),
            mail
        ),
    );
    write(
        "instances/turkey.yaml",
        format!(
            "forms_servers:\n  - {{name: ona, url: '{forms}', token_file: wrong-token, package_forms: [4101, 4102]}}\n"
        ),
    );
    write(
        "instances/iraq.yaml",
        format!(
            "forms_servers:
  - {{name: ona, url: '{forms}', token_file: token, package_forms: [4201, 9999]}}
  - {{name: far, url: 'http://{deaf}', token_file: token, package_forms: [77]}}
  - {{name: quiet, url: '{forms}'}}
"
        ),
    );
}

/// Each problem as `file:line path: message (has a hint)`.
fn told(json: &serde_json::Value) -> Vec<String> {
    let problems = json["problems"].as_array().unwrap();
    let one = |it: &serde_json::Value| {
        let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        let (line, hint) = (&it["line"], !text("hint").is_empty());
        let (file, path, message) = (text("file"), text("path"), text("message"));
        format!("{file}:{line} {path}: {message} ({hint})")
    };
    problems.iter().map(one).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everything_that_is_named_and_wrong_is_told_at_once() {
    let (root, url) = make_root("connect");
    let address = url.trim_start_matches("http://");
    let _other = TcpListener::bind(address).unwrap();
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let (forms, mail) = (Stand::start(), MailServer::start().await);
    mail.refuse_logins();
    cluster()
        .connect("postgres")
        .batch_execute("create role cts_weak login")
        .unwrap();
    write_what_is_wrong(
        &root,
        address,
        &forms.url,
        deaf.local_addr().unwrap(),
        mail.port(),
    );

    let checked = cts(&root, &["check", "--connect", "--json"]);
    fs::remove_dir_all(&root).unwrap();

    assert_eq!(checked.status.code(), Some(2), "{checked:?}");
    let json: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(json["ok"], false);
    let told = told(&json);
    let wanted = [
        "config/base.yaml:1 listen: 127.0.0.1:",
        "config/base.yaml:2 database.url_file: limits.connections: 2 countries with 200 connections each need 400",
        "config/base.yaml:2 database.url_file: the administrator cts_weak may not create databases (true)",
        "config/base.yaml:2 database.url_file: the administrator cts_weak may not create roles (true)",
        "config/base.yaml:2 database.url_file: the administrator cts_weak may not set cts.*",
        "config/base.yaml:3 tls.certificate: the certificate in ",
        "config/base.yaml:6 backup.folder: ",
        "config/base.yaml:7 mail.smtp.password_file: 127.0.0.1 refuses the login: ",
        "instances/iraq.yaml:2 forms_servers[0].package_forms[1]: http://127.0.0.1:",
        "instances/iraq.yaml:3 forms_servers[1].url: http://127.0.0.1:",
        "instances/turkey.yaml:2 forms_servers[0].token_file: http://127.0.0.1:",
    ];
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.starts_with(wanted), "{told}, not {wanted}");
    }
    for (index, part) in [
        (5, "ended on 2020-01-01"),
        (6, "cannot be written to"),
        (8, "has no form 9999"),
        (9, "no answer within 10 s"),
        (10, "refuses the token of ona"),
    ] {
        assert!(told[index].contains(part), "{}", told[index]);
    }
    let all = format!("{checked:?}");
    assert!(!all.contains("a-mail-password") && !all.contains("another-token"));
    assert!(mail.login().is_some() && mail.taken().is_empty());
}

#[test]
fn a_running_installation_has_what_its_configuration_names() {
    let installation = running();

    let checked = installation.cts(&["check", "--connect"]);

    let said = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.status.code(), Some(0), "{said}");
    assert!(said.contains("what they name is there"), "{said}");
}

#[test]
fn a_problem_of_the_configuration_stands_beside_those_of_what_it_names() {
    let (root, _) = make_root("connect-both");
    let cluster = root.join("var/postgres/data");
    fs::create_dir_all(&cluster).unwrap();
    fs::write(cluster.join("PG_VERSION"), "9\n").unwrap();
    fs::write(root.join("instances/turkey.yaml"), "color: blue\n").unwrap();

    let made_by_another = cts(&root, &["check", "--connect"]);
    fs::write(cluster.join("something"), "").unwrap();
    fs::remove_file(cluster.join("PG_VERSION")).unwrap();
    let no_cluster = cts(&root, &["check", "--connect"]);
    fs::remove_dir_all(&root).unwrap();

    let said = String::from_utf8(made_by_another.stderr).unwrap();
    assert!(said.contains("instances/turkey.yaml:1:8 color: "), "{said}");
    assert!(
        said.contains("database: the cluster in var/postgres was made by PostgreSQL 9")
            && said.contains("\n    hint: install postgresql-9"),
        "{said}"
    );
    let said = String::from_utf8(no_cluster.stderr).unwrap();
    assert_eq!(no_cluster.status.code(), Some(2), "{said}");
    assert!(
        said.contains("holds something that is no PostgreSQL cluster"),
        "{said}"
    );
}
