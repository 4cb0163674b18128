//! One child process: started with its order and its sockets, tied to us by its stdin, heard through its stdout.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use command_fds::{CommandFdExt, FdMapping};
use rustix::process::{Pid, Signal};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;

use crate::platform::lifeline::Report;
use crate::platform::paths::User;

/// Variables of our environment that children see; everything else, secrets above all, stays here.
const PASSED_ON: [&str; 14] = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "NO_COLOR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTPS_PROXY",
    "NO_PROXY",
    "HTTP_PROXY",
];

/// How to start a child.
#[derive(Clone)]
pub(crate) struct Launch {
    /// Arguments of `cts`.
    pub(crate) args: Vec<String>,
    /// The first line on its stdin.
    pub(crate) order: String,
    /// The socket it serves.
    pub(crate) listener: Option<Arc<TcpListener>>,
    /// Variables beside those passed on.
    pub(crate) variables: BTreeMap<String, String>,
    /// Whom it runs as; `None` is ourselves.
    pub(crate) user: Option<User>,
    /// Its working folder.
    pub(crate) folder: std::path::PathBuf,
    /// Whether it reports; one that does not is ready at once.
    pub(crate) reports: bool,
    /// Whether it ends in its own time when we let go of it (PostgreSQL's guard), instead of being killed.
    pub(crate) ends_softly: bool,
    /// Whether ending well means that its work is done.
    pub(crate) is_once: bool,
}

/// A running child.
pub(crate) struct Process {
    child: Child,
    /// Kept open: the child ends when it closes.
    _lifeline: ChildStdin,
    reports: mpsc::Receiver<Report>,
    pid: Pid,
    is_once: bool,
}

impl Process {
    /// Starts the child.
    pub(crate) async fn start(launch: &Launch) -> Result<Self> {
        let mut command = command(launch);
        if let Some(listener) = &launch.listener {
            let fd: OwnedFd = listener.as_fd().try_clone_to_owned()?;
            command.env("LISTEN_FDS", "1");
            command
                .fd_mappings(vec![FdMapping {
                    parent_fd: fd,
                    child_fd: 3,
                }])
                .context("one socket, one number")?;
        }
        let mut child = command.spawn().context("a process cannot be started")?;
        let mut lifeline = child.stdin.take().context("stdin is a pipe")?;
        let stdout = child.stdout.take().context("stdout is a pipe")?;
        let pid = child
            .id()
            .and_then(|id| Pid::from_raw(id as i32))
            .context("it ended at once")?;
        let (sender, reports) = mpsc::channel(16);
        tokio::spawn(async move {
            let mut lines = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if let Ok(report) = serde_json::from_str(&line)
                    && sender.send(report).await.is_err()
                {
                    return;
                }
            }
        });
        // A child that dies before it has read its order is found dead below; that says more than this error.
        let _ = lifeline.write_all(launch.order.as_bytes()).await;
        let _ = lifeline.write_all(b"\n").await;
        let _ = lifeline.flush().await;
        Ok(Self {
            child,
            _lifeline: lifeline,
            reports,
            pid,
            is_once: launch.is_once,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get() as u32
    }

    /// The next report, or how the child ended.
    pub(crate) async fn next(&mut self) -> Event {
        tokio::select! {
            // Reports first: the last one says why it ended.
            biased;
            Some(report) = self.reports.recv() => Event::Report(report),
            status = self.child.wait() => {
                // What it said last may still be on its way.
                match tokio::time::timeout(Duration::from_millis(200), self.reports.recv()).await {
                    Ok(Some(report)) => Event::Report(report),
                    _ if self.is_once && status.as_ref().is_ok_and(ExitStatus::success) => Event::Done,
                    _ => Event::Ended(describe(status)),
                }
            }
        }
    }

    /// Asks it to end, and makes it when it takes longer than `patience`.
    pub(crate) async fn stop(mut self, patience: Duration) {
        let _ = rustix::process::kill_process(self.pid, Signal::TERM);
        if tokio::time::timeout(patience, self.child.wait())
            .await
            .is_err()
        {
            let _ = self.child.kill().await;
        }
    }
}

/// What a child did.
#[derive(Debug)]
pub(crate) enum Event {
    Report(Report),
    Ended(String),
    /// Its work is done and it ended.
    Done,
}

fn command(launch: &Launch) -> Command {
    // The program itself, also when its file was replaced or lies where the user cannot reach it.
    let mut command = std::process::Command::new("/proc/self/exe");
    {
        use std::os::unix::process::CommandExt;
        command.arg0("cts");
        // Its own group: Ctrl-C in the terminal is for the supervisor, which then stops its children in order.
        command.process_group(0);
        if let Some(user) = &launch.user {
            command.uid(user.uid).gid(user.gid);
        }
    }
    command
        .args(&launch.args)
        .current_dir(&launch.folder)
        .env_clear();
    for name in PASSED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
        .env("CTS_SUPERVISED", "1")
        .envs(&launch.variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    let mut command = Command::from(command);
    command.kill_on_drop(!launch.ends_softly);
    command
}

fn describe(status: std::io::Result<ExitStatus>) -> String {
    match status {
        Ok(status) => format!("it ended: {status}"),
        Err(error) => format!("it ended: {error}"),
    }
}
