//! The server around an app: our own acceptor on a socket that may be inherited, without Nagle's delay.

use std::io;
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Server};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Connections without a request for this long are closed; longer than the front door keeps its own.
const IDLE: Duration = Duration::from_secs(120);
/// How long open requests may take to end when the process stops.
const DRAIN: Duration = Duration::from_secs(20);
/// After an accept that failed (no more file descriptors) the next is tried this much later.
const BREATH: Duration = Duration::from_millis(50);

struct Socket(TcpListener);

impl Acceptor for Socket {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0
            .local_addr()
            .into_iter()
            .map(|local| LocalAddr(Addr::from(local)))
            .collect()
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, Scheme)> {
        match self.0.accept().await {
            Ok((stream, peer)) => {
                stream.set_nodelay(true)?;
                let local = stream.local_addr()?;
                let (local, peer) = (LocalAddr(local.into()), RemoteAddr(peer.into()));
                Ok((stream, local, peer, Scheme::HTTP))
            }
            Err(error) => {
                tokio::time::sleep(BREATH).await;
                Err(error)
            }
        }
    }
}

/// Opens a listening socket; port 0 takes any free one.
///
/// # Errors
/// When the address is taken.
pub fn listen(address: &str) -> io::Result<std::net::TcpListener> {
    std::net::TcpListener::bind(address)
}

/// Starts to answer requests on a socket. The task ends when `stop` was cancelled and open requests are answered.
///
/// # Errors
/// When the socket cannot be used.
pub fn start(
    listener: std::net::TcpListener,
    endpoint: impl Endpoint + 'static,
    stop: CancellationToken,
) -> io::Result<JoinHandle<io::Result<()>>> {
    listener.set_nonblocking(true)?;
    let socket = Socket(TcpListener::from_std(listener)?);
    let server = Server::new_with_acceptor(socket).idle_timeout(IDLE);
    Ok(tokio::spawn(server.run_with_graceful_shutdown(
        endpoint,
        async move { stop.cancelled().await },
        Some(DRAIN),
    )))
}
