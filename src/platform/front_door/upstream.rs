//! Connections to one country's process: pooled, and left behind when another process takes its place.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::body::Stream;

pub(super) type HttpClient = Client<HttpConnector, Stream>;

/// The way to one country.
pub(super) struct Upstream {
    /// The generation of the process the connections lead to.
    client: Mutex<(u64, HttpClient)>,
}

impl Upstream {
    pub(super) fn new() -> Self {
        Self {
            client: Mutex::new((0, client())),
        }
    }

    /// A client whose connections lead to this generation of the process or to a later one.
    pub(super) fn client(&self, generation: u64) -> HttpClient {
        let mut current = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if current.0 < generation {
            *current = (generation, client());
        }
        current.1.clone()
    }
}

fn client() -> HttpClient {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(5)));
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(Duration::from_secs(10))
        .pool_max_idle_per_host(64)
        .build(connector)
}
