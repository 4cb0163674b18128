//! `backup`, `backup list`, `backup verify FILE`: this country's data in one file, and whether that can be trusted.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use serde_json::json;

use super::listing::Limit;
use crate::cli::output::{Column, Out};
use crate::cli::session::Session;
use crate::platform::backup::{self, Caller, Listed};
use crate::platform::config::Config;
use crate::platform::paths::Paths;

/// Back this country up: database and uploaded files, in one file
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  backup\n  backup --to /mnt/usb\n  backup --nightly\n  backup list\n  backup verify FILE\n\
    `restore FILE` brings one back."
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Folder to write into (default: backup.folder of the settings)
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// As each night: made, verified, and old ones taken away (backup.keep of the settings)
    #[arg(long, conflicts_with = "to")]
    nightly: bool,
}

/// More about backups.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// The backups there are, the newest first
    #[command(after_help = "Example:\n  backup list")]
    List(Limit),
    /// Restore a backup into a scratch database and compare every table
    #[command(
        after_help = "Example:\n  backup verify var/backups/turkey/turkey-20261127T020000Z.ctsbackup"
    )]
    Verify {
        /// The backup
        file: PathBuf,
    },
}

/// Configuration and folders, for work that goes through the administrator's connection.
pub(super) fn place(session: &Session) -> anyhow::Result<(Arc<Config>, Arc<Paths>)> {
    let (config, _) = Config::load_for(&session.root, &session.settings.key)?;
    let paths = Paths::new(&config)?;
    Ok((Arc::new(config), Arc::new(paths)))
}

/// Steps of long work, for the person who waits.
pub(super) fn steps(step: &str) {
    Out::standard(false).mention(format!("{step} …"));
}

/// Does long work off the async threads. Ctrl-C, `kill` and a closed terminal end it softly: what it began is taken away.
///
/// # Errors
/// What the work returns, also that it was interrupted.
pub(super) async fn unless_interrupted<T: Send + 'static>(
    session: &mut Session,
    work: impl FnOnce(&Caller) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let mut ear = session.listen()?.ear_of_all();
    let caller = Caller::new(steps);
    let for_work = caller.clone();
    let mut working = tokio::task::spawn_blocking(move || work(&for_work));
    tokio::select! {
        done = &mut working => return done?,
        () = ear.next() => {}
    }
    caller.halt();
    working.await?
}

/// Runs the command.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    match args.command {
        None => make(args.to, args.nightly, session).await,
        Some(Command::List(limit)) => list(limit, session),
        Some(Command::Verify { file }) => verify(file, session).await,
    }
}

async fn make(to: Option<PathBuf>, is_nightly: bool, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let key = session.settings.key.clone();
    let now = session.db.clock().now();
    // Before it is made: a copy of everything leaves this row, whatever becomes of it.
    let audited = key.clone();
    let after = match &to {
        Some(to) => Some(json!({ "to": to.display().to_string() })),
        None => is_nightly.then(|| json!({ "nightly": true })),
    };
    session
        .write(move |cx| {
            crate::audit::record(cx, "country.backup", "country", &audited, None, after)
        })
        .await?;
    let made = unless_interrupted(session, move |caller| {
        let instance = crate::platform::find(&config, &key)?;
        if is_nightly {
            return backup::nightly::make_now(&config, &paths, instance, now, caller);
        }
        backup::make(
            &config,
            &paths,
            instance,
            to.as_deref(),
            "command",
            now,
            caller,
        )
    })
    .await?;
    if session.out.is_json() {
        return session.out.json(&made);
    }
    session.out.text(made.file.display().to_string())?;
    let rest = if is_nightly {
        "verified, and old ones are taken away"
    } else {
        "`backup verify` shows that it can be restored"
    };
    let size = backup::words(made.bytes);
    session
        .out
        .say(format!("{} rows in {size}; {rest}", made.rows))
}

fn list(limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let folder = backup::folder(&config, &paths, &session.settings.key);
    let rows = backup::list(&folder)?;
    for file in backup::list_unreadable(&folder)? {
        session.out.mention(format!(
            "note: {} cannot be read as a backup; `backup verify` says why",
            file.display()
        ));
    }
    let rows = limit.first(&mut session.out, rows)?;
    let at = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::new("taken", |row: &Listed| at(row.taken_at)),
            Column::new("kind", |row: &Listed| row.kind.clone()),
            Column::number("size", |row: &Listed| backup::words(row.bytes)),
            Column::number("rows", |row: &Listed| row.rows.to_string()),
            Column::new("verified", |row: &Listed| {
                row.verified_at.map_or_else(String::new, at)
            }),
            Column::new("file", |row: &Listed| row.file.display().to_string()),
        ],
    )
}

async fn verify(file: PathBuf, session: &mut Session) -> anyhow::Result<()> {
    let (config, paths) = place(session)?;
    let shown = file.display().to_string();
    let manifest = unless_interrupted(session, move |caller| {
        backup::verify(&config, &paths, &file, caller)
    })
    .await?;
    if session.out.is_json() {
        return session.out.json(&json!({
            "ok": true, "file": shown, "country": manifest.country, "taken_at": manifest.taken_at,
            "rows": manifest.rows(), "tables": manifest.tables.len(), "schema": manifest.schema,
        }));
    }
    session.out.say(format!(
        "{shown} is whole: {} tables, {} rows of {}, as they were at {}",
        manifest.tables.len(),
        manifest.rows(),
        manifest.country,
        session.local_time()(manifest.taken_at)
    ))
}
