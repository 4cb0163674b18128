//! The outermost layer of a country's app: names the request, keeps strangers' hosts out, finds the route, and adds
//! to every answer what every answer needs.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use poem::endpoint::BoxEndpoint;
use poem::http::header::{self, HeaderName};
use poem::http::{HeaderValue, Method, StatusCode};
use poem::middleware::CatchPanic;
use poem::web::{Compress, CompressionAlgo, CompressionLevel};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route, RouteMethod};
use tracing::Instrument;

use super::app::{App, Parts};
use super::error::{Result, WebError};
use super::guard::{Guarded, finish};
use super::page::PageEntry;
use super::routes::{Access, RouteEntry, Routes};
use super::visit::{RequestId, Visit};
use super::{assets, metrics};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Answers shorter than this are not worth compressing.
const WORTH_COMPRESSING: usize = 1024;

const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Puts a country's app together from the routes of all its rooms.
///
/// # Errors
/// When a template is missing or wrong, or two routes have the same address.
pub fn build(parts: Parts, mut routes: Routes) -> Result<(App, Door)> {
    let mut pages = std::mem::take(&mut routes.pages);
    pages.push(PageEntry::of::<super::error::ErrorPage>());
    pages.push(PageEntry::of::<super::confirm::ConfirmPage>());
    let app = App::new(parts, &routes, pages)?;
    let router = router(&app, routes)?;
    let door = Door(Arc::new(Inner {
        app: app.clone(),
        router,
    }));
    Ok((app, door))
}

fn router(app: &App, routes: Routes) -> Result<BoxEndpoint<'static>> {
    let mut by_path: Vec<(String, RouteMethod)> = Vec::new();
    for route in routes.routes {
        let (method, path) = (route.entry.method.clone(), route.entry.path.clone());
        let guarded = Guarded {
            app: app.clone(),
            entry: route.entry,
            inner: route.endpoint,
            table: route.table,
            question: route.question,
        };
        if !by_path.iter().any(|(known, _)| *known == path) {
            by_path.push((path.clone(), RouteMethod::new()));
        }
        if let Some((_, methods)) = by_path.iter_mut().find(|(known, _)| *known == path) {
            *methods = std::mem::take(methods).method(method, guarded);
        }
    }
    let mut router = Route::new();
    for (path, methods) in by_path {
        let path = format!("{}{path}", app.settings().prefix);
        router = router
            .try_at(&path, methods)
            .map_err(|error| WebError::Broken(format!("{path}: {error}").into()))?;
    }
    Ok(router
        .with(CatchPanic::new().with_handler(panicked))
        .map_to_response()
        .boxed())
}

/// Marks an answer that stands for a handler that panicked.
#[derive(Clone)]
struct Panicked;

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = cause, "a handler panicked");
    let mut response = Response::builder()
        .status(StatusCode::INTERNAL_SERVER_ERROR)
        .finish();
    response.set_data(Panicked);
    response
}

/// The whole app as one endpoint.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    app: App,
    router: BoxEndpoint<'static>,
}

impl Endpoint for Door {
    type Output = Response;

    async fn call(&self, mut req: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let id = request_id(&req);
        req.set_data(RequestId(id.clone()));
        let (method, uri) = (req.method().clone(), req.uri().clone());
        let coding = accepted_coding(&req);
        let span = tracing::info_span!(
            "request",
            instance = %self.0.app.settings().key,
            request_id = %id,
            %method,
            path = %without_token(uri.path()),
        );
        let mut response = self.0.answer(req).instrument(span.clone()).await;
        self.0.dress(&mut response, &id);
        let took = started.elapsed();
        let answered = response.data::<Answered>().cloned().unwrap_or_default();
        metrics::record(&method, &answered.route, response.status(), took);
        span.in_scope(|| answered.log(response.status(), took));
        Ok(compressed(response, coding))
    }
}

/// A path as logs may carry it: a link to set a password is as good as the password.
fn without_token(path: &str) -> Cow<'_, str> {
    const LINK: &str = "/set-password/";
    match path.find(LINK) {
        Some(at) if path.len() > at + LINK.len() => {
            Cow::Owned(format!("{}…", &path[..at + LINK.len()]))
        }
        _ => Cow::Borrowed(path),
    }
}

/// What the log and the figures say of an answer; carried by the response of a route.
#[derive(Clone)]
pub(super) struct Answered {
    /// The pattern of the route.
    pub(super) route: String,
    /// The account, when somebody is signed in.
    pub(super) user: Option<i32>,
    /// Not worth a line in the log: probes, files.
    pub(super) quiet: bool,
}

