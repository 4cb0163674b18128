//! Signing out.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    let stolen = client.cookies["cts_session_test"].clone();

    let reply = client.post("/sign-out/", &[]).await;

    assert_eq!(
        (reply.status, reply.location()),
        (303, "/TR/sign-in/?why=out")
    );
    client.cookies.insert("cts_session_test".into(), stolen);
    assert_eq!(client.get("/session/ping/").await.status, 303);
}

#[tokio::test]
async fn a_link_signs_nobody_out() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;

    let reply = client.get("/sign-out/").await;

    assert_eq!(reply.status, 405);
    reply.says(&["This address cannot be used this way", "href=\"/TR/\""]);
    assert_eq!(client.get("/session/ping/").await.status, 200);
}

#[tokio::test]
async fn only_who_opens_an_address_in_a_browser_is_told_of_its_button() {
    let app = TestApp::new().await;
    let mut client = app.user(Role::Officer).await;
    let neutral = "This address does not take this kind of request. Nothing was changed.";
    let asked = client
        .request(reqwest::Method::GET, "/sign-out/")
        .header("accept", "application/json");

    let by_machine = client.send(asked).await;
    let sent = client.post("/system/", &[]).await;

    assert_eq!((by_machine.status, sent.status), (405, 405));
    assert_eq!(by_machine.json()["error"], neutral);
    sent.says(&[neutral]);
}
