//! Tests of the whole program: pages, API, command line, supervisor. One binary; folders mirror `src/`.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod accounts;
mod catalog;
mod cli;
mod demo;
mod house;
mod instance;
mod mail;
mod platform;
mod reports;
mod scans;
mod shipments;
mod support;
mod web;
