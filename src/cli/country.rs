//! Opens the country of `-i KEY` and runs a command or the shell in it.

use super::Global;
use super::failure::Failure;
use super::instance::{InstanceCommand, status};
use super::instances;
use super::output::Out;
use super::session::Session;
use super::shell;
use crate::kernel::Door;
use crate::platform::{self, Country};

/// What to do in the country.
pub(super) enum Work {
    Command(InstanceCommand),
    Status(status::Command),
    Shell(shell::Args),
}

/// Runs it.
///
/// # Errors
/// Without a country, with a configuration that has problems, and what the command refuses.
pub(super) fn run(global: &Global, work: Work) -> anyhow::Result<()> {
    with_session(global, Door::CommandLine, async |session| match work {
        Work::Command(command) => command.run(session).await,
        Work::Status(command) => command.run(session).await,
        Work::Shell(args) => shell::run(args, session).await,
    })
}

/// Opens the country of `-i KEY`, and does something in it.
///
/// # Errors
/// Without a country, with a configuration that has problems, and what is refused.
pub(super) fn with_session<T>(
    global: &Global,
    door: Door,
    work: impl AsyncFnOnce(&mut Session) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let root = global.root()?;
    let Some(key) = &global.instance else {
        return Err(which_country(&root).into());
    };
    let country: Country = platform::open(&root, key)?;
    let mut out = Out::standard(global.json);
    instances::show::mention(&mut out, &country.problems_elsewhere, key);
    let mut session = Session::new(root, country.settings, country.db, door, out, global.yes);
    session.url = country.url;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let result = runtime.block_on(work(&mut session));
    // A thread that spoke TLS with the database and ends beside the process cleans up what is gone, which is a crash. So
    // ours end before, unless one hangs, and those of the pool never do.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    std::mem::forget(session.db);
    result
}

fn which_country(root: &std::path::Path) -> Failure {
    let failure = Failure::wrong_input("this command works in one country");
    match platform::config::Config::load(root) {
        Ok(config) => {
            let keys: Vec<&str> = config
                .countries()
                .map(platform::config::Instance::key)
                .collect();
            failure.hint(format!("say which with -i KEY: {}", keys.join(", ")))
        }
        Err(_) => {
            failure.hint("say which with -i KEY; `cts check` says what is wrong with the list")
        }
    }
}
