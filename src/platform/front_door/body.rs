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

#[cfg(test)]
mod tests {
    use http_body_util::StreamBody;
    use tokio_stream::wrappers::ReceiverStream;

    use super::*;

    const IDLE: Duration = Duration::from_millis(1_500);

    /// So many frames of one byte, each after a pause; then nothing more, without an end when it is `stuck`.
    fn body(
        frames: u32,
        pause: Duration,
        is_stuck: bool,
    ) -> Guarded<impl Body<Data = Bytes, Error = std::io::Error> + Unpin> {
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        tokio::spawn(async move {
            for _ in 0..frames {
                tokio::time::sleep(pause).await;
                let frame = Frame::data(Bytes::from_static(b"x"));
                let _ = sender.send(Ok(frame)).await;
            }
            if is_stuck {
                std::future::pending::<()>().await;
            }
        });
        Guarded::new(StreamBody::new(ReceiverStream::new(receiver)), 1_000, IDLE)
    }

    #[tokio::test]
    async fn what_comes_slowly_comes_whole() {
        let comes_slowly = body(20, IDLE / 15, false);
        let whole = comes_slowly.collect().await.unwrap().to_bytes();
        assert_eq!(whole.len(), 20);
    }

    #[tokio::test]
    async fn only_waiting_for_the_sender_counts() {
        let mut is_read_slowly = body(2, IDLE / 15, false);
        let mut read = 0;
        while let Some(frame) = is_read_slowly.frame().await {
            read += frame.unwrap().into_data().unwrap().len();
            tokio::time::sleep(IDLE * 3 / 2).await;
        }
        assert_eq!(read, 2);
    }

    #[tokio::test]
    async fn what_does_not_come_is_given_up() {
        let is_stuck = body(2, IDLE / 15, true);
        let error = is_stuck.collect().await.unwrap_err();
        assert!(error.is::<Stalled>(), "{error}");
    }
}
