//! The list of people.

use cts::accounts::service;
use cts::kernel::Role;

use crate::support::TestApp;

#[tokio::test]
async fn a_coordinator_sees_everybody_and_finds_by_name_and_role() {
    let app = TestApp::new().await;
    let officer = app.account(Role::Officer).await;
    let partner = app.account(Role::Partner).await;
    let off = app.account(Role::Officer).await;
    let id = off.id;
    app.write(move |cx| service::deactivate(cx, id)).await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let all = coordinator.get("/users/").await;
    let partners = coordinator.get("/users/?who=partner").await;
    let searched = coordinator
        .get(&format!("/users/?q={}&sort=-seen", officer.email))
        .await;
    let switched_off = coordinator.get("/users/?who=off&sort=role").await;
    let none = coordinator.get("/users/?q=nobody-like-this").await;

    assert!(!all.text.contains(&off.email));
    all.shows(&[
        &officer.email,
        &partner.email,
        "Monitoring officer",
        &format!("/TR/users/{}/code/", partner.id),
        &format!(">{}</bdi>", partner.code),
    ]);
    assert!(!partners.text.contains(&officer.email));
    partners.shows(&[&partner.email]);
    assert!(!searched.text.contains(&partner.email));
    searched.shows(&[&officer.email]);
    assert!(!switched_off.text.contains(&officer.email));
    switched_off.shows(&[&off.email, "Switched off"]);
    none.shows(&["Nobody found"]);
}

#[tokio::test]
async fn nobody_else_sees_people() {
    let app = TestApp::new().await;
    for role in [Role::Partner, Role::Officer, Role::Manager] {
        let mut client = app.user(role).await;
        assert_eq!(client.get("/users/").await.status, 403, "{role:?}");
        let home = client.get("/").await;
        assert!(!home.text.contains("/TR/users/"), "{role:?}");
    }
}

#[tokio::test]
async fn the_list_is_a_file_with_its_filter() {
    let app = TestApp::new().await;
    let officer = app.account(Role::Officer).await;
    let partner = app.account(Role::Partner).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let mut manager = app.user(Role::Manager).await;

    let all = coordinator.get("/users/?file=csv").await;
    let partners = coordinator.get("/users/?who=partner&file=csv").await;
    let refused = manager.get("/users/?file=csv").await;

    assert_eq!(
        all.header("content-disposition"),
        "attachment; filename=\"people.csv\""
    );
    all.shows(&[
        "Name,Email address,Role,Mobile phone,Skype,Code,Phone,Last signed in\r\n",
        &officer.email,
        &partner.email,
    ]);
    let line = format!(
        "{},{},Partner,,,{},,\r\n",
        partner.name, partner.email, partner.code
    );
    assert!(partners.text.ends_with(&line), "{}", partners.text);
    assert!(!partners.text.contains(&officer.email));
    assert_eq!(refused.status, 403);
}
