//! The routes of a room. Each says what it asks of a person, or it does not compile.

use poem::IntoEndpoint;
use poem::endpoint::{BoxEndpoint, EndpointExt};
use poem::http::Method;

use super::confirm::Asks;
use super::page::{Page, PageEntry};
use super::remember::Table;
use crate::kernel::Permission;

/// What a route asks of the one who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Public,
    /// Nothing, and nobody is looked up: for probes, which must answer without a database.
    Probe,
    /// A signed-in person whose role includes the permission.
    Permission(Permission),
}

/// One line of the table of routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteEntry {
    pub method: Method,
    /// The pattern without the country's prefix (`/shipments/:id/`).
    pub path: String,
    pub access: Access,
    /// Whether it asks before it acts.
    pub asks: Asks,
    /// Whether its forms act once, however often they are sent.
    pub once: bool,
}

pub(super) struct Route {
    pub(super) entry: RouteEntry,
    pub(super) endpoint: BoxEndpoint<'static>,
    /// For a list that remembers how it was left.
    pub(super) table: Option<Table>,
    /// Answers in its place whoever was not asked yet.
    pub(super) question: Option<BoxEndpoint<'static>>,
}

/// The routes and pages of a room, or of all rooms together.
#[derive(Default)]
pub struct Routes {
    pub(super) routes: Vec<Route>,
    pub(super) pages: Vec<PageEntry>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page or something else that only reads.
    pub fn get<E>(self, path: &str, access: Access, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.on(Method::GET, path, access, endpoint)
    }

    /// A change; asks for a CSRF token.
    pub fn post<E>(self, path: &str, access: Access, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.on(Method::POST, path, access, endpoint)
    }

    /// Any other method.
    pub fn on<E>(mut self, method: Method, path: &str, access: Access, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.routes.push(Route {
            entry: RouteEntry {
                method,
                path: path.to_owned(),
                access,
                asks: Asks::Never,
                once: false,
            },
            endpoint: endpoint.into_endpoint().map_to_response().boxed(),
            table: None,
            question: None,
        });
        self
    }

    /// The route before this one is a list that remembers these words of its address under a name of its own, for
    /// whoever comes back without a query: its filters, and others that hide no rows (`sort`, `size`); never what people
    /// type.
    pub fn remembers(
        mut self,
        name: &'static str,
        filters: &'static [&'static str],
        others: &'static [&'static str],
    ) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.table = Some(Table {
                name,
                filters,
                others,
            });
        }
        self
    }

    /// The route before this one takes a form that acts once, however often it is sent: its handler carries it out by
    /// [`super::App::once`], and the form has `once_field()`.
    pub fn once(mut self) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.entry.once = true;
        }
        self
    }

    /// The route before this one does something that is not easily taken back: until whoever sends it was asked,
    /// `question` answers ([`super::App::ask`]).
    pub fn asks<E>(self, question: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.asking(Asks::Always, question)
    }

    /// The same for a form that does so only when this field is sent, as by one of its buttons.
    pub fn asks_about<E>(self, field: &'static str, question: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.asking(Asks::About(field), question)
    }

    fn asking<E>(mut self, asks: Asks, question: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        if let Some(route) = self.routes.last_mut() {
            route.entry.asks = asks;
            route.question = Some(question.into_endpoint().map_to_response().boxed());
        }
        self
    }

    /// Declares a page of this room, so that its template is checked at start and its samples are rendered by a test.
    pub fn page<P: Page>(mut self) -> Self {
        self.pages.push(PageEntry::of::<P>());
        self
    }

    /// Takes in the routes and pages of another room.
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.routes);
        self.pages.extend(other.pages);
        self
    }

    /// Takes in another room's routes below a path without its last slash (`/shipments`).
    pub fn nest(mut self, below: &str, other: Self) -> Self {
        self.routes
            .extend(other.routes.into_iter().map(|mut route| {
                route.entry.path = format!("{below}{}", route.entry.path);
                route
            }));
        self.pages.extend(other.pages);
        self
    }

    /// All routes, for tests that walk them.
    pub fn table(&self) -> Vec<RouteEntry> {
        self.routes
            .iter()
            .map(|route| route.entry.clone())
            .collect()
    }
}
