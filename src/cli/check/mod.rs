//! `cts check`: everything that is wrong with the configuration, at once, and with `--connect` with what it names.

mod connect;

use crate::platform;
use crate::platform::config::{Config, Problem, Problems};
use crate::platform::failure::Failure;
use crate::platform::ports;

use super::Global;
use super::output::Out;

/// Options of `cts check`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Check the configuration and say everything that is wrong, with file, line and the likely right word.\n\n\
    --connect also tries what it names, all of it at once and none for longer than 15 s: PostgreSQL (programs, versions, \
    logins and their rights, connections), the countries' forms servers with their tokens and forms, the mail server up to \
    the login (no mail is sent), certificate files, ports, the folder of the backups. Nothing is changed. The exit code is \
    0 when all is well and 2 when there is any problem.",
    after_help = "Examples:\n  cts check\n  cts check --ports --json\n  cts check --connect\n  \
    cts check --connect --json | jq -r '.problems[] | [.file, .line, .path, .message, .hint] | @tsv'"
)]
pub struct Args {
    /// Try the ports too; those our own supervisor holds count as free
    #[arg(long)]
    ports: bool,
    /// Try the servers, files, ports and folders the configuration names
    #[arg(long)]
    connect: bool,
}

/// Checks and prints; a configuration with problems ends with exit code 2.
///
/// # Errors
/// The problems.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let root = global.root()?;
    if args.connect {
        let (problems, notes) = connect::look(&root)?;
        let well = "no problems in config/ and instances/, and what they name is there";
        return tell(global, problems, well, &notes);
    }
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
    let well = "no problems in config/ and instances/";
    tell(global, Problems(problems), well, &unattended)
}

/// `well` is said when nothing is wrong, and `notes` beside it.
fn tell(global: &Global, problems: Problems, well: &str, notes: &[String]) -> anyhow::Result<()> {
    let mut out = Out::standard(global.json);
    if global.json {
        out.json(&problems.to_json())?;
    }
    if problems.0.is_empty() {
        if !global.json {
            out.say(well)?;
            for note in notes {
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
