//! `cts demo forms-server`: a stand-in that speaks Ona's API, in the foreground.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::Context;

use crate::cli::output::Out;
use crate::demo::forms_server::{self, Config, Fault};
use crate::kernel::clock::Clock;
use crate::platform::failure::Failure;

/// Run a stand-in that speaks Ona's API, in the foreground
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts demo forms-server --control --data var/demo/forms-server\n  \
    cts demo forms-server --listen 127.0.0.1:9000 --fault 500:3 --fault half"
)]
pub struct Args {
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
    #[arg(long, value_name = "REQUESTS", allow_negative_numbers = true)]
    per_minute: Option<usize>,
}

/// Serves until it is stopped.
///
/// # Errors
/// When the address is taken or a file cannot be read.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let token = crate::demo::forms_server_token(&args.token_file)
        .with_context(|| format!("the token in {} cannot be used", args.token_file.display()))?;
    let listener = TcpListener::bind(args.listen).map_err(|error| {
        Failure::new(3, format!("{} cannot be listened on: {error}", args.listen)).hint(
            "stop the other program, or take another address (--listen; below `cts serve --demo` \
             demo.forms_server in config/dev.yaml, and forms_servers.url of the countries)",
        )
    })?;
    let config = Config {
        token,
        data: args.data,
        control: args.control,
        faults: args.fault,
        per_minute: args.per_minute,
        clock: Clock::default(),
    };
    Out::standard(false).mention(format!(
        "the stand-in forms server listens on http://{}, token in {}",
        listener.local_addr()?,
        args.token_file.display()
    ));
    forms_server::serve(config, listener, super::stopping()?).await
}
