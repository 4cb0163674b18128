//! Connections to one country's process: kept for the next request, and left behind when another process takes its
//! place.
//!
//! Whoever asks drives the connection too, in its own task: a request crosses no thread on its way to the country and
//! back. Nobody drives one that rests; whoever takes it up looks first whether it still stands.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::body::{self, Stream};

/// How long a country may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a connection rests before it is not used again; the country itself waits longer.
pub(super) const REST: Duration = Duration::from_secs(10);
/// At most so many rest.
const RESTING: usize = 64;

/// Why a country could not be asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Nothing was sent.
    #[error("it takes no connection")]
    Unsent(#[source] body::Error),
    /// It may have been sent, wholly or in part.
    #[error("the connection broke off")]
    Broken(#[source] hyper::Error),
}

/// The way to one country.
#[derive(Clone, Default)]
pub(super) struct Upstream(Arc<Mutex<Resting>>);

/// Connections nobody uses, the one that rests longest first.
#[derive(Default)]
struct Resting {
    /// Of the process they lead to.
    generation: u64,
    kept: VecDeque<Link>,
}

impl Upstream {
    /// Asks the process of a generation, which serves at an address. The path alone makes the request's address; its
    /// headers are sent as they are.
    ///
    /// # Errors
    /// When no connection comes about, or it breaks off before the answer begins.
    pub(super) async fn ask(
        &self,
        generation: u64,
        address: SocketAddr,
        mut request: Request<Stream>,
    ) -> Result<Response<Answer>, Error> {
        loop {
            let (mut link, has_rested) = match self.take(generation) {
                Some(link) => (link, true),
                None => (Link::open(generation, address).await?, false),
            };
            match link.send(request).await {
                Ok(response) => {
                    return Ok(response.map(|incoming| Answer {
                        incoming,
                        link: Some(link),
                        upstream: self.clone(),
                    }));
                }
                Err(mut error) => match error.take_message() {
                    // It was closed while it rested; nothing of the request was written.
                    Some(unsent) if has_rested => request = unsent,
                    Some(_) => return Err(Error::Unsent(error.into_error().into())),
                    None => return Err(Error::Broken(error.into_error())),
                },
            }
        }
    }

    /// One to a process of this generation that can be used.
    fn take(&self, generation: u64) -> Option<Link> {
        loop {
            let mut resting = self.of(generation);
            if resting.generation != generation {
                return None;
            }
            // The one that rested least: others grow old and go.
            let mut link = resting.kept.pop_back()?;
            drop(resting);
            if !link.is_old() && link.is_idle() {
                return Some(link);
            }
        }
    }

    /// Gives a connection back whose answer was read to its end.
    fn rest(&self, mut link: Link) {
        let mut resting = self.of(link.generation);
        if resting.generation != link.generation {
            return;
        }
        link.since = Instant::now();
        resting.kept.push_back(link);
        let surplus = resting.kept.len().saturating_sub(RESTING);
        let gone: Vec<Link> = resting.kept.drain(..surplus).collect();
        drop(resting);
        // Closed while nobody waits for it.
        drop(gone);
    }

    /// Closes connections that rested long enough, and all where the country does not serve.
    pub(super) fn tidy(&self, is_serving: bool) {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let old = if is_serving {
            resting.kept.partition_point(Link::is_old)
        } else {
            resting.kept.len()
        };
        let gone: Vec<Link> = resting.kept.drain(..old).collect();
        drop(resting);
        drop(gone);
    }

    /// How many of those that rest still stand.
    #[cfg(test)]
    pub(super) fn standing(&self) -> usize {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = resting.kept.iter_mut();
        kept.map(Link::is_idle).filter(|stands| *stands).count()
    }

    /// Makes those that rest older.
    #[cfg(test)]
    pub(super) fn age(&self, by: Duration) {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for link in &mut resting.kept {
            link.since -= by;
        }
    }

    /// Those that rest; when a later process took the place of theirs, they are left behind.
    fn of(&self, generation: u64) -> MutexGuard<'_, Resting> {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.generation < generation {
            *resting = Resting {
                generation,
                kept: VecDeque::new(),
            };
        }
        resting
    }
}

type Connection = http1::Connection<TokioIo<TcpStream>, Stream>;

/// One connection.
struct Link {
    sender: SendRequest<Stream>,
    /// None once it has ended: what waits for an answer is told so.
    connection: Option<Pin<Box<Connection>>>,
    generation: u64,
    since: Instant,
}

impl Link {
    async fn open(generation: u64, address: SocketAddr) -> Result<Self, Error> {
        let connecting = tokio::time::timeout(CONNECT, TcpStream::connect(address));
        let stream = match connecting.await {
            Ok(connected) => connected.map_err(|error| Error::Unsent(error.into()))?,
            Err(late) => return Err(Error::Unsent(late.into())),
        };
        let _ = stream.set_nodelay(true);
        let (sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| Error::Unsent(error.into()))?;
        Ok(Self {
            sender,
            connection: Some(Box::pin(connection)),
            generation,
            since: Instant::now(),
        })
    }

    async fn send(
        &mut self,
        request: Request<Stream>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Stream>>> {
        let mut answer = std::pin::pin!(self.sender.try_send_request(request));
        poll_fn(|cx| {
            drive(&mut self.connection, cx);
            answer.as_mut().poll(cx)
        })
        .await
    }

    fn is_old(&self) -> bool {
        self.since.elapsed() > REST
    }

    /// Whether it stands, and everything that was asked over it is answered; it learns here what came meanwhile.
    fn is_idle(&mut self) -> bool {
        drive(
            &mut self.connection,
            &mut Context::from_waker(Waker::noop()),
        );
        self.connection.is_some() && self.sender.is_ready()
    }
}

/// Lets a connection read and write what it can.
fn drive(connection: &mut Option<Pin<Box<Connection>>>, cx: &mut Context<'_>) {
    let Some(driven) = connection else { return };
    if let Poll::Ready(ended) = driven.as_mut().poll(cx) {
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection to a country ended");
        }
        *connection = None;
    }
}

/// The body of an answer; its connection rests once it was read. What is left of the request goes out while the answer is
/// read.
pub(super) struct Answer {
    incoming: Incoming,
    link: Option<Link>,
    upstream: Upstream,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.incoming).poll_frame(cx);
        if frame.is_ready() {
            return frame;
        }
        if let Some(link) = &mut self.link {
            drive(&mut link.connection, cx);
        }
        Pin::new(&mut self.incoming).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let Some(mut link) = self.link.take() {
            // It learns here that the answer is over. One that was not read to its end closes.
            drive(
                &mut link.connection,
                &mut Context::from_waker(Waker::noop()),
            );
            if link.is_idle() {
                self.upstream.rest(link);
            }
        }
    }
}
