//! The front door: one address for all countries. A streaming reverse proxy on hyper: picks the country by prefix,
//! serves `/static/` for all, lists the countries, and holds requests while a country comes back.
//!
//! Begin with [`FrontDoor::start`]; where a path leads is in [`route`], how a request gets there in [`proxy`].

mod body;
mod metrics;
mod pages;
mod proxy;
mod redirect;
mod route;
mod server;
mod stand_in;
#[cfg(test)]
mod tests;
pub(crate) mod tls;
mod upstream;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::kernel::Language;

use super::config::{Config, Instance, Platform};
use super::supervisor::state::State;
use server::Entrance;
use upstream::Upstream;

/// A country as the front door sees it.
pub(crate) struct Country {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) names: Vec<(Language, String)>,
    pub(crate) prefix: String,
    /// The prefix it is about to be found under; none when it stays.
    coming: Option<String>,
    upstream: Upstream,
    state: watch::Receiver<State>,
    /// One permit per request that may wait.
    waiting: Semaphore,
}

impl Country {
    /// A country under a prefix, which need not be the one that it is to have, the state of its process, and how many
    /// requests may wait for it.
    pub(crate) fn new(
        instance: &Instance,
        prefix: &str,
        state: watch::Receiver<State>,
        waiting: usize,
    ) -> Self {
        let wanted = &instance.settings.prefix;
        Self {
            coming: Some(wanted.clone()).filter(|wanted| wanted != prefix),
            key: instance.key().to_owned(),
            name: instance.settings.name.clone(),
            names: instance.settings.names.clone(),
            prefix: prefix.to_owned(),
            upstream: Upstream::default(),
            state,
            waiting: Semaphore::new(waiting),
        }
    }
}

/// How long a request waits for a country that is about to be found where it asks.
const TURN: Duration = Duration::from_secs(1);

/// What every connection shares.
pub(crate) struct Shared {
    /// Swapped as a whole when the list of countries changes.
    countries: watch::Sender<Arc<Vec<Arc<Country>>>>,
    /// Swapped as a whole when the settings change.
    platform: watch::Sender<Arc<Platform>>,
    held: AtomicU64,
    pages: pages::Pages,
    figures: metrics::Figures,
    /// Set when another program is about to take our place: every answer is its connection's last.
    is_leaving: AtomicBool,
    /// Set where clients come over TLS that ends here.
    certificates: Option<tls::Certificates>,
}

impl Shared {
    fn countries(&self) -> Arc<Vec<Arc<Country>>> {
        self.countries.borrow().clone()
    }

    /// The countries for a path. Where nobody is found but somebody is about to be, that is waited for: a new process
    /// may lead to its prefix a moment before we do.
    async fn countries_for(&self, path: &str) -> Arc<Vec<Arc<Country>>> {
        let is_settled = |countries: &Arc<Vec<Arc<Country>>>| {
            let mut all = countries.iter();
            let is_coming = all.any(|country| {
                let coming = country.coming.as_deref();
                coming.is_some_and(|prefix| route::is_below(path, prefix))
            });
            !is_coming || !matches!(route::route(path, countries), route::Route::Unknown(_))
        };
        let now = self.countries();
        if is_settled(&now) {
            return now;
        }
        let mut countries = self.countries.subscribe();
        let _ = tokio::time::timeout(TURN, countries.wait_for(is_settled)).await;
        self.countries()
    }

    fn platform(&self) -> Arc<Platform> {
        self.platform.borrow().clone()
    }

    fn is_tls(&self) -> bool {
        self.certificates.is_some()
    }

    fn certificate_ends_at(&self) -> Option<DateTime<Utc>> {
        self.certificates.as_ref()?.ends_at()
    }

    fn certificate_refused(&self) -> Option<tls::RefusedCertificate> {
        self.certificates.as_ref()?.refused()
    }
}

/// Connections accepted in one stretch of time, and how they are asked to end.
#[derive(Clone, Default)]
struct Connections {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Connections {
    /// Asks them to end after their request, and waits for that.
    async fn drain(&self, patience: Duration) {
        self.stop.cancel();
        self.tracker.close();
        let _ = tokio::time::timeout(patience, self.tracker.wait()).await;
    }
}

/// The running front door.
pub(crate) struct FrontDoor {
    shared: Arc<Shared>,
    listener: Arc<TcpListener>,
    /// Where plain HTTP comes in, only to be led to HTTPS.
    redirect: Option<Arc<TcpListener>>,
    /// Cancelled when nothing more is accepted.
    stop: CancellationToken,
    /// What accepts at the sockets.
    accepting: TaskTracker,
    /// Those accepted now; another set takes its place when we wait for the older ones.
    connections: watch::Sender<Connections>,
}

/// Closes connections to countries that rest too long, or lead to nobody any more, until told to stop.
async fn tidy(shared: Arc<Shared>, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(upstream::REST / 2))
        .await
        .is_some()
    {
        for country in shared.countries().iter() {
            let is_serving = country.state.borrow().is_serving();
            country.upstream.tidy(is_serving);
        }
    }
}

/// How long a client on an idle connection may still send a request before the connection is closed under it.
const LINGER: Duration = Duration::from_secs(1);

