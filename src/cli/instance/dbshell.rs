//! `dbshell`: psql in this country's database, with the country's own role.

use std::os::unix::process::CommandExt;
use std::process::Command;

use super::backup::place;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::kernel::Door;
use crate::platform;
use crate::platform::provision::url::ServerUrl;

/// Open psql in this country's database
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  dbshell                      reads only\n  dbshell --write              with the app's role\n  \
    dbshell -- -c 'select 1'     options of psql"
)]
pub struct Args {
    /// Let it change rows; psql's changes leave no line in the audit but this one
    #[arg(long)]
    write: bool,
    /// Options of psql
    #[arg(last = true)]
    options: Vec<String>,
}

/// Becomes psql; within the shell, runs it until it ends.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    let (config, _) = place(session)?;
    let country = platform::open(&config.sources.root, &session.settings.key)?;
    if args.write {
        session
            .write(|cx| crate::audit::record(cx, "dbshell.write", "database", &"psql", None, None))
            .await?;
    } else {
        // psql's own code for a server that does not answer is ours for wrong input.
        session.read(|_| Ok(())).await?;
    }
    let url = if args.write {
        country.db.url
    } else {
        country.reader_url.unwrap_or(country.db.url)
    };
    let server = ServerUrl::parse(&url)?;
    let (bare, password) = server.apart_own();
    let mut psql = Command::new("psql");
    psql.arg(bare)
        .arg("--no-password")
        .env("PGPASSWORD", password)
        .env("PGAPPNAME", "cts dbshell")
        .args(&args.options);
    if !args.write {
        psql.env("PGOPTIONS", "-c default_transaction_read_only=on");
    }
    let missing = |error: std::io::Error| {
        Failure::broken(format!("psql cannot be run: {error}"))
            .hint("apt-get install postgresql-client")
    };
    if session.op.door != Door::Shell {
        // In our place: Ctrl-C ends a statement of psql, and nobody else reads the terminal.
        return Err(missing(psql.exec()).into());
    }
    let status = psql.status().map_err(missing)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::refused(format!("psql ended with {status}")).into())
}
