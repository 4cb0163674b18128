//! CTS, the Commodity Tracking System: one binary that runs one isolated app per country.
//!
//! Where each line of code lives (arrows between rooms go down only; `tests/it/house.rs` keeps them so):
//!
//! ```text
//! main -> cli -> platform -> instance -> domains -> mail -> audit, events, jobs -> web -> db -> kernel
//! domains, one way:  reports -> alerts -> scans -> shipments -> packages -> catalog -> accounts
//! ```
//!
//! | room | holds |
//! |---|---|
//! | [`kernel`] | shared words, no I/O: error, text, ids, op, status, money, clock, paging, settings of an instance |
//! | [`db`] | the pool and the only `spawn_blocking` around queries; migrations; generated schema; SQL types |
//! | [`web`] | HTTP kit that knows no domain: state, routes, session, CSRF, forms, flash, errors, layout |
//! | [`audit`], [`events`], [`jobs`] | who did what; what happened to packages; what ran when |
//! | [`mail`] | outgoing mail: written with the change it tells of, sent by a job |
//! | [`accounts`], [`catalog`], [`packages`], [`shipments`], [`scans`], [`reports`] | the domains |
//! | [`alerts`] | what people are told by mail without being asked: something is broken, a shipment is late |
//! | [`instance`] | one country's app put together |
//! | [`platform`] | many countries: configuration, supervisor, front door, PostgreSQL, provisioning, telemetry |
//! | [`cli`], [`demo`] | doors: commands and shell; demo data, stand-in forms server and simulated phones |

// Test support shared with `tests/it` names this crate `cts`.
extern crate self as cts;

pub mod accounts;
pub mod alerts;
pub mod audit;
pub mod catalog;
pub mod cli;
pub mod db;
pub mod demo;
pub mod events;
pub mod instance;
pub mod jobs;
pub mod kernel;
pub mod mail;
pub mod packages;
pub mod platform;
pub mod reports;
pub mod scans;
pub mod shipments;
pub mod web;
