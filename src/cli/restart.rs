//! `cts restart KEY`: a new process for one country, without a refused request.

use crate::platform::supervisor::control::{Client, Request};

use super::Global;
use super::output::Out;

/// Options of `cts restart`.
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
    let paths = super::platform_paths(global)?;
    let request = Request::Restart {
        key: args.key.clone(),
    };
    Client::connect(&paths)?.ask(&request)?;
    let mut out = Out::standard(global.json);
    if global.json {
        return out.json(&serde_json::json!({ "restarted": args.key }));
    }
    out.say(format!("{} was restarted", args.key))
}
