//! What a supervisor that runs stays with, whatever the files say by now: addresses, certificate, server, data folder.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::environment::{Database, Platform, Tls};
use super::{Config, Problems};

/// Holds an administrator's URL of a server elsewhere.
const DATABASE_URL: &str = "CTS_DATABASE_URL";

/// Settings of the platform that only a new supervisor changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InForce {
    pub(super) listen: SocketAddr,
    pub(super) tls: Option<Tls>,
    pub(super) data: PathBuf,
    pub(super) demo_forms_server: SocketAddr,
}

impl InForce {
    /// Those of a platform.
    pub(super) fn of(platform: &Platform) -> Self {
        Self {
            listen: platform.listen,
            tls: platform.tls.clone(),
            data: platform.data.clone(),
            demo_forms_server: platform.demo_forms_server,
        }
    }
}

impl Config {
    /// The same with what only a new supervisor leaves as it is in the configuration in force: addresses, certificate,
    /// server, data folder; also when it is read again from its sources, after an upgrade.
    ///
    /// # Errors
    /// When the rest cannot go with that: a country has the port the front door still listens on.
    pub(crate) fn stay_with(self, old: &Self) -> Result<Self, Problems> {
        let is_other_server = self.platform.database != old.platform.database;
        let mut sources = self.sources;
        sources.data.clone_from(&old.sources.data);
        sources.in_force = Some(InForce::of(&old.platform));
        if is_other_server {
            for name in ["CTS_DATABASE", DATABASE_URL, "CTS_DATABASE_URL_FILE"] {
                sources.variables.remove(name);
                sources.secrets.remove(name);
            }
            // Takes the place of whatever a file says; a URL is laid over it.
            let managed = ("CTS_DATABASE".to_owned(), "managed".to_owned());
            sources.variables.extend([managed]);
            if let Database::External(url) = &old.platform.database {
                let url = (DATABASE_URL.to_owned(), url.expose().to_owned());
                sources.variables.extend([url]);
            }
        }
        Self::from_sources(sources)
    }
}
