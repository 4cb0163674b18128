//! Serving one country from start to stop.

use std::sync::Arc;
use std::time::Duration;

use cts::db::DbConfig;
use cts::instance::{Run, listen, serve};
use cts::kernel::clock::Clock;
use tokio_util::sync::CancellationToken;

use crate::support::{Client, testing};

struct Served {
    client: Client,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<anyhow::Result<()>>,
    port: u16,
}

async fn start(db: DbConfig) -> Served {
    let listener = listen("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let stop = CancellationToken::new();
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(serve(Run {
        settings: Arc::new(testing::settings()),
        db,
        listener,
        clock: Clock::default(),
        stop: stop.clone(),
        drain: std::time::Duration::from_secs(20),
        ready,
    }));
    is_ready.await.unwrap();
    Served {
        client: Client::new(&format!("http://127.0.0.1:{port}"), "/TR"),
        stop,
        task,
        port,
    }
}

#[tokio::test]
async fn a_country_is_ready_with_its_scheduler_and_stops_when_told() {
    let database = tokio::task::spawn_blocking(|| testing::cluster().database())
        .await
        .unwrap();
    let mut served = start(DbConfig::new(&database.url)).await;

    let ready = served.client.get("/health/ready").await;
    served.stop.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(30), served.task).await;

    assert_eq!(ready.status, 200, "{}", ready.text);
    assert_eq!(ready.json()["checks"]["scheduler"], "ok");
    ended.unwrap().unwrap().unwrap();
    let refused = tokio::net::TcpStream::connect(("127.0.0.1", served.port)).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn without_a_database_it_lives_but_is_not_ready_and_says_so_on_pages() {
    let mut config = DbConfig::new("postgres:///nothing?host=/nowhere");
    config.wait = Duration::from_millis(200);
    let mut served = start(config).await;
    served
        .client
        .cookies
        .insert("cts_session_test".into(), "x".into());

    let alive = served.client.get("/health/").await;
    let ready = served.client.get("/health/ready").await;
    let page = served.client.get("/sign-in/").await;

    assert_eq!(alive.status, 200);
    assert_eq!(
        (ready.status, &ready.json()["ready"]),
        (503, &serde_json::json!(false))
    );
    assert_eq!(page.status, 503);
    assert!(
        page.text
            .contains("The database cannot be reached at the moment.")
    );
    served.stop.cancel();
    served.task.await.unwrap().unwrap();
}