impl Default for Answered {
    fn default() -> Self {
        Self {
            route: "(none)".to_owned(),
            user: None,
            quiet: true,
        }
    }
}

impl Answered {
    fn log(&self, status: StatusCode, took: Duration) {
        let (route, user, status) = (&*self.route, self.user, status.as_u16());
        let duration_ms = took.as_secs_f64() * 1000.0;
        if self.quiet {
            tracing::debug!(route, user, status, duration_ms, "answered");
        } else {
            tracing::info!(route, user, status, duration_ms, "answered");
        }
    }
}

impl Inner {
    async fn answer(&self, mut req: Request) -> Response {
        self.lead_from_former(&mut req);
        if !self.is_probe(&req) && !self.is_allowed_host(&req) {
            return Response::builder()
                .status(StatusCode::BAD_REQUEST)
                .content_type("text/plain; charset=utf-8")
                .body("This server does not answer to that host name.\n");
        }
        // A compressed request could unpack to any size; browsers send none.
        if req.headers().contains_key(header::CONTENT_ENCODING) {
            return StatusCode::UNSUPPORTED_MEDIA_TYPE.into();
        }
        let path = req.uri().path();
        if let Some(asset) = path.strip_prefix("/static/") {
            return assets::response(asset, req.headers(), req.method());
        }
        let prefix = &self.app.settings().prefix;
        if !prefix.is_empty() && path == prefix {
            return self.app.redirect_with(StatusCode::MOVED_PERMANENTLY, "/");
        }
        let stand_in = stand_in(&mut req);
        match self.router.call(req).await {
            Ok(response) if response.data::<Panicked>().is_some() => {
                let error = WebError::Broken("a handler panicked".into());
                self.outside_routes(&stand_in, error).await
            }
            Ok(response) => response,
            Err(error) => {
                self.outside_routes(&stand_in, WebError::from_poem(error))
                    .await
            }
        }
    }

    /// Whoever still comes under the prefix the country had before is answered as under the one it has.
    fn lead_from_former(&self, req: &mut Request) {
        let settings = self.app.settings();
        let now = settings.surroundings.now();
        let Some(former) = now.former_prefix.as_deref() else {
            return;
        };
        let uri = req.uri();
        let Some(rest) = uri.path().strip_prefix(former) else {
            return;
        };
        if !rest.is_empty() && !rest.starts_with('/') {
            return;
        }
        let query = uri.query().map(|query| format!("?{query}"));
        let own = format!("{}{rest}{}", settings.prefix, query.unwrap_or_default());
        if let Ok(own) = own.parse() {
            *req.uri_mut() = own;
        }
    }

    /// The answer when no handler gave one: no such page, or only without its last slash, or a panic.
    async fn outside_routes(&self, req: &Request, error: WebError) -> Response {
        if let Some(path) = self.with_slash(req) {
            return self.app.redirect_with(StatusCode::MOVED_PERMANENTLY, &path);
        }
        let visit = match Visit::open(&self.app, req, Access::Public).await {
            Ok(visit) => visit,
            Err(_) => match Visit::stranger(&self.app, req) {
                Ok(visit) => visit,
                Err(error) => return poem::Error::from(error).into_response(),
            },
        };
        let mut response = self.app.error_response(&visit, &error);
        if let Err(error) = finish(&self.app, &visit, &mut response).await {
            tracing::warn!(error = %super::error::chain(&error), "after the answer");
        }
        response
    }

    fn with_slash(&self, req: &Request) -> Option<String> {
        let path = self.app.path_of(req);
        if path.ends_with('/') || !req.method().is_safe() {
            return None;
        }
        let slashed = format!("{path}/");
        let known = self
            .app
            .routes()
            .iter()
            .any(|route| matches(route, &slashed));
        known.then(|| match req.uri().query() {
            Some(query) => format!("{slashed}?{query}"),
            None => slashed,
        })
    }

    /// Whether a machine asks how we are: the front door and load balancers do so under an address, not a name.
    fn is_probe(&self, req: &Request) -> bool {
        let prefix = self.app.settings().prefix.as_str();
        let path = req.uri().path().strip_prefix(prefix);
        matches!(path, Some("/health/" | "/health/ready" | "/metrics"))
    }

