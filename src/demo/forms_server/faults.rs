//! What goes wrong on purpose, so that those who poll can be tried: answers that fail, and a limit of requests.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How an answer fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FaultKind {
    /// Status 500 with JSON.
    #[serde(rename = "500")]
    #[value(name = "500")]
    Error,
    /// Status 502 with an HTML page, as a proxy answers.
    Html,
    /// Status 200 with the first half of the body.
    Half,
    /// Status 200, half of the body, then the connection breaks.
    Cut,
    /// Status 200 and no body.
    Empty,
    /// Status 429 with Retry-After.
    #[serde(rename = "429")]
    #[value(name = "429")]
    TooMany,
    /// No answer at all for ten minutes.
    Hang,
}

/// A fault and how often it strikes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub kind: FaultKind,
    /// How many answers fail.
    #[serde(default = "once")]
    pub times: u32,
    /// Only requests about this form; all when absent.
    #[serde(default)]
    pub form: Option<u32>,
    /// Seconds named in Retry-After.
    #[serde(default = "one_second")]
    pub retry_after: u32,
}

fn once() -> u32 {
    1
}

fn one_second() -> u32 {
    1
}

impl std::str::FromStr for Fault {
    type Err = String;

    /// Reads `KIND` or `KIND:TIMES` from the command line.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, times) = text.split_once(':').unwrap_or((text, "1"));
        let kind = <FaultKind as clap::ValueEnum>::from_str(kind, true)?;
        let times = times
            .parse()
            .map_err(|_| format!("{times} is not a number of times"))?;
        Ok(Self {
            kind,
            times,
            form: None,
            retry_after: 1,
        })
    }
}

/// The faults that wait for a request, and the requests of the last minute.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Fault>,
    per_minute: Option<usize>,
    recent: VecDeque<Instant>,
}

impl Faults {
    pub(super) fn new(waiting: Vec<Fault>, per_minute: Option<usize>) -> Self {
        Self {
            waiting,
            per_minute,
            recent: VecDeque::new(),
        }
    }

    pub(super) fn add(&mut self, fault: Fault) {
        self.waiting.push(fault);
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The fault that strikes a request about a form, if any; it is used up by that.
    pub(super) fn strike(&mut self, form: Option<u32>) -> Option<Fault> {
        let found = self
            .waiting
            .iter_mut()
            .find(|fault| fault.times > 0 && (fault.form.is_none() || fault.form == form));
        if let Some(fault) = found {
            fault.times -= 1;
            let fault = fault.clone();
            self.waiting.retain(|fault| fault.times > 0);
            return Some(fault);
        }
        self.over_limit().map(|retry_after| Fault {
            kind: FaultKind::TooMany,
            times: 1,
            form: None,
            retry_after,
        })
    }

    /// Seconds to wait when this request is one too many in the last minute.
    fn over_limit(&mut self) -> Option<u32> {
        const MINUTE: Duration = Duration::from_secs(60);
        let limit = self.per_minute?;
        while self.recent.front().is_some_and(|at| at.elapsed() > MINUTE) {
            self.recent.pop_front();
        }
        if self.recent.len() < limit {
            self.recent.push_back(Instant::now());
            return None;
        }
        let oldest = self.recent.front().map_or(MINUTE, Instant::elapsed);
        Some(MINUTE.saturating_sub(oldest).as_secs() as u32 + 1)
    }
}
