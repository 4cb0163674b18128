//! The QR code of a person.

use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn only_those_who_change_people_see_a_persons_code() {
    let app = TestApp::new().await;
    let account = app.account(Role::Officer).await;
    let path = format!("/users/{}/code/", account.id);

    for (role, status) in [
        (Role::Partner, 403),
        (Role::Manager, 403),
        (Role::Coordinator, 200),
    ] {
        let mut client = app.user(role).await;
        assert_eq!(client.get(&path).await.status, status, "{role:?}");
    }
    let mut coordinator = app.user(Role::Coordinator).await;
    let picture = cts::web::qr::svg(&account.code).unwrap();
    coordinator
        .get(&path)
        .await
        .shows(&[&account.code, &account.email, &picture]);
    let stranger = app.anonymous().get(&path).await;
    assert_eq!(stranger.status, 303);
    assert!(!stranger.text.contains(&account.code));
}
