//! Passes a request on to its country and the answer back, both streaming; waits while the country comes back.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use tokio::time::Instant;

use crate::platform::config::Platform;

use super::body::{self, Guarded, Stalled, Stream, TooLarge};
use super::upstream::{self, Answer};
use super::{Country, Shared};

/// Headers that mean one connection only (RFC 9110 §7.6.1).
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
/// A proxy in our place says so of a request that broke off: it has sent it already, and wants the page that says so.
const BROKE_OFF: HeaderName = HeaderName::from_static("x-cts-broke-off");
const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// Why a country did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It stayed away, or too many wait for it.
    Away,
    /// Somebody works on it: it was paused or stopped on purpose.
    Paused,
    /// It broke off or took too long.
    Broken,
    /// The client sent too much.
    TooLarge,
    /// The client stopped sending.
    Stalled,
}

impl Refusal {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Away | Self::Paused => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::BAD_GATEWAY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stalled => StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// When it is worth asking again, in seconds.
    pub(super) fn retry_after(self) -> Option<&'static str> {
        match self {
            Self::Away => Some("10"),
            Self::Paused => Some("300"),
            Self::Broken | Self::TooLarge | Self::Stalled => None,
        }
    }
}

/// Passes one request on. Without a `peer` it was sent to the country itself, and says of whoever asks what the country
/// is to hear.
pub(super) async fn forward(
    shared: &Shared,
    country: &Country,
    peer: Option<SocketAddr>,
    request: Request<Incoming>,
) -> Result<Response<Stream>, Refusal> {
    let platform = shared.platform();
    let limits = &platform.limits;
    if request.body().size_hint().lower() > limits.body {
        return Err(Refusal::TooLarge);
    }
    if request.headers().contains_key(BROKE_OFF) {
        return Err(Refusal::Broken);
    }
    let has_body = !request.body().is_end_stream();
    let (mut parts, incoming) = request.into_parts();
    prepare(&mut parts, shared, &platform, country, peer);
    let path = parts.uri.path_and_query().cloned();
    let path = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    let deadline = Instant::now() + limits.hold;
    let mut incoming = Some(incoming).filter(|_| has_body);
    let mut was_repeated = false;
    loop {
        let Serving {
            generation,
            address,
        } = serving(shared, country, deadline).await?;
        let body = match incoming.take() {
            Some(incoming) => Guarded::new(incoming, limits.body, limits.idle).boxed(),
            None => body::full(""),
        };
        let mut attempt = Request::new(body);
        *attempt.method_mut() = parts.method.clone();
        *attempt.uri_mut() = path.clone();
        *attempt.headers_mut() = parts.headers.clone();
        let asked = country.upstream.ask(generation, address, attempt);
        match tokio::time::timeout(limits.answer, asked).await {
            Ok(Ok(response)) => return Ok(answer(response, limits.answer)),
            Ok(Err(error)) => {
                let refusal = refusal(&error);
                let is_unsent = matches!(error, upstream::Error::Unsent(_));
                // Asking again for the same page is harmless; what may have changed something is not sent twice.
                // Where nobody took the connection nothing was sent; else once more, as the page may be what ended it.
                let may_repeat = !has_body
                    && matches!(parts.method, Method::GET | Method::HEAD)
                    && (is_unsent || !was_repeated);
                if refusal == Refusal::Broken && may_repeat && Instant::now() < deadline {
                    tracing::debug!(instance = %country.key, error = %chain(&error), "asking again");
                    was_repeated |= !is_unsent;
                    let left_behind =
                        |now: &super::State| now.generation != generation || !now.is_serving();
                    let mut state = country.state.clone();
                    // The supervisor learns of the end within moments; without one this was a hiccup.
                    let _ = tokio::time::timeout(
                        Duration::from_millis(250),
                        state.wait_for(left_behind),
                    )
                    .await;
                    continue;
                }
                tracing::warn!(instance = %country.key, error = %chain(&error), "a country did not answer");
                return Err(refusal);
            }
            Err(_) => {
                tracing::warn!(instance = %country.key, "a country took too long to answer");
                return Err(Refusal::Broken);
            }
        }
    }
}

