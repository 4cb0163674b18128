//! What every answer has, and what happens around the routes.

use cts::kernel::Role;
use cts::kernel::settings::SurroundingsNow;
use reqwest::Method;

use crate::support::TestApp;

#[tokio::test]
async fn an_address_without_its_last_slash_leads_to_the_page() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();

    let page = client.get("/sign-in?next=/x/").await;
    let bare = client.get("").await;
    let nothing = client.get("/nothing").await;

    assert_eq!(
        (page.status, page.location()),
        (301, "/TR/sign-in/?next=/x/")
    );
    assert_eq!((bare.status, bare.location()), (301, "/TR/"));
    assert_eq!(nothing.status, 404);
}

#[tokio::test]
async fn who_still_comes_under_the_former_prefix_is_answered() {
    let app = TestApp::new().await;
    let surroundings = &app.settings().surroundings;
    let now = (*surroundings.now()).clone();
    let status = async |path: &str| {
        let response = reqwest::get(format!("{}{path}", app.base())).await;
        response.unwrap().status().as_u16()
    };

    let before = status("/TU/health/").await;
    surroundings.set(SurroundingsNow {
        former_prefix: Some("/TU".into()),
        ..now
    });

    assert_eq!(before, 404);
    assert_eq!(status("/TU/health/").await, 200);
    assert_eq!(status("/TU/sign-in/?next=/x/").await, 200);
    assert_eq!(status("/TR/health/").await, 200);
    assert_eq!(status("/TURKEY/health/").await, 404);
}

#[tokio::test]
async fn every_answer_is_guarded_and_named() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();
    let ask = client
        .request(Method::GET, "/sign-in/")
        .header("x-request-id", "from-the-front-door-1");

    let reply = client.send(ask).await;

    assert_eq!(reply.header("x-request-id"), "from-the-front-door-1");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let csp = reply.header("content-security-policy");
    assert!(csp.contains("script-src 'self';") && csp.contains("frame-ancestors 'none'"));
    assert!(!reply.text.contains("<script>") && !reply.text.contains("<style"));
}

#[tokio::test]
async fn pages_are_compressed_only_when_asked() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();

    let plain = client.get("/sign-in/").await;
    let ask = client
        .request(Method::GET, "/sign-in/")
        .header("accept-encoding", "br");
    let response = ask.send().await.unwrap();

    assert_eq!(plain.header("content-encoding"), "");
    assert!(plain.text.contains("<form"));
    assert_eq!(response.headers()["content-encoding"], "br");
    assert!(response.bytes().await.unwrap().len() < plain.text.len() / 2);
}

#[tokio::test]
async fn a_host_that_is_not_allowed_is_refused() {
    let app =
        TestApp::with(|settings| settings.allowed_hosts = vec!["cts.example.org".into()]).await;
    let mut client = app.anonymous();
    let ask = |path: &str, host: &str| client.request(Method::GET, path).header("host", host);
    let page = "/accounts/login/";
    let (ours, theirs) = (ask(page, "CTS.example.org:8000"), ask(page, "evil.example"));
    let probes = ["/health/", "/health/ready", "/metrics"].map(|path| ask(path, "127.0.0.1:8001"));

    assert_ne!(client.send(ours).await.status, 400);
    assert_eq!(client.send(theirs).await.status, 400);
    for probe in probes {
        assert_ne!(client.send(probe).await.status, 400);
    }
}

#[tokio::test]
async fn a_zero_byte_in_what_is_typed_is_refused_in_words() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;

    let reply = client.get("/shipments/?q=a%00b").await;

    assert_eq!(reply.status, 422, "{}", reply.text);
    assert!(reply.text.contains("cannot be kept"), "{}", reply.text);
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;

    let reply = client
        .post_raw("/language/", &[("x", &"y".repeat(3_000_000))])
        .await;

    assert_eq!(reply.status, 413);
    reply.says(&["a form may have 2 MB", "send it in several parts"]);
}

#[tokio::test]
async fn a_form_of_fifty_megabytes_is_answered_in_words_of_the_language() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    client.post("/language/", &[("language", "tr")]).await;

    let reply = client
        .post_raw("/shipments/new/", &[("x", &"y".repeat(50 << 20))])
        .await;

    assert_eq!(reply.status, 413);
    reply.says(&["bir form en çok 2 MB"]);
}

#[tokio::test]
async fn head_answers_without_a_body() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();
    let ask = client.request(Method::HEAD, "/sign-in/");

    let reply = client.send(ask).await;

    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
}

#[tokio::test]
async fn probes_say_whether_it_lives_and_can_work() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();
    client
        .cookies
        .insert("cts_session_test".into(), "any".into());

    let alive = client.get("/health/").await;
    let ready = client.get("/health/ready").await;

    assert_eq!((alive.status, alive.text.as_str()), (200, "ok\n"));
    assert_eq!(ready.status, 200, "{}", ready.text);
    assert_eq!(ready.json()["checks"]["migrations"], "ok");
}

#[tokio::test]
async fn figures_are_for_the_front_door_only() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();
    cts::web::metrics::install("test");
    client.get("/sign-in/").await;
    let outside = client
        .request(Method::GET, "/metrics")
        .header("x-forwarded-for", "10.1.1.1");

    let refused = client.send(outside).await;
    let figures = client.get("/metrics").await;

    assert_eq!(refused.status, 404);
    let line = "cts_http_requests_total{country=\"test\",method=\"GET\",route=\"/sign-in/\",status=\"200\"}";
    assert!(figures.text.contains(line), "{}", figures.text);
}

#[tokio::test]
async fn old_addresses_lead_to_the_new_ones() {
    let app = TestApp::new().await;
    let mut client = app.anonymous();

    let reply = client.get("/login/?next=/shipments/").await;

    assert_eq!(
        (reply.status, reply.location()),
        (301, "/TR/sign-in/?next=/shipments/")
    );
}
