//! Many countries on one machine: configuration, supervisor, front door, PostgreSQL, provisioning, telemetry.
//!
//! Sees an instance, never a domain. Begin with [`config`] for what can be set, [`open`] for how a command reaches
//! one country, and `supervisor` for what `cts serve` does.

pub mod config;
pub mod failure;
mod open;
pub mod paths;
pub mod ports;
pub mod provision;

pub use open::{Country, find, open};
