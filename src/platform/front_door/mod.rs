//! The front door: one address for all countries. A streaming reverse proxy on hyper: picks the country by prefix,
//! serves `/static/` for all, lists the countries, and holds requests while a country comes back.
//!
//! Begin with [`FrontDoor::start`]; where a path leads is in [`route`], how a request gets there in [`proxy`].

mod body;
mod metrics;
mod pages;
mod proxy;
mod route;
mod server;
#[cfg(test)]
mod tests;
mod upstream;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::{Instance, Platform};
use super::supervisor::unit::State;
use upstream::Upstream;

/// A country as the front door sees it.
pub(crate) struct Country {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) prefix: String,
    upstream: Upstream,
    state: watch::Receiver<State>,
    /// One permit per request that may wait.
    waiting: Semaphore,
}

impl Country {
    /// A country and the state of its process.
    pub(crate) fn new(instance: &Instance, state: watch::Receiver<State>) -> Self {
        Self {
            key: instance.key().to_owned(),
            name: instance.settings.name.clone(),
            prefix: instance.settings.prefix.clone(),
            upstream: Upstream::new(instance.port),
            state,
            waiting: Semaphore::new(0),
        }
    }
}

/// What every connection shares.
pub(crate) struct Shared {
    /// Swapped as a whole when the list of countries changes.
    countries: watch::Sender<Arc<Vec<Arc<Country>>>>,
    platform: Platform,
    held: AtomicU64,
    pages: pages::Pages,
    figures: metrics::Figures,
}

impl Shared {
    fn countries(&self) -> Arc<Vec<Arc<Country>>> {
        self.countries.borrow().clone()
    }
}

/// The running front door.
pub(crate) struct FrontDoor {
    shared: Arc<Shared>,
    stop: CancellationToken,
    connections: TaskTracker,
}

impl FrontDoor {
    /// Begins to accept.
    ///
    /// # Errors
    /// When the socket cannot be used.
    pub(crate) fn start(
        listener: Arc<TcpListener>,
        platform: &Platform,
        countries: Vec<Country>,
    ) -> Result<Self> {
        let shared = Arc::new(Shared {
            countries: watch::Sender::new(Arc::default()),
            platform: platform.clone(),
            held: AtomicU64::new(0),
            pages: pages::Pages::new()?,
            figures: metrics::Figures::install(),
        });
        let door = Self {
            shared,
            stop: CancellationToken::new(),
            connections: TaskTracker::new(),
        };
        door.set_countries(countries);
        let listener = listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let accepting = server::accept(
            listener,
            door.shared.clone(),
            door.stop.clone(),
            door.connections.clone(),
        );
        tokio::spawn(accepting);
        Ok(door)
    }

    /// Puts another list of countries in place; requests under way finish with the old one.
    pub(crate) fn set_countries(&self, countries: Vec<Country>) {
        let most = self.shared.platform.limits.held_requests;
        let list = countries.into_iter().map(|country| {
            country.waiting.add_permits(most);
            Arc::new(country)
        });
        self.shared.countries.send_replace(Arc::new(list.collect()));
    }

    /// Requests that wait for a country.
    pub(crate) fn held(&self) -> u64 {
        self.shared.held.load(Ordering::Relaxed)
    }

    /// Stops accepting, lets requests under way finish, and gives up on the rest after `patience`.
    pub(crate) async fn drain(&self, patience: Duration) {
        self.stop.cancel();
        self.connections.close();
        let _ = tokio::time::timeout(patience, self.connections.wait()).await;
    }
}

/// The address people type, without a slash at its end.
pub(crate) fn url_of(platform: &Platform, is_dev: bool) -> String {
    if is_dev {
        return format!("http://{}", platform.listen);
    }
    let scheme = if platform.secure_cookies {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{}", platform.domain)
}
