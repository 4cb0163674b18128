//! Ports for programs that are told by number where to listen, and listen there again after they were killed.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Where our ports begin; those of the products' defaults lie below.
const FIRST: u16 = 20_000;

/// Ports from which the system takes any for clients begin here, unless it says otherwise.
const USUAL_END: u16 = 32_768;

/// A free port that no client of the machine is given meanwhile: below those the system hands out. Each is given once
/// in this process.
pub(crate) fn free_port() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let many = end().saturating_sub(FIRST).max(1);
    // Other runs of these tests on the machine begin elsewhere.
    let begin = (std::process::id() % u32::from(many)) as u16;
    for _ in 0..many {
        let next = GIVEN.fetch_add(1, Ordering::SeqCst) % many;
        let port = FIRST + (u32::from(begin) + u32::from(next)).rem_euclid(u32::from(many)) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free from {FIRST} to {}", end());
}

/// The first port the system may give to a client.
fn end() -> u16 {
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range");
    let first = range
        .ok()
        .and_then(|range| range.split_whitespace().next()?.parse().ok());
    first.filter(|first| *first > FIRST).unwrap_or(USUAL_END)
}
