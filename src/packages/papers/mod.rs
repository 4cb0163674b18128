//! What papers say of packages: labels, manifests, the goods of a waybill. How they look is for the pages of shipments.
//!
//! Begin with [`service`].

pub mod model;
mod queries;
pub mod service;
