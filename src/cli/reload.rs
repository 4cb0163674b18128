//! `cts reload`: takes the configuration on disk in force, without ending what did not change.

use crate::platform::failure::Failure;
use crate::platform::supervisor::control::{Client, Request};
use crate::platform::supervisor::reload::{Change, Outcome, Reloaded, Setting};

use super::Global;
use super::output::Out;

/// Options of `cts reload`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts reload\n  cts reload --confirm    also when several countries go, or all"
)]
pub struct Args {
    /// Yes, several countries are to go, or all
    #[arg(long)]
    confirm: bool,
}

/// Asks the supervisor and says what changed.
///
/// # Errors
/// When the configuration has problems or takes too much away (nothing changed then), or a country does not start.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let paths = super::running_paths(global)?;
    let request = Request::Reload {
        confirm: args.confirm,
        by: Some(super::session::operator_name()),
    };
    let answer = Client::connect(&paths)?.ask(&request)?;
    let mut out = Out::standard(global.json);
    report(&mut out, global.json, answer.reloaded.unwrap_or_default())
}

/// Says what a reload did.
///
/// # Errors
/// When a country does not serve as it should.
pub(super) fn report(out: &mut Out, json: bool, reloaded: Reloaded) -> anyhow::Result<()> {
    if json {
        out.json(&reloaded)?;
    } else {
        let changed: Vec<&Outcome> = reloaded
            .countries
            .iter()
            .filter(|outcome| outcome.change != Change::Unchanged)
            .collect();
        if changed.is_empty() && reloaded.settings.is_empty() && reloaded.notes.is_empty() {
            out.say("nothing changed")?;
        }
        for outcome in &changed {
            let key = &outcome.key;
            match &outcome.error {
                None => out.say(format!("{key} was {}", words(outcome.change)))?,
                Some(_) => out.say(format!("{key} was not {}", words(outcome.change)))?,
            }
        }
        for Setting {
            path,
            before,
            after,
        } in &reloaded.settings
        {
            out.say(format!(
                "{path} is {}, was {}",
                or_nothing(after),
                or_nothing(before)
            ))?;
        }
        for note in &reloaded.notes {
            out.say(format!("note: {note}"))?;
        }
    }
    let failed: Vec<String> = reloaded
        .countries
        .iter()
        .filter_map(|outcome| Some(format!("{}: {}", outcome.key, outcome.error.as_ref()?)))
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(3, failed.join("\n  "))
        .hint("`cts status` shows how it goes on; the log says more")
        .into())
}

fn or_nothing(value: &str) -> &str {
    if value.is_empty() { "empty" } else { value }
}

fn words(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Restarted => "restarted",
        Change::Paused => "paused",
        Change::Resumed => "taken up again",
        Change::Removed => "removed; its data stay",
        Change::Unchanged => "changed",
    }
}
