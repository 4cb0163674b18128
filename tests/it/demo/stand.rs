//! A stand-in forms server of its own for each test, on a free port, and a client that polls it.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Once;

use cts::demo::forms_server::{self, Config};
use cts::kernel::clock::Clock;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) const TOKEN: &str = "0123456789012345678901234567890123456789";

/// A running stand-in; stops when it is dropped.
pub(crate) struct Stand {
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    pub(crate) clock: Clock,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A client; the first call chooses how it speaks TLS.
pub(crate) fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy().build().unwrap()
}

impl Stand {
    pub(crate) fn start() -> Self {
        Self::start_with(Config::default())
    }

    pub(crate) fn start_in(folder: &Path) -> Self {
        Self::start_with(Config {
            data: Some(folder.to_owned()),
            ..Config::default()
        })
    }

    /// Starts with the token and the control side, whatever `config` says of them.
    pub(crate) fn start_with(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let config = Config {
            token: TOKEN.to_owned(),
            control: true,
            ..config
        };
        let clock = config.clock.clone();
        let stopping = stop.clone();
        let task = tokio::spawn(async move {
            forms_server::serve(config, listener, stopping)
                .await
                .unwrap();
        });
        Self {
            url,
            client: client(),
            clock,
            stop,
            task: Some(task),
        }
    }

    /// Stops and waits until it is gone.
    pub(crate) async fn stopped(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            task.await.unwrap();
        }
    }

    /// A request with the token.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Response {
        self.client
            .get(format!("{}{path}", self.url))
            .query(query)
            .header("Authorization", format!("Token {TOKEN}"))
            .send()
            .await
            .unwrap()
    }

    /// The submissions of form 4101, which must be a 200.
    pub(crate) async fn rows(&self, query: &[(&str, &str)]) -> Vec<Value> {
        let response = self.get("/api/v1/data/4101.json", query).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }

    /// The ids of those submissions.
    pub(crate) async fn ids(&self, query: &[(&str, &str)]) -> Vec<i64> {
        let rows = self.rows(query).await;
        rows.iter()
            .map(|row| row["_id"].as_i64().unwrap())
            .collect()
    }

    /// Asks the control side, which must do it.
    pub(crate) async fn control(&self, action: &str, body: &Value) -> Value {
        let response = self.try_control(action, body).await;
        let status = response.status();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    pub(crate) async fn try_control(&self, action: &str, body: &Value) -> Response {
        self.client
            .post(format!("{}/control/{action}", self.url))
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }

    /// Fills form 4101 in with one answer, `community`; gives the id.
    pub(crate) async fn submit(&self, community: &str) -> i64 {
        let body = json!({"form": 4101, "data": {"community": community}});
        self.control("submit", &body).await["ids"][0]
            .as_i64()
            .unwrap()
    }
}
