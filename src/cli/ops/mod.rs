//! `cts ops …`: what a server needs beside the program, made from the configuration. The templates are in `ops/server/`.

mod nginx;
mod prometheus;
mod systemd;

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use minijinja::{Environment, Value};

use super::Global;
use super::output::Out;

/// What a server needs beside the program: units, a proxy's site, alert rules
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Examples:\n  cts ops systemd --write /etc/systemd/system\
    \n  cts ops nginx\
    \n  cts ops prometheus"
)]
pub enum Command {
    Systemd(systemd::Args),
    Nginx(nginx::Args),
    Prometheus(prometheus::Args),
}

/// Runs a command.
///
/// # Errors
/// When the configuration has problems, or a file cannot be written.
pub fn run(global: &Global, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Systemd(args) => systemd::run(global, &args),
        Command::Nginx(args) => nginx::run(global, &args),
        Command::Prometheus(args) => prometheus::run(global, &args),
    }
}

/// Fills a template in.
fn filled(template: &str, values: Value) -> anyhow::Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    Ok(environment.render_str(template, values)?)
}

/// Writes files into a folder, or all of them to stdout.
fn give(folder: Option<&PathBuf>, files: &[(String, String)]) -> anyhow::Result<()> {
    let mut out = Out::standard(false);
    let Some(folder) = folder else {
        for (name, text) in files {
            if files.len() > 1 {
                out.text(format!("# ==> {name} <=="))?;
            }
            out.text(text.trim_end())?;
        }
        return Ok(());
    };
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        out.say(format!("wrote {}", path.display()))?;
    }
    Ok(())
}
