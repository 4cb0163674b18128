//! The kit of the integration tests: [`TestApp`], clients that sign in, and the test cluster.

#![allow(dead_code, clippy::allow_attributes, reason = "each test needs a part")]

mod app;
mod client;
mod ports;
mod smtp;
#[path = "../../../src/db/testing.rs"]
pub(crate) mod testing;

pub(crate) use app::{PASSWORD, TestApp};
pub(crate) use client::{Client, Reply};
pub(crate) use ports::free_port;
pub(crate) use smtp::{MailServer, Speaks};

/// Asks again and again until there is an answer; for what happens after a request was answered.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    for _ in 0..400 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("did not happen in time: {what}");
}
