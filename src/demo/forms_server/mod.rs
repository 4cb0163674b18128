//! A stand-in that speaks Ona's API v1 over HTTP, with its habits and oddities, for the demo, tests and the bench.
//!
//! Rows live in memory and in a journal. [`api`] is the side that countries poll, [`control`] the side that fills
//! forms in; they share the [`store`]. What Ona does is written down in the project's notes on forms servers; the
//! tests are `tests/it/demo/forms_server`.

mod api;
mod backlog;
mod control;
mod dates;
pub(crate) mod definitions;
mod faults;
mod journal;
mod query;
mod store;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use poem::listener::TcpAcceptor;
use poem::{Endpoint, EndpointExt, Request, Route, get, post};
use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, RwLock};
use tokio_util::sync::CancellationToken;

pub use backlog::Backlog;
pub use dates::Spelling;
pub use faults::{Fault, FaultKind};
pub use store::Submission;

use crate::kernel::clock::Clock;
use faults::Faults;
use journal::Journal;
use store::Store;

/// How the stand-in is started.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// What a request must carry as `Authorization: Token …`.
    pub token: String,
    /// Folder of the journal; without one nothing is remembered.
    pub data: Option<PathBuf>,
    /// Whether `/control/…` is there; only on a loopback address.
    pub control: bool,
    /// What goes wrong with the first requests.
    pub faults: Vec<Fault>,
    /// More requests a minute than this are answered with 429.
    pub per_minute: Option<usize>,
    /// Tells the time.
    pub clock: Clock,
}

/// What handlers share.
struct Server {
    token: String,
    control: bool,
    clock: Clock,
    store: RwLock<Store>,
    faults: Mutex<Faults>,
}

impl Server {
    fn is_token(&self, given: &str) -> bool {
        given.trim().as_bytes().ct_eq(self.token.as_bytes()).into()
    }

    fn is_allowed(&self, req: &Request) -> bool {
        let given = req.header("authorization").unwrap_or_default();
        given
            .strip_prefix("Token ")
            .is_some_and(|token| self.is_token(token))
    }
}

/// Serves until `stop`.
///
/// # Errors
/// When the journal cannot be read, or the control side would be open to the network.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    if config.control && !address.ip().is_loopback() {
        bail!(
            "the control side is for this machine only: listen on 127.0.0.1 or leave out --control"
        );
    }
    let app = app(config)?;
    listener.set_nonblocking(true)?;
    let acceptor = TcpAcceptor::from_std(listener)?;
    tracing::info!(%address, "the stand-in forms server listens");
    poem::Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(app, stop.cancelled_owned(), Some(Duration::from_secs(2)))
        .await?;
    Ok(())
}

fn app(config: Config) -> anyhow::Result<impl Endpoint> {
    let (journal, entries) = match &config.data {
        None => (Journal::nowhere(), Vec::new()),
        Some(dir) => Journal::open(dir)
            .with_context(|| format!("the journal in {} cannot be read", dir.display()))?,
    };
    let server = Arc::new(Server {
        token: config.token,
        control: config.control,
        clock: config.clock,
        store: RwLock::new(Store::open(journal, entries)),
        faults: Mutex::new(Faults::new(config.faults, config.per_minute)),
    });
    Ok(Route::new()
        .at("/api/v1/data", get(api::data_list))
        .at("/api/v1/data.json", get(api::data_list))
        .at("/api/v1/data/:pk", get(api::data_rows))
        .at("/api/v1/data/:pk/:id", get(api::data_one))
        .at("/api/v1/forms/:pk", get(api::form_metadata))
        .at("/api/v1/forms/:pk/form.json", get(api::form_json))
        .at("/control/:action", post(control::control))
        .data(server))
}
