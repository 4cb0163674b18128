//! What goes wrong in one country stays there: a handler that panics, a pool that is used up.

use std::sync::Arc;

use cts::db::{Db, DbConfig};
use cts::instance;
use cts::kernel::clock::Clock;
use cts::kernel::{Actor, Door, Op, Role};
use cts::web::app::Parts;
use cts::web::endpoint::build;
use cts::web::{Access, NavCounts, Routes};
use diesel::RunQueryDsl;
use tokio_util::sync::CancellationToken;

use crate::support::{Client, TestApp, testing};

#[poem::handler]
fn panics() -> &'static str {
    panic!("a bug of one country")
}

#[poem::handler]
fn answers() -> &'static str {
    "as always"
}

/// A country with a page that panics.
fn a_broken_country(stop: &CancellationToken) -> Client {
    let database = testing::cluster().empty_database();
    let settings = testing::settings();
    let db = Db::new(
        DbConfig::new(&database.url),
        Arc::new(settings.clone()),
        Clock::default(),
    );
    let parts = Parts {
        db,
        secret: "test".into(),
        nav: Vec::new(),
        counts: Box::new(|_| Ok(NavCounts::default())),
        notices: Box::new(|_| Ok(0)),
        stop: stop.clone(),
    };
    let routes = Routes::new().get("/panics/", Access::Probe, panics).get(
        "/answers/",
        Access::Probe,
        answers,
    );
    let (_, door) = build(parts, routes).unwrap();
    let listener = instance::listen("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let drain = std::time::Duration::from_secs(20);
    instance::start(listener, door, stop.clone(), drain).unwrap();
    Client::new(&base, &settings.prefix)
}

#[tokio::test]
async fn a_panicking_handler_is_answered_with_its_number_and_the_rest_goes_on() {
    let stop = CancellationToken::new();
    let mut broken = a_broken_country(&stop);
    let other = TestApp::new().await;
    let mut neighbour = other.anonymous();

    for _ in 0..20 {
        let reply = broken.get("/panics/").await;

        assert_eq!(reply.status, 500);
        let id = reply.header("x-request-id").to_owned();
        assert!(id.len() > 8);
        reply.says(&[&id]);
        broken.get("/answers/").await.shows(&["as always"]);
        neighbour.get("/sign-in/").await.shows(&["csrf_token"]);
    }
    stop.cancel();
}

#[tokio::test]
async fn a_pool_that_is_used_up_makes_one_country_wait_and_no_other() {
    let (busy, other) = (TestApp::new().await, TestApp::new().await);
    let mut officer = busy.user(Role::Officer).await;
    let mut neighbour = other.user(Role::Officer).await;
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = Arc::new(std::sync::Mutex::new(released));
    let op = Op::new(Actor::Operator("test".into()), Door::CommandLine, "test");
    let held: Vec<_> = (0..8)
        .map(|_| {
            let (db, op, released) = (busy.app.db().clone(), op.clone(), released.clone());
            tokio::spawn(async move {
                db.read(&op, move |cx| {
                    diesel::sql_query("select 1").execute(cx.conn)?;
                    let _ = released.lock().unwrap().recv();
                    Ok(())
                })
                .await
            })
        })
        .collect();
    while busy.app.db().pool_state().0 < 8 {
        tokio::task::yield_now().await;
    }

    let (waiting, answered) = tokio::join!(officer.get("/shipments/"), async {
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(neighbour.get("/shipments/").await.status);
        }
        statuses
    });
    drop(release);
    for task in held {
        task.await.unwrap().unwrap();
    }

    assert_eq!(waiting.status, 503, "{}", waiting.text);
    assert_eq!(answered, [200; 20]);
    assert_eq!(
        officer.get("/shipments/").await.status,
        200,
        "and it is back"
    );
}
