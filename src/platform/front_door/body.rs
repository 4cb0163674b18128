//! Bodies that stream through: counted against the limit, and given up when nothing comes for too long.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// Why a body broke off.
pub(super) type Error = Box<dyn std::error::Error + Send + Sync>;

/// A body of either direction.
pub(super) type Stream = BoxBody<Bytes, Error>;

/// A body that is there already.
pub(super) fn full(bytes: impl Into<Bytes>) -> Stream {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed()
}

/// The client sent more than the limit.
#[derive(Debug, thiserror::Error)]
#[error("the body is larger than the limit")]
pub(super) struct TooLarge;

/// Nothing came for too long.
#[derive(Debug, thiserror::Error)]
#[error("nothing came for too long")]
pub(super) struct Stalled;

/// A body with a limit and a time between two frames.
pub(super) struct Guarded<B> {
    inner: B,
    left: u64,
    idle: Duration,
    /// Of the latest wait; none as long as nothing was waited for.
    timer: Option<Pin<Box<Sleep>>>,
    is_waiting: bool,
}

impl<B> Guarded<B> {
    pub(super) fn new(inner: B, limit: u64, idle: Duration) -> Self {
        Self {
            inner,
            left: limit,
            idle,
            timer: None,
            is_waiting: false,
        }
    }
}

impl<B> Body for Guarded<B>
where
    B: Body<Data = Bytes, Error: Into<Error>> + Unpin,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        let frame = Pin::new(&mut this.inner).poll_frame(cx);
        if frame.is_pending() {
            let idle = this.idle;
            let timer = this
                .timer
                .get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
            if !std::mem::replace(&mut this.is_waiting, true) {
                timer.as_mut().reset(Instant::now() + idle);
            }
            return timer.as_mut().poll(cx).map(|()| Some(Err(Stalled.into())));
        }
        this.is_waiting = false;
        frame.map(|frame| {
            let frame = match frame? {
                Ok(frame) => frame,
                Err(error) => return Some(Err(error.into())),
            };
            if let Some(data) = frame.data_ref() {
                let Some(left) = this.left.checked_sub(data.len() as u64) else {
                    return Some(Err(TooLarge.into()));
                };
                this.left = left;
            }
            Some(Ok(frame))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Whether an error has one of these among its causes.
pub(super) fn has_cause<T: std::error::Error + 'static>(
    error: &(dyn std::error::Error + 'static),
) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<T>() {
            return true;
        }
        next = error.source();
    }
    false
}
