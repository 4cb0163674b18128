//! Accepts connections and answers what is no country's own business.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::web::assets;

use super::body::{Stream, full};
use super::proxy::{self, Refusal};
use super::redirect::Target;
use super::route::{Route, route, stays_with};
use super::tls::Certificates;
use super::{Connections, Country, Shared, metrics, pages};

/// How clients come in, and what they come to.
pub(super) enum Entrance {
    /// Pages without TLS.
    Plain,
    /// Pages over TLS that ends here.
    Tls(Certificates),
    /// No pages: over TLS they are elsewhere.
    Redirect(Target),
    /// A country's own socket, while none of its processes serves there.
    Country,
}

/// What those who came in are answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pages,
    /// Pages, to somebody who asked the country itself.
    OfCountry,
    Redirect(Target),
}

/// Accepts until told to stop.
pub(super) async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    stop: CancellationToken,
    connections: watch::Receiver<Connections>,
    entrance: Entrance,
) {
    loop {
        let accepted = tokio::select! {
            // A connection that waits already is for whoever comes after us.
            biased;
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Connections { tracker, stop } = connections.borrow().clone();
                let _ = stream.set_nodelay(true);
                let limits = shared.platform().limits.clone();
                // A client that stops taking what we send is given up.
                let _ = rustix::net::sockopt::set_tcp_user_timeout(
                    &stream,
                    limits.idle.as_millis() as u32,
                );
                let shared = shared.clone();
                match &entrance {
                    Entrance::Plain => {
                        tracker.spawn(serve(stream, peer, shared, stop, Kind::Pages))
                    }
                    Entrance::Country => {
                        tracker.spawn(serve(stream, peer, shared, stop, Kind::OfCountry))
                    }
                    Entrance::Redirect(to) => {
                        tracker.spawn(serve(stream, peer, shared, stop, Kind::Redirect(*to)))
                    }
                    Entrance::Tls(certificates) => {
                        let accepting = certificates.acceptor().accept(stream);
                        tracker.spawn(async move {
                            // Beside the accepting of others, and only as long as headers may take.
                            match tokio::time::timeout(limits.headers, accepting).await {
                                Ok(Ok(stream)) => {
                                    serve(stream, peer, shared, stop, Kind::Pages).await;
                                }
                                Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
                                Err(_) => tracing::debug!("a client took too long to begin TLS"),
                            }
                        })
                    }
                };
            }
            Err(error) => {
                // Out of file descriptors, most likely: others must finish first.
                tracing::warn!(%error, "the front door cannot accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: SocketAddr,
    shared: Arc<Shared>,
    stop: CancellationToken,
    kind: Kind,
) {
    let limits = shared.platform().limits.clone();
    let service = {
        let shared = shared.clone();
        service_fn(move |request| {
            let shared = shared.clone();
            async move {
                let is_at_country = kind == Kind::OfCountry;
                let mut response = match kind {
                    Kind::Redirect(to) => lead_to(to, &shared, &request),
                    Kind::Pages | Kind::OfCountry => {
                        answer(&shared, peer, is_at_country, request).await
                    }
                };
                // The next request of whoever asks a country is for its own process.
                if is_at_country || shared.is_leaving.load(Ordering::Relaxed) {
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().insert(header::CONNECTION, close);
                }
                Ok::<_, Infallible>(response)
            }
        })
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        result = connection.as_mut() => {
            if let Err(error) = result {
                tracing::debug!(%error, "a connection broke off");
            }
        }
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn answer(
    shared: &Shared,
    peer: SocketAddr,
    is_at_country: bool,
    request: Request<Incoming>,
) -> Response<Stream> {
    let begun = Instant::now();
    let wants = Wants::of(&request);
    let is_head = request.method() == Method::HEAD;
    let path = request.uri().path().to_owned();
    if !is_allowed_host(shared, &request) {
        return pages::plain(StatusCode::BAD_REQUEST, UNKNOWN_HOST);
    }
    let countries = shared.countries_for(&path).await;
    let (label, response) = match route(&path, &countries) {
        Route::Country(country) => {
            let key = country.key.clone();
            let seen = (!is_at_country).then_some(peer);
            let response = match proxy::forward(shared, &country, seen, request).await {
                Ok(response) => kept(response, &country, &countries),
                Err(refusal) => refused(shared, &country, refusal, &wants),
            };
            (key, response)
        }
        Route::AddSlash(country) => (
            country.key.clone(),
            redirect(&format!("{}/{}", country.prefix, query_of(&request))),
        ),
        Route::List => {
            let response = match chosen_language(request.uri().query()) {
                Some(language) => remember(language),
                None => shared.pages.list(StatusCode::OK, &countries, &wants),
            };
            (String::new(), response)
        }
        Route::Unknown(near) => {
            let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
            let response = match near.filter(|_| is_safe) {
                Some(country) => {
                    let rest = &path[country.prefix.len()..];
                    let rest = if rest.is_empty() { "/" } else { rest };
                    let query = query_of(&request);
                    redirect(&format!("{}{rest}{query}", country.prefix))
                }
                None => shared.pages.list(StatusCode::NOT_FOUND, &countries, &wants),
            };
            (String::new(), response)
        }
        Route::Static(file) => (String::new(), file_response(&file, &request)),
        Route::Robots => (
            String::new(),
            pages::plain(StatusCode::OK, "User-agent: *\nDisallow:\n"),
        ),
        Route::Health => (String::new(), pages::plain(StatusCode::OK, "OK\n")),
        Route::Metrics => (
            String::new(),
            metrics::response(shared, &countries, peer, &request).await,
        ),
    };
    shared
        .figures
        .count(&label, response.status(), begun.elapsed());
    let mut response = if is_head {
        without_body(response)
    } else {
        response
    };
    if shared.is_tls() && !is_at_country {
        response.headers_mut().insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// An answer whose redirect does not lead to another country.
fn kept(
    mut response: Response<Stream>,
    country: &Country,
    countries: &[Arc<Country>],
) -> Response<Stream> {
    let location = response.headers().get(header::LOCATION);
    let stays = location
        .and_then(|to| stays_with(country, to.to_str().ok()?, countries))
        .and_then(|to| HeaderValue::from_str(&to).ok());
    if let Some(to) = stays {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// What plain HTTP is answered where pages are there over TLS.
fn lead_to(to: Target, shared: &Shared, request: &Request<Incoming>) -> Response<Stream> {
    let begun = Instant::now();
    let response = if is_allowed_host(shared, request) {
        to.lead(request)
    } else {
        pages::plain(StatusCode::BAD_REQUEST, UNKNOWN_HOST)
    };
    shared.figures.count("", response.status(), begun.elapsed());
    response
}

const UNKNOWN_HOST: &str = "this host is not served here\n";

/// The query with its question mark, when there is one.
fn query_of(request: &Request<Incoming>) -> String {
    let query = request.uri().query();
    query.map(|query| format!("?{query}")).unwrap_or_default()
}

/// What the client would like to read.
pub(super) struct Wants {
    pub(super) language: crate::kernel::Language,
    pub(super) json: bool,
}

impl Wants {
    fn of(request: &Request<Incoming>) -> Self {
        let header = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
        };
        let accepts = header(header::ACCEPT).unwrap_or_default();
        let is_api = request.uri().path().contains("/api/");
        Self {
            language: remembered(header(header::COOKIE).unwrap_or_default())
                .unwrap_or_else(|| language(header(header::ACCEPT_LANGUAGE).unwrap_or_default())),
            json: is_api
                || (accepts.contains("application/json") && !accepts.contains("text/html")),
        }
    }
}

/// The cookie with the language chosen on the list of countries; countries have their own.
const LANGUAGE: &str = "cts_language";

/// `?lang=ar` on the list of countries.
fn chosen_language(query: Option<&str>) -> Option<crate::kernel::Language> {
    let pairs = form_urlencoded::parse(query?.as_bytes());
    pairs
        .filter(|(name, _)| name == "lang")
        .find_map(|(_, tag)| crate::kernel::Language::from_tag(&tag))
}

fn remembered(cookies: &str) -> Option<crate::kernel::Language> {
    cookies.split(';').find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == LANGUAGE).then(|| crate::kernel::Language::from_tag(value))?
    })
}

/// Remembers the choice for a year and shows the list in it.
fn remember(language: crate::kernel::Language) -> Response<Stream> {
    let mut response = redirect("/");
    *response.status_mut() = StatusCode::SEE_OTHER;
    let cookie = format!(
        "{LANGUAGE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        language.tag()
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The language of ours a browser likes best.
fn language(accepts: &str) -> crate::kernel::Language {
    let mut best = (0.0_f32, crate::kernel::Language::default());
    for part in accepts.split(',') {
        let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
        let tag = tag
            .trim()
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let quality: f32 = quality.trim().parse().unwrap_or(0.0);
        if let Some(language) = crate::kernel::Language::from_tag(&tag)
            && quality > best.0
        {
            best = (quality, language);
        }
    }
    best.1
}

/// The host a request names.
pub(super) fn host_of(request: &Request<Incoming>) -> Option<&str> {
    let host = request.headers().get(header::HOST)?;
    host.to_str().ok()
}

fn is_allowed_host(shared: &Shared, request: &Request<Incoming>) -> bool {
    let platform = shared.platform();
    let allowed = &platform.allowed_hosts;
    let path = request.uri().path();
    // Probes come under an address, not a name; a country looks again at what is none of its own.
    let is_probe = matches!(path, "/health" | "/metrics")
        || path.ends_with("/health/")
        || path.ends_with("/health/ready");
    if allowed.is_empty() || is_probe {
        return true;
    }
    let host = host_of(request).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.chars().all(|c| c.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    allowed
        .iter()
        .any(|allowed| allowed.eq_ignore_ascii_case(name) || allowed.eq_ignore_ascii_case(host))
}

fn refused(
    shared: &Shared,
    country: &Country,
    refusal: Refusal,
    wants: &Wants,
) -> Response<Stream> {
    let mut response = shared.pages.refused(country, refusal, wants);
    if let Some(seconds) = refusal.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    // What the client still sends of its body is not read: the connection cannot be used again.
    if matches!(
        refusal,
        Refusal::TooLarge | Refusal::Stalled | Refusal::Broken
    ) {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

pub(super) fn redirect(to: &str) -> Response<Stream> {
    let mut response = Response::new(full(""));
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// A file of the bundle, once for all countries. Its name changes with its content, so browsers keep it for good.
fn file_response(file: &str, request: &Request<Incoming>) -> Response<Stream> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(asset) = assets::find(file).filter(|_| is_safe) else {
        return pages::plain(StatusCode::NOT_FOUND, "no such file\n");
    };
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let (bytes, coding) = asset.form_for(accepted.unwrap_or_default());
    let mut response = Response::new(full(bytes));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.content_type),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(assets::CACHE_CONTROL),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// HEAD gets the headers of GET. What comes from a country has no body already and keeps its length.
fn without_body(response: Response<Stream>) -> Response<Stream> {
    use hyper::body::Body;
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact().filter(|length| *length > 0)
        && let Ok(value) = HeaderValue::from_str(&length.to_string())
    {
        parts.headers.insert(header::CONTENT_LENGTH, value);
    }
    Response::from_parts(parts, full(""))
}
