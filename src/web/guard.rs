//! What stands before every handler: who comes, may they, and was the form ours. And what comes after it: errors
//! become answers, messages that were shown are forgotten.

use bytes::Bytes;
use poem::endpoint::BoxEndpoint;
use poem::http::header::{CONTENT_TYPE, SET_COOKIE};
use poem::http::{HeaderValue, Method, StatusCode};
use poem::web::Multipart;
use poem::{Body, Endpoint, FromRequest, Request, RequestBody, Response};
use tokio::io::AsyncReadExt;

use super::app::App;
use super::confirm::Unasked;
use super::cookies::Cookie;
use super::error::{Result, WebError};
use super::remember::Table;
use super::routes::{Access, RouteEntry};
use super::session;
use super::visit::Visit;
use super::{csrf, endpoint::Answered, once};
use crate::kernel::{Actor, Error};

/// Forms longer than this are refused.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Forms with files may be this long: a file of 10 MB and what is around it.
const UPLOAD_LIMIT: usize = 11 * 1024 * 1024;

/// What is too long is still read so far, to nowhere: browsers show an answer only when they have sent their question.
const DRAIN_LIMIT: u64 = 64 * 1024 * 1024;

pub(super) struct Guarded {
    pub(super) app: App,
    pub(super) entry: RouteEntry,
    pub(super) inner: BoxEndpoint<'static>,
    pub(super) table: Option<Table>,
    pub(super) question: Option<BoxEndpoint<'static>>,
}

impl Endpoint for Guarded {
    type Output = Response;

    async fn call(&self, mut req: Request) -> poem::Result<Response> {
        let remembered = self.recall(&mut req);
        let visit = match Visit::open(&self.app, &req, self.entry.access).await {
            Ok(visit) => visit,
            Err(error) => {
                let stranger = Visit::stranger(&self.app, &req)?;
                return Ok(self.app.error_response(&stranger, &error));
            }
        };
        req.set_data(self.app.clone());
        req.set_data(visit.clone());
        let answer = match self.admit(&visit, &mut req).await {
            Ok(()) => self.handle(req).await,
            Err(refused) => Err(refused),
        };
        let mut response = answer.unwrap_or_else(|error| self.app.error_response(&visit, &error));
        if let Some(cookie) = remembered.filter(|_| response.status().is_success()) {
            add_cookie(
                &mut response,
                &Cookie::Tables.set(self.app.settings(), &cookie),
            );
        }
        if let Err(error) = finish(&self.app, &visit, &mut response).await {
            tracing::warn!(error = %super::error::chain(&error), "after the answer");
        }
        response.set_data(Answered {
            route: self.entry.path.clone(),
            user: visit.actor().user_id().map(|user| user.0),
            quiet: self.entry.access == Access::Probe,
        });
        Ok(response)
    }
}

impl Guarded {
    /// Gives a list's request the query it is shown with, and says what to remember from now on.
    fn recall(&self, req: &mut Request) -> Option<String> {
        let table = self.table.filter(|_| req.method() == Method::GET)?;
        let cookie = Cookie::Tables.find(self.app.settings(), req.headers());
        let recalled = table.recall(req.uri().query(), cookie.unwrap_or_default());
        if req.uri().query().unwrap_or_default() != recalled.query {
            let address = format!("{}?{}", req.uri().path(), recalled.query);
            *req.uri_mut() = address.parse().ok()?;
        }
        if let Some(restored) = recalled.restored {
            req.set_data(restored);
            req.set_data(table.unfiltered(&recalled.query));
        }
        recalled.cookie
    }

    /// Lets the handler answer, or the question that comes before it.
    async fn handle(&self, mut req: Request) -> Result<Response> {
        let mut handler = &self.inner;
        if let Some(question) = &self.question {
            let body = read_body(req.take_body(), BODY_LIMIT).await?;
            if let Some(unasked) = Unasked::of(self.entry.asks, &body) {
                req.set_data(unasked);
                handler = question;
            }
            req.set_body(body);
        }
        handler.call(req).await.map_err(WebError::from_poem)
    }

