//! Every submission is found again exactly once, however the server lets them appear.

use chrono::{TimeDelta, TimeZone, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use super::kit::*;
use super::server::Fault;
use cts::scans::model::FormPoll;
use cts::scans::poller;
use cts::scans::poller::Which;

/// Defect 1: a cursor of whole seconds lost the others of that second.
#[tokio::test]
async fn submissions_of_one_second_are_all_found() {
    let country = Country::start();
    let first = country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.poll().await;
    let second = country.server.submit("11", delivery(DEPOT, &["1.2"]));
    country.poll().await;

    assert_eq!(country.stored("11"), [first, second]);
    assert_eq!(country.counts().await.applied, 2);
}

/// Defect 1: so did any row that claims to be older.
#[tokio::test]
async fn back_dated_submissions_are_found() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.poll().await;
    let imported = country.server.submit("11", delivery(HANDOVER, &["1.1"]));
    let long_ago = Utc.with_ymd_and_hms(2026, 1, 5, 8, 0, 0).unwrap();
    country.server.state().set_created("11", imported, long_ago);

    country.poll().await;

    assert_eq!(country.status("1.1"), 5);
    assert_eq!(
        country.texts("select received_at::date from submissions where row_key = '2'"),
        ["2026-01-05"]
    );
}

/// Defect 1: and any row whose id was taken before but committed after a higher one.
#[tokio::test]
async fn low_ids_that_are_committed_late_are_found() {
    let country = Country::start();
    let (near, far) = {
        let mut state = country.server.state();
        let far = state.reserve();
        state.skip_ids(50_000);
        (state.reserve(), far)
    };
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.poll().await;
    country.server.state().advance(TimeDelta::seconds(3));
    country
        .server
        .state()
        .commit("11", near, delivery(DEPOT, &["1.2"]));
    let long_ago = Utc.with_ymd_and_hms(2026, 1, 5, 8, 0, 0).unwrap();
    country.server.state().set_modified("11", near, long_ago);
    country.poll().await;
    assert_eq!(country.status("1.2"), 4, "within the overlap of ids");

    country
        .server
        .state()
        .commit("11", far, delivery(DEPOT, &["1.3"]));
    country.poll().await;

    assert_eq!(country.status("1.3"), 4, "by its modification");
}

/// Rows that were hidden (encrypted) appear with an old id and an old modification time in the worst case.
#[tokio::test]
async fn what_the_cursors_cannot_see_the_comparison_finds() {
    let country = Country::start();
    let hidden = country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.server.state().hide("11", hidden, true);
    country.server.state().skip_ids(50_000);
    country.server.state().advance(TimeDelta::hours(2));
    country.server.submit("11", delivery(DEPOT, &["1.2"]));
    country.poll().await;
    country.server.state().hide("11", hidden, false);
    country.poll().await;
    assert_eq!(country.status("1.1"), 2, "no cursor reaches it");

    country.clock.advance(TimeDelta::hours(1));
    country.poll().await;

    assert_eq!(country.status("1.1"), 4);
}

/// More rows of one modification time than a page holds.
#[tokio::test]
async fn a_bulk_change_larger_than_a_page_is_passed() {
    let country = Country::start();
    let ids: Vec<i64> = (1..=20)
        .chain(1..=20)
        .map(|n| {
            country
                .server
                .submit("11", delivery(DEPOT, &[&format!("1.{n}")]))
        })
        .collect();
    country.poll().await;
    country.sql("update source_forms set page_size = 10");
    {
        let mut state = country.server.state();
        state.advance(TimeDelta::hours(1));
        for id in &ids {
            state.edit("11", *id, json!({"current_location": HANDOVER}));
        }
    }

    let polled = country.poll().await;

    assert_eq!(of(&polled, "11").edited, 40);
    assert_eq!(
        country.count("packages where shipment_id = 1 and status = 5"),
        20
    );
}

/// Keysets lose rows when the server does not sort; the comparison makes up at once, and takes nothing for gone.
#[tokio::test]
async fn a_server_that_does_not_sort_loses_nothing() {
    let country = Country::start();
    country.server.always("11", Some(Fault::Unsorted));
    let submit = |how_many: i64| {
        for _ in 0..how_many {
            country.server.submit("11", delivery(DEPOT, &["1.1"]));
        }
    };
    // More than one list of ids holds.
    submit(5_100);
    // Nor does a row without an id make the list look short.
    country.server.state().commit_raw("11", "17");

    let first = country.poll().await;
    submit(700);
    let second = country.poll().await;
    let third = country.poll_by_hand().await;

    let told = |polled: &[FormPoll]| (of(polled, "11").new, of(polled, "11").deleted);
    assert_eq!((told(&first), told(&second)), ((5_101, 0), (700, 0)));
    assert_eq!(told(&third), (0, 0));
    assert_eq!(country.count("submissions where deleted_at is not null"), 0);
    assert!(of(&third, "11").warning.is_some());
}

