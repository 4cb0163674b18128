//! The front door at a country's own socket, while none of its processes serves there.

use super::*;

/// A country's own socket, given to the front door to stand in at.
struct Own {
    socket: Arc<TcpListener>,
    deserted: watch::Sender<Option<Arc<TcpListener>>>,
    url: String,
}

impl Own {
    fn deserted(door: &Door) -> Self {
        let socket = Arc::new(TcpListener::bind("127.0.0.1:0").unwrap());
        let url = format!("http://{}", socket.local_addr().unwrap());
        let (deserted, receiver) = watch::channel(Some(socket.clone()));
        door.front.stand_in(receiver);
        Self {
            socket,
            deserted,
            url,
        }
    }

    /// A process of the country, which answers each connection with these words.
    fn serve(&self, words: &'static str) {
        let listener = super::super::stand_in::for_us(&self.socket).unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service_fn(move |_| async move {
                    Ok::<_, Infallible>(Response::new(super::body::full(words)))
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
    }
}

/// Status, kind and what else says how to go on, and the page.
async fn whole(response: reqwest::Response) -> (u16, Vec<String>, String) {
    let headers = ["content-type", "retry-after", "cache-control"].map(|name| {
        let value = response.headers().get(name).map(|it| it.to_str().unwrap());
        format!("{name}: {value:?}")
    });
    let status = response.status().as_u16();
    (status, headers.to_vec(), response.text().await.unwrap())
}

#[tokio::test]
async fn who_asks_a_country_that_rests_hears_what_the_front_door_says() {
    let door = Door::open("limits: {hold: 50ms}").await;
    let own = Own::deserted(&door);
    let ask = |base: &str, path: &str| door.client.get(format!("{base}{path}")).send();

    for phase in [Phase::Paused, Phase::Stopped, Phase::CrashLoop] {
        door.state.send_replace(state(phase, 1, door.port));
        for path in ["/TR/", "/TR/health/", "/TR/api/packages/"] {
            let direct = ask(&own.url, path).await.unwrap();
            let closes = direct.headers()["connection"].clone();
            let at_the_door = ask(&door.url, path).await.unwrap();

            assert_eq!(closes, "close", "the next request is for its own process");
            let (direct, at_the_door) = (whole(direct).await, whole(at_the_door).await);
            assert_eq!(direct.0, 503, "{phase:?} {path}");
            assert_eq!(direct, at_the_door, "{phase:?} {path}");
        }
    }
    assert_eq!(door.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_request_that_waited_at_a_countrys_socket_reaches_its_process_as_it_was_sent() {
    let door = Door::open("").await;
    let own = Own::deserted(&door);
    door.state
        .send_replace(state(Phase::Recovering, 1, door.port));

    let request = door
        .client
        .post(format!("{}/TR/save", own.url))
        .header("x-forwarded-for", "203.0.113.9")
        .header("x-forwarded-proto", "https")
        .header("host", "cts.example.org")
        .body("kept");
    let waiting = tokio::spawn(request.send());
    while door.front.held() == 0 {
        tokio::task::yield_now().await;
    }
    door.state.send_replace(state(Phase::Ready, 2, door.port));
    let text = waiting.await.unwrap().unwrap().text().await.unwrap();

    for line in [
        "x-forwarded-for: 203.0.113.9\n",
        "x-forwarded-proto: https\n",
        "host: cts.example.org\n",
        "4 bytes",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(!text.contains("x-forwarded-prefix"), "{text}");
    assert_eq!(door.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_socket_is_the_processs_alone_while_one_serves_there() {
    let door = Door::open("").await;
    let own = Own::deserted(&door);
    door.state.send_replace(state(Phase::Stopped, 1, door.port));
    let page = format!("{}/TR/", own.url);
    let rests = reqwest::get(&page).await.unwrap().status();

    own.deserted.send_replace(None);
    // Whoever comes now is not taken from the process that is about to accept.
    tokio::task::yield_now().await;
    own.serve("its own");
    let mut answers = Vec::new();
    for _ in 0..20 {
        answers.push(reqwest::get(&page).await.unwrap().text().await.unwrap());
    }
    let other = Arc::new(TcpListener::bind("127.0.0.1:0").unwrap());
    let elsewhere = format!("http://{}/TR/", other.local_addr().unwrap());
    own.deserted.send_replace(Some(other));
    let moved = reqwest::get(elsewhere).await.unwrap().status();

    assert_eq!((rests.as_u16(), moved.as_u16()), (503, 503));
    assert!(answers.iter().all(|answer| answer == "its own"));
}

#[tokio::test]
async fn what_was_accepted_is_answered_before_another_program_takes_over() {
    let door = Door::open("").await;
    let own = Own::deserted(&door);
    door.state
        .send_replace(state(Phase::Recovering, 1, door.port));
    let page = format!("{}/TR/", own.url);
    let waiting = tokio::spawn(reqwest::get(page.clone()));
    while door.front.held() == 0 {
        tokio::task::yield_now().await;
    }

    let front = door.front.clone();
    let handed = tokio::spawn(async move { front.hand_over(Duration::from_secs(5)).await });
    door.state.send_replace(state(Phase::Stopped, 1, door.port));
    let answered = waiting.await.unwrap().unwrap().status();
    handed.await.unwrap();
    // The program that follows finds who came meanwhile.
    let early = tokio::spawn(reqwest::get(page));
    own.serve("the next program");
    let early = early.await.unwrap().unwrap().text().await.unwrap();

    assert_eq!(answered.as_u16(), 503);
    assert_eq!(early, "the next program");
}

#[tokio::test]
async fn a_request_a_proxy_has_sent_already_is_not_sent_again() {
    let door = Door::open("").await;

    let request = door
        .client
        .post(format!("{}/TR/save", door.url))
        .header("x-cts-broke-off", "1")
        .body("once");
    let answer = request.send().await.unwrap();

    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().contains("Turkey"));
    assert_eq!(door.asked.load(Ordering::SeqCst), 0);
}
