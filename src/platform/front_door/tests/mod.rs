//! The front door in front of tiny servers: routing, headers, streaming, holding, refusing.

mod again;
mod redirect;
mod stand_in;
mod tls;
mod turn;
mod upstream;

use std::convert::Infallible;
use std::sync::atomic::AtomicUsize;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

use crate::kernel::clock::Clock;
use crate::platform::config::{Config, Sources};
use crate::platform::supervisor::unit::Phase;

use super::*;

/// A front door with one country, `/TR`, whose process is a tiny server.
struct Door {
    front: Arc<FrontDoor>,
    port: u16,
    url: String,
    country: String,
    state: watch::Sender<State>,
    client: reqwest::Client,
    /// Requests that reached the country.
    asked: Arc<AtomicUsize>,
}

fn state(phase: Phase, generation: u64, port: u16) -> State {
    State {
        phase,
        pid: None,
        restarts: 0,
        since: Clock::default().now(),
        reason: None,
        generation,
        port: Some(port),
        prefix: None,
    }
}

fn config(yaml: &str) -> Config {
    let mut sources = Sources::default();
    let list = "instances: {x: {name: X, prefix: /X, currency: EUR, port: 8001}}";
    sources
        .files
        .insert("instances/instances.yaml".into(), Ok(list.into()));
    sources
        .files
        .insert("config/base.yaml".into(), Ok(yaml.into()));
    Config::from_sources(sources).unwrap()
}

fn turkey(
    prefix: &str,
    coming: Option<&str>,
    state: watch::Receiver<State>,
    held: usize,
) -> Country {
    Country {
        key: "turkey".into(),
        name: "Turkey".into(),
        names: Vec::new(),
        prefix: prefix.into(),
        coming: coming.map(ToOwned::to_owned),
        upstream: Upstream::default(),
        state,
        waiting: Semaphore::new(held),
    }
}

async fn echo(request: Request<Incoming>) -> Result<Response<super::body::Stream>, Infallible> {
    let uri = request.uri().to_string();
    if uri.ends_with("/stream") {
        let (sender, receiver) =
            tokio::sync::mpsc::channel::<Result<Frame<Bytes>, super::body::Error>>(1);
        tokio::spawn(async move {
            let mut body = request.into_body();
            while let Some(Ok(frame)) = body.frame().await {
                if sender.send(Ok(frame)).await.is_err() {
                    return;
                }
            }
        });
        let stream = tokio_stream::wrappers::ReceiverStream::new(receiver);
        return Ok(Response::new(StreamBody::new(stream).boxed()));
    }
    if let Some(to) = request.headers().get("x-lead") {
        let mut response = Response::new(super::body::full(""));
        *response.status_mut() = hyper::StatusCode::SEE_OTHER;
        response.headers_mut().insert("location", to.clone());
        return Ok(response);
    }
    let mut headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let body = request
        .into_body()
        .collect()
        .await
        .map_or(0, |body| body.to_bytes().len());
    let text = format!("{uri}\n{}\n{body} bytes", headers.join("\n"));
    let mut response = Response::new(Full::new(Bytes::from(text)).map_err(|e| match e {}).boxed());
    response
        .headers_mut()
        .insert("keep-alive", "timeout=5".parse().unwrap());
    Ok(response)
}

