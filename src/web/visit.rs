//! One request as a handler sees it: who comes, in which language, with which session.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use poem::http::header;
use poem::{FromRequest, Request, RequestBody};

use super::app::App;
use super::cookies::Cookie;
use super::error::{Result, WebError};
use super::frame::NavCounts;
use super::remember::{Restored, Unfiltered};
use super::session::{self, Session, random_token};
use super::{csrf, routes::Access};
use crate::kernel::{Actor, Door, Error, Figures, Habits, Language, Op, Permission};

/// Requests of scripts that nobody asked for carry this header; they do not keep a session alive.
pub const BACKGROUND_HEADER: &str = "X-Background";

/// The name of this request in logs, audit rows and error pages.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

/// Who comes, in which language, in which request. Every handler takes one.
#[derive(Clone)]
pub struct Visit(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) op: Op,
    pub(super) language: Language,
    /// A `?lang=` in the address, to be remembered.
    pub(super) chosen_language: Option<Language>,
    pub(super) session: Option<Session>,
    /// The secret behind forms; of the session, else of the form cookie.
    pub(super) csrf_token: String,
    /// The form cookie is missing or not ours: set it when a form was shown.
    pub(super) needs_form_cookie: bool,
    pub(super) page_shown: AtomicBool,
    /// The key of a form that acts once, when one was sent.
    once_key: OnceLock<String>,
    pub(super) counts: NavCounts,
    /// Path without the country's prefix.
    pub(super) path: String,
    pub(super) query: String,
    /// What of the query was remembered.
    pub(super) restored: Option<Restored>,
    pub(super) unfiltered: Unfiltered,
    pub(super) address: String,
    user_agent: String,
    referer: Option<String>,
    wants_json: bool,
    background: bool,
    safe: bool,
}

impl Visit {
    /// Finds out who comes.
    pub(super) async fn open(app: &App, req: &Request, access: Access) -> Result<Self> {
        let request_id = request_id(req);
        let settings = app.settings();
        let wants_json = wants_json(app, req);
        let door = if is_api(app, req) {
            Door::Api
        } else {
            Door::Page
        };
        let token = Cookie::Session.find(settings, req.headers());
        let mut found = Found::default();
        if let Some(token) = token.filter(|_| access != Access::Probe) {
            let token = token.to_owned();
            let quietly = is_background(req);
            let op = Op::new(Actor::Anonymous, door, request_id.clone());
            let wants_nav = !wants_json;
            let nav = app.clone();
            found = app
                .db()
                .read(&op, move |cx| {
                    let session = session::find(cx, &token, quietly)?;
                    let counts = match &session {
                        Some(session) if wants_nav => nav.counts(cx, &session.actor),
                        _ => NavCounts::default(),
                    };
                    Ok(Found { session, counts })
                })
                .await?;
        }
        Self::put_together(app, req, request_id, door, found)
    }

    /// Made-up visits of somebody signed in, and of nobody, in every language; for the test of all pages.
    pub(super) fn samples(app: &App) -> Result<Vec<Self>> {
        let mut visits = Vec::new();
        for language in Language::ALL {
            for session in [None, Some(Session::sample())] {
                let req = Request::builder().uri_str("/sample/?q=%3Cx%3E").finish();
                let found = Found {
                    session,
                    counts: NavCounts::default(),
                };
                let visit = Self::put_together(app, &req, "sample".into(), Door::Page, found)?;
                let inner = Arc::into_inner(visit.0)
                    .ok_or_else(|| Error::internal("a new visit is shared"))?;
                visits.push(Self(Arc::new(Inner { language, ..inner })));
            }
        }
        Ok(visits)
    }

    /// A visit of nobody known, for when the database cannot be asked.
    pub(super) fn stranger(app: &App, req: &Request) -> Result<Self> {
        Self::put_together(app, req, request_id(req), Door::Page, Found::default())
    }

