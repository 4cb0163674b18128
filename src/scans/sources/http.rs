//! The HTTP client of all sources and its limits.

use std::time::Duration;

use reqwest::redirect::Policy;

use crate::kernel::{Error, Result};

/// How long and how much we take from a server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// The whole request, body included.
    pub total: Duration,
    /// Largest body, unpacked, in MiB.
    pub body_mib: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(120),
            body_mib: 64,
        }
    }
}

/// A client with its limits; clones share connections.
#[derive(Clone, Debug)]
pub struct Http {
    pub(super) client: reqwest::Client,
    pub(super) limits: Limits,
}

impl Http {
    /// A client with these limits.
    ///
    /// # Errors
    /// When the machine's certificates cannot be used.
    pub fn new(limits: Limits) -> Result<Self> {
        // An error only says that one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("cts/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .redirect(same_host_only())
            .tcp_nodelay(true)
            .build()
            .map_err(Error::internal)?;
        Ok(Self { client, limits })
    }
}

/// A token must never travel to another host, nor from TLS to plain text.
fn same_host_only() -> Policy {
    Policy::custom(|attempt| {
        let Some(first) = attempt.previous().first() else {
            return attempt.stop();
        };
        let next = attempt.url();
        let same = next.host_str() == first.host_str()
            && (next.port_or_known_default() == first.port_or_known_default()
                && next.scheme() == first.scheme()
                || next.scheme() == "https" && first.scheme() == "http");
        if same && attempt.previous().len() <= 5 {
            attempt.follow()
        } else {
            attempt.stop()
        }
    })
}

/// What went wrong, in the words of the innermost cause: the layers above it only say that something did.
pub(super) fn describe(error: reqwest::Error) -> String {
    let what = if error.is_connect() {
        "the server cannot be reached"
    } else if error.is_body() || error.is_decode() {
        "the answer broke off"
    } else {
        "the request failed"
    };
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    format!("{what}: {cause}")
}
