//! A request whose country's process ended under it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// A process that ends under its first requests; gives its port and how many requests it was sent.
async fn ending_under(first: usize) -> (u16, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counter = counter.clone();
            tokio::spawn(async move {
                read_head(&mut stream).await;
                if counter.fetch_add(1, Ordering::SeqCst) >= first {
                    let answer =
                        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nOK";
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    (port, asked)
}

async fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
}

/// What a request is answered, and how often it was sent.
async fn asked_of(ending: usize, has_body: bool) -> (u16, usize) {
    let door = Door::open("").await;
    let (port, asked) = ending_under(ending).await;
    door.state.send_replace(state(Phase::Ready, 2, port));
    let url = format!("{}/TR/x", door.url);
    let request = if has_body {
        door.client.post(url).body("once")
    } else {
        door.client.get(url)
    };
    let status = request.send().await.unwrap().status().as_u16();
    (status, asked.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_page_is_asked_for_once_more_and_what_may_change_something_never() {
    assert_eq!(asked_of(0, false).await, (200, 1));
    assert_eq!(asked_of(1, false).await, (200, 2));
    assert_eq!(
        asked_of(9, false).await,
        (502, 2),
        "the page may be what ends it"
    );
    assert_eq!(asked_of(1, true).await, (502, 1));
}
