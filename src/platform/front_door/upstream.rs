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
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::body::Stream;

/// How long a country may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a connection rests before it is closed.
const REST: Duration = Duration::from_secs(10);
/// At most so many rest.
const RESTING: usize = 64;

/// Why a country could not be asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Nothing was sent.
    #[error("it takes no connection")]
    Connect(#[source] std::io::Error),
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
    lines: VecDeque<Line>,
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
            let (mut line, has_rested) = match self.take(generation).await {
                Some(line) => (line, true),
                None => (Line::open(generation, address).await?, false),
            };
            match line.send(request).await {
                Ok(response) => {
                    return Ok(response.map(|incoming| Answer {
                        incoming,
                        line: Some(line),
                        upstream: self.clone(),
                    }));
                }
                Err(mut error) => match error.take_message().filter(|_| has_rested) {
                    // It was closed while it rested; nothing of the request was written.
                    Some(unsent) => request = unsent,
                    None => return Err(Error::Broken(error.into_error())),
                },
            }
        }
    }

    async fn take(&self, generation: u64) -> Option<Line> {
        loop {
            // The one that rested least: others grow old and go.
            let mut line = self.of(generation).lines.pop_back()?;
            if line.generation == generation && line.stands().await {
                return Some(line);
            }
        }
    }

    /// Gives a connection back whose answer was read to its end.
    fn rest(&self, mut line: Line) {
        let mut resting = self.of(line.generation);
        if resting.generation != line.generation {
            return;
        }
        line.since = Instant::now();
        resting.lines.push_back(line);
        while resting.lines.len() > RESTING || resting.lines.front().is_some_and(Line::is_old) {
            resting.lines.pop_front();
        }
    }

    /// Those that rest; when a later process took the place of theirs, they are left behind.
    fn of(&self, generation: u64) -> MutexGuard<'_, Resting> {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.generation < generation {
            *resting = Resting {
                generation,
                lines: VecDeque::new(),
            };
        }
        resting
    }
}

type Connection = http1::Connection<TokioIo<TcpStream>, Stream>;

/// One connection.
struct Line {
    sender: SendRequest<Stream>,
    /// None once it has ended: what waits for an answer is told so.
    connection: Option<Pin<Box<Connection>>>,
    generation: u64,
    since: Instant,
}

impl Line {
    async fn open(generation: u64, address: SocketAddr) -> Result<Self, Error> {
        let connecting = tokio::time::timeout(CONNECT, TcpStream::connect(address));
        let stream = match connecting.await {
            Ok(connected) => connected.map_err(Error::Connect)?,
            Err(late) => return Err(Error::Connect(late.into())),
        };
        let _ = stream.set_nodelay(true);
        let (sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(Error::Broken)?;
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

    /// Whether it can be used again.
    async fn stands(&mut self) -> bool {
        if self.is_old() {
            return false;
        }
        poll_fn(|cx| {
            drive(&mut self.connection, cx);
            Poll::Ready(())
        })
        .await;
        self.is_idle()
    }

    fn is_old(&self) -> bool {
        self.since.elapsed() > REST
    }

    fn is_idle(&self) -> bool {
        self.connection.is_some() && self.sender.is_ready()
    }
}

/// Lets a connection read and write what it can.
fn drive(connection: &mut Option<Pin<Box<Connection>>>, cx: &mut Context<'_>) {
    let has_ended = connection
        .as_mut()
        .is_some_and(|connection| connection.as_mut().poll(cx).is_ready());
    if has_ended {
        *connection = None;
    }
}

/// The body of an answer; its connection rests once it was read.
pub(super) struct Answer {
    incoming: Incoming,
    line: Option<Line>,
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
        if let Some(line) = &mut self.line {
            drive(&mut line.connection, cx);
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
        if let Some(mut line) = self.line.take() {
            // It learns here that the answer is over. One that was not read to its end closes.
            drive(
                &mut line.connection,
                &mut Context::from_waker(Waker::noop()),
            );
            if line.is_idle() {
                self.upstream.rest(line);
            }
        }
    }
}
