//! The kit: routes, errors, headers, assets.

mod assets;
mod endpoint;
mod isolation;
mod once;
mod pages;
mod remember;
mod routes;
mod stale;
