//! `pg_dump` and `pg_restore`: found beside the server's programs, run with the password in their environment only.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

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

    /// A program about to be run against a database.
    pub(super) fn command(&self, program: &str, server: &ServerUrl, database: &str) -> Command {
        let (url, password) = server.apart(database);
        let mut command = Command::new(self.0.join(program));
        command
            .env_remove("PGOPTIONS")
            .env("PGPASSWORD", password)
            .env("PGAPPNAME", "cts backup")
            .arg("--dbname")
            .arg(url)
            .arg("--no-password")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }
}

/// Runs a program to its end.
///
/// # Errors
/// With what it said last, when it fails.
pub(super) fn run(mut command: Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let mut child = command
        .spawn()
        .with_context(|| format!("{program} cannot be run"))?;
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut said)?;
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    let last = said
        .lines()
        .rev()
        .find(|line| line.contains("error:"))
        .or_else(|| said.lines().last())
        .unwrap_or("it said nothing");
    Err(Failure::broken(format!("{program} failed ({status}): {}", last.trim())).into())
}

/// Runs a program that reads what is given to it.
///
/// # Errors
/// With what it said, when it fails.
pub(super) fn feed(mut command: Command, input: &mut impl Read) -> Result<()> {
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends early says why itself.
        let _ = std::io::copy(input, &mut stdin);
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Failure::broken(format!("the files do not unpack: {}", said.trim())).into())
}
