//! `cts check`: everything that is wrong with the configuration, at once.

use crate::platform;
use crate::platform::config::{Config, Problem, Problems};
use crate::platform::failure::Failure;
use crate::platform::ports;

use super::Global;
use super::output::Out;

/// Options of `cts check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cts check\n  cts check --ports --json")]
pub struct Args {
    /// Try the ports too; those our own supervisor holds count as free
    #[arg(long)]
    ports: bool,
}

/// Checks and prints; a configuration with problems ends with exit code 2.
///
/// # Errors
/// The problems.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let root = global.root()?;
    let mut unattended = Vec::new();
    let problems = match Config::load(&root) {
        Ok(config) => {
            unattended = platform::unattended(&config);
            if args.ports {
                ports::problems(&config)
            } else {
                Vec::<Problem>::new()
            }
        }
        Err(problems) => problems.0,
    };
    let problems = Problems(problems);
    let mut out = Out::standard(global.json);
    if global.json {
        out.json(&problems.to_json())?;
    }
    if problems.0.is_empty() {
        if !global.json {
            out.say("no problems in config/ and instances/")?;
            for note in unattended {
                out.say(format!("note: {note}"))?;
            }
        }
        return Ok(());
    }
    if global.json {
        let count = problems.0.len();
        return Err(Failure::new(2, format!("{count} problems in the configuration")).into());
    }
    Err(problems.into())
}
