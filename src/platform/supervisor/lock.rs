//! One supervisor per data folder: a locked file that holds its pid. The lock goes with the process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;

use anyhow::{Context, Result};

use crate::platform::failure::Failure;
use crate::platform::paths::Paths;

/// Held as long as the supervisor lives.
pub(crate) struct Lock(File);

impl Lock {
    /// Takes the lock and writes our pid.
    ///
    /// # Errors
    /// When another supervisor holds it.
    pub(crate) fn take(paths: &Paths) -> Result<Self> {
        let path = paths.lock();
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o644)
            .open(&path)
            .with_context(|| format!("{} cannot be opened", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid)?;
                let message = format!(
                    "cts runs already on {} (pid {})",
                    paths.data.display(),
                    pid.trim()
                );
                return Err(Failure::new(1, message)
                    .hint("`cts status` shows it, `cts stop` ends it")
                    .into());
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Self(file))
    }
}

impl Lock {
    /// Goes on holding the lock of the program before us, which was this process too.
    ///
    /// # Errors
    /// When it is not held.
    pub(crate) fn keep(fd: OwnedFd) -> Result<Self> {
        let file = File::from(fd);
        file.try_lock().context("the lock was lost on the way")?;
        Ok(Self(file))
    }

    /// Gives the lock to the program that takes our place.
    ///
    /// # Errors
    /// When there are no descriptors left.
    pub(crate) fn into_fd(self) -> Result<OwnedFd> {
        let fd = self.0.try_clone()?.into();
        // Dropping it would take our pid out of the file.
        std::mem::forget(self);
        Ok(fd)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
    }
}

/// Whether a supervisor holds the lock.
pub(crate) fn is_held(paths: &Paths) -> bool {
    File::open(paths.lock())
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
