//! `cts -i KEY shell`: the commands of one country, line by line, from a person, a file or a pipe.
//!
//! One tree with the command line: [`InstanceCommand`] is parsed from words here as there.

mod complete;
mod editor;

use std::io::{BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use super::failure::{Failure, INTERRUPTED, explain};
use super::instance::{InstanceCommand, status};
use super::interrupt::{Interrupts, watched};
use super::session::Session;
use crate::kernel::Door;

/// Type commands of this country one after the other
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cts -i turkey shell\n  cts -i turkey shell --file nightly.txt\n  \
    echo 'shipment list --status overdue' | cts -i turkey shell"
)]
pub struct Args {
    /// Read the commands from a file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// End at the first line that fails
    #[arg(long)]
    stop_on_error: bool,
}

#[derive(Parser, Debug)]
// clap's multicall allows no options of its own, and `--json` is one; this parses the same.
#[command(
    no_binary_name = true,
    name = "",
    about = "Commands of this country",
    max_term_width = 100
)]
#[command(
    after_help = "Examples:\n  shipment list --status in_transit\n  package show /TR27.3\n  \
    exception list --reason unknown_code --json\n  find 'winter kits'\n  select count(*) from scans\n\n\
    `# …` is a comment. `COMMAND --help` says more. Tab completes commands, options, codes and e-mails. \\? lists switches."
)]
pub(super) struct Line {
    #[command(subcommand)]
    command: ShellCommand,
    /// Answer as JSON
    #[arg(long, global = true)]
    json: bool,
    /// Answer yes to every question
    #[arg(long, global = true)]
    yes: bool,
}

#[derive(Subcommand, Debug)]
enum ShellCommand {
    #[command(flatten)]
    Instance(InstanceCommand),
    #[command(subcommand)]
    Status(status::Command),
    /// Leave the shell
    #[command(visible_alias = "quit", after_help = "Example:\n  exit")]
    Exit,
}

/// What a line asks of the loop around it.
enum Next {
    Go,
    Leave,
}

/// Reads lines until they end. Fails when a line failed and nobody sat there to see it.
///
/// # Errors
/// When a line of a file or pipe failed (the exit code is that of the first), or the file cannot be read.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    session.op.door = Door::Shell;
    session.listen()?;
    if let Some(path) = &args.file {
        if path.is_dir() {
            return Err(Failure::wrong_input(format!("{} is a folder", path.display())).into());
        }
        let file = std::fs::File::open(path).map_err(|e| {
            Failure::wrong_input(format!("{} cannot be read", path.display())).because(e)
        })?;
        let lines = BufReader::new(file);
        return run_lines(lines, Some(path), args.stop_on_error, session).await;
    }
    if std::io::stdin().is_terminal() {
        session.is_typed = true;
        return editor::run(session).await;
    }
    let lines = BufReader::new(std::io::stdin());
    run_lines(lines, None, args.stop_on_error, session).await
}

/// Runs the lines of a file, or of a pipe, which has no name.
pub(super) async fn run_lines(
    lines: impl BufRead,
    file: Option<&Path>,
    stop_on_error: bool,
    session: &mut Session,
) -> anyhow::Result<()> {
    let place = |number: usize| match file {
        Some(file) => format!("{}:{number}", file.display()),
        None => format!("line {number}"),
    };
    let mut failed: Vec<(String, u8)> = Vec::new();
    for (index, line) in lines.lines().enumerate() {
        match run_interruptible(&line?, session).await {
            Ok(Next::Go) => {}
            Ok(Next::Leave) => break,
            Err(error) => {
                let place = place(index + 1);
                let code = report(&error, Some(&place), session)?;
                failed.push((place, code));
                // Whoever interrupts one line wants none of the others.
                if stop_on_error || code == INTERRUPTED {
                    break;
                }
            }
        }
    }
    let Some((place, code)) = failed.first() else {
        return Ok(());
    };
    let message = match failed.len() {
        1 => format!("{place} failed"),
        count => format!("{count} lines failed, the first is {place}"),
    };
    Err(Failure::new(*code, message).into())
}

/// Says on stderr why a line failed, and which it was where nobody typed it just now; gives its exit code.
fn report(error: &anyhow::Error, place: Option<&str>, session: &mut Session) -> anyhow::Result<u8> {
    let (lines, code) = explain(error);
    for line in lines {
        match (place, line.strip_prefix("error: ")) {
            (Some(place), Some(message)) => {
                session.out.say(format!("error: {place}: {message}"))?;
            }
            _ => session.out.say(line)?,
        }
    }
    Ok(code)
}

