//! From an order to a process that is ready.

use std::time::Duration;

use crate::platform::lifeline::Report;

use super::process::{Event, Process};
use super::unit::Prepare;

/// How long a child may take until it reports that it is ready.
const START: Duration = Duration::from_secs(60);
/// The same for PostgreSQL's guard, which itself waits 300 s for the recovery after a crash and says when that is over.
const START_POSTGRES: Duration = Duration::from_secs(360);
/// A process that serves.
pub(super) struct Started {
    pub(super) process: Process,
    /// The process that does the work, when it is not the child itself.
    pub(super) pid: u32,
    pub(super) at: At,
}

/// Where a process serves.
pub(super) struct At {
    pub(super) port: Option<u16>,
    pub(super) prefix: Option<String>,
}

/// Starts a process and waits until it is ready; why it is not. Dropping the work kills what it started.
pub(super) async fn launch_and_wait(prepare: &Prepare, is_first: bool) -> Result<Started, String> {
    let launch = prepare(is_first)
        .await
        .map_err(|error| format!("{error:#}"))?;
    let mut process = Process::start(&launch)
        .await
        .map_err(|error| format!("{error:#}"))?;
    let at = At {
        port: launch.port(),
        prefix: launch.prefix.clone(),
    };
    if !launch.reports {
        let pid = process.pid();
        return Ok(Started { process, pid, at });
    }
    // Only PostgreSQL's guard ends softly; cut short, it would begin its recovery anew for ever.
    let limit = if launch.ends_softly {
        START_POSTGRES
    } else {
        START
    };
    match tokio::time::timeout(limit, process.next()).await {
        Err(_) => Err(format!("it was not ready within {} s", limit.as_secs())),
        Ok(Event::Ended(reason)) => Err(reason),
        Ok(Event::Done) => Err("it ended before it was ready".into()),
        Ok(Event::Report(Report::Failed { reason } | Report::Down { reason })) => {
            process.stop(Duration::from_secs(5)).await;
            Err(reason)
        }
        Ok(Event::Report(Report::Ready { pid })) => {
            let pid = pid.unwrap_or(process.pid());
            Ok(Started { process, pid, at })
        }
    }
}
