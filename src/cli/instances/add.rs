//! `cts instances add KEY`: writes the entry, lets the supervisor start the country, and makes the link with which its
//! first coordinator makes an account.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::accounts::links;
use crate::cli::Global;
use crate::cli::failure::Failure;
use crate::cli::output::Out;
use crate::kernel::Door;
use crate::platform;
use crate::platform::config::edit::{self, NewEntry};
use crate::platform::config::{Config, Sources};

/// Options of `cts instances add`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  cts instances add lebanon --name Lebanon --prefix /LB --currency LBP --time-zone Asia/Beirut\n\
    Comments, order and style of instances/instances.yaml stay as they are."
)]
pub struct Args {
    /// Short name for database, logs and commands: small letters, digits, _
    key: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// First part of every address and package code, such as /LB
    #[arg(long)]
    prefix: String,
    /// The local currency, ISO 4217
    #[arg(long)]
    currency: String,
    /// Port of its process on the loopback (default: the next free one)
    #[arg(long, value_parser = clap::value_parser!(u16).range(1024..), allow_negative_numbers = true)]
    port: Option<u16>,
    /// Zone of "today" and of times on pages, such as Asia/Beirut
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Languages of its pages, the first is the default
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    languages: Vec<String>,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Added {
    key: String,
    port: u16,
    url: String,
    /// Null when nothing runs, or the country has a coordinator already (its data were kept).
    coordinator_link: Option<String>,
}

/// Adds it.
///
/// # Errors
/// When the list would have problems, or the country does not start.
pub(super) fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let root = global.root()?;
    let text = super::read_list(&root)?;
    let config = as_it_is(&root, &text)?;
    if config.instance(&args.key).is_some() {
        let message = format!("there is a country \"{}\" already", args.key);
        return Err(Failure::refused(message)
            .hint(format!("`cts instances show {}` shows it", args.key))
            .into());
    }
    let entry = NewEntry {
        key: args.key.clone(),
        name: args.name.clone(),
        prefix: args.prefix.clone(),
        currency: args.currency.to_uppercase(),
        port: args.port.map_or_else(|| next_port(&config), Ok)?,
    };
    let list = edit::add(&text, &entry).map_err(Failure::refused)?;
    let mut files = vec![(super::LIST.to_owned(), list)];
    files.extend(own_file(&root, args)?);
    let config = super::would_be(&root, &files)?;
    let supervisor = super::supervisor(global)?;
    let before = super::texts(&root, &files);
    super::write(&root, &files)?;
    let reloaded = match super::reload(supervisor) {
        Ok(reloaded) => reloaded,
        Err(error) => {
            // Else what was refused would stand in the way of every later change.
            super::put_back(&root, &before)
                .with_context(|| format!("the list was refused ({error:#}) and stays as it is"))?;
            return Err(error.context("the list is as it was before"));
        }
    };
    if reloaded.is_none() {
        super::note(&config, platform::find(&config, &args.key)?, "country.add");
    }
    let mut out = Out::standard(global.json);
    let runs = reloaded.is_some();
    if let Some(reloaded) = reloaded {
        let failed = reloaded
            .countries
            .iter()
            .find(|one| one.key == args.key)
            .and_then(|one| one.error.clone());
        if let Some(error) = failed {
            let message = format!("{} is in the list but does not start: {error}", args.key);
            return Err(Failure::broken(message)
                .hint("`cts status` shows how it goes on")
                .into());
        }
    }
    tell(global, &mut out, &config, &entry, runs)
}

/// The configuration before the country comes; it may be the first one.
fn as_it_is(root: &Path, list: &str) -> anyhow::Result<Config> {
    let mut sources = Sources::read(root);
    sources.may_be_empty = true;
    sources
        .files
        .entry(super::LIST.into())
        .or_insert_with(|| Ok(list.to_owned()));
    Ok(Config::from_sources(sources)?)
}

fn tell(
    global: &Global,
    out: &mut Out,
    config: &Config,
    entry: &NewEntry,
    runs: bool,
) -> anyhow::Result<()> {
    let instance = platform::find(config, &entry.key)?;
    let url = platform::url_of(config, instance);
    let link = if runs {
        first_link(global, &entry.key)?.map(|path| format!("{url}{path}"))
    } else {
        None
    };
    if global.json {
        return out.json(&Added {
            key: entry.key.clone(),
            port: entry.port,
            url: format!("{url}/"),
            coordinator_link: link,
        });
    }
    out.say(format!("{} was added, port {}", entry.name, entry.port))?;
    if !runs {
        return out.say("it starts with the next `cts serve`; nothing runs now");
    }
    out.text(format!("{url}/"))?;
    match link {
        Some(link) => {
            out.say("the first coordinator makes an account here, once, within 7 days:")?;
            out.text(link)
        }
        None => out.say("its data were kept; everybody signs in as before"),
    }
}

/// The path of a link for the first coordinator; none when there is one.
fn first_link(global: &Global, key: &str) -> anyhow::Result<Option<String>> {
    let global = Global {
        instance: Some(key.to_owned()),
        ..global.clone()
    };
    crate::cli::country::with_session(&global, Door::CommandLine, async |session| {
        match session.write(links::first_coordinator_link).await {
            Ok(link) => Ok(Some(link.path)),
            Err(error) if is_conflict(&error) => Ok(None),
            Err(error) => Err(error),
        }
    })
}

fn is_conflict(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<crate::kernel::Error>(),
        Some(crate::kernel::Error::Conflict(_))
    )
}

/// The next port after those in use that nobody listens on.
fn next_port(config: &Config) -> anyhow::Result<u16> {
    let used: BTreeSet<u16> = config
        .countries()
        .map(|instance| instance.port)
        .chain(
            config
                .platform
                .own_ports()
                .into_iter()
                .map(|(port, _)| port),
        )
        .collect();
    let first = config.countries().map(|i| i.port).max().unwrap_or(8000);
    (first.saturating_add(1)..=u16::MAX)
        .filter(|port| !used.contains(port))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .ok_or_else(|| {
            Failure::refused("no port is free")
                .hint("say one with --port")
                .into()
        })
}

/// The country's own file, when something is to be in it; one that is there is kept.
fn own_file(root: &Path, args: &Args) -> anyhow::Result<Option<(String, String)>> {
    let path = format!("instances/{}.yaml", args.key);
    let mut lines = Vec::new();
    if let Some(zone) = &args.time_zone {
        lines.push(format!("time_zone: {zone}"));
    }
    if !args.languages.is_empty() {
        lines.push(format!("languages: [{}]", args.languages.join(", ")));
    }
    if lines.is_empty() {
        return Ok(None);
    }
    if root.join(&path).exists() {
        return Err(Failure::refused(format!("{path} is there already"))
            .hint("leave out --time-zone and --languages, and change that file by hand")
            .into());
    }
    let head = format!(
        "# What is particular to {}. All of it may be left out.\n",
        args.name
    );
    Ok(Some((path, format!("{head}{}\n", lines.join("\n")))))
}
