//! `cts demo …`: the stand-in forms server, the simulated phones, and the made-up data of the countries. One file
//! per command.

mod fill;
mod forms_server;
mod phones;
mod reset;

use std::path::PathBuf;

use clap::Subcommand;
use tokio_util::sync::CancellationToken;

use super::Global;
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;

/// Run parts of the demo: the stand-in forms server, simulated phones, made-up data
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:\n  cts demo reset\n  cts demo phones --help")]
pub enum Command {
    FormsServer(forms_server::Args),
    Phones(phones::Args),
    Fill(fill::Args),
    Reset(reset::Args),
}

/// Runs a command of the demo.
///
/// # Errors
/// What it could not do.
pub fn run(global: &Global, command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match command {
            Command::FormsServer(args) => forms_server::run(args).await,
            Command::Phones(args) => phones::run(global, args).await,
            Command::Fill(args) => fill::run(global, args).await,
            Command::Reset(args) => reset::run(global, args).await,
        }
    })
}

/// The configuration and the demo's folder; refused outside dev.
fn open(global: &Global) -> anyhow::Result<(Config, Paths, PathBuf)> {
    let config = Config::load(&global.root()?)?;
    if !config.is_dev() {
        let message = format!("there is no demo in {}", config.environment);
        return Err(Failure::new(1, message)
            .hint("made-up data are for CTS_ENVIRONMENT=dev only")
            .into());
    }
    let paths = Paths::new(&config)?;
    let folder = paths.data.join("demo");
    Ok((config, paths, folder))
}

/// Cancelled by Ctrl-C and SIGTERM.
fn stopping() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        stopping.cancel();
    });
    Ok(stop)
}
