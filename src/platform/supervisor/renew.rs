//! The supervisor renews itself: the new program takes the place of the old one in the same process, by exec, with
//! every socket and every child. Then each country gets a process of the new program, one after the other.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Supervisor;
use super::control::Answer;
use super::handover::Handover;
use super::reload::{Change, Outcome, Reloaded};
use super::start::write_sources;
use super::unit::Rest;

/// How long the new program may take to look at the configuration.
const LOOK: Duration = Duration::from_secs(30);

/// The option that tells a program to take over what is on its stdin.
pub const RENEWED: &str = "--renewed";

/// Where our own program lies; when its file was replaced, where the new one lies.
pub(super) fn program() -> PathBuf {
    let path = std::env::current_exe().unwrap_or_else(|_| "cts".into());
    let text = path.to_string_lossy();
    text.strip_suffix(" (deleted)")
        .map_or_else(|| path.clone(), PathBuf::from)
}

/// Whether a program can take our place: it must start and take the configuration that is in force.
///
/// # Errors
/// What it says, or why it does not start.
pub(super) async fn check(supervisor: &Supervisor, program: &Path) -> Result<(), String> {
    let sources = write_sources(&supervisor.config(), &supervisor.paths)
        .map_err(|error| format!("{error:#}"))?;
    let mut command = tokio::process::Command::new(program);
    command
        .args(["check", "--json"])
        .env("CTS_SOURCES", &sources)
        .env("CTS_ROOT", &supervisor.paths.root)
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true);
    let output = tokio::time::timeout(LOOK, command.output())
        .await
        .map_err(|_| format!("{} does not answer", program.display()))?
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    if output.status.success() {
        // Any program may end well; only ours answers so.
        let answer: Option<serde_json::Value> = serde_json::from_slice(&output.stdout).ok();
        let is_ours = answer.is_some_and(|answer| answer["ok"] == true);
        return if is_ours {
            Ok(())
        } else {
            Err(format!("{} does not answer as cts does", program.display()))
        };
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{} does not take the configuration ({}): {}",
        program.display(),
        output.status,
        said.trim()
    ))
}

/// Becomes another program. Returns only when that fails, with everything taken back.
pub(super) fn become_program(program: &Path, handover: Handover) -> Result<(Handover, String)> {
    let sent = handover.send()?;
    sent.put_on_stdin()?;
    let arguments = std::env::args_os()
        .skip(1)
        .filter(|argument| argument != RENEWED);
    let error = Command::new(program)
        .arg0("cts")
        .args(arguments)
        .arg(RENEWED)
        .exec();
    let reason = format!("{} cannot be run: {error}", program.display());
    Ok((sent.take_back()?, reason))
}

/// Answers somebody who waits at a connection that outlived the program.
pub(super) fn answer(client: Option<UnixStream>, answer: &Answer) {
    let Some(mut client) = client else { return };
    let _ = client.set_nonblocking(false);
    let _ = client.set_write_timeout(Some(Duration::from_secs(5)));
    if let Ok(mut line) = serde_json::to_vec(answer) {
        line.push(b'\n');
        let _ = client.write_all(&line);
    }
}

/// Gives every country a process of this program, one after the other; one whose new process does not start keeps
/// the old one.
pub(super) async fn renew_countries(supervisor: &Arc<Supervisor>) -> Reloaded {
    let _one_at_a_time = supervisor.reloading.lock().await;
    let mut countries = Vec::new();
    for country in supervisor.countries() {
        let rests = country.unit.state.borrow().has_ended();
        let error = if rests {
            None
        } else {
            country.unit.restart().await.err()
        };
        if let Some(error) = &error {
            tracing::error!(instance = country.key(), %error, "runs on with the program before");
        }
        countries.push(Outcome {
            key: country.key().to_owned(),
            change: if rests {
                Change::Unchanged
            } else {
                Change::Restarted
            },
            error,
        });
    }
    supervisor.bring_home();
    for extra in &supervisor.extras {
        // One at a time: two would want the same address.
        if !extra.state.borrow().has_ended() {
            extra.stop(Rest::Stopped, false).await;
            extra.stopped().await;
            let _ = extra.restart().await;
        }
    }
    Reloaded {
        countries,
        ..Reloaded::default()
    }
}

/// Waits for children nobody keeps any more: those that were draining when the program changed.
pub(super) fn reap_others(kept: &[u32]) -> Result<()> {
    let pid = std::process::id();
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))
        .context("the children of this process cannot be listed")?;
    for child in children.split_whitespace().filter_map(|n| n.parse().ok()) {
        if !kept.contains(&child) {
            tokio::spawn(super::process::reap(child));
        }
    }
    Ok(())
}
