//! `cts instances show KEY`, `cts env KEY`: what a country runs with, and variables for scripts.

use crate::cli::Global;
use crate::cli::output::{Column, Out};
use crate::platform;
use crate::platform::config::effective::Setting;
use crate::platform::config::{Config, Problems};

use super::OneArgs;

/// Prints every setting with its origin; secrets are masked.
///
/// # Errors
/// When the configuration has problems, or there is no such country.
pub(super) fn run(global: &Global, args: &OneArgs) -> anyhow::Result<()> {
    let (config, elsewhere) = Config::load_for(&global.root()?, &args.key)?;
    let instance = platform::find(&config, &args.key)?;
    let mut out = Out::standard(global.json);
    mention(&mut out, &elsewhere, &args.key);
    print(&mut out, &config.effective(instance))
}

/// Says what is wrong elsewhere in the configuration, which keeps nobody from this country.
pub(in crate::cli) fn mention(out: &mut Out, elsewhere: &Problems, key: &str) {
    if let Some(what) = elsewhere.in_short() {
        out.mention(format!(
            "note: the configuration has {what}, none of {key}; `cts check` tells all"
        ));
    }
}

/// The settings as a table or as JSON.
///
/// # Errors
/// When stdout is gone.
pub(in crate::cli) fn print(out: &mut Out, settings: &[Setting]) -> anyhow::Result<()> {
    out.list(
        settings,
        &[
            Column::new("setting", |setting: &Setting| setting.path.clone()),
            Column::new("value", |setting: &Setting| setting.value.clone()),
            Column::new("from", |setting: &Setting| setting.from.clone()),
        ],
    )
}

/// Prints variables a shell understands; no secret is among them.
///
/// # Errors
/// When the configuration has problems, or there is no such country.
pub(in crate::cli) fn env(global: &Global, args: &OneArgs) -> anyhow::Result<()> {
    let root = std::path::absolute(global.root()?)?;
    let (config, _) = Config::load_for(&root, &args.key)?;
    let country = platform::open(&root, &args.key)?;
    let variables = [
        ("CTS_ROOT", root.display().to_string()),
        ("CTS_ENVIRONMENT", config.environment.clone()),
        ("CTS_INSTANCE", args.key.clone()),
        ("COUNTRY_URL", format!("{}/", country.url)),
        ("COUNTRY_DATABASE", format!("cts_{}", args.key)),
        (
            "COUNTRY_LOG",
            country.paths.log.join(&args.key).display().to_string(),
        ),
        (
            "COUNTRY_TIME_ZONE",
            country.settings.time_zone.name().to_owned(),
        ),
    ];
    let mut out = Out::standard(global.json);
    if global.json {
        let map: serde_json::Map<String, serde_json::Value> = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        return out.json(&map);
    }
    let lines: Vec<String> = variables
        .iter()
        .map(|(name, value)| {
            let quoted = shlex::try_quote(value).unwrap_or_default();
            format!("export {name}={quoted}")
        })
        .collect();
    out.text(lines.join("\n"))
}
