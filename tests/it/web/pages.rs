//! Every page renders, in every language; errors are pages with a way on.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn a_page_that_does_not_exist_says_so() {
    let app = TestApp::new().await;

    let reply = app.anonymous().get("/nothing/here/").await;

    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("Not found"));
    assert!(reply.text.contains(reply.header("x-request-id")));
}

#[tokio::test]
async fn a_signed_in_person_sees_the_menu_around_an_error() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    let reply = officer.get("/nothing/here/").await;

    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("Officer 1"));
}

#[tokio::test]
async fn every_sample_of_every_page_renders_in_every_language() {
    let app = TestApp::new().await;

    let (good, broken) = app.app.try_samples().unwrap();

    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(good > 20);
}
