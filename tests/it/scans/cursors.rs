//! What is asked of a server: always sorted, with an offset in every time, cheaply when nothing is new; and once more
//! when a person says so.

use chrono::{DateTime, TimeDelta, Utc};
use cts::scans::model::FormPoll;
use cts::scans::poller::{Again, Which};

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

/// Codes that were seen, with how often.
fn seen(country: &Country) -> Vec<String> {
    country.texts(
        "select code || ' ' || count(*) from observations where state <> 'void' group by code order by code",
    )
}

#[tokio::test]
async fn a_person_has_rows_read_again_and_nothing_is_counted_twice() {
    let since = "2026-01-05T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
    for by_day in [false, true] {
        let country = Country::start();
        let first = country.server.submit("11", delivery(DEPOT, &["1.1"]));
        {
            let mut state = country.server.state();
            state.set_modified("11", first, since + TimeDelta::hours(8));
            state.hide("11", first, true);
            // So far that the overlap of ids does not reach back to it.
            state.skip_ids(5_000);
        }
        country.server.submit("11", delivery(DEPOT, &["1.2"]));
        country.poll().await;
        // It comes to light late, and nothing of it says so.
        country.server.state().hide("11", first, false);
        let reading = Which {
            again: Again {
                from_row: (!by_day).then_some(first),
                since: by_day.then_some(since),
            },
            ..Which::default()
        };
        let figures = |polled: &[FormPoll]| (of(polled, "11").new, of(polled, "11").edited);

        let usual = country.poll().await;
        let before = seen(&country);
        country.clock.advance(TimeDelta::minutes(2));
        let read = country.poll_as(&reading).await;
        let after = seen(&country);
        country.clock.advance(TimeDelta::minutes(2));
        let once_more = country.poll_as(&reading).await;
        let cursor = country.texts("select max_row from source_forms where form_key = '11'");

        assert_eq!(figures(&usual), (0, 0));
        assert_eq!(before, ["/TR1.2 1"]);
        assert_eq!(figures(&read), (1, 0));
        assert_eq!(after, ["/TR1.1 1", "/TR1.2 1"]);
        assert_eq!(figures(&once_more), (0, 0));
        assert_eq!(seen(&country), after);
        assert_eq!(cursor, [(first + 5_001).to_string()], "it does not go back");
    }
}