impl FrontDoor {
    /// Begins to accept.
    ///
    /// # Errors
    /// When the socket cannot be used.
    pub(crate) fn start(
        listener: Arc<TcpListener>,
        redirect: Option<Arc<TcpListener>>,
        config: &Config,
        countries: Vec<Arc<Country>>,
    ) -> Result<Self> {
        let platform = &config.platform;
        let certificates = match &platform.tls {
            Some(files) => Some(tls::Certificates::read(files)?),
            None => None,
        };
        let shared = Arc::new(Shared {
            countries: watch::Sender::new(Arc::new(countries)),
            platform: watch::Sender::new(Arc::new(platform.clone())),
            held: AtomicU64::new(0),
            pages: pages::Pages::new()?,
            figures: metrics::Figures::install(),
            is_leaving: AtomicBool::new(false),
            certificates: certificates.clone(),
        });
        let connections = watch::Sender::new(Connections::default());
        let stop = CancellationToken::new();
        let acceptors = TaskTracker::new();
        if let Some(certificates) = certificates.clone() {
            tokio::spawn(certificates.watch(stop.clone()));
        }
        tokio::spawn(tidy(shared.clone(), stop.clone()));
        let pages = certificates.map_or(Entrance::Plain, Entrance::Tls);
        let to = redirect::Target::of(&url_of(platform, config.is_dev()));
        let plain = redirect.iter().map(|plain| (plain, Entrance::Redirect(to)));
        for (socket, entrance) in plain.chain([(&listener, pages)]) {
            acceptors.spawn(server::accept(
                stand_in::for_us(socket)?,
                shared.clone(),
                stop.clone(),
                connections.subscribe(),
                entrance,
            ));
        }
        Ok(Self {
            shared,
            listener,
            redirect,
            stop,
            accepting: acceptors,
            connections,
        })
    }

    /// Answers at a country's own socket whenever none of its processes serves there, as here. What is accepted is ours
    /// to the end.
    pub(crate) fn stand_in(&self, deserted: watch::Receiver<Option<Arc<TcpListener>>>) {
        self.accepting.spawn(stand_in::stand_in(
            deserted,
            self.shared.clone(),
            self.stop.clone(),
            self.connections.subscribe(),
        ));
    }

    /// Puts another list of countries in place; requests under way finish with the old one.
    pub(crate) fn set_countries(&self, countries: Vec<Arc<Country>>) {
        self.shared.countries.send_replace(Arc::new(countries));
    }

    /// Puts other settings in place, for requests that begin from now on.
    pub(crate) fn set_platform(&self, platform: &Platform) {
        self.shared
            .platform
            .send_replace(Arc::new(platform.clone()));
    }

    /// Requests that wait for a country.
    pub(crate) fn held(&self) -> u64 {
        self.shared.held.load(Ordering::Relaxed)
    }

    /// Until when the certificate in use is valid; none without TLS.
    pub(crate) fn certificate_ends_at(&self) -> Option<DateTime<Utc>> {
        self.shared.certificate_ends_at()
    }

    /// Why the files of the certificate are not in use as they are now; none when they are, and without TLS.
    pub(crate) fn certificate_refused(&self) -> Option<tls::RefusedCertificate> {
        self.shared.certificate_refused()
    }

    /// The socket, for the program that takes our place.
    ///
    /// # Errors
    /// When there are no descriptors left.
    pub(crate) fn listener(&self) -> std::io::Result<TcpListener> {
        self.listener.try_clone()
    }

    /// The socket of plain HTTP, for the same.
    ///
    /// # Errors
    /// When there are no descriptors left.
    pub(crate) fn redirect(&self) -> std::io::Result<Option<TcpListener>> {
        let socket = self.redirect.as_ref();
        socket.map(|socket| socket.try_clone()).transpose()
    }

    /// Where plain HTTP is led to HTTPS.
    pub(crate) fn redirect_from(&self) -> Option<String> {
        let address = self.redirect.as_ref()?.local_addr().ok()?;
        Some(address.to_string())
    }

    /// Returns when no connection joins those that are there any more: one that was being accepted has joined them.
    async fn accept_no_more(&self) {
        self.stop.cancel();
        self.accepting.close();
        self.accepting.wait().await;
    }

    /// Stops accepting, lets requests under way finish, and gives up on the rest after `patience`.
    pub(crate) async fn drain(&self, patience: Duration) {
        self.accept_no_more().await;
        let connections = self.connections.borrow().clone();
        connections.drain(patience).await;
    }

    /// Ends every connection without refusing a request, for a program that takes our place on the same socket. New
    /// connections are served while the old ones finish; only for the last moment they wait in the socket's queue.
    pub(crate) async fn hand_over(&self, patience: Duration) {
        self.shared.is_leaving.store(true, Ordering::Relaxed);
        let old = self.connections.send_replace(Connections::default());
        tokio::time::sleep(LINGER).await;
        old.drain(patience).await;
        self.accept_no_more().await;
        let last = self.connections.borrow().clone();
        // Each of these ends with its first answer; only one that has sent nothing yet is idle.
        let _ = tokio::time::timeout(LINGER, async {
            last.tracker.close();
            last.tracker.wait().await;
        })
        .await;
        last.drain(patience).await;
    }
}

/// The address people type, without a slash at its end.
pub(crate) fn url_of(platform: &Platform, is_dev: bool) -> String {
    if is_dev {
        let scheme = if platform.tls.is_some() {
            "https"
        } else {
            "http"
        };
        return format!("{scheme}://{}", platform.listen);
    }
    let scheme = if platform.secure_cookies {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{}", platform.domain)
}
