//! One country opened for commands: its database, who asks, and where the answer goes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::db::{Db, DbConfig};
use crate::kernel::clock::Clock;
use crate::kernel::{Actor, Door, InstanceSettings, Op, OpContext, Result};

use super::failure::Failure;
use super::interrupt::{Interrupts, wait_for_line};
use super::output::Out;

/// How long a command waits for a database that does not answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What every command of a country gets.
pub struct Session {
    /// The folder with `instances/`, `config/` and `var/`.
    pub root: PathBuf,
    pub settings: Arc<InstanceSettings>,
    pub db: Db,
    pub op: Op,
    pub out: Out,
    /// Where people find the country, without a slash at its end.
    pub url: String,
    /// Answer yes to every question.
    pub yes: bool,
    /// `\x` of the shell: rows of statements one below the other.
    pub expanded: bool,
    /// `\timing` of the shell: how long statements took.
    pub timing: bool,
    /// Ctrl-C, where something listens or did so.
    pub interrupts: Option<Interrupts>,
    /// Whether somebody types each line, so that Ctrl-C ends only the one that runs.
    pub is_typed: bool,
}

impl Session {
    /// Opens a country; does not connect yet.
    pub fn new(
        root: PathBuf,
        settings: Arc<InstanceSettings>,
        db: DbConfig,
        door: Door,
        out: Out,
        yes: bool,
    ) -> Self {
        let id = uuid::Uuid::now_v7().simple().to_string();
        let db = Db::new(
            DbConfig {
                pool_size: 2,
                wait: PATIENCE,
                application: format!("cts {} {id}", door.slug()),
                ..db
            },
            settings.clone(),
            Clock::default(),
        );
        Self {
            root,
            settings,
            db,
            op: Op::new(Actor::Operator(operator_name()), door, format!("cli-{id}")),
            out,
            url: String::new(),
            yes,
            expanded: false,
            timing: false,
            interrupts: None,
            is_typed: false,
        }
    }

    /// Writes instants for tables, in the country's zone.
    pub fn local_time(&self) -> impl Fn(DateTime<Utc>) -> String + Copy + use<> {
        let zone = self.settings.time_zone;
        move |instant| {
            instant
                .with_timezone(&zone)
                .format("%Y-%m-%d %H:%M")
                .to_string()
        }
    }

    /// Runs a use case that only reads.
    pub async fn read<T, F>(&self, f: F) -> anyhow::Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    {
        Ok(self.db.read(&self.op, f).await?)
    }

    /// Runs a use case in one transaction.
    pub async fn write<T, F>(&self, f: F) -> anyhow::Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    {
        Ok(self.db.write(&self.op, f).await?)
    }

    /// Asks before something that cannot be taken back; `--yes` answers.
    ///
    /// # Errors
    /// When the person says no, or nobody can be asked.
    pub fn confirm(&mut self, question: &str) -> anyhow::Result<()> {
        confirm(self.yes, &mut self.out, self.interrupts.as_ref(), question)
    }
}

/// Asks before something that cannot be taken back, unless the answer was given with the command.
///
/// # Errors
/// When the person says no, or nobody can be asked.
pub(super) fn confirm(
    yes: bool,
    out: &mut Out,
    interrupts: Option<&Interrupts>,
    question: &str,
) -> anyhow::Result<()> {
    use std::io::IsTerminal;
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::refused("this needs a yes and nobody is there to give it")
                .hint("add --yes")
                .into(),
        );
    }
    out.show_held()?;
    out.say(format!("{question} [y/N]"))?;
    wait_for_line(interrupts)?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Failure::refused("nothing was changed").into())
}

/// The system account of the person, also behind sudo.
pub(super) fn operator_name() -> String {
    let uid = rustix::process::getuid();
    if uid.is_root()
        && let Some(name) = std::env::var_os("SUDO_USER")
    {
        return name.to_string_lossy().into_owned();
    }
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_of(&passwd, uid.as_raw()).unwrap_or_else(|| format!("uid {}", uid.as_raw()))
}

fn name_of(passwd: &str, uid: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let found = fields.nth(1)?.parse::<u32>().ok()?;
        (found == uid).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_is_named_after_the_system_account() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/sh\n";

        assert_eq!(name_of(passwd, 1000).as_deref(), Some("ada"));
        assert_eq!(name_of(passwd, 1001), None);
    }
}
