//! Many countries on one machine: configuration, supervisor, front door, PostgreSQL, provisioning, telemetry.
//!
//! Sees an instance, never a domain. Begin with [`config`] for what can be set, [`open()`] for how a command reaches
//! one country, and [`supervisor`] for what `cts serve` does.

mod allowance;
pub mod backup;
pub mod child;
pub mod config;
pub mod failure;
mod front_door;
pub mod lifeline;
pub mod notes;
mod open;
pub mod paths;
pub mod ports;
mod postgres;
pub mod provision;
mod signals;
pub mod supervisor;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod trial;

pub use open::{Country, find, open, url_of};
pub use provision::unattended;
