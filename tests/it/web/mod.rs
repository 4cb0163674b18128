//! The kit: routes, errors, headers, cookies, assets.

mod pages;
mod routes;
