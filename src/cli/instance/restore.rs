//! `restore FILE`: brings a backup back, into this country or into another key.

use std::path::PathBuf;

use super::backup::{place, steps};
use crate::cli::failure::Failure;
use crate::cli::session::{Session, operator_name};
use crate::platform;
use crate::platform::backup::{self, restore};
use crate::platform::provision;
use crate::platform::supervisor::control::{Client, Request};

/// Bring a backup back
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  restore FILE --replace           the country stops meanwhile; what was there is kept\n  \
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
    must_be_key(&key)?;
    let is_there = {
        let (config, paths, key) = (config.clone(), paths.clone(), key.clone());
        tokio::task::spawn_blocking(move || restore::exists(&config, &paths, &key)).await??
    };
    if is_there && !args.replace {
        return Err(Failure::refused(format!("{key} has a database already"))
            .hint("--replace puts it aside under another name, and the backup in its place")
            .into());
    }
    if is_there {
        session.confirm(&format!(
            "Put the data of {key} aside and restore {} in their place? {key} is not served meanwhile.",
            args.file.display()
        ))?;
    }
    let serving = stop_if_served(&paths, &key)?;
    let restored = {
        let (config, paths, key) = (config.clone(), paths.clone(), key.clone());
        let (file, replace) = (args.file.clone(), args.replace);
        let operator = session.op.actor.name().to_owned();
        let now = session.db.clock().now();
        tokio::task::spawn_blocking(move || {
            let order = restore::Order {
                file: &file,
                key: &key,
                replace,
                operator: &operator,
                now,
            };
            let restored = backup::restore(&config, &paths, &order, &steps)?;
            // In the list: its roles, rights and migrations now; else when it is added.
            if let Some(instance) = config.instance(&key) {
                provision::provision(&config, &paths, instance)?;
            }
            anyhow::Ok(restored)
        })
        .await?
    };
    if serving {
        let by = Some(operator_name());
        let key = key.clone();
        Client::connect(&paths)?.ask(&Request::Start { key, by })?;
    }
    let restored = restored?;
    if session.out.is_json() {
        return session.out.json(&restored);
    }
    session.out.say(format!(
        "{key} is as it was at {}: {} rows",
        session.local_time()(restored.taken_at),
        restored.rows
    ))?;
    if let Some(kept) = &restored.kept {
        session.out.say(format!(
            "what was there is kept in the database {kept}; drop it when nobody misses anything"
        ))?;
    }
    if platform::find(&config, &key).is_err() {
        session.out.say(format!(
            "`cts instances add {key} --name … --prefix … --currency …` serves it"
        ))?;
    }
    Ok(())
}

/// What would be taken for somebody else's database is refused, as in the list.
fn must_be_key(key: &str) -> anyhow::Result<()> {
    if !provision::is_key(key) {
        return Err(
            Failure::wrong_input(format!("{key} is no key for a country"))
                .hint("small letters, digits and _, beginning with a letter, at most 40")
                .into(),
        );
    }
    if provision::is_like_ours(key) {
        let message = format!("{key} would be named like a database or role that comes and goes");
        return Err(Failure::wrong_input(message)
            .hint("not scratch_…, …_restoring, …_ro_… or …_before_…")
            .into());
    }
    Ok(())
}

/// Stops a country below a running supervisor; whether it was served.
fn stop_if_served(paths: &crate::platform::paths::Paths, key: &str) -> anyhow::Result<bool> {
    let Some(mut client) = Client::find(paths)? else {
        return Ok(false);
    };
    let status = client.ask(&Request::Status)?.status;
    let is_served = status.is_some_and(|status| {
        let mut all = status.instances.iter();
        all.any(|one| {
            one.process.key == key && !matches!(one.process.state.as_str(), "stopped" | "paused")
        })
    });
    if is_served {
        client.ask(&Request::Stop {
            key: Some(key.to_owned()),
            by: Some(operator_name()),
        })?;
    }
    Ok(is_served)
}
