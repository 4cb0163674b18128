//! `cts ops prometheus`: scrape configuration and alert rules.

use std::path::PathBuf;

use minijinja::context;

use crate::cli::Global;
use crate::platform::config::Config;

const SCRAPE: &str = include_str!("../../../ops/server/prometheus.yml");
const RULES: &str = include_str!("../../../ops/server/rules.yml");

/// Scrape configuration and alert rules for Prometheus
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts ops prometheus > /etc/prometheus/rules/cts.yml\n  cts ops prometheus --scrape\n  \
    cts ops prometheus --write /etc/prometheus"
)]
pub struct Args {
    /// The scrape configuration instead of the rules
    #[arg(long, conflicts_with = "write")]
    scrape: bool,
    /// Folder to write both into: cts-scrape.yml, cts-rules.yml
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
}

/// Prints or writes.
///
/// # Errors
/// When the configuration has problems, or a file cannot be written.
pub(super) fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let config = Config::load(&global.root()?)?;
    let platform = &config.platform;
    let scheme = if platform.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let scrape = super::filled(
        SCRAPE,
        context! { scheme, target => platform.listen.to_string() },
    )?;
    let rules = super::filled(RULES, context! {})?;
    if args.write.is_some() {
        let files = [
            ("cts-scrape.yml".into(), scrape),
            ("cts-rules.yml".into(), rules),
        ];
        return super::give(args.write.as_ref(), &files);
    }
    let only = if args.scrape { scrape } else { rules };
    super::give(None, &[("cts".into(), only)])
}
