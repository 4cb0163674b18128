//! What is asked of a server: always sorted, with an offset in every time, cheaply when nothing is new.

use super::kit::*;

#[tokio::test]
async fn a_quiet_poll_asks_little() {
    let country = Country::start();
    for n in 1..=20 {
        country
            .server
            .submit("11", delivery(DEPOT, &[&format!("1.{n}")]));
    }
    country.poll().await;
    country.server.state().asked.clear();
    let before = (country.count("audit"), country.count("events"));

    let polled = country.poll().await;

    let asked: Vec<String> = country
        .server
        .state()
        .asked
        .iter()
        .filter(|a| a.starts_with("11?"))
        .cloned()
        .collect();
    assert_eq!(
        asked.len(),
        4,
        "a page and its end, of the tail and of the changes: {asked:?}"
    );
    assert!(
        asked
            .iter()
            .all(|a| a.contains("sort=") && a.contains("limit=500")),
        "{asked:?}"
    );
    assert_eq!((of(&polled, "11").new, of(&polled, "11").edited), (0, 0));
    assert_eq!(
        before,
        (country.count("audit"), country.count("events")),
        "and leaves no trace"
    );
}

#[tokio::test]
async fn one_audit_row_per_page_that_was_taken() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));

    country.poll().await;

    let rows = country
        .texts("select actor_kind || ' ' || actor_name || ' ' || door || ' ' || action from audit");
    assert_eq!(rows, ["source ona poller scans.store_page"]);
    assert_eq!(
        country
            .count("events where actor_kind = 'source' and actor_name = 'ona' and door = 'poller'"),
        2
    );
}

#[tokio::test]
async fn a_server_without_a_token_is_switched_off() {
    let mut country = Country::start();
    let mut settings = (*country.settings).clone();
    settings.forms_servers[0].token = cts::kernel::settings::Secret::default();
    country.settings = std::sync::Arc::new(settings);

    assert!(country.poll().await.is_empty());
    assert!(country.server.state().asked.is_empty());
    assert!(
        cts::scans::poller::job(
            &country.settings,
            country.http(),
            cts::scans::poller::PATIENCE
        )
        .is_none()
    );
}
