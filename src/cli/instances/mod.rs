//! `cts instances …`: the list of countries from the command line. One file per command.

mod add;
mod remove;
pub(super) mod show;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;

use crate::platform::config::{Config, Instance, Sources};
use crate::platform::notes;
use crate::platform::paths::Paths;
use crate::platform::supervisor::control::{Client, Request};
use crate::platform::supervisor::reload::Reloaded;

use super::Global;
use super::instance::listing::Limit;
use super::output::{Column, Out};

pub(super) use show::env;

/// The countries of the list: add, remove, show what one runs with
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:\n  cts instances list\
    \n  cts instances add lebanon --name Lebanon --prefix /LB --currency LBP\
    \n  cts instances show lebanon")]
pub enum Command {
    /// The countries of the list
    #[command(after_help = "Example:\n  cts instances list --json")]
    List(Limit),
    /// Add a country, start it, and print a link for its first coordinator
    Add(add::Args),
    /// Stop a country and take it from the list; its data stay
    Remove(remove::Args),
    /// What a country runs with: each setting and where it comes from
    #[command(after_help = "Example:\n  cts instances show turkey")]
    Show(OneArgs),
}

/// Which country.
#[derive(Debug, clap::Args)]
pub struct OneArgs {
    /// The country's key
    pub(super) key: String,
}

/// Runs a command.
///
/// # Errors
/// What it could not do.
pub fn run(global: &Global, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(limit) => list(global, limit),
        Command::Add(args) => add::run(global, &args),
        Command::Remove(args) => remove::run(global, &args),
        Command::Show(args) => show::run(global, &args),
    }
}

#[derive(serde::Serialize)]
struct Row {
    key: String,
    name: String,
    prefix: String,
    currency: String,
    port: u16,
    paused: bool,
}

fn list(global: &Global, limit: Limit) -> anyhow::Result<()> {
    let config = Config::load(&global.root()?)?;
    let rows: Vec<Row> = config
        .countries()
        .map(|instance| Row {
            key: instance.key().to_owned(),
            name: instance.settings.name.clone(),
            prefix: instance.settings.prefix.clone(),
            currency: instance.settings.currency.code.clone(),
            port: instance.port,
            paused: instance.is_paused,
        })
        .collect();
    let mut out = Out::standard(global.json);
    let rows = limit.first(&mut out, rows)?;
    out.list(
        &rows,
        &[
            Column::new("key", |row: &Row| row.key.clone()),
            Column::new("name", |row: &Row| row.name.clone()),
            Column::new("prefix", |row: &Row| row.prefix.clone()),
            Column::new("currency", |row: &Row| row.currency.clone()),
            Column::number("port", |row: &Row| row.port.to_string()),
            Column::new("", |row: &Row| {
                if row.paused { "paused" } else { "" }.to_owned()
            }),
        ],
    )
}

/// The file with the list.
const LIST: &str = "instances/instances.yaml";

/// The list as it stands on disk; empty where there is no file.
fn read_list(root: &Path) -> anyhow::Result<String> {
    let path = root.join(LIST);
    match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read.with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// The configuration as it would be with other texts in its files; everything that would be wrong.
fn would_be(root: &Path, files: &[(String, String)]) -> anyhow::Result<Config> {
    let mut sources = Sources::read(root);
    for (path, text) in files {
        sources.files.insert(path.clone(), Ok(text.clone()));
    }
    Ok(Config::from_sources(sources)?)
}

/// Writes files whole or not at all, each in the place of the old one.
fn write(root: &Path, files: &[(String, String)]) -> anyhow::Result<()> {
    for (path, text) in files {
        // Where the file is a link, what it leads to is replaced.
        let path = root.join(path);
        let path: PathBuf = path.canonicalize().unwrap_or(path);
        let draft = path.with_extension("yaml.new");
        let cannot = || format!("{} cannot be written", path.display());
        std::fs::write(&draft, text).with_context(cannot)?;
        if let Ok(old) = std::fs::metadata(&path) {
            std::fs::set_permissions(&draft, old.permissions())?;
            // Only root can, and only root needs to.
            use std::os::unix::fs::MetadataExt;
            let _ = std::os::unix::fs::chown(&draft, Some(old.uid()), Some(old.gid()));
        }
        std::fs::File::open(&draft)?.sync_all()?;
        std::fs::rename(&draft, &path).with_context(cannot)?;
    }
    Ok(())
}

/// What stands in these files now; nothing where there is none.
fn texts(root: &Path, files: &[(String, String)]) -> Vec<(String, Option<String>)> {
    let now = |path: &String| std::fs::read_to_string(root.join(path)).ok();
    let files = files.iter();
    files.map(|(path, _)| (path.clone(), now(path))).collect()
}

/// Writes what stood in files before a change; those there were not go.
fn put_back(root: &Path, before: &[(String, Option<String>)]) -> anyhow::Result<()> {
    for (path, text) in before {
        match text {
            Some(text) => write(root, &[(path.clone(), text.clone())])?,
            None => std::fs::remove_file(root.join(path))?,
        }
    }
    Ok(())
}

/// The supervisor, when one runs; looked for before anything is written.
fn supervisor(global: &Global) -> anyhow::Result<Option<Client>> {
    Client::find(&super::running_paths(global)?)
}

/// Lets the supervisor take the list, and note who changed it; `None` when none runs.
fn reload(supervisor: Option<Client>) -> anyhow::Result<Option<Reloaded>> {
    let Some(mut client) = supervisor else {
        return Ok(None);
    };
    let (confirm, by) = (false, Some(super::session::operator_name()));
    let answer = client.ask(&Request::Reload { confirm, by })?;
    Ok(Some(answer.reloaded.unwrap_or_default()))
}

/// Notes for a country's audit what was done to it while no supervisor runs, which would note it; where the database
/// answers it is written at once, else when the country starts. The list is changed by now, whatever becomes of this.
fn note(config: &Config, instance: &Instance, action: &str) {
    let by = super::session::operator_name();
    let noted = Paths::new(config).and_then(|paths| {
        notes::note(&paths, instance.key(), Some(&by), action)?;
        let runtime = tokio::runtime::Runtime::new()?;
        // Where it does not answer the note stays.
        let _ = runtime.block_on(notes::write_now(config, &paths, instance));
        runtime.shutdown_timeout(std::time::Duration::from_secs(1));
        Ok(())
    });
    if let Err(error) = noted {
        let note = format!("note: this will be missing in the country's audit: {error:#}");
        Out::standard(false).mention(note);
    }
}