#[tokio::test]
async fn both_spellings_of_dates_are_read() {
    let country = Country::start();
    country.server.submit(
        "11",
        json!({"current_location": DEPOT, "package": [{"package/qr_code": "/TR1.1"}],
        "_submission_time": "2014-07-25T17:19:15", "end": "2014-07-25T20:00:00.123+0300"}),
    );
    country.server.submit("11", json!({"current_location": DEPOT, "package": [{"package/qr_code": "/TR1.2"}],
        "_submission_time": "2026-07-25T17:19:15.123456+00:00", "end": "2026-07-25T20:00:00.123+03"}));
    country.server.state().old_dates = true;
    country.poll().await;
    let late = country.server.submit("11", delivery(DEPOT, &["1.3"]));
    country.poll().await;

    assert_eq!(country.counts().await.applied, 3);
    assert!(country.stored("11").contains(&late));
    let times = country
        .texts("select scanned_at at time zone 'UTC' from scans order by row_key::int limit 2");
    assert_eq!(
        times,
        ["2014-07-25 17:00:00.123", "2026-07-25 17:00:00.123"]
    );
}

/// Defect 4: ids need not look like a UUID.
#[tokio::test]
async fn any_id_of_a_submission_will_do() {
    let country = Country::start();
    for uuid in [
        "7d1c2f6e0b1a4c559a445f0e5b8f1a10",
        "7D1C2F6E-0B1A-4C55-9A44-5F0E5B8F1A10",
        "x",
        "ünï cödé",
    ] {
        let mut answers = delivery(DEPOT, &["1.1"]);
        answers["_uuid"] = json!(uuid);
        country.server.submit("11", answers);
    }
    let mut answers = delivery(DEPOT, &["1.2"]);
    answers["_uuid"] = json!(12345);
    answers["_id"] = json!("5");
    country.server.submit("11", answers);

    country.poll().await;
    country.poll().await;

    assert_eq!(country.counts().await.applied, 5);
    assert_eq!(country.count("submissions"), 5);
}

/// Two processes of one country, or a person beside the schedule.
#[tokio::test]
async fn two_polls_at_once_apply_everything_once() {
    let country = Country::start();
    for round in 0..30 {
        let form = ["11", "12"][round % 2];
        let (a, b) = (round % 20 + 1, (round + 7) % 20 + 1);
        country.server.submit(
            form,
            delivery(DEPOT, &[&format!("1.{a}"), &format!("2.{b}")]),
        );
    }
    let second = country.second_process();
    let (http, which) = (
        country.http(),
        Which {
            by_hand: true,
            ..Which::default()
        },
    );

    let (one, other) = tokio::join!(
        poller::poll(&country.db, &country.settings, &http, &which),
        poller::poll(&second, &country.settings, &http, &which)
    );

    let new =
        |polled: Vec<cts::scans::model::FormPoll>| polled.iter().map(|p| p.new).sum::<usize>();
    assert_eq!(new(one.unwrap()) + new(other.unwrap()), 30);
    let counts = country.counts().await;
    assert_eq!(
        (counts.received, counts.applied, counts.pending),
        (60, 60, 0)
    );
    assert_eq!(country.count("scans"), 60);
    assert_eq!(country.count("(select distinct package_id from events where kind = 'status' and package_id is not null) e"),
        country.count("events where kind = 'status' and package_id is not null"), "each package moved once");
}

/// Submissions come, change and commit late between polls; in the end everything is there, once.
#[tokio::test]
async fn whatever_happens_between_polls_everything_is_there_once() {
    for seed in 0..3 {
        let country = Country::start();
        country.server.submit("11", delivery(DEPOT, &["1.1"]));
        country.sql("insert into sources (name, kind) values ('ona', 'ona')");
        let mut random = StdRng::seed_from_u64(seed);
        let (mut reserved, mut all) = (Vec::new(), vec![("11", 1)]);
        for _ in 0..60 {
            let form = ["11", "12"][random.random_range(0..2)];
            let code = format!(
                "{}.{}",
                random.random_range(1..=2),
                random.random_range(1..=20)
            );
            match random.random_range(0..10) {
                0..=4 => all.push((form, country.server.submit(form, delivery(DEPOT, &[&code])))),
                5 => reserved.push((form, country.server.state().reserve())),
                6 if !reserved.is_empty() => {
                    let (form, id) = reserved.swap_remove(random.random_range(0..reserved.len()));
                    country
                        .server
                        .state()
                        .commit(form, id, delivery(HANDOVER, &[&code]));
                    all.push((form, id));
                }
                7 => {
                    let (form, id) = all[random.random_range(0..all.len())];
                    country
                        .server
                        .state()
                        .edit(form, id, delivery(HANDOVER, &[&code]));
                }
                8 => country
                    .server
                    .state()
                    .advance(TimeDelta::seconds(random.random_range(0..90))),
                _ => drop(country.poll().await),
            }
        }
        country.poll().await;

        let mut stored: Vec<(String, i64)> = Vec::new();
        for form in ["11", "12"] {
            stored.extend(
                country
                    .stored(form)
                    .into_iter()
                    .map(|id| (form.to_owned(), id)),
            );
        }
        let mut expected: Vec<_> = all
            .iter()
            .map(|(form, id)| ((*form).to_owned(), *id))
            .collect();
        expected.sort();
        assert_eq!(stored, expected, "seed {seed}");
        let counts = country.counts().await;
        assert_eq!(counts.pending, 0);
        assert_eq!(counts.received, counts.applied + counts.void + counts.open);
        // Each code of the present revisions counts once.
        assert_eq!(
            country.count("scans where voided_at is null"),
            all.len() as i64,
            "seed {seed}"
        );
    }
}
