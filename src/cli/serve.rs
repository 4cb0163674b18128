//! `cts serve`: everything under one supervisor; or one process of it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::demo::hook as demo;
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::supervisor::{self, Banner, Options, TakenOver};
use crate::platform::{child, lifeline, telemetry};

use super::Global;
use super::output::Out;

/// Options of `cts serve`. With `--instance KEY` only that country's process runs, without a supervisor.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts serve --demo\n  cts serve --detach\n  cts serve --instance turkey    one country, without a supervisor"
)]
pub struct Args {
    /// Run one instance without a prefix, for development
    #[arg(long, conflicts_with_all = ["demo", "instance"])]
    local: bool,
    /// In dev: fill the countries and run a stand-in forms server and simulated phones
    #[arg(long)]
    demo: bool,
    /// Return when everything runs; `cts stop` ends it
    #[arg(long)]
    detach: bool,
    /// Started as root: the user the processes run as
    #[arg(long, value_name = "NAME", env = "CTS_USER")]
    user: Option<String>,
    /// Guard the private PostgreSQL; the supervisor starts this
    #[arg(long, hide = true)]
    postgres: bool,
    /// Started by --detach: the banner ends with a line that says so
    #[arg(long, hide = true)]
    detached: bool,
    /// Takes the place of the program before, which left everything on stdin
    #[arg(long, hide = true)]
    renewed: bool,
}

/// The line after which `--detach` returns.
const END_OF_BANNER: &str = "\u{4}";

/// Runs until asked to stop.
///
/// # Errors
/// Every problem of the configuration; or what kept it from starting.
pub fn run(global: &Global, args: &Args) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    if args.postgres {
        return runtime.block_on(child::run_postgres_guard());
    }
    if let Some(key) = &global.instance {
        let running = async {
            if lifeline::is_supervised() {
                child::run_supervised().await
            } else {
                child::run_alone(&global.root()?, key).await
            }
        };
        return runtime.block_on(running);
    }
    let root = global.root()?;
    if args.renewed {
        return go_on(args, &runtime);
    }
    let config = Config::load_as(&root, args.user.as_deref())?;
    if args.demo && !config.is_dev() {
        return Err(Failure::new(
            2,
            format!("the demo runs in dev only, this is {}", config.environment),
        )
        .into());
    }
    if args.detach {
        return detach(&root, &config, args);
    }
    let paths = Paths::new(&config)?;
    let config = if args.demo {
        demo::prepare(&config, &paths)?;
        // Read again, with the secrets that were made just now.
        Config::load_as(&root, args.user.as_deref())?
    } else {
        config
    };
    let _telemetry = telemetry::init(&config.platform.log, None)?;
    let options = options(&config, &paths, args);
    let result = runtime.block_on(supervisor::serve(config, paths, options));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    result
}

/// Goes on where the program before us left, with the configuration that was in force.
fn go_on(args: &Args, runtime: &tokio::runtime::Runtime) -> Result<()> {
    let before = TakenOver::from_stdin()?;
    let config = Config::from_sources(before.sources())?;
    let paths = Paths::new(&config)?;
    let _telemetry = telemetry::init(&config.platform.log, None)?;
    let mut options = options(&config, &paths, args);
    options.takes_over = Some(before);
    runtime.block_on(supervisor::serve(config, paths, options))
}

fn options(config: &Config, paths: &Paths, args: &Args) -> Options {
    let accounts = if args.demo {
        demo::banner(config, paths)
    } else {
        None
    };
    let is_detached = args.detached;
    Options {
        is_local: args.local,
        extras: if args.demo {
            demo::extras(config, paths)
        } else {
            Vec::new()
        },
        takes_over: None,
        log: is_detached.then(|| supervisor::own_log::file(paths)),
        on_started: Some(Box::new(move |banner| {
            print(banner, accounts, is_detached);
        })),
    }
}

/// Where to go, to stdout; a reader that is gone is no reason to stop.
fn print(banner: &Banner, accounts: Option<String>, is_detached: bool) {
    let mut text = format!("\nCTS runs: {}\n\n", banner.url);
    for (name, url, problem) in &banner.countries {
        let _ = match problem {
            None => writeln!(text, "  {name:<12} {url}"),
            Some(problem) => writeln!(text, "  {name:<12} not up: {problem}"),
        };
    }
    if let Some(accounts) = accounts {
        let _ = writeln!(text, "\n{}", accounts.trim_end());
    }
    if let Some(data) = &banner.data {
        let data = data.display();
        let _ = writeln!(
            text,
            "\nData are in {data}: the user the processes run as cannot reach this folder."
        );
    }
    text.push_str(if is_detached {
        "\n`cts status` shows the processes, `cts stop` ends them.\n"
    } else {
        "\nCtrl-C stops everything; `cts status` shows the processes.\n"
    });
    if is_detached {
        text.push_str(END_OF_BANNER);
        text.push('\n');
    }
    let _ = Out::standard(false).text(text.trim_end());
}

/// Starts the supervisor as a process of its own and returns with its banner.
fn detach(root: &Path, config: &Config, args: &Args) -> Result<()> {
    let paths = Paths::new(config)?;
    paths.make(&paths.log, 0o755)?;
    let log = supervisor::own_log::file(&paths);
    supervisor::own_log::begin(&log, &config.platform.log)?;
    let file = supervisor::own_log::open(&log)?;
    let begin = file.metadata()?.len();
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("--root")
        .arg(root)
        .args(["serve", "--detached"]);
    if args.local {
        command.arg("--local");
    }
    if args.demo {
        command.arg("--demo");
    }
    if let Some(user) = &args.user {
        command.args(["--user", user]);
    }
    let mut started = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(file)
        .process_group(0)
        .spawn()
        .context("the supervisor cannot be started")?;
    let stdout = started.stdout.take().context("stdout is a pipe")?;
    let mut out = Out::standard(false);
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        if line == END_OF_BANNER {
            return Ok(());
        }
        out.text(line)?;
    }
    let status = started.wait()?;
    let text = std::fs::read(&log).unwrap_or_default();
    let said = String::from_utf8_lossy(text.get(begin as usize..).unwrap_or_default()).into_owned();
    let last = |begin: &str| said.lines().rev().find_map(|line| line.strip_prefix(begin));
    let why = last("error: ").unwrap_or("the supervisor ended before everything ran");
    let hint = last("hint: ").map(str::to_owned);
    let code = status.code().filter(|code| *code != 0).unwrap_or(3);
    Err(Failure::new(code as u8, why)
        .hint(hint.unwrap_or_else(|| format!("{} says more", log.display())))
        .into())
}
