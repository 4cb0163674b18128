//! Tries the ports of the configuration. Those our own running supervisor holds count as free.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use super::config::{Config, Problem, Spot};
use super::paths::Paths;
use super::supervisor::control::{Client, Request};
use super::supervisor::sockets;

/// What stands in the way of listening.
pub fn problems(config: &Config) -> Vec<Problem> {
    let own = own_ports(config);
    let mut problems = Vec::new();
    let mut try_one = |address: SocketAddr, spot: Spot| {
        if own.contains(&address.port()) {
            return;
        }
        if let Err(error) = sockets::bind(address) {
            let message = format!("{address} cannot be used: {error}");
            let hint = what_to_do(&error, address);
            problems.push(Problem::at(&spot, message).with_hint(hint));
        }
    };
    try_one(config.platform.listen, config.spot(&["listen"]));
    if let Some(from) = config.platform.redirect_from() {
        try_one(from, config.spot(&["tls.redirect_from"]));
    }
    for instance in config.countries() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, instance.port));
        try_one(address, config.spot_in_list(instance.key(), "port"));
    }
    problems
}

fn what_to_do(error: &std::io::Error, address: SocketAddr) -> Option<String> {
    let port = address.port();
    match error.kind() {
        ErrorKind::AddrInUse => Some(format!(
            "`ss -ltnp 'sport = :{port}'` shows who has it; end that, or choose another port"
        )),
        ErrorKind::AddrNotAvailable => {
            Some(format!("{} is no address of this machine", address.ip()))
        }
        ErrorKind::PermissionDenied => {
            Some("ports below 1024 are for root, or from systemd (`cts ops systemd`)".into())
        }
        _ => None,
    }
}

/// Ports a running supervisor of this installation holds.
fn own_ports(config: &Config) -> BTreeSet<u16> {
    let asked = Paths::new(config)
        .and_then(|paths| Client::connect(&paths))
        .and_then(|mut client| client.ask(&Request::Status));
    let Some(status) = asked.ok().and_then(|answer| answer.status) else {
        return BTreeSet::new();
    };
    let of_door = status.front_door.redirect_from.into_iter();
    let of_door = of_door.chain([status.front_door.address]);
    let of_door = of_door.filter_map(|address| Some(address.parse::<SocketAddr>().ok()?.port()));
    let instances = status.instances.iter().map(|instance| instance.port);
    instances.chain(of_door).collect()
}
