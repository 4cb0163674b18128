//! One child process: started with its order and its sockets, tied to us by its stdin, heard through its stdout.
//!
//! Everything that ties it to us is a descriptor of our own, so that a supervisor that renews itself by exec can hand
//! a running child to its successor ([`Process::give`], [`Process::take`]).

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use command_fds::{CommandFdExt, FdMapping};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, WaitIdStatus, waitid};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::pipe;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::platform::lifeline::{Report, Update};
use crate::platform::paths::{Paths, User};

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

/// How long a child may take until it reports that it is ready, unless it is known to take longer.
pub(super) const START: Duration = Duration::from_secs(60);

/// How long a child may take to read what we tell it; one that does not read is not waited for.
const TELLING: Duration = Duration::from_secs(2);

/// How to start a child.
#[derive(Clone)]
pub(crate) struct Launch {
    /// Arguments of `cts`.
    pub(crate) args: Vec<String>,
    /// The first line on its stdin.
    pub(crate) order: String,
    /// The socket it serves.
    pub(crate) listener: Option<Arc<TcpListener>>,
    /// The prefix it is told is its own.
    pub(crate) prefix: Option<String>,
    /// Variables beside those passed on.
    pub(crate) variables: BTreeMap<String, String>,
    /// Whom it runs as; `None` is ourselves.
    pub(crate) user: Option<User>,
    /// How long it may take until it reports that it is ready.
    pub(crate) start: Duration,
    /// Its working folder.
    pub(crate) folder: std::path::PathBuf,
    /// Whether it reports; one that does not is ready at once.
    pub(crate) reports: bool,
    /// Whether it ends in its own time when we let go of it (PostgreSQL's guard), instead of being killed.
    pub(crate) ends_softly: bool,
    /// Whether ending well means that its work is done.
    pub(crate) is_once: bool,
}

impl Launch {
    /// One that reports and runs on, without a socket.
    pub(super) fn new(paths: &Paths, args: &[&str], order: String) -> Self {
        Self {
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            order,
            listener: None,
            prefix: None,
            variables: BTreeMap::new(),
            user: paths.user.clone(),
            start: START,
            folder: paths.data.clone(),
            reports: true,
            ends_softly: false,
            is_once: false,
        }
    }

    /// The port of its socket.
    pub(crate) fn port(&self) -> Option<u16> {
        let listener = self.listener.as_ref()?;
        Some(listener.local_addr().ok()?.port())
    }
}

/// A running child. Dropping it kills it, unless it ends softly when its lifeline closes.
pub(crate) struct Process {
    pid: Pid,
    /// How it ended, once it has.
    ended: Option<End>,
    /// Kept open: the child ends when it closes.
    lifeline: pipe::Sender,
    reports: mpsc::Receiver<Report>,
    /// Our end of its stdout, once more: what a successor reads from.
    stdout: OwnedFd,
    is_once: bool,
    ends_softly: bool,
}

