//! The kit of the integration tests: [`TestApp`], clients that sign in, and the test cluster.

#![allow(dead_code, clippy::allow_attributes, reason = "each test needs a part")]

mod app;
mod client;
mod smtp;
#[path = "../../../src/db/testing.rs"]
pub(crate) mod testing;

pub(crate) use app::{PASSWORD, TestApp};
pub(crate) use client::{Client, Reply};
pub(crate) use smtp::MailServer;
