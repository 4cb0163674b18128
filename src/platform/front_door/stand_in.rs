//! The front door at a country's own socket while none of its processes serves there: a proxy in our place asks
//! countries directly, and would wait for nobody.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::server::{Entrance, accept};
use super::{Connections, Shared};

/// Accepts at a country's own socket whenever none of its processes serves there, until told to stop or there is no
/// such country any more.
pub(super) async fn stand_in(
    mut deserted: watch::Receiver<Option<Arc<std::net::TcpListener>>>,
    shared: Arc<Shared>,
    stop: CancellationToken,
    connections: watch::Receiver<Connections>,
) {
    loop {
        let socket = deserted.borrow_and_update().clone();
        let accepting = async {
            match socket.map(|socket| for_us(&socket)).transpose() {
                // Registered only for as long: else every connection of the country would wake us.
                Ok(Some(listener)) => {
                    let (shared, stop) = (shared.clone(), stop.clone());
                    accept(
                        listener,
                        shared,
                        stop,
                        connections.clone(),
                        Entrance::Country,
                    )
                    .await;
                }
                Ok(None) => stop.cancelled().await,
                Err(error) => {
                    tracing::warn!(%error, "nobody answers for a country at its own socket");
                    stop.cancelled().await;
                }
            }
        };
        tokio::select! {
            // What was accepted is served to its end; what waits is the process's.
            biased;
            changed = deserted.changed() => if changed.is_err() {
                return;
            },
            () = accepting => return,
        }
    }
}

/// A socket as another one of our own, to accept at.
///
/// # Errors
/// When there are no descriptors left.
pub(super) fn for_us(socket: &std::net::TcpListener) -> std::io::Result<TcpListener> {
    let socket = socket.try_clone()?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket)
}
