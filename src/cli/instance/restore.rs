//! `restore FILE`: brings a backup back, into this country or into another key.

use std::path::PathBuf;

use super::backup::{place, steps, unless_interrupted};
use crate::cli::failure::Failure;
use crate::cli::session::{Session, operator_name};
use crate::platform;
use crate::platform::backup::{self, Caller, restore};
use crate::platform::config::{Config, why_no_key};
use crate::platform::paths::Paths;
use crate::platform::provision;
use crate::platform::supervisor::control::{Client, Request};

/// Bring a backup back
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  restore FILE --replace           the country stops for a moment; what was there is kept\n  \
    restore FILE --into training     a copy under another key; add that key to the list then\n\
    Everybody signs in again afterwards."
)]
pub struct Args {
    /// The backup
    file: PathBuf,
    /// Another key, which need not be in the list yet
    #[arg(long, value_name = "KEY")]
    into: Option<String>,
    /// Put the database that is there aside (it is kept under another name)
    #[arg(long)]
    replace: bool,
}

/// Runs the command.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let key = args
        .into
        .clone()
        .unwrap_or_else(|| session.settings.key.clone());
    if let Some(why) = args.into.as_deref().and_then(why_no_key) {
        return Err(Failure::wrong_input(why)
            .hint("--into takes a key as instances/instances.yaml does")
            .into());
    }
    let is_there = {
        let (config, paths, key) = (config.clone(), paths.clone(), key.clone());
        tokio::task::spawn_blocking(move || restore::exists(&config, &paths, &key)).await??
    };
    if is_there && !args.replace {
        return Err(Failure::refused(format!("{key} has a database already"))
            .hint("--replace puts it aside under another name, and the backup in its place")
            .into());
    }
    let manifest = {
        let file = args.file.clone();
        let caller = Caller::new(steps);
        tokio::task::spawn_blocking(move || backup::look(&file, &caller)).await??
    };
    if manifest.country != key && args.into.is_none() {
        let country = &manifest.country;
        return Err(
            Failure::refused(format!("that is a backup of {country}, not of {key}"))
                .hint(format!("--into {key} says that it is meant for {key}"))
                .into(),
        );
    }
    if is_there {
        session.confirm(&format!(
            "Put the data of {key} aside and restore those of {} of {} in their place? {key} is not served for a moment.",
            manifest.country,
            session.local_time()(manifest.taken_at),
        ))?;
    }
    let restored = {
        let (config, paths, key) = (config.clone(), paths.clone(), key.clone());
        let (file, replace) = (args.file.clone(), args.replace);
        let operator = session.op.actor.name().to_owned();
        let now = session.db.clock().now();
        unless_interrupted(session, move |caller| {
            let order = restore::Order {
                file: &file,
                manifest: &manifest,
                key: &key,
                replace,
                operator: &operator,
                now,
            };
            in_place(&config, &paths, &key, |stop| {
                backup::restore(&config, &paths, &order, caller, stop)
            })
        })
        .await?
    };
    tell(session, &config, &key, &restored)
}

/// Exchanges the data of a country: the work calls what it is given in the moment from which the country must not be
/// served; it is served again whatever became of the work.
///
/// # Errors
/// What the work returns; what the supervisor or the server refuses.
pub(super) fn in_place<T>(
    config: &Config,
    paths: &Paths,
    key: &str,
    work: impl FnOnce(&mut dyn FnMut() -> anyhow::Result<()>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut pause = Pause::default();
    let done = work(&mut || pause.begin(paths, key)).and_then(|done| {
        // In the list: its roles, rights and migrations now; else when it is added.
        if let Some(instance) = config.instance(key) {
            provision::provision(config, paths, instance)?;
        }
        Ok(done)
    });
    match (done, pause.end(paths, key)) {
        (Ok(done), started) => started.map(|()| done),
        (Err(error), Ok(())) => Err(error),
        // What became of the data is the worse news, and told first.
        (Err(error), Err(not_started)) => {
            let message = format!("{error:#}; and {key} was not started again: {not_started:#}");
            Err(Failure::broken(message)
                .hint(format!("`cts start {key}` starts it"))
                .into())
        }
    }
}

fn tell(
    session: &mut Session,
    config: &Config,
    key: &str,
    restored: &restore::Restored,
) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(restored);
    }
    session.out.say(format!(
        "{key} is as it was at {}: {} rows",
        session.local_time()(restored.taken_at),
        restored.rows
    ))?;
    if let Some(kept) = &restored.kept {
        session.out.say(format!(
            "what was there is kept in the database {kept}; `before list` shows it, `before restore` brings it back, \
             `before drop` deletes it"
        ))?;
    }
    if restored.country != key {
        session.out.say(format!(
            "{key} is a country of its own with the people of {}: while it is served, what is late or broken is mailed to \
             them from there too; see docs/operations.md, Backup and restore",
            restored.country
        ))?;
    }
    if platform::find(config, key).is_err() {
        session.out.say(format!(
            "`cts instances add {key} --name … --prefix … --currency …` serves it"
        ))?;
    }
    Ok(())
}

/// A country that is stopped for as long as its database is exchanged.
#[derive(Default)]
struct Pause {
    was_served: bool,
}

impl Pause {
    /// Stops the country, when a supervisor runs it.
    fn begin(&mut self, paths: &Paths, key: &str) -> anyhow::Result<()> {
        let Some(mut client) = Client::find(paths)? else {
            return Ok(());
        };
        let status = client.ask(&Request::Status)?.status;
        self.was_served = status.is_some_and(|status| {
            let mut all = status.instances.iter();
            all.any(|one| {
                one.process.key == key
                    && !matches!(one.process.state.as_str(), "stopped" | "paused")
            })
        });
        if self.was_served {
            client.ask(&Request::Stop {
                key: Some(key.to_owned()),
                by: Some(operator_name()),
            })?;
        }
        Ok(())
    }

    /// Starts it again, whatever became of the restore.
    fn end(self, paths: &Paths, key: &str) -> anyhow::Result<()> {
        if self.was_served {
            let (key, by) = (key.to_owned(), Some(operator_name()));
            Client::connect(paths)?.ask(&Request::Start { key, by })?;
        }
        Ok(())
    }
}
