//! Shipments: what is sent to a partner, made of packages, and its life from packing to arrival.
//!
//! A shipment's own status is what a person closed it as, else the furthest of its base status and its packages;
//! overdue is never stored, see [`model::Shipment::overdue_count`]. Begin with [`service`].

mod closing;
mod grouped;
pub mod model;
pub mod pages;
mod papers;
mod queries;
pub mod receipts;
mod search;
pub mod service;
mod totals;

#[cfg(test)]
mod tests;
