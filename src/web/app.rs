//! The state of one country's app, and what handlers do with it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use poem::http::StatusCode;
use poem::http::header::{CACHE_CONTROL, LOCATION};
use poem::{Request, Response};
use tokio_util::sync::CancellationToken;

use super::csrf::Key;
use super::endpoint::BodyLength;
use super::error::Result;
use super::flash::Flash;
use super::frame::{Frame, NavCounts, NavItem};
use super::page::{Page, PageEntry};
use super::render::Renderer;
use super::routes::{RouteEntry, Routes};
use super::session;
use super::visit::Visit;
use crate::db::Db;
use crate::kernel::{Actor, InstanceSettings, OpContext};

type CountFn<T> = dyn Fn(&mut OpContext<'_>) -> crate::kernel::Result<T> + Send + Sync;

/// What the kit is given by the one who puts a country's app together.
pub struct Parts {
    pub db: Db,
    /// Something secret and stable, to sign cookies with.
    pub secret: String,
    /// The menu, from top to bottom.
    pub nav: Vec<NavItem>,
    /// Counts the numbers of the menu for the actor of its context.
    pub counts: Box<CountFn<NavCounts>>,
    /// Counts what is new behind the bell for the actor of its context.
    pub notices: Box<CountFn<i64>>,
    /// Cancelled when the process stops: answers then close their connections.
    pub stop: CancellationToken,
}

/// The app of one country; copies share everything.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    form_key: Key,
    renderer: Renderer,
    pages: Vec<PageEntry>,
    routes: Vec<RouteEntry>,
    nav: Vec<NavItem>,
    counts: Box<CountFn<NavCounts>>,
    notices: Box<CountFn<i64>>,
    stop: CancellationToken,
    conditions: Mutex<BTreeMap<&'static str, String>>,
}

impl App {
    /// Puts the kit together and checks that every page's template exists and compiles.
    ///
    /// # Errors
    /// When a template is missing or wrong.
    pub(super) fn new(parts: Parts, routes: &Routes, pages: Vec<PageEntry>) -> Result<Self> {
        let settings = parts.db.settings().clone();
        let renderer = Renderer::new(&settings, parts.db.clock());
        renderer.check(pages.iter().map(|page| page.template))?;
        let table = routes.table();
        let exists = |path: &str| table.iter().any(|route| route.path == path);
        let nav = parts
            .nav
            .into_iter()
            .filter(|item| exists(item.path))
            .collect();
        Ok(Self(Arc::new(Inner {
            form_key: Key::derive(&parts.secret, &settings.key),
            db: parts.db,
            renderer,
            pages,
            routes: table,
            nav,
            counts: parts.counts,
            notices: parts.notices,
            stop: parts.stop,
            conditions: Mutex::default(),
        })))
    }

    /// The country's database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The country's settings.
    pub fn settings(&self) -> &Arc<InstanceSettings> {
        self.0.db.settings()
    }

    /// Every route with what it asks; for tests that walk them.
    pub fn routes(&self) -> &[RouteEntry] {
        &self.0.routes
    }

    /// The route that a form sent to this path, with the country's prefix, would come to; for tests.
    pub fn route_of_form(&self, path: &str) -> Option<&RouteEntry> {
        let path = path.strip_prefix(self.settings().prefix.as_str())?;
        let mut routes = self.0.routes.iter();
        routes.find(|route| {
            route.method == poem::http::Method::POST && super::endpoint::matches(route, path)
        })
    }

    /// Whether a page with exactly this pattern exists.
    pub fn has_page(&self, path: &str) -> bool {
        self.0.routes.iter().any(|route| route.path == path)
    }

    /// Whether the process is about to stop.
    pub fn is_stopping(&self) -> bool {
        self.0.stop.is_cancelled()
    }

    /// Notes how something this process needs is: `ok`, or a sentence for the readiness probe.
    pub fn set_condition(&self, what: &'static str, how: impl Into<String>) {
        let mut conditions = self
            .0
            .conditions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        conditions.insert(what, how.into());
    }

    /// What was noted, for the readiness probe.
    pub fn conditions(&self) -> BTreeMap<&'static str, String> {
        self.0
            .conditions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Shows a page.
    ///
    /// # Errors
    /// When the template breaks.
    pub fn page<P: Page>(&self, visit: &Visit, page: &P) -> Result<Response> {
        self.page_with(visit, StatusCode::OK, page)
    }

