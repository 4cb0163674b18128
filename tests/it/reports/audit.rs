//! The page of changes.

use cts::kernel::Role;

use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_change_shows_who_did_it_and_the_values_before_and_after() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(1).insert(&app).await;
    let account = app.account(Role::Officer).await;
    let mut officer = app.signed_in(&account).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let done = officer
        .post(&format!("/shipments/{id}/finalize/"), &[])
        .await;
    assert_eq!(done.status, 303, "{}", done.text);

    let all = coordinator.get("/system/audit/").await.shows(&[
        "shipment.finalize",
        account.display_name(),
        "Page",
        "Command line",
    ]);
    let one = coordinator
        .get(&format!(
            "/system/audit/?what=shipment:{id}&who={}",
            "Officer"
        ))
        .await;
    let other = coordinator.get("/system/audit/?what=shipment:99999").await;
    let by_action = coordinator
        .get("/system/audit/?what=shipment.finalize")
        .await;
    let earlier = coordinator.get("/system/audit/?to=2001-01-01").await;

    assert!(
        all.text.contains("<del>") && all.text.contains("<ins>"),
        "{}",
        all.text
    );
    one.says(&["Before and after"]);
    other.says(&["Nothing matches"]);
    by_action.shows(&["shipment.finalize"]);
    earlier.says(&["Nothing matches"]);
}

#[tokio::test]
async fn only_those_who_administer_read_it() {
    let app = TestApp::new().await;

    for (role, status) in [
        (Role::Partner, 403),
        (Role::Officer, 403),
        (Role::Manager, 403),
        (Role::Coordinator, 200),
    ] {
        let mut client = app.user(role).await;
        assert_eq!(
            client.get("/system/audit/").await.status,
            status,
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn the_system_page_says_how_the_machine_is() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    coordinator.get("/system/jobs/").await.shows(&[
        "The machine",
        "In force as it stands on disk",
        "Up to date",
        "There is none",
    ]);
    app.settings()
        .surroundings
        .set(cts::kernel::settings::SurroundingsNow {
            configuration_problem: Some("instances/instances.yaml:3:5: not YAML".into()),
            ..Default::default()
        });
    let told = coordinator.get("/system/jobs/").await;
    let lead = coordinator.get("/system/").await;

    told.shows(&["not in force", "instances.yaml:3:5: not YAML"]);
    assert_eq!((lead.status, lead.location()), (303, "/TR/system/jobs/"));
}

#[tokio::test]
async fn the_list_is_saved_as_a_file_as_it_is_filtered() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let mut officer = app.user(Role::Officer).await;

    let path = "/system/audit/?what=shipment.finalize&file=csv";
    let file = coordinator.get(path).await.shows(&[
        "When,Who,Through,Action,What,Before and after",
        "Command line,shipment.finalize",
        &format!("shipment {id}"),
        "status: in_progress → ready",
    ]);
    let refused = officer.get(path).await;

    assert_eq!(file.text.lines().count(), 2, "{}", file.text);
    assert_eq!(refused.status, 403);
}
