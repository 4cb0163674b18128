//! Servers that fail: nothing of a broken answer is used, no form holds up another, and all is well again after.

use chrono::TimeDelta;
use serde_json::json;

use super::kit::*;
use super::server::Fault;
use cts::scans::model::FormState;

#[tokio::test]
async fn nothing_of_a_broken_answer_is_used_and_the_next_poll_makes_up() {
    for fault in [
        Fault::Status(500),
        Fault::Html(200),
        Fault::Html(404),
        Fault::Html(502),
        Fault::Half,
        Fault::Empty,
        Fault::Body(json!({"detail": "odd"}).to_string()),
    ] {
        let country = Country::start();
        for n in 1..=5 {
            country
                .server
                .submit("11", delivery(DEPOT, &[&format!("1.{n}")]));
        }
        country.server.submit("12", delivery(DEPOT, &["2.1"]));
        country.server.always("11", Some(fault.clone()));

        let polled = country.poll().await;

        let failed = of(&polled, "11");
        assert_eq!(
            (failed.state, failed.new),
            (FormState::Failing, 0),
            "{fault:?}"
        );
        assert!(failed.error.is_some(), "{fault:?}");
        assert_eq!(
            (of(&polled, "12").state, of(&polled, "12").new),
            (FormState::Ok, 1),
            "{fault:?}"
        );
        country.server.always("11", None);
        let polled = country.poll_by_hand().await;
        assert_eq!(
            (of(&polled, "11").state, of(&polled, "11").new),
            (FormState::Ok, 5),
            "{fault:?}"
        );
        assert_eq!(country.counts().await.applied, 6);
    }
}

/// A fault in the middle keeps the pages before it and goes on from there.
#[tokio::test]
async fn a_fault_between_pages_loses_neither_side() {
    let country = Country::start();
    for n in 1..=20 {
        country
            .server
            .submit("11", delivery(DEPOT, &[&format!("1.{n}")]));
    }
    country.poll_by_hand().await;
    country.sql("update source_forms set page_size = 10");
    for n in 1..=20 {
        country
            .server
            .submit("11", delivery(DEPOT, &[&format!("2.{n}")]));
    }
    for fault in [Fault::Deaf, Fault::Half] {
        country.server.fail("11", fault);
    }
    country.poll().await;
    country.clock.advance(TimeDelta::minutes(20));
    country.poll().await;

    assert_eq!(country.stored("11"), (1..=40).collect::<Vec<_>>());
    assert_eq!(country.counts().await.applied, 40);
}

/// Defect 3: one unknown form ended the whole run, and stayed unknown until a restart.
#[tokio::test]
async fn an_unknown_form_stops_no_other_and_is_found_when_it_is_there() {
    let mut country = Country::start();
    let mut settings = (*country.settings).clone();
    settings.forms_servers[0]
        .package_forms
        .insert(0, "404".into());
    country.settings = std::sync::Arc::new(settings);
    country.server.submit("11", delivery(DEPOT, &["1.1"]));

    let polled = country.poll().await;

    assert_eq!(of(&polled, "404").state, FormState::Missing);
    assert_eq!(country.status("1.1"), 4);
    country.server.state().add_form("404");
    country.server.submit("404", delivery(HANDOVER, &["1.1"]));
    let polled = country.poll().await;
    assert!(!of(&polled, "404").asked, "it waits an hour");
    country.clock.advance(TimeDelta::hours(1));
    country.poll().await;
    assert_eq!(country.status("1.1"), 5);
}

#[tokio::test]
async fn a_short_wait_the_server_asks_for_is_waited_out() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.server.fail("11", Fault::Wait("1".into()));

    let polled = country.poll().await;

    assert_eq!(
        (of(&polled, "11").state, of(&polled, "11").new),
        (FormState::Ok, 1)
    );
}

#[tokio::test]
async fn a_long_wait_binds_everybody() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.server.fail("11", Fault::Wait("300".into()));
    let polled = country.poll().await;
    assert_eq!(of(&polled, "11").state, FormState::Failing);
    let asked = country
        .server
        .state()
        .asked
        .iter()
        .filter(|a| a.starts_with("11?"))
        .count();

    let polled = country.poll_by_hand().await;

    assert!(!of(&polled, "11").asked);
    assert!(of(&polled, "11").error.as_ref().unwrap().contains("300 s"));
    assert_eq!(
        country
            .server
            .state()
            .asked
            .iter()
            .filter(|a| a.starts_with("11?"))
            .count(),
        asked
    );
    country.clock.advance(TimeDelta::seconds(301));
    country.poll().await;
    assert_eq!(country.status("1.1"), 4);
}

#[tokio::test]
async fn a_server_that_never_answers_holds_up_only_its_own_form() {
    let country = Country::impatient();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    country.server.submit("12", delivery(DEPOT, &["1.2"]));
    country.server.always("11", Some(Fault::Hang));

    let polled = country.poll_by_hand().await;
    assert_eq!(of(&polled, "11").state, FormState::Failing);
    assert_eq!(of(&polled, "12").new, 1);
    country.poll_by_hand().await;

    assert_eq!(
        country.texts("select page_size from source_forms where form_key = '11'"),
        ["250"]
    );
    country.server.always("11", None);
    country.poll_by_hand().await;
    assert_eq!(country.status("1.1"), 4);
}

