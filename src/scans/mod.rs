//! Scans, the heart: submissions arrive, become observations, and observations become scans or open exceptions.
//!
//! ```text
//! sources/  -> rows of a forms server        (HTTP, no database)
//! poller/   -> asks, page by page, and hands each page to
//! service::store_page   transaction 1: raw submissions, observations `pending`, the cursor
//! service::interpret    transaction 2: scans, statuses, events; what cannot be applied stays `open`
//! ```
//!
//! Both may run twice and change nothing the second time. An observation is one code of one submission and is in
//! one [`model::ObservationState`]; received is the sum of the five. Statuses follow from the set of scans whatever
//! the order of arrival: `service::recompute` is the only place that says how. Begin with [`service`].

mod codes;
mod definition;
pub mod model;
pub mod pages;
pub mod poller;
mod queries;
pub mod service;
pub mod sources;

#[cfg(test)]
mod tests;
