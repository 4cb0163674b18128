//! Connections to a country: kept while they are good, closed when nobody is to use them any more.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use hyper::{Method, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;

use super::super::body::{self, full};
use super::super::upstream::{Error, REST, Upstream};

/// How long something is waited for that comes at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A country that answers each connection's requests as a closure says, by the connection's number and the request's.
struct Country {
    address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    /// A word for each connection that the other side closed.
    closed: mpsc::UnboundedReceiver<()>,
}

/// What a connection does with a request.
enum Does {
    Answer(&'static str),
    /// Answers, and closes the connection without having said that it would.
    AnswerAndClose(&'static str),
    /// Reads it and closes.
    Close,
    /// Begins an answer that it does not end.
    Begin,
    /// Says nothing.
    Hold,
    /// Writes this.
    Write(&'static str),
}

impl Country {
    async fn open(does: fn(usize, usize) -> Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepted = Arc::new(AtomicUsize::new(0));
        let (tell, closed) = mpsc::unbounded_channel();
        let counter = accepted.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let tell = tell.clone();
                tokio::spawn(async move {
                    if serve(stream, number, does).await.is_none() {
                        let _ = tell.send(());
                    }
                });
            }
        });
        Self {
            address,
            accepted,
            closed,
        }
    }

    /// Waits until the other side has closed one.
    async fn one_is_closed(&mut self) {
        let closed = tokio::time::timeout(PATIENCE, self.closed.recv()).await;
        closed.expect("a connection is closed").unwrap();
    }

    fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

/// None when the other side closed.
async fn serve(mut stream: TcpStream, number: usize, does: fn(usize, usize) -> Does) -> Option<()> {
    let mut buffer = [0; 4096];
    for request in 0.. {
        let read = stream.read(&mut buffer).await.ok()?;
        if read == 0 {
            return None;
        }
        let whole = |body: &str| {
            let length = body.len();
            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
        };
        match does(number, request) {
            Does::Answer(body) => stream.write_all(whole(body).as_bytes()).await.ok()?,
            Does::AnswerAndClose(body) => {
                stream.write_all(whole(body).as_bytes()).await.ok()?;
                return Some(());
            }
            Does::Close => return Some(()),
            Does::Begin => {
                let begun = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nonce";
                stream.write_all(begun.as_bytes()).await.ok()?;
            }
            Does::Hold => {}
            Does::Write(words) => stream.write_all(words.as_bytes()).await.ok()?,
        }
    }
    Some(())
}

async fn ask(upstream: &Upstream, generation: u64, address: SocketAddr) -> Result<String, Error> {
    let request = Request::post("/TR/x").header("host", "localhost");
    let request = request.body(full("words")).unwrap();
    let response = upstream.ask(generation, address, request).await?;
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Ok(String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let country = Country::open(|_, _| Does::Answer("fine")).await;
    let upstream = Upstream::default();

    for _ in 0..5 {
        assert_eq!(ask(&upstream, 1, country.address).await.unwrap(), "fine");
    }

    assert_eq!(country.accepted(), 1);
}

#[tokio::test]
async fn what_was_closed_while_it_rested_costs_no_request() {
    let country = Country::open(|_, _| Does::AnswerAndClose("fine")).await;
    let upstream = Upstream::default();

    for _ in 0..5 {
        assert_eq!(ask(&upstream, 1, country.address).await.unwrap(), "fine");
        // A machine may tell of the close a moment later.
        let closed = async {
            while upstream.standing() > 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, closed).await.unwrap();
    }

    assert_eq!(country.accepted(), 5);
}

#[tokio::test]
async fn what_may_have_been_read_is_not_sent_again() {
    let country = Country::open(|_, request| match request {
        0 => Does::Answer("fine"),
        _ => Does::Close,
    })
    .await;
    let upstream = Upstream::default();
    ask(&upstream, 1, country.address).await.unwrap();

    let broken = ask(&upstream, 1, country.address).await.unwrap_err();
    let after = ask(&upstream, 1, country.address).await.unwrap();

    assert!(matches!(broken, Error::Broken(_)), "{broken:?}");
    assert_eq!(after, "fine");
    assert_eq!(country.accepted(), 2, "the first was not used again");
}

#[tokio::test]
async fn an_answer_nobody_reads_to_its_end_ends_its_connection() {
    let mut country = Country::open(|_, _| Does::Begin).await;
    let upstream = Upstream::default();
    let request = Request::get("/TR/x").header("host", "localhost");
    let request = request.body(full("")).unwrap();

    let response = upstream.ask(1, country.address, request).await.unwrap();
    drop(response);

    country.one_is_closed().await;
}

#[tokio::test]
async fn a_later_process_is_asked_over_connections_of_its_own() {
    let mut older = Country::open(|_, _| Does::Answer("older")).await;
    let later = Country::open(|_, _| Does::Answer("later")).await;
    let upstream = Upstream::default();
    ask(&upstream, 1, older.address).await.unwrap();

    let answered = ask(&upstream, 2, later.address).await.unwrap();

    assert_eq!(answered, "later");
    older.one_is_closed().await;
}

#[tokio::test]
async fn one_who_asks_an_earlier_process_leaves_the_later_ones_connections_alone() {
    let country = Country::open(|_, _| Does::Answer("fine")).await;
    let upstream = Upstream::default();
    ask(&upstream, 2, country.address).await.unwrap();

    ask(&upstream, 1, country.address).await.unwrap();

    assert_eq!(country.accepted(), 2);
    assert_eq!(upstream.standing(), 1);
    ask(&upstream, 2, country.address).await.unwrap();
    assert_eq!(country.accepted(), 2);
}

#[tokio::test]
async fn answers_of_every_kind_leave_the_connection_good() {
    let country = Country::open(|_, request| {
        Does::Write(match request {
            0 => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
            1 => "HTTP/1.1 204 No Content\r\n\r\n",
            2 => "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n",
            3 => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n",
        })
    })
    .await;
    let upstream = Upstream::default();

    let mut read = Vec::new();
    for method in [
        Method::HEAD,
        Method::GET,
        Method::GET,
        Method::GET,
        Method::GET,
    ] {
        let request = Request::builder().method(method).uri("/TR/x");
        let request = request.header("host", "localhost").body(full("")).unwrap();
        let response = upstream.ask(1, country.address, request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        read.push((status, body));
    }

    let told: Vec<(u16, &[u8])> = read
        .iter()
        .map(|(status, body)| (*status, &body[..]))
        .collect();
    let none: &[u8] = b"";
    assert_eq!(
        told,
        [
            (200, none),
            (204, none),
            (304, none),
            (200, none),
            (200, b"yes")
        ]
    );
    assert_eq!(country.accepted(), 1);
}

#[tokio::test]
async fn an_answer_that_ends_before_its_request_is_sent_ends_the_connection() {
    let mut country = Country::open(|_, _| Does::Answer("enough")).await;
    let upstream = Upstream::default();
    let (sender, receiver) = mpsc::channel::<Result<Frame<Bytes>, body::Error>>(1);
    sender.send(Ok(Frame::data("half".into()))).await.unwrap();
    let half = StreamBody::new(tokio_stream::wrappers::ReceiverStream::new(receiver));
    let request = Request::post("/TR/x").header("host", "localhost");
    let request = request.body(half.boxed()).unwrap();

    let response = upstream.ask(1, country.address, request).await.unwrap();
    let answer = response.into_body().collect().await.unwrap().to_bytes();

    assert_eq!(&answer[..], b"enough");
    country.one_is_closed().await;
    assert_eq!(upstream.standing(), 0);
    drop(sender);
}

#[tokio::test]
async fn a_client_that_goes_away_before_its_answer_ends_the_connection() {
    let mut country = Country::open(|_, _| Does::Hold).await;
    let upstream = Upstream::default();

    let asked = ask(&upstream, 1, country.address);
    let waited = tokio::time::timeout(Duration::from_millis(50), asked).await;

    assert!(waited.is_err(), "{waited:?}");
    country.one_is_closed().await;
}

#[tokio::test]
async fn connections_that_rested_long_are_closed_and_all_where_nobody_serves() {
    let mut country = Country::open(|_, _| Does::Answer("fine")).await;
    let upstream = Upstream::default();
    ask(&upstream, 1, country.address).await.unwrap();

    upstream.tidy(true);
    let young = upstream.standing();
    upstream.age(REST + Duration::from_secs(1));
    ask(&upstream, 1, country.address).await.unwrap();

    assert_eq!(young, 1);
    assert_eq!(country.accepted(), 2, "an old one is not used again");
    country.one_is_closed().await;
    upstream.age(REST + Duration::from_secs(1));
    upstream.tidy(true);
    country.one_is_closed().await;
    ask(&upstream, 1, country.address).await.unwrap();
    upstream.tidy(false);
    country.one_is_closed().await;
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    // Taken, so that nobody else listens there.
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = taken.local_addr().unwrap();

    let refused = ask(&Upstream::default(), 1, address).await.unwrap_err();

    assert!(matches!(refused, Error::Unsent(_)), "{refused:?}");
}
