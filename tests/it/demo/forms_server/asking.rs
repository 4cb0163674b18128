//! Who may ask, and what can be asked: token, query, sort, fields, pages.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::demo::stand::{Stand, TOKEN, client};

#[tokio::test]
async fn without_the_token_nothing_is_answered() {
    let stand = Stand::start();

    for token in [None, Some("Token wrong"), Some(TOKEN)] {
        let mut request = client().get(format!("{}/api/v1/data/4101", stand.url));
        if let Some(token) = token {
            request = request.header("Authorization", token);
        }
        let response = request.send().await.unwrap();

        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{token:?}");
        let body: Value = response.json().await.unwrap();
        assert!(body["detail"].is_string());
    }
}

#[tokio::test]
async fn an_unknown_form_or_row_is_a_404_in_json() {
    let stand = Stand::start();

    for path in [
        "/api/v1/data/77.json",
        "/api/v1/forms/77/form.json",
        "/api/v1/data/4101/5",
    ] {
        let response = stand.get(path, &[]).await;

        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            response.json::<Value>().await.unwrap()["detail"],
            "Not found."
        );
    }
}

#[tokio::test]
async fn the_suffix_makes_no_difference_and_one_row_can_be_had() {
    let stand = Stand::start();
    let id = stand.submit("Mare").await;

    let bare: Value = stand
        .get("/api/v1/data/4101", &[])
        .await
        .json()
        .await
        .unwrap();
    let one: Value = stand
        .get(&format!("/api/v1/data/4101/{id}"), &[])
        .await
        .json()
        .await
        .unwrap();

    assert_eq!(bare, Value::Array(stand.rows(&[]).await));
    assert_eq!(bare[0], one);
}

#[tokio::test]
async fn forms_are_listed_and_defined_with_their_places() {
    let stand = Stand::start();

    let list: Value = stand
        .get("/api/v1/data.json", &[])
        .await
        .json()
        .await
        .unwrap();
    let form: Value = stand
        .get("/api/v1/forms/4101/form.json", &[])
        .await
        .json()
        .await
        .unwrap();
    let about: Value = stand
        .get("/api/v1/forms/4101.json", &[])
        .await
        .json()
        .await
        .unwrap();
    let device: Value = stand
        .get("/api/v1/forms/4103/form.json", &[])
        .await
        .json()
        .await
        .unwrap();

    assert_eq!(list.as_array().unwrap().len(), 9);
    let places = form["choices"]["location_list"].as_array().unwrap();
    let kilis = places
        .iter()
        .find(|place| place["name"] == "STATUS_IN_TRANSIT-Kilis")
        .unwrap();
    assert_eq!(kilis["label"]["English"], "Kilis");
    assert_eq!(about["version"], form["version"]);
    assert!(
        device["children"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["name"] == "qr_code")
    );
}

#[tokio::test]
async fn ids_and_times_are_compared_as_columns() {
    let stand = Stand::start();
    let at = |day: u32| format!("2015-03-{day:02}T10:00:00Z");
    for day in 1..=4 {
        let body = json!({"form": 4101, "data": {}, "created": at(day), "modified": at(day)});
        stand.control("submit", &body).await;
    }

    let after =
        |key: &str, operator: &str, value: Value| json!({key: {operator: value}}).to_string();
    let asked = [
        (after("_id", "$gt", json!(2)), vec![3, 4]),
        (after("_id", "$lte", json!("2")), vec![1, 2]),
        (json!({"_id": {"$gt": 1, "$lt": 4}}).to_string(), vec![2, 3]),
        (json!({"_id": 3}).to_string(), vec![3]),
        (
            after("_submission_time", "$gte", json!("2015-03-03")),
            vec![3, 4],
        ),
        (
            after("_submission_time", "$gt", json!("2015-03-03T10:00:00")),
            vec![4],
        ),
        (
            after("_date_modified", "$gte", json!("2015-03-02T13:00:00+03:00")),
            vec![2, 3, 4],
        ),
        (
            after(
                "_date_modified",
                "$lt",
                json!("2015-03-02T10:00:00.000001Z"),
            ),
            vec![1, 2],
        ),
        (
            json!({"$or": [{"_id": 1}, {"_id": 4}]}).to_string(),
            vec![1, 4],
        ),
        (
            json!({"_last_edited": {"$gt": "2010-01-01"}}).to_string(),
            vec![],
        ),
    ];
    for (query, expected) in asked {
        assert_eq!(stand.ids(&[("query", &query)]).await, expected, "{query}");
    }
}

