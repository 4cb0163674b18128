//! `cts ops systemd`: units for the supervisor, for single countries, for backups, and a door for analysts.

use std::path::PathBuf;

use minijinja::context;

use crate::cli::Global;
use crate::platform::backup;
use crate::platform::config::{Config, Database};
use crate::platform::paths::Paths;

const FILES: [(&str, &str); 5] = [
    (
        "cts.service",
        include_str!("../../../ops/server/cts.service"),
    ),
    ("cts.socket", include_str!("../../../ops/server/cts.socket")),
    (
        "cts@.service",
        include_str!("../../../ops/server/cts@.service"),
    ),
    (
        "cts-backup@.service",
        include_str!("../../../ops/server/cts-backup@.service"),
    ),
    (
        "cts-backup@.timer",
        include_str!("../../../ops/server/cts-backup@.timer"),
    ),
];
/// Only where PostgreSQL is ours: a server elsewhere has doors of its own.
const ANALYSTS: [(&str, &str); 2] = [
    (
        "cts-analysts.socket",
        include_str!("../../../ops/server/cts-analysts.socket"),
    ),
    (
        "cts-analysts.service",
        include_str!("../../../ops/server/cts-analysts.service"),
    ),
];
const HARDENING: &str = include_str!("../../../ops/server/hardening.conf");

/// Units for systemd: supervisor, socket, one country alone, backups, analysts
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  cts ops systemd --write /etc/systemd/system && systemctl daemon-reload && systemctl enable --now cts.socket cts"
)]
pub struct Args {
    /// Folder to write the units into (default: all to stdout)
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// The program (default: the one that runs this)
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// The user everything runs as
    #[arg(long, default_value = "cts")]
    user: String,
    /// CTS_ENVIRONMENT of the units
    #[arg(long, default_value = "production")]
    environment: String,
}

/// Prints or writes the units.
///
/// # Errors
/// When the configuration has problems, or a file cannot be written.
pub(super) fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let root = std::path::absolute(global.root()?)?;
    let config = Config::load(&root)?;
    let paths = Paths::of_root(&root)?;
    let program = match &args.program {
        Some(program) => std::path::absolute(program)?,
        None => std::env::current_exe()?,
    };
    // Below /home the strictest protection would hide the installation from itself.
    let is_home = [&root, &program, &paths.data]
        .iter()
        .any(|path| path.starts_with("/home") || path.starts_with("/root"));
    let protect_home = if is_home { "read-only" } else { "true" };
    let hardening = super::filled(HARDENING, context! { protect_home })?;
    // The folder itself may be missing, as a disk that is not there: countries are served all the same.
    let backups = backup::folder_of_all(&config, &paths);
    let backups = (!backups.starts_with(&paths.data)).then(|| backups.display().to_string());
    let log = (!paths.log.starts_with(&paths.data)).then(|| paths.log.display().to_string());
    let values = context! {
        root => root.display().to_string(),
        program => program.display().to_string(),
        data => paths.data.display().to_string(),
        log,
        backups,
        socket => paths.run.join(".s.PGSQL.5432").display().to_string(),
        user => &args.user,
        environment => &args.environment,
        listen => config.platform.listen.to_string(),
        redirect_from => config.platform.redirect_from().map(|from| from.to_string()),
        backup_at => config.platform.backup.at.format("%H:%M").to_string(),
        credentials => "/run/credentials/cts.service",
        hardening => hardening.trim_end(),
    };
    let mut files = Vec::new();
    let is_managed = matches!(config.platform.database, Database::Managed);
    let analysts = is_managed.then_some(ANALYSTS);
    for (name, template) in FILES.into_iter().chain(analysts.into_iter().flatten()) {
        files.push((name.to_owned(), super::filled(template, values.clone())?));
    }
    super::give(args.write.as_ref(), &files)
}
