//! Whether a process that runs also answers. One that hangs is as bad for its people as one that ended, and nothing else
//! would ever bring it back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::launching::At;
use super::running::locked;
use super::unit::Patience;

/// As many questions in a row without an answer, and the process hangs.
const MISSES: u32 = 3;

/// Returns when the process that serves `at` has answered nothing for its patience's silence, and how long that was at
/// least. Goes on for ever with one that serves no socket.
pub(super) async fn lost(name: String, at: At, patience: Arc<Mutex<Patience>>) -> Duration {
    let silence = locked(&patience).silence;
    let (Some(port), Some(_)) = (at.port, silence) else {
        return std::future::pending().await;
    };
    let path = format!("{}/health/", at.prefix.unwrap_or_default());
    let mut misses = 0;
    loop {
        // Asked again each time: a reload may have changed it.
        let silence = locked(&patience).silence.unwrap_or(Duration::MAX);
        // Each question has as much time as lies before it, so the last one ends in time; one that fails takes it, too.
        let beat = silence / (2 * MISSES);
        sleep(beat).await;
        let end = Instant::now() + beat;
        let (why, counts) = match timeout_at(end, answers(port, &path)).await {
            Ok(Ok(())) => {
                misses = 0;
                continue;
            }
            Ok(Err(error)) => (error.to_string(), is_of_peer(&error)),
            Err(_) => ("no answer in time".to_owned(), true),
        };
        sleep_until(end).await;
        misses += u32::from(counts);
        tracing::warn!(unit = %name, misses, why, "does not answer");
        if misses == MISSES {
            return silence;
        }
    }
}

/// Whether what failed says something of the process asked; that we have no descriptors or ports left does not.
fn is_of_peer(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionReset, InvalidData, UnexpectedEof};
    matches!(
        error.kind(),
        BrokenPipe | ConnectionReset | InvalidData | UnexpectedEof
    )
}

/// Any answer is one: what it says is for readiness and people.
async fn answers(port: u16, path: &str) -> std::io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect(address).await?;
    let question = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).await?;
    let mut begin = [0; 5];
    stream.read_exact(&mut begin).await?;
    if &begin == b"HTTP/" {
        Ok(())
    } else {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    fn patient(silence: u64) -> Arc<Mutex<Patience>> {
        let silence = Some(Duration::from_millis(silence));
        Arc::new(Mutex::new(Patience {
            end: Duration::ZERO,
            silence,
        }))
    }

    async fn listening() -> (TcpListener, At) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let at = At {
            port: Some(listener.local_addr().unwrap().port()),
            prefix: Some("/TR".into()),
        };
        (listener, at)
    }

    #[tokio::test]
    async fn one_that_accepts_and_says_nothing_is_lost() {
        let (_listener, at) = listening().await;

        let silence = lost("x".into(), at, patient(60)).await;

        assert_eq!(silence, Duration::from_millis(60));
    }

    #[tokio::test]
    async fn one_that_closes_every_connection_without_a_word_is_lost() {
        let (listener, at) = listening().await;
        let closing = async {
            loop {
                drop(listener.accept().await.unwrap());
            }
        };

        tokio::select! {
            silence = lost("x".into(), at, patient(60)) => assert_eq!(silence, Duration::from_millis(60)),
            () = closing => {}
        }
    }

    #[test]
    fn what_is_missing_here_says_nothing_of_others() {
        let own = [24, 99].map(std::io::Error::from_raw_os_error);

        assert!(!own.iter().any(is_of_peer), "{own:?}");
    }

    #[tokio::test]
    async fn one_that_answers_is_not_lost_and_is_asked_for_its_health() {
        let (listener, at) = listening().await;
        let answering = async {
            for _ in 0..2 * MISSES {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut asked = [0; 19];
                stream.read_exact(&mut asked).await.unwrap();
                assert_eq!(&asked, b"GET /TR/health/ HTT");
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            }
        };

        tokio::select! {
            silence = lost("x".into(), at, patient(1_200)) => panic!("lost after {silence:?}"),
            () = answering => {}
        }
    }
}
