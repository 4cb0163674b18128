//! `migrate`: brings the country's database to the schema of this binary, through the administrator's connection.

use crate::cli::session::Session;
use crate::platform::config::Config;
use crate::platform::paths::Paths;
use crate::platform::{self, provision};

/// Bring the database to the schema of this binary
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cts -i turkey migrate")]
pub struct Args {}

/// Runs what is missing; does nothing when nothing is.
pub async fn run(session: &mut Session) -> anyhow::Result<()> {
    let config = Config::load(&session.root)?;
    let key = session.settings.key.clone();
    let migrated = tokio::task::spawn_blocking(move || {
        let paths = Paths::new(&config)?;
        let instance = platform::find(&config, &key)?;
        provision::provision(&config, &paths, instance)
    })
    .await??;
    if session.out.is_json() {
        return session.out.json(&migrated);
    }
    for version in &migrated.applied {
        session.out.text(version)?;
    }
    session
        .out
        .say(match (migrated.applied.len(), migrated.views_loaded) {
            (0, false) => "nothing to do".to_owned(),
            (0, true) => "views and rights loaded anew".to_owned(),
            (count, _) => format!("{count} migrations applied"),
        })
}