    async fn admit(&self, visit: &Visit, req: &mut Request) -> Result<()> {
        if let Access::Permission(permission) = self.entry.access
            && !visit.may(permission)
        {
            let error = match visit.actor() {
                Actor::Anonymous => Error::SignedOut,
                _ => Error::Forbidden,
            };
            return Err(error.into());
        }
        if matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(());
        }
        let proof = sent_proof(req).await?;
        if is_from_elsewhere(req) || !visit.accepts(proof.token.as_deref()) {
            return Err(WebError::StaleForm);
        }
        if let Some(key) = proof.once.filter(|_| self.entry.once) {
            visit.note_once_key(key);
        }
        Ok(())
    }
}

/// Browsers say whether a request was made by a page of another site.
fn is_from_elsewhere(req: &Request) -> bool {
    req.header("sec-fetch-site")
        .is_some_and(|site| site == "cross-site")
}

/// What says of a form that a page of ours showed it, and which.
#[derive(Default)]
struct Proof {
    token: Option<String>,
    once: Option<String>,
}

/// The token in the header, else in the form; the form stays readable for the handler.
async fn sent_proof(req: &mut Request) -> Result<Proof> {
    let header = req.header(csrf::HEADER).map(str::to_owned);
    let kind = req.header(CONTENT_TYPE).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let is_upload = kind.starts_with("multipart/form-data");
    let limit = if is_upload { UPLOAD_LIMIT } else { BODY_LIMIT };
    let body = read_body(req.take_body(), limit).await?;
    let mut proof = Proof::default();
    if is_upload {
        proof.token = token_among_parts(req, body.clone()).await;
    } else {
        let (mut key, mut content) = (None, once::Content::default());
        for (name, value) in form_urlencoded::parse(if is_form { &body } else { &[] }) {
            if name == csrf::FIELD && proof.token.is_none() {
                proof.token = Some(value.into_owned());
            } else if name == once::FIELD && key.is_none() {
                key = Some(value);
            } else {
                content.add(&name, &value);
            }
        }
        proof.once = key.and_then(|key| once::key_of(&key, content));
    }
    proof.token = header.or(proof.token);
    req.set_body(body);
    Ok(proof)
}

fn add_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

async fn read_body(body: Body, limit: usize) -> Result<Bytes> {
    let unreadable = |_| WebError::Unreadable(StatusCode::BAD_REQUEST);
    let mut reader = body.into_async_read();
    let mut bytes = Vec::new();
    let mut most = (&mut reader).take(limit as u64 + 1);
    most.read_to_end(&mut bytes).await.map_err(unreadable)?;
    if bytes.len() <= limit {
        return Ok(bytes.into());
    }
    // It is refused either way.
    let _ = tokio::io::copy(&mut reader.take(DRAIN_LIMIT), &mut tokio::io::sink()).await;
    Err(WebError::Unreadable(StatusCode::PAYLOAD_TOO_LARGE))
}

/// The token of a form with files.
async fn token_among_parts(req: &Request, body: Bytes) -> Option<String> {
    let mut body = RequestBody::new(Body::from_bytes(body));
    let mut parts = Multipart::from_request(req, &mut body).await.ok()?;
    while let Ok(Some(part)) = parts.next_field().await {
        if part.name() == Some(csrf::FIELD) {
            return part.text().await.ok();
        }
    }
    None
}

/// Sets the cookies this visit needs and forgets the messages it showed.
pub(super) async fn finish(app: &App, visit: &Visit, response: &mut Response) -> Result<()> {
    let shown = visit.was_page_shown();
    let mut cookies = Vec::new();
    if let Some(language) = visit.0.chosen_language {
        cookies.push(Cookie::Language.set(app.settings(), language.tag()));
    }
    if shown
        && visit.session().is_none()
        && visit.0.needs_form_cookie
        && response.status().is_success()
    {
        let signed = app.form_key().sign(&visit.0.csrf_token);
        cookies.push(Cookie::Form.set(app.settings(), &signed));
    }
    for cookie in cookies {
        add_cookie(response, &cookie);
    }
    let read = shown && !visit.is_background();
    if let Some(session) = visit.session().filter(|s| read && !s.flashes.is_empty()) {
        let (token_hash, count) = (session.token_hash.clone(), session.flashes.len());
        app.db()
            .read(&visit.op(), move |cx| {
                session::drop_flashes(cx, &token_hash, count)
            })
            .await?;
    }
    Ok(())
}
