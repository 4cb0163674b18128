//! `migrate`: brings the country's database to the schema of this binary, through the administrator's connection.

use crate::audit;
use crate::cli::session::Session;
use crate::db::migrate::Migrated;
use crate::platform::config::Config;
use crate::platform::paths::Paths;
use crate::platform::{self, provision};

/// Bring the database to the schema of this binary
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cts -i turkey migrate")]
pub struct Args {}

/// Runs what is missing; does nothing when nothing is.
pub async fn run(session: &mut Session) -> anyhow::Result<()> {
    let key = session.settings.key.clone();
    let (config, _) = Config::load_for(&session.root, &key)?;
    let migrated = tokio::task::spawn_blocking(move || {
        let paths = Paths::new(&config)?;
        let instance = platform::find(&config, &key)?;
        provision::provision(&config, &paths, instance)
    })
    .await??;
    record(session, &migrated).await;
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

/// A row in the audit, which a first migration has just made; without one the person is told.
async fn record(session: &mut Session, migrated: &Migrated) {
    if migrated.applied.is_empty() && !migrated.views_loaded {
        return;
    }
    let key = session.settings.key.clone();
    let after = serde_json::json!({ "applied": migrated.applied });
    let written = session
        .write(move |cx| audit::record(cx, "country.migrate", "country", &key, None, Some(after)))
        .await;
    if let Err(error) = written {
        let note = format!("note: this could not be written into the audit: {error:#}");
        session.out.mention(note);
    }
}
