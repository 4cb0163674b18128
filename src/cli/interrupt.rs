//! Ctrl-C, `kill` and a closed terminal, for all of a session: each ends what listens for it, in a shell that somebody
//! types into never the shell. Where nobody listens the process ends, as it does without us.

use std::io::Result;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::failure::{Failure, INTERRUPTED};
use super::session::Session;
use crate::db::Db;

/// Between two requests to end a statement, and how many there are: one may come between two statements.
const ASK_AGAIN: Duration = Duration::from_millis(200);
const ASKED: usize = 10;
/// How often a question looks whether Ctrl-C came meanwhile.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// Takes the signals over for as long as the process lives, as nothing gives them back. There is one for a session,
/// whoever needed it first; copies are the same one.
#[derive(Clone, Debug)]
pub struct Interrupts {
    heard: watch::Receiver<()>,
    ears: Arc<Ears>,
}

/// How many listen now.
#[derive(Debug, Default)]
struct Ears {
    /// For Ctrl-C alone.
    of_one: AtomicUsize,
    /// For `kill` and a closed terminal too.
    of_all: AtomicUsize,
}

impl Ears {
    fn is_all(&self) -> bool {
        self.of_all.load(Ordering::Relaxed) > 0
    }

    fn is_any(&self) -> bool {
        self.is_all() || self.of_one.load(Ordering::Relaxed) > 0
    }
}

/// Listens while it exists: what it hears of ends no process, but what its holder does.
pub(super) struct Ear {
    heard: watch::Receiver<()>,
    ears: Arc<Ears>,
    is_of_all: bool,
}

impl Ear {
    /// Returns at the next signal.
    pub(super) async fn next(&mut self) {
        if self.heard.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn counted(&self) -> &AtomicUsize {
        if self.is_of_all {
            &self.ears.of_all
        } else {
            &self.ears.of_one
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.counted().fetch_sub(1, Ordering::Relaxed);
    }
}

impl Interrupts {
    /// Begins to listen. What the process was started to ignore, as `nohup` does with a closed terminal, stays ignored.
    ///
    /// # Errors
    /// When the signals cannot be handled.
    pub fn listen() -> Result<Self> {
        let mut interrupt = unless_ignored(SignalKind::interrupt())?;
        let mut terminate = unless_ignored(SignalKind::terminate())?;
        let mut hangup = unless_ignored(SignalKind::hangup())?;
        let (told, heard) = watch::channel(());
        let ears = Arc::<Ears>::default();
        let asked = ears.clone();
        tokio::spawn(async move {
            loop {
                let (code, is_heard) = tokio::select! {
                    () = next(&mut interrupt) => (i32::from(INTERRUPTED), asked.is_any()),
                    () = next(&mut terminate) => (143, asked.is_all()),
                    () = next(&mut hangup) => (129, asked.is_all()),
                };
                if !is_heard {
                    std::process::exit(code);
                }
                told.send_replace(());
            }
        });
        Ok(Self { heard, ears })
    }

    /// Listens for Ctrl-C from now on.
    pub(super) fn ear(&self) -> Ear {
        self.ear_of(false)
    }

    /// Listens for `kill` and a closed terminal too, for work that should be taken away whatever ends it.
    pub(super) fn ear_of_all(&self) -> Ear {
        self.ear_of(true)
    }

    fn ear_of(&self, is_of_all: bool) -> Ear {
        let ear = Ear {
            heard: self.forgetful().heard,
            ears: self.ears.clone(),
            is_of_all,
        };
        ear.counted().fetch_add(1, Ordering::Relaxed);
        ear
    }

    /// Another one, to which those that came before mean nothing.
    pub(super) fn forgetful(&self) -> Self {
        let mut other = self.clone();
        other.heard.borrow_and_update();
        other
    }

    fn came(&self) -> bool {
        self.heard.has_changed().unwrap_or(false)
    }
}

async fn next(signals: &mut Option<Signal>) {
    let heard = match signals {
        Some(signals) => signals.recv().await,
        None => None,
    };
    if heard.is_none() {
        std::future::pending::<()>().await;
    }
}

fn unless_ignored(kind: SignalKind) -> Result<Option<Signal>> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if is_ignored(&status, kind.as_raw_value()) {
        return Ok(None);
    }
    signal(kind).map(Some)
}

/// Whether a process ignores a signal, by what the kernel says of it: a bit for each, the first one's the lowest.
fn is_ignored(status: &str, signal: i32) -> bool {
    let ignored = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| (mask >> (signal - 1)) & 1 == 1)
}

/// Runs something until it ends, or until Ctrl-C: what listens itself ends in its own way, of anything else the statements
/// are ended by the server, so that nothing of them stays. `None` when it was given up.
pub(super) async fn watched<T>(
    interrupts: &Interrupts,
    db: &Db,
    work: impl Future<Output = anyhow::Result<T>>,
) -> Option<anyhow::Result<T>> {
    let mut ear = interrupts.ear();
    tokio::pin!(work);
    loop {
        tokio::select! {
            // First, so that what listens itself has heard before it is asked about.
            biased;
            done = &mut work => return Some(done),
            () = ear.next() => {}
        }
        if !interrupts.ears.is_all() {
            break;
        }
    }
    for _ in 0..ASKED {
        // Without a database there is nothing to end; what runs notices by itself.
        let _ = db.cancel_statements().await;
        if let Ok(done) = tokio::time::timeout(ASK_AGAIN, &mut work).await {
            // It may have been through in the same moment.
            return done.is_ok().then_some(done);
        }
    }
    None
}

impl Session {
    /// Who hears of Ctrl-C in this session; the first who asks begins to listen.
    ///
    /// # Errors
    /// When the signals cannot be handled.
    pub(super) fn listen(&mut self) -> Result<Interrupts> {
        match &self.interrupts {
            Some(interrupts) => Ok(interrupts.clone()),
            None => Ok(self.interrupts.insert(Interrupts::listen()?).clone()),
        }
    }

    /// Waits until the person has typed a line, in a shell at most until Ctrl-C.
    ///
    /// # Errors
    /// When Ctrl-C came.
    pub(super) fn wait_for_line(&self) -> anyhow::Result<()> {
        wait_for_line(self.interrupts.as_ref())
    }
}

/// The same without a session at hand.
pub(super) fn wait_for_line(interrupts: Option<&Interrupts>) -> anyhow::Result<()> {
    let Some(interrupts) = interrupts else {
        return Ok(());
    };
    let stdin = std::io::stdin();
    loop {
        if interrupts.came() {
            return Err(Failure::interrupted("nothing was changed").into());
        }
        let mut asked = [PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::IN)];
        match poll(&mut asked, Some(&LOOK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_was_started_to_ignore_is_read_from_the_kernel() {
        let status = "Name:\tcts\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000004002\n";

        let ignored = [1, 2, 13, 15].map(|signal| is_ignored(status, signal));

        assert_eq!(ignored, [true, false, true, false]);
        assert!(!is_ignored("", 1));
    }
}
