//! The command line: one clap tree, one file per command (`Args` and `run`); this file only lists and dispatches.

pub mod check;
mod completions;
mod country;
pub mod demo;
pub mod failure;
pub mod instance;
pub mod instances;
mod interrupt;
pub mod ops;
pub mod output;
mod pager;
mod password;
pub mod reload;
pub mod restart;
pub mod serve;
pub mod session;
pub mod shell;
pub mod status;
pub mod stop;
pub mod upgrade;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// CTS, the Commodity Tracking System: runs one isolated app per country.
#[derive(Debug, Parser)]
#[command(name = "cts", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Examples:\n  cts serve\n  cts status\n  cts -i turkey shipment list\n  cts -i turkey shell\n\n\
    Commands of one country need to know which; its shell reads them line by line."
)]
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
    /// The country, by its key in instances.yaml
    #[arg(short, long, global = true, env = "CTS_INSTANCE", value_name = "KEY")]
    pub instance: Option<String>,
    /// Answer yes to every question
    #[arg(long, global = true)]
    pub yes: bool,
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
    /// Run everything: PostgreSQL, one process per country, the front door
    Serve(serve::Args),
    /// Check the configuration and say everything that is wrong
    Check(check::Args),
    /// Show what runs: state, pid, memory, restarts
    Status(status::Args),
    /// The countries of the list: add, remove, show what one runs with
    #[command(subcommand)]
    Instances(instances::Command),
    /// Variables for scripts that work in one country: `eval "$(cts env turkey)"`
    #[command(after_help = "Example:\n  eval \"$(cts env turkey)\" && cts user list")]
    Env(instances::OneArgs),
    /// Take a changed configuration in force: countries come and go while the others run
    Reload(reload::Args),
    /// Restart one country without a refused request
    #[command(after_help = "Example:\n  cts restart turkey")]
    Restart(restart::Args),
    /// Start a country that was stopped
    #[command(after_help = "Example:\n  cts start turkey")]
    Start(restart::Args),
    /// End everything softly, or one country
    Stop(stop::Args),
    /// Replace the running program without a refused request
    Upgrade(upgrade::Args),
    /// What a server needs beside the program: units, a proxy's site, alert rules
    #[command(subcommand)]
    Ops(ops::Command),
    Completions(completions::Args),
    Shell(shell::Args),
    #[command(flatten)]
    Instance(instance::InstanceCommand),
    /// Run parts of the demo: the stand-in forms server, simulated phones, made-up data
    #[command(subcommand)]
    Demo(demo::Command),
}

/// Runs a command.
///
/// # Errors
/// What the command could not do.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    if crate::platform::lifeline::is_supervised() && !matches!(cli.command, Command::Serve(_)) {
        crate::platform::lifeline::end_with_supervisor();
    }
    match cli.command {
        Command::Serve(args) => serve::run(&cli.global, &args),
        Command::Status(status::Args {
            of_country: Some(command),
        }) => country::run(&cli.global, country::Work::Status(command)),
        Command::Status(_) => status::run(&cli.global),
        Command::Instances(command) => instances::run(&cli.global, command),
        Command::Env(args) => instances::env(&cli.global, &args),
        Command::Reload(args) => reload::run(&cli.global, &args),
        Command::Restart(args) => restart::run(&cli.global, &args),
        Command::Start(args) => restart::start(&cli.global, &args),
        Command::Stop(args) => stop::run(&cli.global, &args),
        Command::Upgrade(args) => upgrade::run(&cli.global, &args),
        Command::Check(args) => check::run(&cli.global, &args),
        Command::Ops(command) => ops::run(&cli.global, command),
        Command::Completions(args) => completions::run(&args),
        Command::Shell(args) => country::run(&cli.global, country::Work::Shell(args)),
        Command::Instance(command) => country::run(&cli.global, country::Work::Command(command)),
        Command::Demo(command) => demo::run(&cli.global, command),
    }
}

/// The folders of the installation, for commands that ask its supervisor: also while somebody is in the middle of
/// changing the configuration.
fn running_paths(global: &Global) -> anyhow::Result<crate::platform::paths::Paths> {
    crate::platform::paths::Paths::of_root(&global.root()?)
}

/// Prints an error with its hint to stderr and gives its exit code.
pub fn report(error: &anyhow::Error) -> ExitCode {
    let (lines, code) = failure::explain(error);
    let mut out = output::Out::standard(false);
    for line in &lines {
        // Nobody may be there to read it; the exit code says it too.
        out.mention(line);
    }
    if crate::platform::lifeline::is_supervised() {
        // `cts status` shows why.
        let reason = lines.join("; ");
        let reason = reason.strip_prefix("error: ").unwrap_or(&reason).to_owned();
        crate::platform::lifeline::Report::Failed { reason }.send();
    }
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_tree_of_commands_is_sound() {
        super::Cli::command().debug_assert();
    }

    /// Names of the commands without an example in their long help; `help` itself explains the others.
    fn without_examples(command: &mut clap::Command, path: &str, found: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        let help = command.render_long_help().to_string();
        if !help.contains("Example:\n") && !help.contains("Examples:\n") {
            found.push(path.clone());
        }
        for sub in command.get_subcommands_mut() {
            if !sub.is_hide_set() && sub.get_name() != "help" {
                without_examples(sub, &path, found);
            }
        }
    }

    #[test]
    fn every_command_shows_examples_in_its_help() {
        let mut found = Vec::new();

        without_examples(&mut super::Cli::command(), "", &mut found);
        without_examples(&mut super::shell::Line::command(), "shell:", &mut found);

        assert!(found.is_empty(), "{found:#?}");
    }

    /// Paths of the commands named `list` that do not take `--limit` in the words of the others.
    fn without_limit(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        let limit = command
            .get_arguments()
            .find(|argument| argument.get_long() == Some("limit"))
            .and_then(clap::Arg::get_help)
            .map(ToString::to_string);
        let words = "Show at most so many (default: 50 in a table, all as JSON)";
        if command.get_name() == "list" && limit.as_deref() != Some(words) {
            found.push(path.clone());
        }
        for sub in command.get_subcommands() {
            without_limit(sub, &path, found);
        }
    }

    #[test]
    fn every_list_takes_a_limit() {
        let mut found = Vec::new();

        without_limit(&super::Cli::command(), "", &mut found);

        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_number_below_nothing_is_answered_with_the_rule() {
        for (words, rule) in [
            ("shipment edit 27 --days -1", "0..=999"),
            ("shipment list --limit -1", "1.."),
            ("sql --limit -5 x", "1.."),
            ("sql --timeout -1 x", "1..=86400"),
            ("find x --limit -1", "1..=1000"),
            ("package add 27 --count -2", ""),
        ] {
            let words = ["cts"].into_iter().chain(words.split(' '));

            let parsed = super::Cli::try_parse_from(words);

            match parsed {
                Ok(_) => assert!(rule.is_empty(), "the service has the rule"),
                Err(error) => {
                    let told = error.to_string();
                    assert!(!rule.is_empty() && told.contains(rule), "{told}");
                    assert!(!told.contains("unexpected argument"), "{told}");
                }
            }
        }
    }
}
