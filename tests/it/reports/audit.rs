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
        "title=\"shipment.finalize\">Shipment finalized<",
        account.display_name(),
        "title=\"status\">Status<",
        "<del><bdi>In progress</bdi></del>",
        "<ins><bdi>Ready for pickup</bdi></ins>",
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
    by_action.shows(&[">Shipment finalized</span>"]);
    earlier.says(&["Nothing matches"]);
}

#[tokio::test]
async fn changes_are_told_in_the_words_of_the_language() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets").packages(1).insert(&app).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let done = coordinator
        .post(&format!("/shipments/{id}/finalize/"), &[])
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    let path = format!("/system/audit/?what=shipment:{id}");

    for (language, words) in [
        ("ar", ["إنهاء تحضير الشحنة", "شحنة", "الحالة", "جاهز"]),
        ("tr", ["Sevkiyat tamamlandı", "Sevkiyat", "Durum", "hazır"]),
    ] {
        let page = coordinator
            .get(&format!("{path}&lang={language}"))
            .await
            .shows(&words);

        let (_, list) = page.text.split_once("<tbody>").unwrap();
        let raw = [
            ">shipment.finalize<",
            ">status<",
            ">in_progress<",
            ">ready<",
        ];
        for raw in raw {
            assert!(!list.contains(raw), "{raw} in\n{list}");
        }
    }
}

#[tokio::test]
async fn things_are_told_by_their_names_and_what_is_unknown_as_it_is_kept() {
    use cts::kernel::Error;
    use diesel::prelude::*;

    let app = TestApp::new().await;
    let partner = app.account(Role::Partner).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    let id = partner.id;
    app.write(move |cx| {
        diesel::sql_query(format!(
            "insert into audit (at, actor_kind, door, action, object_type, object_id, before, after)
             values (now(), 'operator', 'shell', 'user.of_old', 'user', '{id}',
                     '{{\"partner_id\": 0, \"of_old\": \"as it was\"}}', '{{\"partner_id\": {id}}}')"
        ))
        .execute(cx.conn)
        .map_err(Error::from)
    })
    .await;

    let name = partner.display_name();
    coordinator
        .get(&format!("/system/audit/?what=user:{id}"))
        .await
        .shows(&[
            ">user.of_old<",
            &format!("<bdi>Account {name}</bdi>"),
            ">Partner</span>",
            "<del><bdi>0</bdi></del>",
            &format!("<ins><bdi>{name}</bdi></ins>"),
            ">of_old<",
            "as it was",
        ]);
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
        "Nightly backups are switched off here: whoever runs the server must back up this country",
    ]);
    app.settings()
        .surroundings
        .set(cts::kernel::settings::SurroundingsNow {
            configuration_problem: Some("instances/instances.yaml:3:5: not YAML".into()),
            ..Default::default()
        });
    let told = coordinator.get("/system/jobs/").await;
    let lead = coordinator.get("/system/").await;

    told.shows(&[
        "not in force",
        "instances.yaml:3:5: not YAML",
        "There is none",
    ]);
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
        "Command line,Shipment finalized",
        &format!("Shipment {id}"),
        "Status: In progress → Ready for pickup",
    ]);
    let refused = officer.get(path).await;

    assert_eq!(file.text.lines().count(), 2, "{}", file.text);
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn days_that_cannot_be_are_told_at_their_field() {
    let app = TestApp::new().await;
    a_shipment("Blankets").insert(&app).await;
    let mut coordinator = app.user(Role::Coordinator).await;
    for (query, at, why) in [
        (
            "from=2026-11-20&to=2026-11-19",
            "h-to",
            "This day is before the first",
        ),
        ("from=2026-02-30", "h-from", "There is no such day"),
        ("to=tomorrow", "h-to", "There is no such day"),
        ("from=262142-12-31", "h-from", "There is no such day"),
        ("from=0001-01-01&file=csv", "h-from", "There is no such day"),
    ] {
        let told = coordinator
            .get(&format!("/system/audit/?{query}"))
            .await
            .says(&[why, &format!("id=\"{at}\""), "aria-invalid=\"true\""]);
        assert_eq!(told.status, 422, "{query}");
        assert!(!told.text.contains("Shipment made"), "{query}");
    }
    let good = "/system/audit/?from=%E2%80%8F2026-01-01&to=";
    let good = coordinator.get(good).await.shows(&[]);
    assert!(!good.text.contains("field-error"));
}
