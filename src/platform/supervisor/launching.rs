//! From an order to a process that is ready.

use std::time::Duration;

use crate::platform::lifeline::Report;

use super::process::{Event, Process};
use super::unit::Prepare;

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

/// Why there is no process that serves.
pub(super) enum NotStarted {
    /// It, or what it needs, failed.
    Failed(String),
    /// What it needs is on its way.
    Waits(String),
}

impl NotStarted {
    pub(super) fn into_reason(self) -> String {
        match self {
            Self::Failed(reason) | Self::Waits(reason) => reason,
        }
    }
}

impl From<String> for NotStarted {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

/// The error of a preparation that waited in vain for something that comes by itself.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Waits(pub(super) String);

/// Starts a process and waits until it is ready. Dropping the work kills what it started.
pub(super) async fn launch_and_wait(
    prepare: &Prepare,
    is_first: bool,
) -> Result<Started, NotStarted> {
    let launch = match prepare(is_first).await {
        Ok(launch) => launch,
        Err(error) => match error.downcast::<Waits>() {
            Ok(Waits(reason)) => return Err(NotStarted::Waits(reason)),
            Err(error) => return Err(format!("{error:#}").into()),
        },
    };
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
    match tokio::time::timeout(launch.start, process.next()).await {
        Err(_) => Err(format!("it was not ready within {} s", launch.start.as_secs()).into()),
        Ok(Event::Ended(reason)) => Err(reason.into()),
        Ok(Event::Done) => Err("it ended before it was ready".to_owned().into()),
        Ok(Event::Report(Report::Failed { reason } | Report::Down { reason })) => {
            process.stop(Duration::from_secs(5)).await;
            Err(reason.into())
        }
        Ok(Event::Report(Report::Ready { pid })) => {
            let pid = pid.unwrap_or(process.pid());
            Ok(Started { process, pid, at })
        }
    }
}
