//! `cts demo …`: the stand-in forms server, the simulated phones, and the made-up data of the countries.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use tokio_util::sync::CancellationToken;

use super::Global;
use crate::demo::forms_server::{self, Fault};
use crate::kernel::clock::Clock;

/// What can be done for the demo.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a stand-in that speaks Ona's API, in the foreground
    FormsServer(FormsServerArgs),
}

/// Options of `cts demo forms-server`.
#[derive(Debug, clap::Args)]
pub struct FormsServerArgs {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Folder of the journal (default: forgets everything at the end)
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// File with the token that requests must carry; made when it does not exist
    #[arg(
        long,
        default_value = "var/demo/forms-server-token",
        value_name = "FILE"
    )]
    token_file: PathBuf,
    /// Offer /control/ to callers on this machine: submit, edit, delete, fail …
    #[arg(long)]
    control: bool,
    /// What goes wrong with the first requests: 500, html, half, cut, empty, 429 or hang, and how often
    #[arg(long, value_name = "KIND[:TIMES]")]
    fault: Vec<Fault>,
    /// Answer more requests a minute than this with 429
    #[arg(long, value_name = "REQUESTS")]
    per_minute: Option<usize>,
}

/// Runs a command of the demo.
///
/// # Errors
/// What it could not do.
pub fn run(_global: &Global, command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match command {
        Command::FormsServer(args) => runtime.block_on(serve_forms(args)),
    }
}

async fn serve_forms(args: FormsServerArgs) -> anyhow::Result<()> {
    let listener = TcpListener::bind(args.listen)
        .with_context(|| format!("{} cannot be listened on", args.listen))?;
    let config = forms_server::Config {
        token: token(&args.token_file)?,
        data: args.data,
        control: args.control,
        faults: args.fault,
        per_minute: args.per_minute,
        clock: Clock::default(),
    };
    eprintln!(
        "the stand-in forms server listens on http://{}, token in {}",
        listener.local_addr()?,
        args.token_file.display()
    );
    forms_server::serve(config, listener, stop_on_signal()?).await
}

/// The token of a file; a random one is written there when there is no file.
fn token(path: &Path) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let token = hex::encode(rand::random::<[u8; 20]>());
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| path.display().to_string())?;
    writeln!(file, "{token}")?;
    Ok(token)
}

/// Cancelled by Ctrl-C and by SIGTERM.
fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        stopping.cancel();
    });
    Ok(stop)
}