    fn is_allowed_host(&self, req: &Request) -> bool {
        let allowed = &self.app.settings().allowed_hosts;
        if allowed.is_empty() {
            return true;
        }
        let host = req.header(header::HOST).unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        allowed
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(host))
    }

    fn dress(&self, response: &mut Response, id: &str) {
        let headers = response.headers_mut();
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::CONTENT_SECURITY_POLICY, CSP),
            (
                HeaderName::from_static("permissions-policy"),
                "geolocation=(), microphone=(), payment=(), usb=()",
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.app.settings().secure_cookies {
            let hsts = HeaderValue::from_static("max-age=31536000");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts);
        }
        if let Ok(id) = HeaderValue::from_str(id) {
            headers.insert(REQUEST_ID, id);
        }
        if self.app.is_stopping() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}

/// A request with the same head, kept for answers after the handler took the real one.
fn stand_in(req: &mut Request) -> Request {
    let mut copy = Request::builder()
        .method(req.method().clone())
        .uri(req.uri().clone())
        .finish();
    *copy.headers_mut() = req.headers().clone();
    if let Some(id) = req.data::<RequestId>() {
        copy.set_data(id.clone());
    }
    copy
}

/// Whether a path fits a route's pattern.
pub(super) fn matches(route: &RouteEntry, path: &str) -> bool {
    let (mut pattern, mut parts) = (route.path.split('/'), path.split('/'));
    loop {
        match (pattern.next(), parts.next()) {
            (None, None) => return true,
            (Some(want), Some(got))
                if want == got || (want.starts_with(':') && !got.is_empty()) => {}
            _ => return false,
        }
    }
}

/// The id the front door gave, when it looks like one; else a new one.
fn request_id(req: &Request) -> String {
    let plain = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    req.header(REQUEST_ID)
        .filter(plain)
        .map_or_else(|| uuid::Uuid::now_v7().simple().to_string(), str::to_owned)
}

fn accepted_coding(req: &Request) -> Option<CompressionAlgo> {
    if *req.method() == Method::HEAD {
        return None;
    }
    let accepted = req.header(header::ACCEPT_ENCODING)?;
    let takes = |name: &str| {
        accepted.split(',').any(|coding| {
            let mut parts = coding.trim().split(';');
            let is_it = parts
                .next()
                .is_some_and(|c| c.trim().eq_ignore_ascii_case(name));
            is_it && !parts.any(|p| matches!(p.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
    };
    if takes("br") {
        Some(CompressionAlgo::BR)
    } else {
        takes("gzip").then_some(CompressionAlgo::GZIP)
    }
}

/// Compresses texts that are long enough, when the browser asks for it.
fn compressed(mut response: Response, coding: Option<CompressionAlgo>) -> Response {
    let headers = response.headers();
    let is_text = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/") || kind.starts_with("application/json"));
    if !is_text || headers.contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let (Some(coding), true) = (coding, is_long(&response)) else {
        return response;
    };
    Compress::new(response, coding)
        .with_quality(CompressionLevel::Precise(4))
        .into_response()
}

fn is_long(response: &Response) -> bool {
    let length = response.data::<BodyLength>();
    length.is_none_or(|length| length.0 >= WORTH_COMPRESSING)
}

/// How long the text of an answer is, noted by those who make it.
#[derive(Clone, Copy)]
pub(super) struct BodyLength(pub(super) usize);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Permission;
    use crate::web::confirm::Asks;

    #[test]
    fn a_path_fits_its_pattern_only_whole() {
        let route = RouteEntry {
            method: Method::GET,
            path: "/shipments/:id/".into(),
            access: Access::Permission(Permission::SignedIn),
            asks: Asks::Never,
            once: false,
        };

        assert!(matches(&route, "/shipments/27/"));
        assert!(!matches(&route, "/shipments/"));
        assert!(!matches(&route, "/shipments/27/edit/"));
        assert!(!matches(&route, "/shipments//"));
    }

    #[test]
    fn a_coding_is_used_only_when_asked_for() {
        let coding = |accepted: &str| {
            let req = Request::builder()
                .header("accept-encoding", accepted)
                .finish();
            accepted_coding(&req)
        };

        assert!(matches!(
            coding("gzip, deflate, br"),
            Some(CompressionAlgo::BR)
        ));
        assert!(matches!(coding("gzip;q=0.5"), Some(CompressionAlgo::GZIP)));
        assert!(coding("br;q=0, identity").is_none());
        assert!(coding("*").is_none());
    }
}