fn refusal(error: &upstream::Error) -> Refusal {
    if body::has_cause::<TooLarge>(error) {
        Refusal::TooLarge
    } else if body::has_cause::<Stalled>(error) {
        Refusal::Stalled
    } else {
        Refusal::Broken
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// The process that serves a country.
struct Serving {
    generation: u64,
    address: SocketAddr,
}

impl Serving {
    fn of(state: &super::State) -> Option<Self> {
        let port = state.port.filter(|_| state.is_serving())?;
        Some(Self {
            generation: state.generation,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        })
    }
}

/// Waits until the country serves.
async fn serving(
    shared: &Shared,
    country: &Country,
    deadline: Instant,
) -> Result<Serving, Refusal> {
    {
        let state = country.state.borrow();
        if let Some(serving) = Serving::of(&state) {
            return Ok(serving);
        }
        if state.has_ended() {
            return Err(Refusal::Paused);
        }
    }
    let _place = country.waiting.try_acquire().map_err(|_| Refusal::Away)?;
    let _counted = Counted::new(&shared.held);
    let mut state = country.state.clone();
    let settled = state.wait_for(|state| state.is_serving() || state.has_ended());
    match tokio::time::timeout_at(deadline, settled).await {
        Ok(Ok(state)) => Serving::of(&state).ok_or(Refusal::Paused),
        // Nobody keeps it any more: it was taken from the list.
        Ok(Err(_)) => Err(Refusal::Paused),
        Err(_) => Err(Refusal::Away),
    }
}

/// Counts a waiting request for as long as it waits, also when its client goes away.
struct Counted<'a>(&'a std::sync::atomic::AtomicU64);

impl<'a> Counted<'a> {
    fn new(counter: &'a std::sync::atomic::AtomicU64) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(counter)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Makes the request the country sees out of the one the client sent.
fn prepare(
    parts: &mut Parts,
    shared: &Shared,
    platform: &Platform,
    country: &Country,
    peer: Option<SocketAddr>,
) {
    let host = parts
        .headers
        .get(header::HOST)
        .cloned()
        .or_else(|| HeaderValue::from_str(parts.uri.authority()?.as_str()).ok())
        .unwrap_or_else(|| HeaderValue::from_static("localhost"));
    parts.version = Version::HTTP_11;
    let headers = &mut parts.headers;
    let client = peer.map(|peer| Client::of(headers, &host, shared, platform, peer));
    strip(headers);
    headers.remove(header::EXPECT);
    if let Some(client) = client {
        client.introduce(headers, country);
    }
    headers.insert(header::HOST, host);
}

/// Who asks, and how, as far as it is believed.
struct Client {
    address: IpAddr,
    proto: &'static str,
    host: HeaderValue,
}

impl Client {
    fn of(
        headers: &HeaderMap,
        host: &HeaderValue,
        shared: &Shared,
        platform: &Platform,
        peer: SocketAddr,
    ) -> Self {
        let peer = peer.ip().to_canonical();
        let is_trusted = platform
            .trusted_proxies
            .iter()
            .any(|network| network.contains(peer));
        Self {
            address: if is_trusted {
                client_of(headers, platform, peer)
            } else {
                peer
            },
            proto: trusted(is_trusted, headers, &FORWARDED_PROTO)
                .filter(|proto| proto == "https")
                .map_or(if shared.is_tls() { "https" } else { "http" }, |_| "https"),
            host: trusted(is_trusted, headers, &FORWARDED_HOST)
                .and_then(|host| HeaderValue::from_str(&host).ok())
                .unwrap_or_else(|| host.clone()),
        }
    }

    /// Tells the country so, in place of whatever else was said of it.
    fn introduce(self, headers: &mut HeaderMap, country: &Country) {
        for name in [
            &FORWARDED_FOR,
            &FORWARDED_PROTO,
            &FORWARDED_HOST,
            &FORWARDED_PREFIX,
            &REAL_IP,
            &header::FORWARDED,
        ] {
            headers.remove(name);
        }
        if let Ok(address) = HeaderValue::from_str(&self.address.to_string()) {
            headers.insert(FORWARDED_FOR, address.clone());
            headers.insert(REAL_IP, address);
        }
        headers.insert(FORWARDED_PROTO, HeaderValue::from_static(self.proto));
        headers.insert(FORWARDED_HOST, self.host);
        if let Ok(prefix) = HeaderValue::from_str(&country.prefix) {
            headers.insert(FORWARDED_PREFIX, prefix);
        }
    }
}

fn trusted(is_trusted: bool, headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    if !is_trusted {
        return None;
    }
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.split(',').next_back()?.trim().to_ascii_lowercase())
}

/// The last address of the chain that is no proxy of ours.
fn client_of(headers: &HeaderMap, platform: &Platform, peer: IpAddr) -> IpAddr {
    let mut client = peer;
    let chain = headers
        .get_all(&FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let parts: Vec<&str> = chain.flat_map(|value| value.split(',')).collect();
    // From the right: what stands left of a word that is no address is not ours to believe.
    let addresses = parts
        .into_iter()
        .rev()
        .map_while(|part| part.trim().parse::<IpAddr>().ok());
    for address in addresses {
        client = address;
        if !platform
            .trusted_proxies
            .iter()
            .any(|network| network.contains(address))
        {
            break;
        }
    }
    client
}

/// Takes away what belongs to one connection, and what its `Connection` header names.
fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| HeaderName::from_bytes(name.trim().as_bytes()).ok())
        .collect();
    for name in named.iter().chain(HOP_BY_HOP.iter()) {
        headers.remove(name);
    }
}

/// The answer as the client sees it.
fn answer(response: Response<Answer>, idle: Duration) -> Response<Stream> {
    let (mut parts, incoming) = response.into_parts();
    strip(&mut parts.headers);
    parts.version = Version::HTTP_11;
    Response::from_parts(parts, Guarded::new(incoming, u64::MAX, idle).boxed())
}
