//! `cts restart KEY`, `cts start KEY`: a new process for one country, without a refused request.

use crate::platform::supervisor::control::{Client, Request};

use super::Global;
use super::output::Out;
use super::session::operator_name;

/// Options of `cts restart` and `cts start`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The country's key
    key: String,
}

/// Asks the supervisor and returns when the new process serves.
///
/// # Errors
/// When the new process does not start; the old one goes on then.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (key, by) = (args.key.clone(), Some(operator_name()));
    ask(
        global,
        "restarted",
        &args.key,
        &Request::Restart { key, by },
    )
}

/// Starts a country that was stopped, and returns when it serves.
///
/// # Errors
/// When it runs already, is paused in the list, or does not start.
pub fn start(global: &Global, args: &Args) -> anyhow::Result<()> {
    let (key, by) = (args.key.clone(), Some(operator_name()));
    ask(global, "started", &args.key, &Request::Start { key, by })
}

/// Asks for something about one country and says that it was done.
pub(super) fn ask(global: &Global, done: &str, key: &str, request: &Request) -> anyhow::Result<()> {
    let paths = super::running_paths(global)?;
    Client::connect(&paths)?.ask(request)?;
    let mut out = Out::standard(global.json);
    if global.json {
        return out.json(&serde_json::json!({ done: key }));
    }
    out.say(format!("{key} was {done}"))
}
