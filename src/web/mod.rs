//! The HTTP kit: what every page needs and no domain is in.
//!
//! A page is a struct with a template ([`Page`]), a handler that takes [`App`] and [`Visit`], and a line in its
//! room's `routes()` that says what it asks of a person ([`Access`]). The kit finds out who asks, refuses before the
//! handler runs, renders, and turns errors into pages. Begin with [`routes`] and [`app`].

pub mod app;
pub mod assets;
pub mod confirm;
pub mod cookies;
pub mod csrf;
pub mod endpoint;
pub mod error;
mod filters;
pub mod flash;
pub mod form;
pub mod frame;
mod guard;
pub mod metrics;
pub mod once;
pub mod page;
pub mod qr;
mod remember;
mod render;
pub mod routes;
pub mod session;
pub mod sheet;
#[cfg(test)]
mod tests;
pub mod visit;

pub use app::App;
pub use confirm::{Question, Unasked};
pub use error::{Result, WebError};
pub use flash::Flash;
pub use form::FormState;
pub use frame::{NavCount, NavCounts, NavItem};
pub use once::{Done, Once};
pub use page::Page;
pub use routes::{Access, Routes};
pub use sheet::{Cell, File, FileKind, Sheet};
pub use visit::Visit;
