//! The server around an app: our own acceptor on a socket that may be inherited, without Nagle's delay.

use std::io;
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Server};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Connections without a request for this long are closed; longer than the front door keeps its own.
const IDLE: Duration = Duration::from_secs(120);
/// After an accept that failed (no more file descriptors) the next is tried this much later.
const BREATH: Duration = Duration::from_millis(50);

/// After `stop` open connections are kept this long: the front door turns to the new process meanwhile, and a request
/// already under way on an idle connection is answered instead of cut off.
const LINGER: Duration = Duration::from_millis(300);

/// The listening socket, until `stop`: then nothing more is accepted, and a new process gets what comes.
struct Socket {
    listener: Option<TcpListener>,
    stop: CancellationToken,
    local: LocalAddr,
}

impl Acceptor for Socket {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        vec![self.local.clone()]
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, Scheme)> {
        let Some(listener) = &self.listener else {
            return std::future::pending().await;
        };
        let accepted = tokio::select! {
            // A connection that waits already belongs to the next process.
            biased;
            () = self.stop.cancelled() => None,
            accepted = listener.accept() => Some(accepted),
        };
        match accepted {
            None => {
                self.listener = None;
                std::future::pending().await
            }
            Some(Ok((stream, peer))) => {
                stream.set_nodelay(true)?;
                let local = stream.local_addr()?;
                let (local, peer) = (LocalAddr(local.into()), RemoteAddr(peer.into()));
                Ok((stream, local, peer, Scheme::HTTP))
            }
            Some(Err(error)) => {
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

/// Starts to answer requests on a socket. The task ends when `stop` was cancelled and open requests are answered, or
/// have taken as long as `drain` since.
///
/// # Errors
/// When the socket cannot be used.
pub fn start(
    listener: std::net::TcpListener,
    endpoint: impl Endpoint + 'static,
    stop: CancellationToken,
    drain: Duration,
) -> io::Result<JoinHandle<io::Result<()>>> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let socket = Socket {
        local: LocalAddr(listener.local_addr()?.into()),
        listener: Some(listener),
        stop: stop.clone(),
    };
    let server = Server::new_with_acceptor(socket).idle_timeout(IDLE);
    Ok(tokio::spawn(server.run_with_graceful_shutdown(
        endpoint,
        async move {
            stop.cancelled().await;
            tokio::time::sleep(LINGER).await;
        },
        Some(drain),
    )))
}
