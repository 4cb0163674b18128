//! `cts demo fill`: made-up data for countries that have no shipments yet.

use serde::Serialize;

use crate::cli::Global;
use crate::cli::failure::Failure;
use crate::cli::output::Out;
use crate::db::{Db, DbConfig};
use crate::demo::fill::{FillOptions, Filled, fill};
use crate::demo::{accounts, geography, stand_in};
use crate::kernel::clock::Clock;
use crate::platform;
use crate::platform::config::Config;
use crate::platform::lifeline;

/// Fill the countries that have no shipments with made-up data
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cts demo fill\n  cts demo fill turkey")]
pub struct Args {
    /// Only these countries
    #[arg(value_name = "KEY")]
    countries: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    country: String,
    #[serde(flatten)]
    filled: Filled,
}

/// Fills and says what was made.
///
/// # Errors
/// Outside dev, and when a database or the forms server does not answer.
pub(super) async fn run(global: &Global, args: Args) -> anyhow::Result<()> {
    let (config, _, _) = super::open(global)?;
    for key in &args.countries {
        platform::find(&config, key)?;
    }
    let stop = super::stopping()?;
    tokio::select! {
        // The supervisor's own is ended with everything else, which is no failure.
        () = stop.cancelled() => if lifeline::is_supervised() {
            Ok(())
        } else {
            Err(Failure::interrupted("interrupted; countries that are filled stay so").into())
        },
        done = fill_all(global, &args.countries) => done,
    }
}

/// Fills countries one after another and prints what was made.
pub(super) async fn fill_all(global: &Global, only: &[String]) -> anyhow::Result<()> {
    let (config, paths, folder) = super::open(global)?;
    let password = accounts(&folder, config.platform.listen.ip().is_loopback())?.password;
    let mut rows = Vec::new();
    for key in wanted(&config, only) {
        let country = platform::open(&global.root()?, &key)?;
        let pool = DbConfig {
            pool_size: 2,
            ..country.db
        };
        let db = Db::new(pool, country.settings, Clock::default());
        let options = FillOptions {
            folder: folder.clone(),
            password: password.clone(),
            server: stand_in(&config.platform),
        };
        let filled = fill(&db, &options).await?;
        // Written by root, read by the phones.
        for file in std::fs::read_dir(&folder)? {
            paths.give(&file?.path())?;
        }
        Out::standard(false).mention(format!(
            "{key}: {} shipments, {} packages, {} submissions of the past",
            filled.shipments, filled.packages, filled.submissions
        ));
        rows.push(Row {
            country: key,
            filled,
        });
    }
    if global.json {
        Out::standard(true).json(&rows)?;
    }
    Ok(())
}

/// Countries of the list that the demo knows.
pub(super) fn wanted(config: &Config, only: &[String]) -> Vec<String> {
    config
        .countries()
        .map(platform::config::Instance::key)
        .filter(|key| geography::country(key).is_some())
        .filter(|key| only.is_empty() || only.iter().any(|only| only == key))
        .map(str::to_owned)
        .collect()
}