    fn put_together(
        app: &App,
        req: &Request,
        request_id: String,
        door: Door,
        found: Found,
    ) -> Result<Self> {
        let settings = app.settings();
        let cookie = Cookie::Form.find(settings, req.headers());
        let signed = cookie.and_then(|cookie| app.form_key().open(cookie));
        let (csrf_token, needs_form_cookie) = match (&found.session, signed) {
            (Some(session), _) => (session.csrf_token.clone(), false),
            (None, Some(token)) => (token.to_owned(), false),
            (None, None) => (random_token()?, true),
        };
        let actor = found
            .session
            .as_ref()
            .map_or(Actor::Anonymous, |session| session.actor.clone());
        let query = req.uri().query().unwrap_or_default().to_owned();
        let offered = |language: &Language| settings.offered_languages().contains(language);
        let chosen_language = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "lang")
            .and_then(|(_, tag)| Language::from_tag(&tag))
            .filter(offered);
        let language = chosen_language
            .or_else(|| found.session.as_ref().and_then(|s| s.language))
            .or_else(|| Language::from_tag(Cookie::Language.find(settings, req.headers())?))
            .filter(offered)
            .unwrap_or_else(|| settings.default_language());
        let header = |name| req.header(name).unwrap_or_default().to_owned();
        Ok(Self(Arc::new(Inner {
            op: Op::new(actor, door, request_id),
            language,
            chosen_language,
            session: found.session,
            csrf_token,
            needs_form_cookie,
            page_shown: AtomicBool::new(false),
            once_key: OnceLock::new(),
            counts: found.counts,
            path: app.path_of(req).to_owned(),
            query,
            restored: req.data::<Restored>().copied(),
            unfiltered: req.data::<Unfiltered>().cloned().unwrap_or_default(),
            address: address(req),
            user_agent: header(header::USER_AGENT),
            referer: req.header(header::REFERER).map(str::to_owned),
            wants_json: wants_json(app, req),
            background: is_background(req),
            safe: req.method().is_safe(),
        })))
    }

    /// Who acts through what, for `db.read` and `db.write`.
    pub fn op(&self) -> Op {
        self.0.op.clone()
    }

    /// Who comes.
    pub fn actor(&self) -> &Actor {
        &self.0.op.actor
    }

    /// The language of the answer.
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// How this person reads figures.
    pub fn habits(&self) -> Habits {
        self.session()
            .map_or_else(Habits::default, |session| session.habits)
    }

    /// Writes figures for this person.
    pub fn figures(&self) -> Figures {
        Figures::new(self.language()).with_habits(self.habits())
    }

    /// Whether this person may do something, to show or leave out a button. The services decide again.
    pub fn may(&self, permission: Permission) -> bool {
        self.actor().may(permission)
    }

    /// The name of this request.
    pub fn request_id(&self) -> &str {
        &self.0.op.request_id
    }

    /// The session, when somebody is signed in.
    pub fn session(&self) -> Option<&Session> {
        self.0.session.as_ref()
    }

    /// Where the request comes from, as the front door saw it.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// What the browser calls itself.
    pub fn user_agent(&self) -> &str {
        &self.0.user_agent
    }

    /// The path that was asked for, without the country's prefix.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Whether the answer is read by a machine.
    pub fn wants_json(&self) -> bool {
        self.0.wants_json
    }

    /// The sign-in page that leads back here.
    pub(super) fn sign_in_path(&self) -> String {
        if !self.0.safe || self.0.path == "/" {
            return "/sign-in/".to_owned();
        }
        let mut target = self.0.path.clone();
        if !self.0.query.is_empty() {
            target.push('?');
            target.push_str(&self.0.query);
        }
        let next: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
        format!("/sign-in/?next={next}")
    }

    /// Whether the request only looks: an address that was opened, not a form that was sent.
    pub(super) fn is_look(&self) -> bool {
        self.0.safe
    }

    /// The page that a refused form came from.
    pub(super) fn referer_path(&self) -> Option<String> {
        if self.0.safe {
            return None;
        }
        let referer = self.0.referer.as_deref()?;
        let (_, rest) = referer.split_once("://")?;
        let path = rest.find('/').map(|slash| &rest[slash..])?;
        // Two slashes would begin the name of another server.
        let is_ours = !path.starts_with("//") && !path.contains('\\');
        is_ours.then(|| path.to_owned())
    }

    /// Whether a token that was sent is the one of this visit.
    pub(super) fn accepts(&self, sent: Option<&str>) -> bool {
        !self.0.needs_form_cookie
            && sent.is_some_and(|sent| csrf::matches(sent, &self.0.csrf_token))
    }

    /// Where this page leads when its session ends while it is open.
    pub(super) fn idle_path(&self) -> String {
        let path = self.sign_in_path();
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}why=idle")
    }

    /// Whether a script asked by itself: then nobody reads what the page says.
    pub(super) fn is_background(&self) -> bool {
        self.0.background
    }

    pub(super) fn note_once_key(&self, key: String) {
        // A request is looked at once.
        let _ = self.0.once_key.set(key);
    }

    pub(super) fn once_key(&self) -> Option<&str> {
        self.0.once_key.get().map(String::as_str)
    }

    pub(super) fn note_page_shown(&self) {
        self.0.page_shown.store(true, Ordering::Relaxed);
    }

    pub(super) fn was_page_shown(&self) -> bool {
        self.0.page_shown.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
struct Found {
    session: Option<Session>,
    counts: NavCounts,
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(req: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let visit = req.data::<Self>().cloned();
        visit.ok_or_else(|| WebError::Domain(Error::internal("a route outside the kit")).into())
    }
}

impl<'a> FromRequest<'a> for App {
    async fn from_request(req: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app = req.data::<Self>().cloned();
        app.ok_or_else(|| WebError::Domain(Error::internal("a route outside the kit")).into())
    }
}

fn request_id(req: &Request) -> String {
    req.data::<RequestId>()
        .map_or_else(String::new, |id| id.0.clone())
}

fn is_background(req: &Request) -> bool {
    req.header(BACKGROUND_HEADER).is_some()
}

fn is_api(app: &App, req: &Request) -> bool {
    app.path_of(req).starts_with("/api/")
}

fn wants_json(app: &App, req: &Request) -> bool {
    let accept = req.header(header::ACCEPT).unwrap_or_default();
    is_api(app, req) || accept.starts_with("application/json")
}

/// The front door adds the address it saw at the end; without a front door it is the peer's.
fn address(req: &Request) -> String {
    let forwarded = req
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse::<IpAddr>().ok());
    let peer = || {
        req.remote_addr()
            .as_socket_addr()
            .map(std::net::SocketAddr::ip)
    };
    forwarded
        .or_else(peer)
        .map_or_else(String::new, |ip| ip.to_string())
}