#[tokio::test]
async fn answers_are_compared_as_text() {
    let stand = Stand::start();
    stand.submit("Mare").await;
    stand.submit("A'zaz").await;
    let body = json!({"form": 4101, "data": {"num_packages": 12}});
    stand.control("submit", &body).await;

    let asked = [
        (r#"{"community": "Mare"}"#, vec![1]),
        (r#"{"community": {"$i": "^mar"}}"#, vec![1]),
        (r#"{"community": null}"#, vec![3]),
        (r#"{"num_packages": {"$gt": 9}}"#, vec![3]),
        // Text that is no JSON is looked for anywhere: a malformed query can mean something else.
        ("A'ZAZ", vec![2]),
    ];
    for (query, expected) in asked {
        assert_eq!(stand.ids(&[("query", query)]).await, expected, "{query}");
    }
}

#[tokio::test]
async fn the_same_key_twice_matches_nothing() {
    let stand = Stand::start();
    stand.submit("Mare").await;

    let query = r#"{"_id": {"$gt": 0}, "_id": {"$lt": 9}}"#;

    assert!(stand.ids(&[("query", query)]).await.is_empty());
}

#[tokio::test]
async fn wrong_queries_are_refused_and_unknown_operators_break_it() {
    let stand = Stand::start();

    let asked = [
        (r#"{"_id": "#, StatusCode::BAD_REQUEST),
        (
            r#"{"_submission_time": {"$gt": "2015-03-02T10:00:00.5"}}"#,
            StatusCode::BAD_REQUEST,
        ),
        (r#"{"_id": {"$gt": "many"}}"#, StatusCode::BAD_REQUEST),
        (
            r#"{"_id": {"$in": [1]}}"#,
            StatusCode::INTERNAL_SERVER_ERROR,
        ),
    ];
    for (query, status) in asked {
        let response = stand.get("/api/v1/data/4101", &[("query", query)]).await;
        assert_eq!(response.status(), status, "{query}");
    }
}

#[tokio::test]
async fn rows_come_in_the_order_of_several_keys() {
    let stand = Stand::start();
    let times = [
        "2015-03-02T10:00:00Z",
        "2015-03-01T10:00:00Z",
        "2015-03-02T10:00:00Z",
    ];
    for at in times {
        let body = json!({"form": 4101, "data": {}, "created": at, "modified": at});
        stand.control("submit", &body).await;
    }

    let asked = [
        (r#"{"_date_modified": 1, "_id": 1}"#, vec![2, 1, 3]),
        (r#"{"_submission_time": -1, "_id": -1}"#, vec![3, 1, 2]),
        ("-_id", vec![3, 2, 1]),
        ("_submission_time", vec![2, 1, 3]),
    ];
    for (sort, expected) in asked {
        assert_eq!(stand.ids(&[("sort", sort)]).await, expected, "{sort}");
    }
    let changes = [
        (
            "query",
            r#"{"_date_modified": {"$gte": "2015-03-02T10:00:00Z"}}"#,
        ),
        ("sort", r#"{"_date_modified": 1, "_id": 1}"#),
        ("start", "1"),
        ("limit", "5"),
    ];
    assert_eq!(stand.ids(&changes).await, [3]);
}

#[tokio::test]
async fn start_and_limit_cut_and_fields_choose() {
    let stand = Stand::start();
    for name in ["a", "b", "c"] {
        stand.submit(name).await;
    }

    assert_eq!(stand.ids(&[("start", "1"), ("limit", "1")]).await, [2]);
    let rows = stand.rows(&[("fields", r#"["_id", "_uuid"]"#)]).await;
    assert_eq!(rows[0].as_object().unwrap().len(), 2);
    let rows = stand.rows(&[("fields", r#"["community"]"#)]).await;
    assert_eq!(
        rows,
        [
            json!({"community": "a"}),
            json!({"community": "b"}),
            json!({"community": "c"})
        ]
    );
    let wrong = stand.get("/api/v1/data/4101", &[("limit", "many")]).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn pages_are_linked_without_the_query() {
    let stand = Stand::start();
    for name in ["a", "b", "c"] {
        stand.submit(name).await;
    }

    let query = [
        ("page", "1"),
        ("page_size", "2"),
        ("sort", r#"{"_id": -1}"#),
    ];
    let response = stand.get("/api/v1/data/4101.json", &query).await;

    let link = response.headers()["link"].to_str().unwrap().to_owned();
    assert!(link.contains("page=2&page_size=2>; rel=\"next\""), "{link}");
    assert!(!link.contains("sort"), "{link}");
    let rows: Vec<Value> = response.json().await.unwrap();
    assert_eq!(rows.len(), 2);
    let beyond = stand
        .get("/api/v1/data/4101", &[("page", "9"), ("page_size", "2")])
        .await;
    assert_eq!(beyond.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn more_than_ten_thousand_rows_are_paged_unasked_and_unordered() {
    let stand = Stand::start();
    let backlog = json!({"form": 4101, "submissions": 10_005, "codes": 1, "prefix": "/TR",
        "shipments": 10, "packages_per_shipment": 10});
    stand.control("backlog", &backlog).await;

    let response = stand.get("/api/v1/data/4101.json", &[]).await;
    assert!(response.headers().contains_key("link"));
    assert!(!response.headers().contains_key("etag"));
    let rows: Vec<Value> = response.json().await.unwrap();
    let ids: Vec<i64> = rows
        .iter()
        .map(|row| row["_id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids.len(), 10_000);
    assert!(!ids.is_sorted());

    let sorted = stand.ids(&[("sort", r#"{"_id": 1}"#)]).await;
    assert!(sorted.len() == 10_000 && sorted.is_sorted());
    let tail = [
        ("query", r#"{"_id": {"$gt": 10000}}"#),
        ("sort", r#"{"_id": 1}"#),
        ("limit", "500"),
    ];
    assert_eq!(
        stand.ids(&tail).await,
        [10_001, 10_002, 10_003, 10_004, 10_005]
    );
}

#[tokio::test]
async fn what_did_not_change_is_answered_with_304() {
    let stand = Stand::start();
    stand.submit("Mare").await;
    let etag = stand.get("/api/v1/data/4101", &[]).await.headers()["etag"].clone();
    let again = || {
        client()
            .get(format!("{}/api/v1/data/4101", stand.url))
            .header("Authorization", format!("Token {TOKEN}"))
            .header("If-None-Match", etag.clone())
            .send()
    };

    assert_eq!(again().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    stand.submit("Azaz").await;
    assert_eq!(again().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask() {
    let stand = Stand::start();
    for _ in 0..20 {
        stand.submit("Mare").await;
    }

    let plain = reqwest::Client::builder().no_gzip().build().unwrap();
    let response = plain
        .get(format!("{}/api/v1/data/4101", stand.url))
        .header("Authorization", format!("Token {TOKEN}"))
        .header("Accept-Encoding", "gzip")
        .send()
        .await
        .unwrap();

    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
}
