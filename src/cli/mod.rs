//! The command line: one clap tree, one file per command (`Args` and `run`); this file only lists and dispatches.

pub mod check;
pub mod failure;
pub mod instance;
pub mod output;
pub mod session;
pub mod shell;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// CTS, the Commodity Tracking System: runs one isolated app per country.
#[derive(Debug, Parser)]
#[command(name = "cts", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options every command takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Global {
    /// Folder with config/ and instances/ (default: the nearest above with them)
    #[arg(long, global = true, env = "CTS_ROOT", value_name = "FOLDER")]
    pub root: Option<PathBuf>,
    /// Data as JSON on stdout
    #[arg(long, global = true)]
    pub json: bool,
}

impl Global {
    /// The folder with `config/` and `instances/`.
    ///
    /// # Errors
    /// When there is none.
    pub fn root(&self) -> anyhow::Result<PathBuf> {
        crate::platform::paths::find_root(self.root.as_deref())
    }
}

/// What `cts` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the configuration and say everything that is wrong
    Check(check::Args),
}

/// Runs a command.
///
/// # Errors
/// What the command could not do.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Check(args) => check::run(&cli.global, &args),
    }
}

/// Prints an error with its hint to stderr and gives its exit code.
pub fn report(error: &anyhow::Error) -> ExitCode {
    let (lines, code) = failure::explain(error);
    for line in lines {
        eprintln!("{line}");
    }
    ExitCode::from(code)
}
