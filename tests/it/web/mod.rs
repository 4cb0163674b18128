//! The kit: routes, errors, headers, assets.

mod assets;
mod endpoint;
mod pages;
mod routes;
