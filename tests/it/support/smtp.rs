//! A mail server on the loopback that speaks SMTP as it is (RFC 5321) and keeps what it takes. Addresses decide what
//! it answers: `dead…` is refused for good, `later…` is put off as long as it is told to.

use std::sync::{Arc, Mutex, PoisonError};

use cts::kernel::settings::{MailServer as Settings, MailTls, Secret};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A message that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// Headers and body as they came, without the dots SMTP adds.
    pub(crate) data: String,
}

impl Received {
    /// A header by its name; folded lines are put together.
    pub(crate) fn header(&self, name: &str) -> String {
        let (head, _) = self.data.split_once("\r\n\r\n").unwrap_or((&self.data, ""));
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let wanted = format!("{}:", name.to_lowercase());
        head.lines()
            .find(|line| line.to_lowercase().starts_with(&wanted))
            .map(|line| line[wanted.len()..].trim().to_owned())
            .unwrap_or_default()
    }
}

/// How a server speaks.
#[derive(Clone)]
pub(crate) enum Speaks {
    Plain,
    /// Plain until it is asked to go on over TLS; takes nothing before.
    StartTls(TlsAcceptor),
    /// TLS from the first byte.
    Tls(TlsAcceptor),
}

#[derive(Default)]
struct State {
    taken: Vec<Received>,
    puts_off: bool,
    refuses_logins: bool,
    login: Option<String>,
    connections: usize,
}

/// The server; it ends with the test's runtime.
pub(crate) struct MailServer {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl MailServer {
    /// Listens on a free port.
    pub(crate) async fn start() -> Self {
        Self::speaking(Speaks::Plain).await
    }

    /// The same, over TLS.
    pub(crate) async fn speaking(speaks: Speaks) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                locked(&shared).connections += 1;
                let (state, speaks) = (shared.clone(), speaks.clone());
                tokio::spawn(async move {
                    let _ = serve(stream, speaks, &state).await;
                });
            }
        });
        Self { port, state }
    }

    /// Settings that lead here, without TLS and login.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            host: "127.0.0.1".into(),
            port: self.port,
            tls: MailTls::None,
            user: String::new(),
            password: Secret::new(""),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// What was taken so far.
    pub(crate) fn taken(&self) -> Vec<Received> {
        locked(&self.state).taken.clone()
    }

    /// Whether addresses that begin with `later` are put off.
    pub(crate) fn put_off(&self, puts_off: bool) {
        locked(&self.state).puts_off = puts_off;
    }

    /// From now on no login is right.
    pub(crate) fn refuse_logins(&self) {
        locked(&self.state).refuses_logins = true;
    }

    /// What the last login said (AUTH PLAIN, still in base64).
    pub(crate) fn login(&self) -> Option<String> {
        locked(&self.state).login.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        locked(&self.state).connections
    }
}

fn locked(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(stream: TcpStream, speaks: Speaks, state: &Mutex<State>) -> std::io::Result<()> {
    const GREETING: &[u8] = b"220 mail.test ESMTP\r\n";
    match speaks {
        Speaks::Plain => converse(stream, GREETING, state).await,
        Speaks::Tls(acceptor) => converse(acceptor.accept(stream).await?, GREETING, state).await,
        Speaks::StartTls(acceptor) => {
            let stream = until_start_tls(stream, GREETING).await?;
            converse(acceptor.accept(stream).await?, b"", state).await
        }
    }
}

async fn until_start_tls(mut stream: TcpStream, greeting: &[u8]) -> std::io::Result<TcpStream> {
    stream.write_all(greeting).await?;
    let mut line = Vec::new();
    loop {
        // Byte by byte: what follows the line is TLS's.
        let byte = stream.read_u8().await?;
        if byte != b'\n' {
            line.push(byte);
            continue;
        }
        let said = String::from_utf8_lossy(&line).trim().to_uppercase();
        line.clear();
        let answer = match said.split(' ').next() {
            Some("EHLO") => "250-mail.test\r\n250 STARTTLS\r\n",
            Some("STARTTLS") => {
                stream.write_all(b"220 2.0.0 go on\r\n").await?;
                return Ok(stream);
            }
            _ => "530 5.7.0 not before STARTTLS\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    greeting: &[u8],
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).split(b'\n');
    write.write_all(greeting).await?;
    write.flush().await?;
    let mut envelope: Option<Received> = None;
    while let Some(line) = lines.next_segment().await? {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let (verb, rest) = line.split_at(line.find([' ', ':']).unwrap_or(line.len()));
        let answer = match verb.to_uppercase().as_str() {
            "EHLO" => "250-mail.test\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250 SMTPUTF8".to_owned(),
            "AUTH" => {
                let mut state = locked(state);
                state.login = Some(rest.trim().to_owned());
                if state.refuses_logins {
                    "535 5.7.8 wrong login".to_owned()
                } else {
                    "235 2.7.0 welcome".to_owned()
                }
            }
            "MAIL" => {
                envelope = Some(Received {
                    from: address(rest),
                    to: Vec::new(),
                    data: String::new(),
                });
                "250 2.1.0 go on".to_owned()
            }
            "RCPT" => rcpt(rest, envelope.as_mut(), state),
            "DATA" if envelope.as_ref().is_some_and(|e| !e.to.is_empty()) => {
                write.write_all(b"354 end with a dot\r\n").await?;
                write.flush().await?;
                let mut data = String::new();
                while let Some(line) = lines.next_segment().await? {
                    let line = String::from_utf8_lossy(&line)
                        .trim_end_matches('\r')
                        .to_owned();
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push_str("\r\n");
                }
                let mut taken = envelope.take().unwrap();
                taken.data = data;
                locked(state).taken.push(taken);
                "250 2.0.0 taken".to_owned()
            }
            "DATA" => "503 5.5.1 to whom?".to_owned(),
            "RSET" => {
                envelope = None;
                "250 2.0.0 forgotten".to_owned()
            }
            "NOOP" => "250 2.0.0 here".to_owned(),
            "QUIT" => {
                write.write_all(b"221 2.0.0 bye\r\n").await?;
                write.flush().await?;
                return Ok(());
            }
            _ => "502 5.5.2 not understood".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        write.flush().await?;
    }
    Ok(())
}

fn rcpt(rest: &str, envelope: Option<&mut Received>, state: &Mutex<State>) -> String {
    let to = address(rest);
    let Some(envelope) = envelope else {
        return "503 5.5.1 from whom?".into();
    };
    if to.starts_with("dead") {
        return "550 5.1.1 no such mailbox".into();
    }
    if to.starts_with("later") && locked(state).puts_off {
        return "450 4.2.1 mailbox busy".into();
    }
    envelope.to.push(to);
    "250 2.1.5 known".into()
}

fn address(rest: &str) -> String {
    let inside = rest.split_once('<').map_or("", |(_, rest)| rest);
    inside.split('>').next().unwrap_or("").to_owned()
}
