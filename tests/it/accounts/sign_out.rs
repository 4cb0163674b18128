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
