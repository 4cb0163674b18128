//! What a child is doing: what `cts status` shows and the front door goes by.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a child is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// Being prepared or started; never ready so far.
    Starting,
    /// Serves.
    Ready,
    /// A new process is being started while the old one serves.
    Restarting,
    /// Ended, and is being brought back.
    Recovering,
    /// Ended again and again; is tried with long pauses.
    CrashLoop,
    /// Asked to end.
    Stopping,
    /// Ended because it was asked to.
    Stopped,
    /// Ended because the list of countries says `paused`.
    Paused,
    /// Did its work and ended.
    Done,
}

/// The state of a child, for `cts status` and the front door.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub phase: Phase,
    /// The process that serves.
    pub pid: Option<u32>,
    /// How often it was brought back or restarted.
    pub restarts: u32,
    /// Since when it is in this phase.
    pub since: DateTime<Utc>,
    /// Why it is not ready, or why it last ended.
    pub reason: Option<String>,
    /// Grows with every process that became ready; connections to an older one are not used again.
    pub generation: u64,
    /// Where the process that serves listens, on the loopback.
    pub port: Option<u16>,
    /// The prefix the process that serves was told is its own; none for what is no country.
    #[serde(default)]
    pub prefix: Option<String>,
}

impl State {
    /// Whether it has ended and is not brought back by itself.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Stopped | Phase::Paused | Phase::Done)
    }

    /// Whether requests find somebody.
    pub(crate) fn is_serving(&self) -> bool {
        matches!(self.phase, Phase::Ready | Phase::Restarting)
    }
}

impl Phase {
    /// Why nobody serves, when that is on purpose.
    pub(crate) fn why(self) -> Option<String> {
        match self {
            Self::Paused => Some("paused in instances/instances.yaml".into()),
            Self::Stopped => Some("stopped with `cts stop`".into()),
            _ => None,
        }
    }
}
