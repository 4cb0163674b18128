//! Mail leaves over TLS, to a server whose certificate is trusted and to no other.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::installation::{Installation, running};
use crate::support::{MailServer, Speaks};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(DnType::CommonName, name.to_owned());
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Takes connections with a certificate for this machine.
fn acceptor(authority: &Authority) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &**authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

fn send(
    installation: &Installation,
    server: &MailServer,
    tls: &str,
    trusted: &str,
) -> std::process::Output {
    let port = server.port().to_string();
    let variables = [
        ("CTS_MAIL_SMTP_HOST", "127.0.0.1"),
        ("CTS_MAIL_SMTP_PORT", port.as_str()),
        ("CTS_MAIL_SMTP_TLS", tls),
        ("SSL_CERT_FILE", trusted),
    ];
    installation.cts_with(&variables, &["-i", "turkey", "job", "run", "mail.send"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_leaves_over_tls_and_only_to_a_server_that_is_trusted() {
    let installation = running();
    let (known, other) = (authority("Known"), authority("Other"));
    let file = |name: &str, authority: &Authority| {
        let path = installation.root.join(name);
        fs::write(&path, authority.pem()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (trusted, untrusted) = (file("known.pem", &known), file("other.pem", &other));
    // Its own process would take the mails first, and in dev they go to the log.
    let stopped = installation.cts(&["stop", "turkey"]);
    assert!(stopped.status.success(), "{stopped:?}");

    for (tls, speaks) in [
        ("starttls", Speaks::StartTls(acceptor(&known))),
        ("tls", Speaks::Tls(acceptor(&known))),
    ] {
        let server = MailServer::speaking(speaks).await;
        let to = format!("over-{tls}@example.org");
        let invited = installation.cts(&[
            "-i", "turkey", "user", "invite", &to, "--name", "Mara", "--role", "officer",
        ]);
        assert!(invited.status.success(), "{invited:?}");

        let refused = send(&installation, &server, tls, &untrusted);
        let before = server.taken().len();
        let sent = send(&installation, &server, tls, &trusted);

        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(3), "{tls}: {refused:?}");
        assert!(said.contains("certificate"), "{tls}: {said}");
        assert_eq!(before, 0, "{tls}: nothing leaves to a stranger");
        assert!(sent.status.success(), "{tls}: {sent:?}");
        let taken = server.taken();
        let receivers: Vec<&String> = taken.iter().flat_map(|mail| &mail.to).collect();
        assert!(receivers.contains(&&to), "{tls}: {receivers:?}");
    }

    // A server that offers no TLS gets nothing either.
    let plain = MailServer::start().await;
    let invited = installation.cts(&[
        "-i",
        "turkey",
        "user",
        "invite",
        "plain@example.org",
        "--name",
        "Mara",
        "--role",
        "officer",
    ]);
    let refused = send(&installation, &plain, "starttls", &trusted);
    let started = installation.cts(&["start", "turkey"]);

    assert!(invited.status.success(), "{invited:?}");
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
    assert!(plain.taken().is_empty());
    assert!(started.status.success(), "{started:?}");
}
