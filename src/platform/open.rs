//! Opens one country for the command line: its checked settings and its credentials.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use crate::db::DbConfig;
use crate::kernel::InstanceSettings;

use super::config::problems::suggestion;
use super::config::{Config, Instance, Problems};
use super::failure::Failure;
use super::front_door;
use super::paths::Paths;
use super::provision::credentials::Credentials;

/// One country as the command line needs it.
#[derive(Clone, Debug)]
pub struct Country {
    /// What its app knows of itself.
    pub settings: Arc<InstanceSettings>,
    /// How to reach its database, as the app does.
    pub db: DbConfig,
    /// The URL of the role that only reads, when the supervisor made one.
    pub reader_url: Option<String>,
    /// The folders of this installation.
    pub paths: Paths,
    /// Where people find it, without a slash at its end.
    pub url: String,
    /// What is wrong with the configuration elsewhere than in what this country needs.
    pub problems_elsewhere: Problems,
}

/// Opens a country by its key.
///
/// # Errors
/// Every problem of the configuration when one of them concerns this country, an unknown key, or credentials that do not
/// exist yet.
pub fn open(root: &Path, key: &str) -> Result<Country> {
    let (config, problems) = Config::load_for(root, key)?;
    let instance = find(&config, key)?;
    let paths = Paths::new(&config)?;
    let country = open_instance(&config, &paths, instance)?;
    Ok(Country {
        problems_elsewhere: problems,
        ..country
    })
}

/// Where people find a country, without a slash at its end.
pub fn url_of(config: &Config, instance: &Instance) -> String {
    let door = front_door::url_of(&config.platform, config.is_dev());
    format!("{door}{}", instance.settings.prefix)
}

/// A country of the list, or an error that names those there are.
///
/// # Errors
/// When there is no such country.
pub fn find<'a>(config: &'a Config, key: &str) -> Result<&'a Instance> {
    if let Some(instance) = config.instance(key) {
        return Ok(instance);
    }
    let keys: Vec<&str> = config.countries().map(Instance::key).collect();
    let near = suggestion(key, keys.iter().copied());
    Err(
        Failure::refused(format!("there is no country \"{key}\"{near}"))
            .hint(format!("the countries are {}", keys.join(", ")))
            .into(),
    )
}

/// The settings and credentials of a country that was found.
///
/// # Errors
/// When it has no credentials yet.
pub(crate) fn open_instance(
    config: &Config,
    paths: &Paths,
    instance: &Instance,
) -> Result<Country> {
    let (url, reader_url) = if let Some(url) = &instance.database_url {
        (url.expose().to_owned(), None)
    } else {
        let credentials = Credentials::read(paths, instance.key())?;
        (credentials.url, Some(credentials.reader_url))
    };
    let mut db = DbConfig::new(url);
    db.pool_size = config.platform.limits.connections;
    Ok(Country {
        settings: instance.settings.clone(),
        db,
        reader_url,
        paths: paths.clone(),
        url: url_of(config, instance),
        problems_elsewhere: Problems::default(),
    })
}
