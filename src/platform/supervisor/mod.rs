//! `cts serve`: opens every socket, runs PostgreSQL's guard, one process per country and the front door, and owns
//! them until it is asked to stop.
//!
//! Begin with [`serve`]. A child's life is in [`mod@unit`] and [`keeper`], its process in [`process`], what may be
//! asked of us in [`control`]; how countries come and go while we run in [`reload`] (with [`exchange`] and [`doors`]),
//! how the program is replaced in [`renew`] and [`handover`], who asked for what in [`record`].

pub mod control;
mod country;
mod doors;
mod exchange;
pub(crate) mod handover;
mod keeper;
mod launching;
pub(crate) mod lock;
pub mod own_log;
mod pauses;
pub(crate) mod process;
mod pulse;
mod record;
pub mod reload;
mod renew;
mod running;
pub(crate) mod sockets;
mod start;
pub(crate) mod state;
pub mod status;
pub(crate) mod unit;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::kernel::settings::SurroundingsNow;

use super::config::{Config, Database, Instance, LOCAL, Sources};
use super::failure::Failure;
use super::paths::Paths;
use super::postgres;
use super::signals::Signals;
use control::Answer;
use handover::Handover;
pub use renew::RENEWED;
pub(crate) use running::Supervisor;

/// What the supervisor is asked to run.
pub struct Options {
    /// Only the instance without a prefix.
    pub is_local: bool,
    /// Processes beside the countries, such as the demo's forms server.
    pub extras: Vec<Extra>,
    /// What the program before us left, when we take its place.
    pub takes_over: Option<TakenOver>,
    /// The file everything we say goes to, when nobody else keeps it small.
    pub log: Option<PathBuf>,
    /// Called once, when the countries have answered (or failed) for the first time.
    pub on_started: Option<Announcement>,
}

/// What the program before us left on our stdin.
pub struct TakenOver(Handover);

impl TakenOver {
    /// Takes it.
    ///
    /// # Errors
    /// When nobody left anything.
    pub fn from_stdin() -> Result<Self> {
        Ok(Self(handover::take_from_stdin()?))
    }

    /// The configuration that is in force.
    pub fn sources(&self) -> Sources {
        self.0.sources.clone()
    }
}

/// A process of our own program that runs beside the countries.
#[derive(Clone, Debug)]
pub struct Extra {
    pub name: String,
    pub args: Vec<String>,
    /// Whether it waits until the countries are provisioned.
    pub after_countries: bool,
    /// Whether it does its work and ends, instead of running on; the banner waits for it.
    pub is_once: bool,
}

/// Tells people that everything runs.
pub type Announcement = Box<dyn FnOnce(&Banner) + Send>;

/// What `cts serve` prints when everything runs.
#[derive(Clone, Debug)]
pub struct Banner {
    /// Where to go with a browser.
    pub url: String,
    /// Name, address and, when it does not serve, why.
    pub countries: Vec<(String, String, Option<String>)>,
    /// Set when data lie elsewhere than in the clone.
    pub data: Option<PathBuf>,
}

/// What a country's process is handed, over its stdin.
#[derive(Serialize, Deserialize)]
pub(crate) struct InstanceOrder {
    pub(crate) key: String,
    pub(crate) sources: Sources,
    pub(crate) database_url: String,
    pub(crate) log: PathBuf,
    /// What is around the country as it starts; changes come as [`super::lifeline::Update`].
    #[serde(default)]
    pub(crate) surroundings: SurroundingsNow,
}

/// Runs everything until it is asked to stop.
///
/// # Errors
/// When it cannot begin: another supervisor, a port in use, no PostgreSQL programs.
pub async fn serve(config: Config, paths: Paths, mut options: Options) -> Result<()> {
    let mut signals = Signals::new()?;
    let mut config = Arc::new(config);
    let mut before = options.takes_over.take().map(|taken| taken.0);
    if before.is_none() {
        check_room(&config, &paths, options.is_local).await?;
    }
    paths.make(&paths.data, 0o755)?;
    paths.make_private(&paths.secrets())?;
    paths.make_private(&paths.run)?;
    paths.make(&paths.log, 0o755)?;
    let paths = Arc::new(paths);
    loop {
        let started = start::start(config.clone(), &paths, before.take(), &mut options)?;
        let Some((program, handover)) = started.until_asked(&mut signals).await? else {
            return Ok(());
        };
        // Another program goes on from here; else we take everything back and go on ourselves.
        let (mut handover, reason) = renew::become_program(&program, handover)?;
        tracing::error!(%reason, "the program was not replaced");
        renew::answer(handover.client.take(), &Answer::error(reason, None));
        config = Arc::new(Config::from_sources(handover.sources.clone())?);
        before = Some(handover);
    }
}

/// A private cluster is started with enough connections; a server elsewhere must have them, at a start as at a reload.
async fn check_room(config: &Arc<Config>, paths: &Paths, is_local: bool) -> Result<()> {
    if matches!(config.platform.database, Database::Managed) {
        return Ok(());
    }
    let countries = instances_of(config, is_local);
    let checked = postgres::check_room(config, paths, &countries).await;
    checked.map_err(|reason| Failure::wrong_input(reason).into())
}

/// The instances this supervisor runs: the countries, or the one without a prefix on any free port.
fn instances_of(config: &Config, is_local: bool) -> Vec<Instance> {
    let wanted = config
        .instances
        .iter()
        .filter(|instance| (instance.key() == LOCAL) == is_local)
        .cloned();
    wanted
        .map(|mut instance| {
            if is_local {
                instance.port = 0;
            }
            instance
        })
        .collect()
}
