//! `cts stop`: ends everything softly and returns when it has ended.

use crate::platform::supervisor::control::{Client, Request};

use super::Global;
use super::output::Out;

/// Options of `cts stop`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Asks the supervisor to end and waits.
///
/// # Errors
/// Exit code 3 and a hint when nothing runs.
pub fn run(global: &Global) -> anyhow::Result<()> {
    let paths = super::platform_paths(global)?;
    let mut client = Client::connect(&paths)?;
    let status = client.ask(&Request::Status)?.status;
    client.ask(&Request::Stop)?;
    client.wait_for_end(status.map_or(0, |status| status.supervisor.pid));
    let mut out = Out::standard(global.json);
    if global.json {
        return out.json(&serde_json::json!({ "stopped": true }));
    }
    out.say("everything has stopped")
}
