//! What `cts status --json` prints: stable fields, documented in `docs/cli.md`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::platform::backup::nightly::BackupStatus;
use crate::platform::config::Instance;
pub use crate::platform::front_door::tls::RefusedCertificate;
use crate::platform::postgres;

use super::Supervisor;
use super::reload::words_of_waiting;
use super::running::locked;
use super::state::State;

/// Everything the supervisor runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Status {
    pub supervisor: SupervisorStatus,
    /// Why the configuration on disk is not the one in force; null when it is.
    pub configuration: Option<ConfigurationStatus>,
    /// What of it takes effect at the next start only, one sentence each.
    #[serde(default)]
    pub waiting: Vec<String>,
    pub front_door: FrontDoorStatus,
    /// Null with an external server.
    pub postgres: Option<PostgresStatus>,
    pub instances: Vec<InstanceStatus>,
    /// Stand-in forms server and phones of the demo; empty without it.
    pub extras: Vec<ProcessStatus>,
}

/// The supervisor itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupervisorStatus {
    pub pid: u32,
    pub version: String,
    /// `dev`, `staging`, `production`.
    pub environment: String,
    pub since: DateTime<Utc>,
    pub memory_bytes: Option<u64>,
    pub root: String,
    pub data: String,
}

/// A configuration that was not taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfigurationStatus {
    pub since: DateTime<Utc>,
    /// Every problem, one a line.
    pub problem: String,
    pub hint: Option<String>,
    /// Whether it can be mended without a saved change: a certificate, a file with a password.
    #[serde(skip)]
    pub is_mistake: bool,
}

/// The front door.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FrontDoorStatus {
    /// `ready`, or `stopping`.
    pub state: String,
    pub address: String,
    /// Where plain HTTP is led to HTTPS; null where it is not.
    #[serde(default)]
    pub redirect_from: Option<String>,
    pub url: String,
    /// Requests waiting for a country that is coming back.
    pub held_requests: u64,
    /// Until when its certificate is valid; null without TLS.
    #[serde(default)]
    pub certificate_ends_at: Option<DateTime<Utc>>,
    /// Why the files of the certificate are not in use as they are now; null when they are.
    #[serde(default)]
    pub certificate_refused: Option<RefusedCertificate>,
}

/// One child process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProcessStatus {
    pub key: String,
    /// `starting`, `ready`, `restarting`, `recovering`, `crash_loop`, `stopping`, `stopped`, `paused`,
    /// `done` (an extra that did its work).
    pub state: String,
    /// Null while there is none.
    pub pid: Option<u32>,
    /// How often it was brought back or restarted.
    pub restarts: u32,
    pub memory_bytes: Option<u64>,
    /// Since when it is in this state.
    pub since: DateTime<Utc>,
    /// Why it is not ready.
    pub reason: Option<String>,
}

/// One country.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceStatus {
    #[serde(flatten)]
    pub process: ProcessStatus,
    pub name: String,
    pub prefix: String,
    pub port: u16,
    pub url: String,
    #[serde(default)]
    pub backup: BackupStatus,
}

/// The private PostgreSQL.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PostgresStatus {
    #[serde(flatten)]
    pub process: ProcessStatus,
    /// Major version of the cluster.
    pub version: Option<u32>,
    /// Folder of its socket.
    pub socket: String,
}

impl ProcessStatus {
    /// The state of a child, with the memory its process holds now.
    pub(crate) fn new(key: &str, state: &State) -> Self {
        let phase = serde_json::to_value(state.phase).ok();
        Self {
            key: key.to_owned(),
            state: phase
                .and_then(|p| p.as_str().map(str::to_owned))
                .unwrap_or_default(),
            pid: state.pid,
            restarts: state.restarts,
            memory_bytes: state.pid.and_then(memory_of),
            since: state.since,
            reason: state.reason.clone().or_else(|| state.phase.why()),
        }
    }
}

impl Supervisor {
    /// How everything is now.
    pub(super) fn status(&self) -> Status {
        let url = self.url();
        let config = self.config();
        let instances = self.countries().into_iter().map(|country| {
            let plan = country.plan();
            let prefix = plan.prefix().to_owned();
            let Instance { settings, port, .. } = plan.instance;
            let state = country.unit.state.borrow().clone();
            InstanceStatus {
                process: country.process_status(&state),
                name: settings.name.clone(),
                port: state.port.unwrap_or(port),
                url: format!("{url}{prefix}/"),
                prefix,
                backup: self.nights.status(&config, &self.paths, country.key()),
            }
        });
        let postgres = self.common.postgres.as_ref().map(|unit| {
            let mut process = ProcessStatus::new("postgres", &unit.state.borrow());
            process.memory_bytes = process.pid.and_then(memory_of_family);
            PostgresStatus {
                process,
                version: postgres::version(&self.paths),
                socket: self.paths.run.display().to_string(),
            }
        });
        let pid = std::process::id();
        let state = if self.stop.is_cancelled() {
            "stopping"
        } else {
            "ready"
        };
        Status {
            supervisor: SupervisorStatus {
                pid,
                version: env!("CARGO_PKG_VERSION").into(),
                environment: config.environment.clone(),
                since: self.since,
                memory_bytes: memory_of(pid),
                root: self.paths.root.display().to_string(),
                data: self.paths.data.display().to_string(),
            },
            configuration: locked(&self.problem).clone(),
            waiting: locked(&self.waiting)
                .iter()
                .map(|name| words_of_waiting(name))
                .collect(),
            front_door: FrontDoorStatus {
                state: state.into(),
                address: config.platform.listen.to_string(),
                redirect_from: self.front_door.redirect_from(),
                url: format!("{url}/"),
                held_requests: self.front_door.held(),
                certificate_ends_at: self.front_door.certificate_ends_at(),
                certificate_refused: self.front_door.certificate_refused(),
            },
            postgres,
            instances: instances.collect(),
            extras: self
                .extras
                .iter()
                .map(|unit| ProcessStatus::new(&unit.name, &unit.state.borrow()))
                .collect(),
        }
    }
}

/// Memory of a process that is its own: resident, with shared pages counted by their share.
pub(crate) fn memory_of(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kb: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kb * 1024)
}

/// Memory of a process and its direct children.
pub(crate) fn memory_of_family(pid: u32) -> Option<u64> {
    let children =
        std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let of_children: u64 = children
        .split_whitespace()
        .filter_map(|child| memory_of(child.parse().ok()?))
        .sum();
    Some(memory_of(pid)? + of_children)
}
