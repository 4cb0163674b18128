//! Speaks to the mail server: one message at a time, and what an answer means.

use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::failure::{Failure, FailureKind, innermost};
use super::model::Mail;
use crate::kernel::settings::{MailServer, MailTls};

/// For one answer of the server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a mail was not taken.
#[derive(Debug)]
pub(super) enum NotTaken {
    /// The server refused this mail for good (5xx), or it cannot be written as a message.
    Refused(Failure),
    /// It may take it later (4xx).
    PutOff(Failure),
    /// The server answered before and does not now: no mail leaves.
    Unusable(Failure),
}

/// Connects as the sending of mails does, and logs in where a login is set; no mail is sent. `patience` is for one
/// answer.
///
/// # Errors
/// Why no mail would leave.
pub async fn try_server(
    server: &MailServer,
    from: &str,
    patience: Duration,
) -> Result<(), Failure> {
    Connection::open_within(server, from, patience)
        .await
        .map(drop)
}

/// A connection to the mail server, kept for the mails of one run.
pub(super) struct Connection {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Names this country in message ids.
    domain: String,
}

impl Connection {
    /// Connects, and logs in where a login is set.
    pub(super) async fn open(server: &MailServer, from: &str) -> Result<Self, Failure> {
        Self::open_within(server, from, PATIENCE).await
    }

    async fn open_within(
        server: &MailServer,
        from: &str,
        patience: Duration,
    ) -> Result<Self, Failure> {
        // Fails when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from: Mailbox = from
            .parse()
            .map_err(|_| Failure::new(FailureKind::Sender, from))?;
        let parameters = || {
            TlsParameters::new(server.host.clone())
                .map_err(|error| Failure::new(FailureKind::Certificate, innermost(&error)))
        };
        let tls = match server.tls {
            MailTls::None => Tls::None,
            MailTls::StartTls => Tls::Required(parameters()?),
            MailTls::Tls => Tls::Wrapper(parameters()?),
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.as_str())
                .port(server.port)
                .tls(tls)
                .timeout(Some(patience));
        if !server.user.is_empty() {
            let password = server.password.expose().to_owned();
            builder = builder.credentials(Credentials::new(server.user.clone(), password));
        }
        let transport = builder.build();
        match transport.test_connection().await {
            Ok(true) => Ok(Self {
                transport,
                domain: from.email.domain().to_owned(),
                from,
            }),
            Ok(false) => Err(Failure::new(FailureKind::BrokenOff, "")),
            Err(error) => Err(opening(&error)),
        }
    }

    /// Hands one mail over.
    pub(super) async fn send(&self, mail: &Mail, country: &str) -> Result<(), NotTaken> {
        let message = self.message(mail, country).map_err(NotTaken::Refused)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(not_taken(&error)),
        }
    }

    fn message(&self, mail: &Mail, country: &str) -> Result<Message, Failure> {
        let to: Mailbox = mail
            .recipient
            .parse()
            .map_err(|_| Failure::new(FailureKind::Address, mail.recipient.as_str()))?;
        // The same at every attempt, so that a mail that arrives twice is one.
        let id = format!("<{}.{country}@{}>", mail.id, self.domain);
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(id))
            .subject(mail.subject.as_str());
        let text = mail.text_body.clone();
        let message = match &mail.html_body {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html.clone())),
            None => builder.body(text),
        };
        message.map_err(|error| Failure::new(FailureKind::Address, innermost(&error)))
    }
}

/// Why there is no conversation with the server.
fn opening(error: &lettre::transport::smtp::Error) -> Failure {
    let kind = match error.status().map(u16::from) {
        // Authentication: required, refused, too weak, needs encryption (RFC 4954).
        Some(432 | 454 | 530 | 534 | 535 | 538) => FailureKind::Login,
        Some(_) => FailureKind::Refused,
        None if error.is_tls() || is_of_tls(error) => FailureKind::Certificate,
        // No encryption where it must be, or no way of logging in that both know.
        None if error.is_client() && innermost(error).contains("STARTTLS") => {
            FailureKind::Certificate
        }
        None if error.is_client() => FailureKind::Login,
        None if error.is_response() => FailureKind::BrokenOff,
        None => FailureKind::Unreachable,
    };
    Failure::new(kind, said(error))
}

/// What an answer, or none, means for a mail.
fn not_taken(error: &lettre::transport::smtp::Error) -> NotTaken {
    let failure = |kind| Failure::new(kind, said(error));
    if error.is_permanent() {
        NotTaken::Refused(failure(FailureKind::Refused))
    } else if error.is_transient() {
        NotTaken::PutOff(failure(FailureKind::PutOff))
    } else if error.is_client() {
        // This one cannot be sent through this server, such as an address it has no letters for.
        let is_of_address = innermost(error).contains("Envelope");
        NotTaken::Refused(failure(if is_of_address {
            FailureKind::NotAscii
        } else {
            FailureKind::Refused
        }))
    } else {
        NotTaken::Unusable(failure(FailureKind::BrokenOff))
    }
}

/// The server's own words with its code, or the machine's.
fn said(error: &lettre::transport::smtp::Error) -> String {
    let words = innermost(error);
    match error.status() {
        Some(code) if std::error::Error::source(error).is_some() => format!("{code} {words}"),
        Some(code) => code.to_string(),
        None => words,
    }
}

/// Whether TLS is what failed, also where it is reported as a failure of the network.
fn is_of_tls(error: &dyn std::error::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let io = inner.downcast_ref::<std::io::Error>();
        let within = io.and_then(std::io::Error::get_ref);
        let is_within = within.and_then(|within| within.downcast_ref::<rustls::Error>());
        if inner.is::<rustls::Error>() || is_within.is_some() {
            return true;
        }
        cause = inner.source();
    }
    false
}
