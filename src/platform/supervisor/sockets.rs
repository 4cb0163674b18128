//! Listening sockets: opened once, or taken from systemd, and kept for as long as the supervisor lives.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::platform::config::{Config, Instance};
use crate::platform::failure::Failure;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// How long another process may still hold one of our addresses.
const PATIENCE: Duration = Duration::from_secs(2);

/// The sockets of the front door and of every country.
pub(crate) struct Sockets {
    pub(crate) front_door: Arc<TcpListener>,
    /// Where plain HTTP comes in, only to be led to HTTPS.
    pub(crate) redirect: Option<Arc<TcpListener>>,
    pub(crate) instances: HashMap<String, Arc<TcpListener>>,
}

/// Opens every socket; all that cannot be had are told at once.
///
/// # Errors
/// When a port is used by another program.
pub(crate) fn open(config: &Config, instances: &[Instance]) -> Result<Sockets> {
    let mut inherited = inherited();
    let mut problems = Vec::new();
    let mut take = |what: &str, address: SocketAddr| {
        let found = inherited
            .remove(&address)
            .map_or_else(|| bind_soon(address), Ok);
        match found {
            Ok(listener) => Some(Arc::new(listener)),
            Err(error) => {
                problems.push(format!("{what}: {address} cannot be listened on: {error}"));
                None
            }
        }
    };
    let front_door = take("front door", config.platform.listen);
    let redirect = config.platform.redirect_from();
    let redirect = redirect.and_then(|from| take("tls.redirect_from", from));
    let mut own = HashMap::new();
    for instance in instances {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, instance.port));
        own.extend(
            take(instance.key(), address).map(|listener| (instance.key().to_owned(), listener)),
        );
    }
    match front_door {
        Some(front_door) if problems.is_empty() => Ok(Sockets {
            front_door,
            redirect,
            instances: own,
        }),
        _ => Err(Failure::new(3, problems.join("\n  "))
            .hint("stop the other program, or change `listen` or `tls.redirect_from` in config/ or the port in instances/instances.yaml")
            .into()),
    }
}

/// Opens a socket; waits a moment for the processes of a supervisor that was killed just now to let go of it.
pub(super) fn bind_soon(address: SocketAddr) -> std::io::Result<TcpListener> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match bind(address) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(50));
            }
            result => return result,
        }
    }
}

/// Opens the socket of a country; port 0 takes any free one.
///
/// # Errors
/// When another program has the port.
pub(super) fn bind_local(port: u16) -> std::io::Result<TcpListener> {
    bind_soon(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

/// Opens a socket that a new process can take at once after an old one.
///
/// # Errors
/// When the address is in use.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    use rustix::net::{self, AddressFamily, SocketFlags, SocketType, sockopt};
    let family = if address.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let socket = net::socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    net::bind(&socket, &address)?;
    net::listen(&socket, BACKLOG)?;
    Ok(TcpListener::from(socket))
}

/// Sockets systemd handed to us, by their address.
fn inherited() -> HashMap<SocketAddr, TcpListener> {
    let mut from_env = listenfd::ListenFd::from_env();
    (0..from_env.len())
        .filter_map(|i| from_env.take_tcp_listener(i).ok().flatten())
        .filter_map(|listener| Some((listener.local_addr().ok()?, listener)))
        .collect()
}