/// Runs a line, at most until Ctrl-C.
///
/// # Errors
/// What the line returns, or with the exit code of Ctrl-C that it was given up.
async fn run_interruptible(line: &str, session: &mut Session) -> anyhow::Result<Next> {
    let Some(interrupts) = session.interrupts.as_ref().map(Interrupts::forgetful) else {
        return run_line(line, session).await;
    };
    // Questions of this line look at what comes while it runs.
    session.interrupts = Some(interrupts.clone());
    let (db, json, yes) = (session.db.clone(), session.out.is_json(), session.yes);
    if let Some(result) = watched(&interrupts, &db, run_line(line, session)).await {
        return result;
    }
    // Given up in the middle, so that it could not put these back itself.
    session.out.set_json(json);
    session.yes = yes;
    Err(Failure::interrupted("interrupted; what a statement had begun is taken back").into())
}

async fn run_line(line: &str, session: &mut Session) -> anyhow::Result<Next> {
    if let Some(switch) = line.trim().strip_prefix('\\') {
        return backslash(switch, session);
    }
    let words = if is_statement(line) {
        vec!["sql".to_owned(), line.trim().to_owned()]
    } else {
        shlex::split(line).ok_or_else(|| {
            Failure::wrong_input("a quote is not closed")
                .hint("write a single quote inside double ones: \"it's\"")
        })?
    };
    if words.is_empty() {
        return Ok(Next::Go);
    }
    let line = match Line::try_parse_from(words) {
        Ok(line) => line,
        Err(error) if !error.use_stderr() => {
            session.out.text(error.render().to_string().trim_end())?;
            return Ok(Next::Go);
        }
        Err(error) => return Err(wrong_line(&error)),
    };
    let (json, yes) = (session.out.is_json(), session.yes);
    session.out.set_json(json || line.json);
    session.yes = yes || line.yes;
    let result = dispatch(line.command, session).await;
    session.out.set_json(json);
    session.yes = yes;
    result
}

/// A statement may be typed as it is; to change rows, `sql --write` says so.
pub(super) fn is_statement(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    ["select", "with", "explain", "values", "table"]
        .iter()
        .any(|verb| first.eq_ignore_ascii_case(verb))
}

/// The switches people know from psql.
fn backslash(switch: &str, session: &mut Session) -> anyhow::Result<Next> {
    let on = |is_on: bool| if is_on { "on" } else { "off" };
    match switch.trim() {
        "x" => {
            session.expanded = !session.expanded;
            session
                .out
                .say(format!("expanded rows are {}", on(session.expanded)))?;
        }
        "timing" => {
            session.timing = !session.timing;
            session
                .out
                .say(format!("timing is {}", on(session.timing)))?;
        }
        "q" => return Ok(Next::Leave),
        "?" => session.out.say(
            "\\x       rows of statements one below the other\n\
             \\timing  how long statements took\n\
             \\q       leave\n\
             `help` lists the commands; a statement such as select … may be typed as it is",
        )?,
        other => {
            return Err(Failure::wrong_input(format!("there is no \\{other}"))
                .hint("\\? lists these; `help` lists the commands")
                .into());
        }
    }
    Ok(Next::Go)
}

async fn dispatch(command: ShellCommand, session: &mut Session) -> anyhow::Result<Next> {
    match command {
        ShellCommand::Instance(command) => command.run(session).await?,
        ShellCommand::Status(command) => command.run(session).await?,
        ShellCommand::Exit => return Ok(Next::Leave),
    }
    Ok(Next::Go)
}

/// clap writes `error: …`, perhaps a tip, and the usage of a program; here the first two are enough.
fn wrong_line(error: &clap::Error) -> anyhow::Error {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::wrong_input(format!("a command is missing\n{}", text.trim_end())).into();
    }
    let end = ["\n\nUsage:", "\n\nFor more"]
        .iter()
        .filter_map(|word| text.find(word))
        .min();
    let text = &text[..end.unwrap_or(text.len())];
    let (message, tip) = text
        .split_once("\n\n  tip: ")
        .unwrap_or((text, "`help` lists the commands"));
    Failure::wrong_input(message.trim()).hint(tip.trim()).into()
}

#[cfg(test)]
mod tests;
