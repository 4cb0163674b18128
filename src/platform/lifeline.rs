//! What ties a child to the supervisor: its order and later news come over the child's stdin, reports go back over
//! its stdout, and when stdin closes the supervisor is gone, however it ended.

use std::io::Write;
use std::os::fd::AsFd;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe::Receiver;

use crate::kernel::settings::SurroundingsNow as Surroundings;

/// What a child tells the supervisor, one JSON line each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// It serves. `pid` is the process that does, when it is not the child itself.
    Ready { pid: Option<u32> },
    /// What it guards is gone and is being brought back.
    Down { reason: String },
    /// It cannot go on.
    Failed { reason: String },
}

impl Report {
    /// Sends the report. A supervisor that is gone cannot be told, and the closed stdin says so anyway.
    pub fn send(&self) {
        if let Ok(mut line) = serde_json::to_vec(self) {
            line.push(b'\n');
            let mut out = std::io::stdout().lock();
            let _ = out.write_all(&line).and_then(|()| out.flush());
        }
    }
}

/// What the supervisor tells a country's process after its order, one JSON line each; the whole of it each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// What is around the country now.
    pub surroundings: Surroundings,
}

/// The child's end of the pipe.
pub struct Lifeline {
    pipe: BufReader<Receiver>,
}

impl Lifeline {
    /// Takes the order the supervisor wrote first.
    ///
    /// # Errors
    /// When stdin is no pipe from a supervisor.
    pub async fn take<T: DeserializeOwned>() -> Result<(T, Self)> {
        let stdin = std::io::stdin().as_fd().try_clone_to_owned()?;
        let pipe = Receiver::from_owned_fd(stdin).context("stdin is no pipe from a supervisor")?;
        let mut pipe = BufReader::new(pipe);
        let mut line = String::new();
        pipe.read_line(&mut line).await?;
        let order = serde_json::from_str(&line).context("the supervisor's order cannot be read")?;
        Ok((order, Self { pipe }))
    }

    /// Returns when the supervisor is gone.
    pub async fn closed(self) {
        self.updates(|_| {}).await;
    }

    /// Hands over what the supervisor tells, and returns when it is gone.
    pub async fn updates(self, told: impl Fn(Update)) {
        let mut lines = self.pipe.lines();
        while let Ok(Some(line)) = lines.next_line().await {
            match serde_json::from_str(&line) {
                Ok(update) => told(update),
                // A newer supervisor may tell what we do not know yet.
                Err(error) => tracing::warn!(%error, "what the supervisor tells cannot be read"),
            }
        }
    }
}

/// Whether a supervisor started this process.
#[expect(
    clippy::disallowed_methods,
    reason = "how we were started is no setting"
)]
pub fn is_supervised() -> bool {
    std::env::var("CTS_SUPERVISED").is_ok()
}

/// Ends this process when the supervisor is gone, for commands that know nothing of supervisors: first as if by
/// `kill`, then at once.
pub fn end_with_supervisor() {
    name_process("beside");
    std::thread::spawn(|| {
        let mut rest = [0_u8; 64];
        let mut stdin = std::io::stdin().lock();
        while std::io::Read::read(&mut stdin, &mut rest).is_ok_and(|n| n > 0) {}
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TERM);
        std::thread::sleep(std::time::Duration::from_secs(10));
        std::process::exit(1);
    });
}

/// What `ps` and `top` show; without it they would say `exe`. They are content without it.
pub(crate) fn name_process(name: &str) {
    let _ = std::fs::write("/proc/self/comm", format!("cts {name}"));
}
