//! Packages: the boxes of a shipment, what is in them, and where each was last seen.
//!
//! A package's own status is the furthest of its base status and its scans; what people see is the effective status
//! ([`model::Frame::effective_status`]). Begin with [`service`].

pub mod model;
pub mod papers;
mod queries;
pub mod service;
