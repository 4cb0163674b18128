//! What goes wrong on purpose.

use std::time::Duration;

use cts::demo::forms_server::Config;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::demo::stand::{Stand, TOKEN, client};

#[tokio::test]
async fn each_fault_strikes_as_often_as_asked_and_then_all_is_well() {
    let stand = Stand::start();
    stand.submit("Mare").await;
    let data = "/api/v1/data/4101";

    stand
        .control("fail", &json!({"kind": "500", "times": 2}))
        .await;
    for _ in 0..2 {
        assert_eq!(
            stand.get(data, &[]).await.status(),
            StatusCode::INTERNAL_SERVER_ERROR
        );
    }

    stand.control("fail", &json!({"kind": "html"})).await;
    let answer = stand.get(data, &[]).await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(answer.headers()["content-type"], "text/html");

    stand
        .control("fail", &json!({"kind": "429", "retry_after": 7}))
        .await;
    let answer = stand.get(data, &[]).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()["retry-after"], "7");

    stand.control("fail", &json!({"kind": "empty"})).await;
    let answer = stand.get(data, &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.bytes().await.unwrap().len(), 0);

    assert_eq!(stand.rows(&[]).await.len(), 1);
}

#[tokio::test]
async fn half_an_array_is_sent_whole_or_cut_off() {
    let stand = Stand::start();
    stand.submit("Mare").await;

    stand.control("fail", &json!({"kind": "half"})).await;
    let answer = stand.get("/api/v1/data/4101", &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.json::<Value>().await.unwrap_err().is_decode());

    stand.control("fail", &json!({"kind": "cut"})).await;
    let answer = stand.get("/api/v1/data/4101", &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.bytes().await.is_err());
}

#[tokio::test]
async fn a_hanging_answer_does_not_come() {
    let stand = Stand::start();
    stand.control("fail", &json!({"kind": "hang"})).await;

    let request = client()
        .get(format!("{}/api/v1/data/4101", stand.url))
        .header("Authorization", format!("Token {TOKEN}"))
        .timeout(Duration::from_millis(300))
        .send();

    assert!(request.await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_fault_of_one_form_leaves_the_others_alone() {
    let stand = Stand::start();

    stand
        .control("fail", &json!({"kind": "500", "form": "4101"}))
        .await;

    assert_eq!(
        stand.get("/api/v1/data/4102", &[]).await.status(),
        StatusCode::OK
    );
    let failed = stand.get("/api/v1/data/4101", &[]).await;
    assert_eq!(failed.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn too_many_requests_a_minute_are_told_when_to_come_back() {
    let stand = Stand::start_with(Config {
        per_minute: Some(2),
        ..Config::default()
    });

    for _ in 0..2 {
        assert_eq!(
            stand.get("/api/v1/data/4101", &[]).await.status(),
            StatusCode::OK
        );
    }
    let refused = stand.get("/api/v1/data/4101", &[]).await;

    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn the_control_side_is_not_offered_to_the_network() {
    let listener = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let config = Config {
        control: true,
        ..Config::default()
    };

    let refused = cts::demo::forms_server::serve(
        config,
        listener,
        tokio_util::sync::CancellationToken::new(),
    )
    .await;

    assert!(refused.is_err());
}

#[tokio::test]
async fn the_control_side_refuses_those_who_mean_another_server() {
    let stand = Stand::start();

    let refused = client()
        .post(format!("{}/control/submit", stand.url))
        .header("Authorization", "Token of another server")
        .body(json!({"form": 4101, "data": {}}).to_string())
        .send()
        .await
        .unwrap();

    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(stand.rows(&[]).await.is_empty());
}
