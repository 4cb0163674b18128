//! `cts upgrade`: the running supervisor becomes the program on disk, and each country gets a process of it, without a
//! refused request.

use std::path::PathBuf;

use anyhow::Context;

use crate::platform::supervisor::control::{Client, Request};

use super::Global;
use super::output::Out;

/// Options of `cts upgrade`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Replace the program's file (a new one beside it, then a rename), then run this.\n\
    It is asked first whether it takes the configuration. Migrations run before a country gets its new process; where\n\
    one fails the process before goes on, and this says so.\n\n\
    Examples:\n  cts upgrade\n  cts upgrade --program /opt/cts/2.1/cts"
)]
pub struct Args {
    /// The new program (default: the file the running one was started from)
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// Asks the supervisor, and returns when every country runs the new program.
///
/// # Errors
/// When the new program cannot take over (everything goes on as it was), or a country does not start with it.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let program = match &args.program {
        Some(path) => Some(
            path.canonicalize()
                .with_context(|| format!("{} cannot be found", path.display()))?,
        ),
        None => None,
    };
    let paths = super::running_paths(global)?;
    let by = Some(super::session::operator_name());
    let answer = Client::connect(&paths)?.ask(&Request::Upgrade { program, by })?;
    let mut out = Out::standard(global.json);
    let version = Client::connect(&paths)?
        .ask(&Request::Status)?
        .status
        .map(|status| status.supervisor.version)
        .unwrap_or_default();
    if !global.json {
        out.say(format!("version {version} runs"))?;
    }
    super::reload::report(&mut out, global.json, answer.reloaded.unwrap_or_default())
}