/// A child on its way to the supervisor that takes our place: its descriptors, and what they mean.
pub(crate) struct Handed {
    pub(crate) lifeline: OwnedFd,
    pub(crate) stdout: OwnedFd,
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
        let handed = Handed {
            lifeline: child.stdin.take().context("stdin is a pipe")?.into(),
            stdout: child.stdout.take().context("stdout is a pipe")?.into(),
        };
        let mut process = Self::take(child.id(), handed, launch.is_once, launch.ends_softly)?;
        // A child that dies before it has read its order is found dead below; that says more than this error.
        // So is one that does not read it.
        let order = process.write_line(launch.order.as_bytes());
        let _ = tokio::time::timeout(launch.start, order).await;
        Ok(process)
    }

    /// Takes over a child of this process by its pid and descriptors.
    ///
    /// # Errors
    /// When there is no such child any more.
    pub(crate) fn take(pid: u32, handed: Handed, is_once: bool, ends_softly: bool) -> Result<Self> {
        let pid = Pid::from_raw(pid as i32).context("a process has a number")?;
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(pid), look).context("the process is gone")?;
        let stdout = handed.stdout.try_clone()?;
        let (sender, reports) = mpsc::channel(16);
        let lines = pipe::Receiver::from_owned_fd(handed.stdout)?;
        tokio::spawn(async move {
            let mut lines = BufReader::new(lines).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if let Ok(report) = serde_json::from_str(&line)
                    && sender.send(report).await.is_err()
                {
                    return;
                }
            }
        });
        Ok(Self {
            pid,
            ended: None,
            lifeline: pipe::Sender::from_owned_fd(handed.lifeline)?,
            reports,
            stdout,
            is_once,
            ends_softly,
        })
    }

    /// Copies of the descriptors that tie the child to us, for the supervisor that takes our place.
    ///
    /// # Errors
    /// When there are no descriptors left.
    pub(crate) fn give(&self) -> Result<Handed> {
        Ok(Handed {
            lifeline: self.lifeline.as_fd().try_clone_to_owned()?,
            stdout: self.stdout.try_clone()?,
        })
    }

    /// Lets go of it without ending it: somebody else has its descriptors now.
    pub(crate) fn leave(mut self) {
        self.ends_softly = true;
    }

    /// Whether ending well means that its work is done, and whether it ends softly.
    pub(crate) fn nature(&self) -> (bool, bool) {
        (self.is_once, self.ends_softly)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get() as u32
    }

    /// Tells it what changed around it. One that does not listen is left alone.
    pub(crate) async fn tell(&mut self, update: &Update) {
        let Ok(line) = serde_json::to_vec(update) else {
            return;
        };
        if tokio::time::timeout(TELLING, self.write_line(&line))
            .await
            .is_err()
        {
            tracing::warn!(pid = self.pid(), "a process does not listen");
        }
    }

    async fn write_line(&mut self, line: &[u8]) -> std::io::Result<()> {
        let mut whole = Vec::with_capacity(line.len() + 1);
        whole.extend_from_slice(line);
        whole.push(b'\n');
        self.lifeline.write_all(&whole).await
    }

    /// The next report, or how the child ended.
    pub(crate) async fn next(&mut self) -> Event {
        tokio::select! {
            // Reports first: the last one says why it ended.
            biased;
            Some(report) = self.reports.recv() => Event::Report(report),
            end = ended(self.pid, self.ended) => {
                // Remembered: whoever asks may turn away while we wait for the last words.
                self.ended = Some(end);
                // What it said last may still be on its way.
                match tokio::time::timeout(Duration::from_millis(200), self.reports.recv()).await {
                    Ok(Some(report)) => Event::Report(report),
                    _ if self.is_once && end == End::Exit(0) => Event::Done,
                    _ => Event::Ended(format!("it ended: {end}")),
                }
            }
        }
    }

    /// Asks it to end, and makes it when it takes longer than `patience`.
    pub(crate) async fn stop(mut self, patience: Duration) {
        if self.ended.is_none() {
            let _ = rustix::process::kill_process(self.pid, Signal::TERM);
        }
        let waited = tokio::time::timeout(patience, ended(self.pid, self.ended)).await;
        let end = if let Ok(end) = waited {
            end
        } else {
            let _ = rustix::process::kill_process(self.pid, Signal::KILL);
            ended(self.pid, None).await
        };
        self.ended = Some(end);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.ended.is_some() || self.ends_softly {
            return;
        }
        let _ = rustix::process::kill_process(self.pid, Signal::KILL);
        // Somebody must look at it, or it stays in the table of processes.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(ended(self.pid, None));
        }
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Exit(i32),
    Signal(i32),
    /// Somebody else looked first.
    Unknown,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "exit status {code}"),
            Self::Signal(9) => f.write_str("killed (signal 9)"),
            Self::Signal(number) => write!(f, "signal {number}"),
            Self::Unknown => f.write_str("nobody knows how"),
        }
    }
}

impl From<WaitIdStatus> for End {
    fn from(status: WaitIdStatus) -> Self {
        match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => Self::Exit(code),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => Self::Unknown,
        }
    }
}

/// Returns when a child has ended, and takes it out of the table of processes.
async fn ended(pid: Pid, known: Option<End>) -> End {
    if let Some(end) = known {
        return end;
    }
    let Ok(mut news) = signal(SignalKind::child()) else {
        return End::Unknown;
    };
    loop {
        match waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::NOHANG,
        ) {
            Ok(Some(status)) => return status.into(),
            Ok(None) => {
                news.recv().await;
            }
            Err(_) => return End::Unknown,
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

fn command(launch: &Launch) -> std::process::Command {
    use std::os::unix::process::CommandExt;
    // The program itself, also when its file was replaced or lies where the user cannot reach it.
    let mut command = std::process::Command::new("/proc/self/exe");
    command.arg0("cts");
    // Its own group: Ctrl-C in the terminal is for the supervisor, which then stops its children in order.
    command.process_group(0);
    if let Some(user) = &launch.user {
        command.uid(user.uid).gid(user.gid);
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
    command
}

/// Waits for a child nobody keeps, so that it does not stay in the table of processes.
pub(super) async fn reap(pid: u32) {
    if let Some(process) = Pid::from_raw(pid as i32) {
        let end = ended(process, None).await;
        tracing::debug!(pid, %end, "a process of the program before has ended");
    }
}
