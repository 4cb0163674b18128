//! `before list|restore|drop`: what a restore put aside.

use clap::Subcommand;

use super::backup::{place, unless_interrupted};
use super::listing::Limit;
use super::restore::in_place;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::platform::backup::before::{self, Before};
use crate::platform::backup::{Caller, words};

/// What was there before a restore
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  before list\n  before restore 20261129t020000z\n  before drop 20261129t020000z"
)]
pub enum Command {
    /// What restores put aside, the newest first
    #[command(after_help = "Example:\n  before list")]
    List(Limit),
    /// Bring it back; what is there now is put aside in turn
    #[command(
        after_help = "Example:\n  before restore 20261129t020000z\nEverybody signs in again afterwards."
    )]
    Restore(OneArgs),
    /// Delete it for good
    #[command(after_help = "Example:\n  before drop 20261129t020000z")]
    Drop(OneArgs),
}

/// Which.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// The moment in its name, as `before list` shows it
    #[arg(value_name = "NAME")]
    name: String,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List(limit) => list(limit, session).await,
            Self::Restore(args) => restore(args.name, session).await,
            Self::Drop(args) => drop(args.name, session).await,
        }
    }
}

async fn list(limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let key = session.settings.key.clone();
    let rows = tokio::task::spawn_blocking(move || before::list(&config, &paths, &key)).await??;
    let rows = limit.first(&mut session.out, rows)?;
    let at = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::new("name", |row: &Before| row.name.clone()),
            Column::new("put aside", |row: &Before| at(row.put_aside_at)),
            Column::number("size", |row: &Before| {
                row.bytes
                    .map_or_else(String::new, |bytes| words(bytes as u64))
            }),
            Column::new("database", |row: &Before| row.database.clone()),
            Column::new("uploaded files", |row: &Before| {
                let files = row.files.as_ref();
                files.map_or_else(String::new, |files| files.display().to_string())
            }),
        ],
    )
}

async fn find(name: &str, session: &Session) -> anyhow::Result<Before> {
    let (config, paths) = place(session)?;
    let (key, name) = (session.settings.key.clone(), name.to_owned());
    tokio::task::spawn_blocking(move || before::find(&config, &paths, &key, &name)).await?
}

async fn restore(name: String, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let key = session.settings.key.clone();
    let before = find(&name, session).await?;
    let at = session.local_time()(before.put_aside_at);
    session.confirm(&format!(
        "Put the data of {key} aside and bring those back that were put aside at {at}? {key} is not served for a moment."
    ))?;
    let operator = session.op.actor.name().to_owned();
    let now = session.db.clock().now();
    let brought = {
        let key = key.clone();
        unless_interrupted(session, move |caller| {
            in_place(&config, &paths, &key, |stop| {
                let by = (&*operator, now);
                before::bring_back(&config, &paths, &key, &before, by, caller, stop)
            })
        })
        .await?
    };
    if session.out.is_json() {
        return session.out.json(&brought);
    }
    session
        .out
        .say(format!("{key} has the data that were put aside at {at}"))?;
    if let Some(kept) = &brought.kept {
        session
            .out
            .say(format!("what was there is kept in the database {kept}"))?;
    }
    Ok(())
}

async fn drop(name: String, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let key = session.settings.key.clone();
    let before = find(&name, session).await?;
    session.confirm(&format!(
        "Delete the data of {key} that were put aside at {} for good?",
        session.local_time()(before.put_aside_at)
    ))?;
    let audited = key.clone();
    let after = serde_json::json!({ "database": before.database });
    // Before it is done: what is gone for good leaves this row, whatever becomes of it.
    session
        .write(move |cx| {
            crate::audit::record(cx, "country.forget", "country", &audited, None, Some(after))
        })
        .await?;
    let work = move |_: &Caller| before::drop(&config, &paths, &key, &name);
    let dropped = unless_interrupted(session, work).await?;
    if session.out.is_json() {
        return session.out.json(&dropped);
    }
    session.out.say(format!("{} is gone", dropped.database))
}
