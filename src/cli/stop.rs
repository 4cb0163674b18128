//! `cts stop`: ends everything, or one country, softly, and returns when it has ended.

use crate::platform::supervisor::control::{Client, Request};

use super::Global;
use super::output::Out;
use super::session::operator_name;

/// Options of `cts stop`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cts stop turkey\n  cts stop            everything, softly")]
pub struct Args {
    /// Only this country; its visitors get a page that says so, until `cts start KEY` or the next start of cts (`paused: true` in its entry of the list lasts)
    key: Option<String>,
}

/// Asks the supervisor to end and waits.
///
/// # Errors
/// Exit code 3 and a hint when nothing runs.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    if let Some(key) = &args.key {
        let request = Request::Stop {
            key: Some(key.clone()),
            by: Some(operator_name()),
        };
        return super::restart::ask(global, "stopped", key, &request);
    }
    let paths = super::running_paths(global)?;
    let mut client = Client::connect(&paths)?;
    let status = client.ask(&Request::Status)?.status;
    client.ask(&Request::Stop {
        key: None,
        by: Some(operator_name()),
    })?;
    client.wait_for_end(status.map_or(0, |status| status.supervisor.pid));
    let mut out = Out::standard(global.json);
    if global.json {
        return out.json(&serde_json::json!({ "stopped": true }));
    }
    out.say("everything has stopped")
}
