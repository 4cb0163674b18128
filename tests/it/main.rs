//! Tests of the whole program: pages, API, command line, supervisor. One binary; folders mirror `src/`.

mod accounts;
mod cli;
mod demo;
mod house;
mod instance;
mod platform;
mod scans;
mod shipments;
mod support;
mod web;
