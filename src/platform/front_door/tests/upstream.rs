//! Connections to a country: kept while they are good, and never what a request is lost on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::BodyExt;
use hyper::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::super::body::full;
use super::super::upstream::{Error, Upstream};

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

    for _ in 0..20 {
        assert_eq!(ask(&upstream, 1, country.address).await.unwrap(), "fine");
    }

    assert_eq!(country.accepted(), 20);
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

    country.closed.recv().await.unwrap();
}

#[tokio::test]
async fn a_later_process_is_asked_over_connections_of_its_own() {
    let mut older = Country::open(|_, _| Does::Answer("older")).await;
    let later = Country::open(|_, _| Does::Answer("later")).await;
    let upstream = Upstream::default();
    ask(&upstream, 1, older.address).await.unwrap();

    let answered = ask(&upstream, 2, later.address).await.unwrap();

    assert_eq!(answered, "later");
    older.closed.recv().await.unwrap();
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);

    let refused = ask(&Upstream::default(), 1, address).await.unwrap_err();

    assert!(matches!(refused, Error::Connect(_)), "{refused:?}");
}
