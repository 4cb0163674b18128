//! Speaks to the mail server: one message at a time, and what an answer means.

use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::model::Mail;
use crate::kernel::settings::{MailServer, MailTls};
use crate::web::error::chain;

/// For one answer of the server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a mail was not taken.
#[derive(Debug)]
pub(super) enum NotTaken {
    /// The server refused this mail for good (5xx), or it cannot be written as a message.
    Refused(String),
    /// It may take it later (4xx).
    PutOff(String),
    /// The server answered before and does not now: no mail leaves.
    Unusable(String),
}

/// Why no mail can be handed to a server at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It answers and refuses user or password.
    #[error("{0}")]
    Login(String),
    /// It cannot be reached, is not trusted, or does not speak as it should.
    #[error("{0}")]
    Other(String),
}

impl Unusable {
    /// Codes of RFC 4954 that are about the login.
    fn of(error: &lettre::transport::smtp::Error) -> Self {
        let code = error.status().map(u16::from);
        match code {
            Some(454 | 530 | 534 | 535 | 538) => Self::Login(chain(error)),
            _ => Self::Other(chain(error)),
        }
    }
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
) -> Result<(), Unusable> {
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
    pub(super) async fn open(server: &MailServer, from: &str) -> Result<Self, Unusable> {
        Self::open_within(server, from, PATIENCE).await
    }

    async fn open_within(
        server: &MailServer,
        from: &str,
        patience: Duration,
    ) -> Result<Self, Unusable> {
        // Fails when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from: Mailbox = from
            .parse()
            .map_err(|_| Unusable::Other(format!("mail.from is no sender: {from}")))?;
        let parameters = || {
            TlsParameters::new(server.host.clone()).map_err(|error| Unusable::Other(chain(&error)))
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
            Ok(false) => Err(Unusable::Other("the server ended the conversation".into())),
            Err(error) => Err(Unusable::of(&error)),
        }
    }

    /// Hands one mail over.
    pub(super) async fn send(&self, mail: &Mail, country: &str) -> Result<(), NotTaken> {
        let message = self.message(mail, country).map_err(NotTaken::Refused)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NotTaken::Refused(chain(&error))),
            Err(error) if error.is_transient() => Err(NotTaken::PutOff(chain(&error))),
            // This one cannot be sent through this server, such as an address it has no letters for.
            Err(error) if error.is_client() => Err(NotTaken::Refused(chain(&error))),
            Err(error) => Err(NotTaken::Unusable(chain(&error))),
        }
    }

    fn message(&self, mail: &Mail, country: &str) -> Result<Message, String> {
        let to: Mailbox = mail
            .recipient
            .parse()
            .map_err(|_| format!("{} is no address mail can be sent to", mail.recipient))?;
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
        message.map_err(|error| chain(&error))
    }
}
