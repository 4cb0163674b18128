//! `pg_dump` and `pg_restore`: found beside the server's programs, run with the password in their environment only.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::caller::{Caller, LOOK};
use crate::platform::config::{Config, Database};
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::postgres;
use crate::platform::provision::url::ServerUrl;

/// The folder with the programs.
pub(super) struct Programs(PathBuf);

impl Programs {
    /// Of the private cluster's version, or the newest for a server elsewhere.
    pub(super) fn find(config: &Config, paths: &Paths, key: &str) -> Result<Self> {
        let is_elsewhere = config
            .instance(key)
            .is_some_and(|instance| instance.admin_url.is_some());
        let is_managed = matches!(config.platform.database, Database::Managed) && !is_elsewhere;
        Ok(Self(postgres::programs(paths, is_managed)?))
    }

    /// A program about to be run on files alone.
    pub(super) fn plain(&self, program: &str) -> Command {
        let mut command = Command::new(self.0.join(program));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// A program about to be run against a database.
    pub(super) fn command(&self, program: &str, server: &ServerUrl, database: &str) -> Command {
        let (url, password) = server.apart(database);
        let mut command = self.plain(program);
        command
            .env_remove("PGOPTIONS")
            .env("PGPASSWORD", password)
            .env("PGAPPNAME", "cts backup")
            .arg("--dbname")
            .arg(url)
            .arg("--no-password");
        command
    }
}

/// `tar` about to be run.
pub(super) fn tar() -> Command {
    let mut command = Command::new("tar");
    command
        // Its words are looked at, and shown to whoever reads ours.
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Runs a program to its end, or to when nobody waits for it any more.
///
/// # Errors
/// With what it said last, when it fails; that it was not wanted any more.
pub(super) fn run(mut command: Command, caller: &Caller) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let mut child = apart(&mut command)
        .spawn()
        .with_context(|| format!("{program} cannot be run"))?;
    let stderr = child.stderr.take();
    let (status, said) = std::thread::scope(|scope| -> Result<_> {
        let reading = scope.spawn(move || {
            let mut said = Vec::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.read_to_end(&mut said);
            }
            said
        });
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if caller.is_halted() {
                child.kill()?;
            }
            std::thread::sleep(LOOK);
        };
        Ok((status, reading.join().unwrap_or_default()))
    })?;
    caller.check()?;
    let said = String::from_utf8_lossy(&said);
    // A file that is still being written while tar reads it is in the backup as far as it was.
    let is_warning = program == "tar" && status.code() == Some(1);
    if status.success() || is_warning {
        return Ok(());
    }
    Err(Failure::broken(format!("{program} failed ({status}): {}", reason(&said))).into())
}

/// The line that says why a program failed: the programs of PostgreSQL end with it, tar says at the end only that something
/// was wrong before.
fn reason(said: &str) -> &str {
    let is_reason =
        |line: &&str| !line.contains("exiting now") && !line.contains("previous errors");
    let of_server = said.lines().rev().find(|line| line.contains("error:"));
    let of_tar = || {
        let mut lines = said.lines().filter(|line| line.starts_with("tar: "));
        lines.find(is_reason)
    };
    of_server
        .or_else(of_tar)
        .or_else(|| said.lines().last())
        .unwrap_or("it said nothing")
        .trim()
}

/// Ctrl-C on our terminal is for us to hear; we end what we started.
fn apart(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// Runs a program that reads what is given to it.
///
/// # Errors
/// With what it said, when it fails.
pub(super) fn feed(mut command: Command, input: &mut impl Read) -> Result<()> {
    let mut child = apart(&mut command).stdin(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends early says why itself.
        let _ = std::io::copy(input, &mut stdin);
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::broken(format!("the files do not unpack: {}", reason(&said))).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_failure_is_found_among_what_was_said() {
        let full =
            "tar: -: Wrote only 4096 of 10240 bytes\ntar: Error is not recoverable: exiting now\n";
        let closed = "tar: ./a: Cannot open: Permission denied\n\
            tar: Exiting with failure status due to previous errors\n";
        let server = "pg_dump: error: connection failed\npg_dump: hint: is it running?\n";

        assert_eq!(reason(full), "tar: -: Wrote only 4096 of 10240 bytes");
        assert_eq!(reason(closed), "tar: ./a: Cannot open: Permission denied");
        assert_eq!(reason(server), "pg_dump: error: connection failed");
        assert_eq!(reason("killed\n"), "killed");
        assert_eq!(reason(""), "it said nothing");
    }
}