    /// Shows a page that takes long to write (a thousand labels) on a thread of its own, so that nobody waits behind it.
    ///
    /// # Errors
    /// When the template breaks.
    pub async fn long_page<P: Page + Send + 'static>(
        &self,
        visit: &Visit,
        page: P,
    ) -> Result<Response> {
        let (app, visit) = (self.clone(), visit.clone());
        tokio::task::spawn_blocking(move || app.page(&visit, &page))
            .await
            .map_err(crate::kernel::Error::internal)?
    }

    /// Shows a page with another status, for example 422 with a form that is wrong.
    ///
    /// # Errors
    /// When the template breaks.
    pub fn page_with<P: Page>(
        &self,
        visit: &Visit,
        status: StatusCode,
        page: &P,
    ) -> Result<Response> {
        debug_assert!(
            self.0
                .pages
                .iter()
                .any(|entry| entry.template == P::TEMPLATE),
            "{} is not declared in any routes(): add .page::<…>()",
            P::TEMPLATE
        );
        let page = minijinja::Value::from(minijinja::value::Serde(page));
        let html = self.render(visit, P::TEMPLATE, page)?;
        visit.note_page_shown();
        let length = BodyLength(html.len());
        let mut response = Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .header(CACHE_CONTROL, "private, no-store")
            .body(html);
        response.set_data(length);
        Ok(response)
    }

    fn render(&self, visit: &Visit, template: &str, page: minijinja::Value) -> Result<String> {
        let frame = Frame::of(self, visit)?;
        let frame = minijinja::Value::from(minijinja::value::Serde(&frame));
        self.0
            .renderer
            .render(visit.language(), visit.habits(), template, page, frame)
    }

    /// Renders every sample of every page in every language: what they look like, and those that break, with the
    /// reason. For tests.
    ///
    /// # Errors
    /// When the frame around them cannot be made.
    pub fn try_samples(&self) -> Result<(Vec<String>, Vec<String>)> {
        let (mut good, mut broken) = (Vec::new(), Vec::new());
        for visit in Visit::samples(self)? {
            for entry in &self.0.pages {
                for (n, sample) in (entry.samples)().into_iter().enumerate() {
                    match self.render(&visit, entry.template, sample) {
                        Ok(html) => good.push(html),
                        Err(error) => {
                            let reason = super::error::chain(&error);
                            broken.push(format!("{} sample {n}: {reason}", entry.template));
                        }
                    }
                }
            }
        }
        Ok((good, broken))
    }

    /// Leads to another page of this country; the prefix is added. The browser asks for it with GET.
    pub fn redirect(&self, path: &str) -> Response {
        self.redirect_with(StatusCode::SEE_OTHER, path)
    }

    /// Leads to another page of this country with a status of one's choice.
    pub fn redirect_with(&self, status: StatusCode, path: &str) -> Response {
        let location = format!("{}{path}", self.settings().prefix);
        Response::builder()
            .status(status)
            .header(LOCATION, location)
            .finish()
    }

    /// Leaves a message for the next page of whoever is signed in. A message that cannot be kept fails nothing.
    pub async fn flash(&self, visit: &Visit, flash: Flash) {
        let Some(session) = visit.session() else {
            return;
        };
        let token_hash = session.token_hash.clone();
        let kept = self
            .db()
            .read(&visit.op(), move |cx| {
                session::push_flash(cx, &token_hash, &flash)
            })
            .await;
        if let Err(error) = kept {
            tracing::warn!(error = %super::error::chain(&error), "a message for the next page is lost");
        }
    }

    /// Writes that a session was used just now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_alive(&self, visit: &Visit) -> Result<()> {
        if let Some(session) = visit.session() {
            let token_hash = session.token_hash.clone();
            self.db()
                .read(&visit.op(), move |cx| session::touch(cx, &token_hash))
                .await?;
        }
        Ok(())
    }

    pub(super) fn form_key(&self) -> &Key {
        &self.0.form_key
    }

    pub(super) fn nav(&self) -> &[NavItem] {
        &self.0.nav
    }

    /// The path of a request without the country's prefix.
    pub(super) fn path_of<'r>(&self, req: &'r Request) -> &'r str {
        let path = req.uri().path();
        path.strip_prefix(self.settings().prefix.as_str())
            .unwrap_or(path)
    }

    /// The numbers of the menu for somebody. Without them the page is still worth showing.
    pub(super) fn counts(&self, cx: &mut OpContext<'_>, actor: &Actor) -> NavCounts {
        self.try_counts(cx, actor).unwrap_or_else(|error| {
            tracing::warn!(error = %super::error::chain(&error), "the menu has no numbers");
            NavCounts::default()
        })
    }

    fn try_counts(
        &self,
        cx: &mut OpContext<'_>,
        actor: &Actor,
    ) -> crate::kernel::Result<NavCounts> {
        let before = std::mem::replace(&mut cx.actor, actor.clone());
        let counts = (self.0.counts)(cx);
        let notices = cx.kept_for_one("notices", |cx| (self.0.notices)(cx));
        cx.actor = before;
        Ok(NavCounts {
            notices: notices?,
            ..counts?
        })
    }
}