#[tokio::test]
async fn pages_that_are_too_large_are_asked_for_in_halves() {
    let country = Country::narrow();
    let padding = "x".repeat(20_000);
    for n in 0..120 {
        let mut answers = delivery(DEPOT, &[&format!("1.{}", n % 20 + 1)]);
        answers["remarks"] = json!(padding);
        country.server.submit("11", answers);
    }

    let polled = country.poll().await;

    assert_eq!(
        (of(&polled, "11").new, of(&polled, "11").error.clone()),
        (120, None)
    );
    assert_eq!(country.counts().await.applied, 120);
}

#[tokio::test]
async fn a_server_that_sends_everything_at_once_is_understood() {
    let country = Country::start();
    country.server.always("11", Some(Fault::Deaf));
    for n in 0..700 {
        country
            .server
            .submit("11", delivery(DEPOT, &[&format!("1.{}", n % 20 + 1)]));
    }

    country.poll().await;
    country.poll().await;

    assert_eq!(country.stored("11").len(), 700);
    let counts = country.counts().await;
    assert_eq!((counts.received, counts.applied), (700, 700));
}

#[tokio::test]
async fn a_wrong_token_and_a_question_not_understood_have_their_states() {
    let country = Country::start();
    country.server.always("11", Some(Fault::Status(401)));
    country.server.always("12", Some(Fault::Status(400)));

    let polled = country.poll().await;

    assert_eq!(of(&polled, "11").state, FormState::Credentials);
    assert_eq!(of(&polled, "12").state, FormState::Refused);
    assert_eq!(of(&polled, "13").state, FormState::Ok);
}

/// A token must not travel to wherever a server points.
#[tokio::test]
async fn redirects_lead_to_no_other_host() {
    let country = Country::start();
    let elsewhere = super::server::Server::start(&["11"]);
    elsewhere.submit("11", delivery(HANDOVER, &["1.1"]));
    let there = format!("{}/api/v1/data/11.json", elsewhere.url);
    country.server.always("11", Some(Fault::Redirect(there)));

    let polled = country.poll().await;

    assert_eq!(of(&polled, "11").state, FormState::Failing);
    let said = of(&polled, "11").error.clone().unwrap();
    assert!(said.contains("sends us to 127.0.0.1"), "{said}");
    assert!(elsewhere.state().asked.is_empty());
    assert_eq!(country.status("1.1"), 2);
}

/// Defect 2: the device cursor moved on although its rows were not stored.
#[tokio::test]
async fn a_page_the_database_refuses_moves_no_cursor() {
    let country = Country::start();
    country.server.submit(
        "13",
        json!({"qr_code": "partner-code", "deviceid": "phone-1"}),
    );
    country.sql("alter table submissions add constraint not_today check (device_id <> 'phone-1')");
    let which = cts::scans::poller::Which::default();
    let refused =
        cts::scans::poller::poll(&country.db, &country.settings, &country.http(), &which).await;
    assert!(refused.is_err());
    assert_eq!(
        country.texts("select max_row from source_forms where form_key = '13'"),
        ["0"]
    );
    country.sql("alter table submissions drop constraint not_today");

    country.poll().await;

    assert_eq!(
        country.texts("select device_id from users where email = 'clinic@example.org'"),
        ["phone-1"]
    );
}

/// What a crash between the two transactions leaves is applied by the next poll, even when no server answers.
#[tokio::test]
async fn rows_left_pending_by_a_crash_are_applied_by_the_next_run() {
    let country = Country::start();
    country
        .server
        .submit("11", delivery(DEPOT, &["1.1", "1.2"]));
    // As if the process had died after the first transaction.
    country.sql("create function die() returns trigger language plpgsql as $$ begin raise 'deadlock detected'; end $$;
                 create trigger die before insert on scans for each row execute function die()");
    let which = cts::scans::poller::Which::default();
    let died =
        cts::scans::poller::poll(&country.db, &country.settings, &country.http(), &which).await;
    assert!(died.is_err());
    let counts = country.counts().await;
    assert_eq!((counts.received, counts.pending), (2, 2));
    country.sql("drop trigger die on scans");
    for form in FORMS {
        country.server.always(form, Some(Fault::Status(500)));
    }

    country.poll().await;

    let counts = country.counts().await;
    assert_eq!((counts.applied, counts.pending), (2, 0));
    assert_eq!(country.status("1.2"), 4);
}

/// Failures in a row end with a comparison, since nobody knows what was missed.
#[tokio::test]
async fn after_a_streak_of_failures_all_rows_are_compared() {
    let country = Country::start();
    let ids: Vec<i64> = (1..=20)
        .map(|n| {
            country
                .server
                .submit("11", delivery(DEPOT, &[&format!("1.{n}")]))
        })
        .collect();
    country.poll().await;
    country.server.always("11", Some(Fault::Status(500)));
    for _ in 0..3 {
        country.clock.advance(TimeDelta::minutes(16));
        country.poll().await;
    }
    country.server.always("11", None);
    country.server.state().delete("11", ids[3]);
    country.clock.advance(TimeDelta::minutes(16));

    let polled = country.poll().await;

    assert_eq!(of(&polled, "11").deleted, 1);
}

#[tokio::test]
async fn a_scheduled_poll_leaves_a_failing_form_alone_for_a_while() {
    let country = Country::start();
    country.server.always("11", Some(Fault::Status(500)));
    country.poll().await;
    country.sql("update source_forms set next_attempt_at = next_attempt_at + interval '10 minutes' where form_key = '11'");

    let polled = country.poll().await;

    assert!(!of(&polled, "11").asked);
    assert!(of(&polled, "12").asked);
    assert_eq!(of(&polled, "11").state, FormState::Failing);
}