impl Door {
    async fn open(yaml: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let upstream = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = upstream.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = upstream.accept().await {
                let counter = counter.clone();
                let service = service_fn(move |request| {
                    counter.fetch_add(1, Ordering::SeqCst);
                    echo(request)
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        let (sender, receiver) = watch::channel(state(Phase::Ready, 1, port));
        let held = config(yaml).platform.limits.held_requests;
        let country = turkey("/TR", None, receiver, held);
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").unwrap());
        let mut settings = config(yaml);
        settings.platform.listen = listener.local_addr().unwrap();
        let scheme = if settings.platform.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let url = format!(
            "{scheme}://localhost:{}",
            listener.local_addr().unwrap().port()
        );
        let redirect = settings.platform.redirect_from();
        let redirect = redirect.map(|from| Arc::new(TcpListener::bind(from).unwrap()));
        let countries = vec![Arc::new(country)];
        let door = FrontDoor::start(listener, redirect, &settings, countries).unwrap();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            front: Arc::new(door),
            port,
            url,
            country: format!("http://127.0.0.1:{port}"),
            state: sender,
            client,
            asked,
        }
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        self.client
            .get(format!("{}{path}", self.url))
            .send()
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn paths_lead_to_their_country_with_query_and_headers() {
    let door = Door::open("").await;

    let request = door
        .client
        .get(format!("{}/TR/shipments/?page=2", door.url))
        .header("x-forwarded-for", "6.6.6.6")
        .header("connection", "keep-alive, x-secret")
        .header("x-secret", "1")
        .header("te", "trailers");
    let response = request.send().await.unwrap();

    assert_eq!(response.status(), 200);
    assert!(response.headers().get("keep-alive").is_none());
    let text = response.text().await.unwrap();
    assert!(text.contains("/TR/shipments/?page=2"), "{text}");
    assert!(text.contains("x-forwarded-for: 127.0.0.1\n"), "{text}");
    assert!(
        text.contains("x-forwarded-proto: http\n") && text.contains("x-forwarded-prefix: /TR\n"),
        "{text}"
    );
    assert!(
        text.contains(&format!("x-forwarded-host: {}", &door.url[7..])),
        "{text}"
    );
    assert!(
        text.contains(&format!("host: {}", &door.url[7..])),
        "{text}"
    );
    assert!(
        !text.contains("x-secret") && !text.contains("te: "),
        "{text}"
    );
}

#[tokio::test]
async fn a_trusted_proxy_tells_who_asks() {
    let door = Door::open("trusted_proxies: [127.0.0.1, 10.0.0.0/8]").await;

    let request = door
        .client
        .get(format!("{}/TR/", door.url))
        .header("x-forwarded-for", "6.6.6.6, x, 203.0.113.9, 10.1.2.3")
        .header("x-forwarded-proto", "https");
    let text = request.send().await.unwrap().text().await.unwrap();

    assert!(text.contains("x-forwarded-for: 203.0.113.9\n"), "{text}");
    assert!(text.contains("x-forwarded-proto: https\n"), "{text}");
}

#[tokio::test]
async fn what_is_no_country_is_answered_here() {
    let door = Door::open("").await;

    let slash = door.get("/TR?a=1").await;
    assert_eq!(
        (
            slash.status().as_u16(),
            slash.headers()["location"].to_str().unwrap()
        ),
        (308, "/TR/?a=1")
    );
    let case = door.get("/tr/shipments/").await;
    assert_eq!(case.headers()["location"], "/TR/shipments/");
    let list = door.get("/").await;
    assert_eq!(list.status(), 200);
    assert!(list.text().await.unwrap().contains("href=\"/TR/\""));
    let unknown = door.get("/TRX/").await;
    assert_eq!(unknown.status(), 404);
    assert!(unknown.text().await.unwrap().contains("Turkey"));
    assert_eq!(door.get("/health/").await.status(), 200);
    assert_eq!(door.get("/robots.txt").await.status(), 200);
    assert_eq!(door.get("/static/nothing.css").await.status(), 404);
    assert_eq!(door.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_list_speaks_the_readers_language() {
    let door = Door::open("").await;

    let request = door
        .client
        .get(&door.url)
        .header("accept-language", "fr, ar;q=0.8, en;q=0.5");
    let text = request.send().await.unwrap().text().await.unwrap();

    assert!(text.contains("lang=\"ar\" dir=\"rtl\""), "{text}");
    assert!(text.contains("اختر بلدك"));
}

#[tokio::test]
async fn a_language_chosen_on_the_list_is_remembered() {
    let door = Door::open("").await;

    let chosen = door.client.get(format!("{}/?lang=tr", door.url));
    let chosen = chosen.send().await.unwrap();
    let cookie = chosen.headers()["set-cookie"].to_str().unwrap().to_owned();
    let (pair, rules) = cookie.split_once(';').unwrap();
    let list = door
        .client
        .get(&door.url)
        .header("accept-language", "ar")
        .header("cookie", pair);
    let text = list.send().await.unwrap().text().await.unwrap();
    let unknown = door.client.get(format!("{}/?lang=xx", door.url));

    assert_eq!(
        (chosen.status(), &chosen.headers()["location"]),
        (hyper::StatusCode::SEE_OTHER, &"/".parse().unwrap())
    );
    assert!(
        rules.contains("HttpOnly") && rules.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(text.contains("lang=\"tr\" dir=\"ltr\""), "{text}");
    assert_eq!(unknown.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn bodies_stream_through_both_ways() {
    let door = Door::open("").await;
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(1);
    let body = reqwest::Body::wrap_stream(tokio_stream::wrappers::ReceiverStream::new(receiver));
    sender.send(Ok(Bytes::from_static(b"first"))).await.unwrap();

    let mut response = door
        .client
        .post(format!("{}/TR/stream", door.url))
        .body(body)
        .send()
        .await
        .unwrap();

    assert_eq!(response.chunk().await.unwrap().unwrap(), "first");
    sender
        .send(Ok(Bytes::from_static(b"second")))
        .await
        .unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), "second");
    drop(sender);
    assert_eq!(response.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused_announced_or_not() {
    let door = Door::open("limits: {body: 1kB}").await;
    let url = format!("{}/TR/", door.url);

    let announced = door
        .client
        .post(&url)
        .body(vec![0; 2000])
        .send()
        .await
        .unwrap();
    let chunks = tokio_stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 100])));
    let streamed = door
        .client
        .post(&url)
        .body(reqwest::Body::wrap_stream(chunks))
        .send()
        .await
        .unwrap();

    assert_eq!(announced.status(), 413);
    assert_eq!(streamed.status(), 413);
}

#[tokio::test]
async fn requests_wait_for_a_country_that_comes_back() {
    let door = Door::open("").await;
    door.state
        .send_replace(state(Phase::Recovering, 1, door.port));

    let url = format!("{}/TR/save", door.url);
    let waiting = tokio::spawn(door.client.post(url).body("kept").send());
    while door.front.held() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(door.asked.load(Ordering::SeqCst), 0);
    door.state.send_replace(state(Phase::Ready, 2, door.port));

    let response = waiting.await.unwrap().unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().ends_with("4 bytes"));
    assert_eq!(door.asked.load(Ordering::SeqCst), 1);
    assert_eq!(door.front.held(), 0);
}

#[tokio::test]
async fn a_country_that_stays_down_is_explained() {
    let door = Door::open("limits: {hold: 50ms}").await;
    door.state
        .send_replace(state(Phase::CrashLoop, 1, door.port));

    let page = door.get("/TR/").await;
    assert_eq!(page.status(), 503);
    assert_eq!(page.headers()["retry-after"], "10");
    assert!(page.text().await.unwrap().contains("Turkey is coming back"));
    let api = door.get("/TR/api/packages/").await;
    assert_eq!(api.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn only_so_many_requests_wait() {
    let door = Door::open("limits: {held_requests: 1}").await;
    door.state
        .send_replace(state(Phase::Recovering, 1, door.port));

    let url = format!("{}/TR/", door.url);
    let first = tokio::spawn(door.client.get(url).send());
    while door.front.held() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(door.get("/TR/").await.status(), 503);
    door.state.send_replace(state(Phase::Ready, 2, door.port));

    assert_eq!(first.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn draining_lets_a_request_finish_and_accepts_no_more() {
    let door = Door::open("").await;
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(1);
    let body = reqwest::Body::wrap_stream(tokio_stream::wrappers::ReceiverStream::new(receiver));
    sender.send(Ok(Bytes::from_static(b"first"))).await.unwrap();
    let mut response = door
        .client
        .post(format!("{}/TR/stream", door.url))
        .body(body)
        .send()
        .await
        .unwrap();
    response.chunk().await.unwrap();

    let drained = {
        let front = door.front.clone();
        tokio::spawn(async move { front.drain(Duration::from_secs(5)).await })
    };
    sender
        .send(Ok(Bytes::from_static(b"second")))
        .await
        .unwrap();

    assert_eq!(response.chunk().await.unwrap().unwrap(), "second");
    drop(sender);
    assert_eq!(response.chunk().await.unwrap(), None);
    tokio::time::timeout(Duration::from_secs(5), drained)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn figures_are_for_this_machine_only_and_never_through_a_proxy() {
    let door = Door::open("").await;
    door.get("/TR/").await;

    let text = door.get("/metrics").await.text().await.unwrap();
    assert!(
        text.contains("cts_country_up{country=\"turkey\"} 1"),
        "{text}"
    );
    assert!(
        text.contains("cts_front_door_requests_total{country=\"turkey\",status=\"200\"}"),
        "{text}"
    );
    let request = door
        .client
        .get(format!("{}/metrics", door.url))
        .header("x-forwarded-for", "1.2.3.4");
    assert_eq!(request.send().await.unwrap().status(), 403);
    let closed = Door::open("metrics: {allow: [10.0.0.0/8]}").await;
    assert_eq!(closed.get("/metrics").await.status(), 403);
    // The country itself is reachable; the door asks it without saying for whom.
    assert!(
        reqwest::get(format!("{}/TR/metrics", door.country))
            .await
            .unwrap()
            .status()
            .is_success()
    );
}

#[test]
fn families_of_several_processes_are_put_together() {
    let mut all = metrics::Families::default();
    all.add("# HELP a Things.\n# TYPE a counter\na{country=\"x\"} 1\n\n# TYPE b gauge\nb 2\n");
    all.add("# HELP a Things.\n# TYPE a counter\na{country=\"y\"} 3\n");

    assert_eq!(
        all.text(),
        "# HELP a Things.\n# TYPE a counter\na{country=\"x\"} 1\na{country=\"y\"} 3\n# TYPE b gauge\nb 2\n"
    );
}
