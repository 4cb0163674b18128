//! The control socket: one JSON line asks, one answers. Only the supervisor's own user can connect.
//!
//! ```text
//! {"command":"status"}                    {"ok":true,"status":{…}}
//! {"command":"restart","key":"turkey"}    {"ok":true}   or   {"ok":false,"error":"…","hint":"…"}
//! {"command":"stop","key":"turkey"}       {"ok":true} when the country has ended; `start` brings it back
//! {"command":"reload","confirm":false}    {"ok":true,"reloaded":{…}}   when every change is done
//! {"command":"reload","by":"ada"}         the same; who asks stands in the countries' audits
//! {"command":"purge","key":"lebanon",…}   {"ok":true} when the log says who deletes the country's data
//! {"command":"upgrade","program":null}    {"ok":true,"reloaded":{…}}   from the new program, over the same connection
//! {"command":"stop"}                      {"ok":true}, and the connection closes when everything has ended
//! ```

use std::io::{BufRead, BufReader as StdBufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener as StdUnixListener, UnixStream as StdUnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::platform::failure::Failure;
use crate::platform::paths::Paths;

use super::Supervisor;
use super::reload::Reloaded;
use super::status::Status;

/// The longest line anybody may send.
const LONGEST_LINE: u64 = 64 * 1024;

/// What can be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Request {
    Status,
    Restart {
        key: String,
        /// Who asks: the name of the operator's account, for the audit; so in the others.
        #[serde(default)]
        by: Option<String>,
    },
    Start {
        key: String,
        #[serde(default)]
        by: Option<String>,
    },
    /// One country, or everything.
    Stop {
        #[serde(default)]
        key: Option<String>,
        #[serde(default)]
        by: Option<String>,
    },
    /// Takes the configuration on disk in force.
    Reload {
        #[serde(default)]
        confirm: bool,
        #[serde(default)]
        by: Option<String>,
    },
    /// Somebody is about to delete all data of a country that is not served: only told, for the log.
    Purge {
        key: String,
        by: String,
        /// The backup that stays.
        backup: PathBuf,
    },
    /// Replaces the program without ending anything; none is our own file, which somebody replaced.
    Upgrade {
        #[serde(default)]
        program: Option<PathBuf>,
        #[serde(default)]
        by: Option<String>,
    },
}

/// What is answered.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    pub ok: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reloaded: Option<Reloaded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Answer {
    pub(crate) fn ok() -> Self {
        Self {
            ok: true,
            ..Self::default()
        }
    }

    pub(crate) fn error(error: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        Self {
            error: Some(error.into()),
            hint: hint.into(),
            ..Self::default()
        }
    }
}

/// Opens the socket; a stale one of a supervisor that was killed is replaced (we hold the lock).
pub(super) fn listen(paths: &Paths) -> Result<StdUnixListener> {
    let path = paths.control();
    let _ = std::fs::remove_file(&path);
    let listener = StdUnixListener::bind(&path)
        .with_context(|| format!("{} cannot be listened on", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until the supervisor ends.
///
/// # Errors
/// When the socket cannot be used.
pub(super) fn serve(
    listener: StdUnixListener,
    supervisor: Arc<Supervisor>,
) -> Result<impl Future<Output = ()> + Send> {
    listener.set_nonblocking(true)?;
    let listener = UnixListener::from_std(listener)?;
    Ok(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    tokio::spawn(answer(stream, supervisor.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "the control socket cannot accept");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    })
}

async fn answer(mut stream: UnixStream, supervisor: Arc<Supervisor>) {
    loop {
        let Some(line) = read_line(&mut stream).await else {
            return;
        };
        let request = serde_json::from_str(&line);
        let is_stop = matches!(request, Ok(Request::Stop { key: None, .. }));
        let answer = match request {
            Ok(Request::Upgrade { program, by }) => match supervisor.may_become(program).await {
                Ok(program) => {
                    let by = by.as_deref();
                    supervisor.record_for_all(by, "country.upgrade").await;
                    // The program to come answers.
                    if let Ok(stream) = stream.into_std() {
                        supervisor.make_place(program, stream);
                    }
                    return;
                }
                Err(refused) => refused,
            },
            Ok(request) => supervisor.handle(request).await,
            Err(error) => Answer::error(format!("this is no request: {error}"), None),
        };
        let Ok(mut text) = serde_json::to_vec(&answer) else {
            return;
        };
        text.push(b'\n');
        if stream.write_all(&text).await.is_err() {
            return;
        }
        if is_stop {
            // Closes with this process, when everything has ended.
            supervisor.ended().await;
        }
    }
}

/// One line, without reading beyond it: the connection may be handed on.
async fn read_line(stream: &mut UnixStream) -> Option<String> {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut line = String::new();
    let read = (&mut reader)
        .take(LONGEST_LINE)
        .read_line(&mut line)
        .await
        .ok()?;
    (read > 0).then_some(line)
}

/// The supervisor's socket seen from a command. Blocking.
pub struct Client(StdBufReader<StdUnixStream>);

impl Client {
    /// Connects to the supervisor of an installation.
    ///
    /// # Errors
    /// With exit code 3 and a hint when none runs.
    pub fn connect(paths: &Paths) -> Result<Self> {
        match StdUnixStream::connect(paths.control()) {
            Ok(stream) => Ok(Self(StdBufReader::new(stream))),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                Err(Failure::new(3, "the supervisor runs as another user")
                    .hint("ask again as that user, or with sudo")
                    .into())
            }
            Err(_) if super::lock::is_held(paths) => {
                Err(Failure::new(3, "the supervisor is starting or stopping")
                    .hint("try again in a moment")
                    .into())
            }
            Err(_) => Err(
                Failure::new(3, format!("nothing runs on {}", paths.data.display()))
                    .hint("`cts serve` starts everything (ops/run builds it first)")
                    .into(),
            ),
        }
    }

    /// Connects when a supervisor runs.
    ///
    /// # Errors
    /// When one runs that cannot be asked: it is another user's, or starting or stopping.
    pub fn find(paths: &Paths) -> Result<Option<Self>> {
        match Self::connect(paths) {
            Ok(client) => Ok(Some(client)),
            Err(error) if super::lock::is_held(paths) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Asks one thing.
    ///
    /// # Errors
    /// When the supervisor refuses or goes away.
    pub fn ask(&mut self, request: &Request) -> Result<Answer> {
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        self.0
            .get_mut()
            .write_all(&line)
            .context("the supervisor does not listen")?;
        let mut text = String::new();
        self.0
            .read_line(&mut text)
            .context("the supervisor does not answer")?;
        let answer: Answer =
            serde_json::from_str(&text).context("the supervisor's answer cannot be read")?;
        if let Some(error) = answer.error {
            let mut failure = Failure::new(1, error);
            failure.hint = answer.hint;
            return Err(failure.into());
        }
        Ok(answer)
    }

    /// Returns when the supervisor has ended, its process included.
    pub fn wait_for_end(mut self, pid: u32) {
        let mut rest = Vec::new();
        let _ = self.0.read_to_end(&mut rest);
        // The connection closes a moment before the process is gone.
        let deadline = Instant::now() + Duration::from_secs(10);
        while runs(pid) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Whether a process runs; one that ended and whose parent has not looked yet does not.
fn runs(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        !after_name.starts_with(" Z")
    })
}
