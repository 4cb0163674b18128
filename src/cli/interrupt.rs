//! Ctrl-C in the interactive shell: it ends what runs, never the shell.

use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::failure::Failure;
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

/// Hears of every Ctrl-C. While one of these exists, the process is not ended by it.
#[derive(Clone, Debug)]
pub struct Interrupts(watch::Receiver<()>);

impl Interrupts {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the signal cannot be handled.
    pub fn listen() -> std::io::Result<Self> {
        let mut signals = signal(SignalKind::interrupt())?;
        let (told, heard) = watch::channel(());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                told.send_replace(());
            }
        });
        Ok(Self(heard))
    }

    /// Another one, to which those that came before mean nothing.
    pub(super) fn forgetful(&self) -> Self {
        let mut other = self.clone();
        other.forget();
        other
    }

    /// Those that came before mean nothing to what begins now.
    fn forget(&mut self) {
        self.0.borrow_and_update();
    }

    fn came(&self) -> bool {
        self.0.has_changed().unwrap_or(false)
    }

    /// Returns at the next one.
    async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Runs something until it ends, or until Ctrl-C; then its statements are ended by the server, so that nothing of them
/// stays. `None` when it was interrupted.
pub(super) async fn watched<T>(
    interrupts: &mut Interrupts,
    db: &Db,
    work: impl Future<Output = anyhow::Result<T>>,
) -> Option<anyhow::Result<T>> {
    interrupts.forget();
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return Some(done),
        () = interrupts.next() => {}
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

/// Returns at the next Ctrl-C of a shell; never where there is none.
pub(super) async fn heard(interrupts: Option<&mut Interrupts>) {
    match interrupts {
        Some(interrupts) => interrupts.next().await,
        None => std::future::pending().await,
    }
}

impl Session {
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
            return Err(Failure::refused("nothing was changed").into());
        }
        let mut asked = [PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::IN)];
        match poll(&mut asked, Some(&LOOK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}
