//! The job that polls, and its record.

use std::time::Duration;

use super::kit::*;
use super::server::Fault;
use cts::jobs::{Trigger, run_now};
use cts::scans::poller;

#[tokio::test]
async fn the_job_records_what_each_form_gave() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    let job = poller::job(&country.settings, country.http(), poller::PATIENCE).unwrap();

    let run = run_now(&country.db, &job, Trigger::Person).await.unwrap();

    assert_eq!((run.outcome.as_deref(), run.done), (Some("ok"), 1));
    assert_eq!(run.summary["forms"].as_array().unwrap().len(), 3);
    assert_eq!(country.status("1.1"), 4);
}

#[tokio::test]
async fn a_failing_form_makes_the_run_fail_and_says_which() {
    let country = Country::start();
    country.server.submit("12", delivery(DEPOT, &["1.1"]));
    country.server.always("11", Some(Fault::Status(500)));
    let job = poller::job(&country.settings, country.http(), poller::PATIENCE).unwrap();

    let run = run_now(&country.db, &job, Trigger::Person).await.unwrap();

    assert_eq!((run.outcome.as_deref(), run.done), (Some("failed"), 1));
    assert!(run.error.contains("ona 11"), "{}", run.error);
}

#[tokio::test]
async fn a_form_that_does_not_answer_holds_up_no_other() {
    let mut country = Country::start();
    country.limits.total = Duration::from_secs(30);
    country.server.always("11", Some(Fault::Hang));
    let patience = Duration::from_millis(300);
    let job = poller::job(&country.settings, country.http(), patience).unwrap();
    let mut seen = Vec::new();

    for number in ["1.1", "1.2"] {
        country.server.submit("12", delivery(DEPOT, &[number]));
        country.clock.advance(chrono::TimeDelta::minutes(2));
        let run = run_now(&country.db, &job, Trigger::Schedule).await.unwrap();
        seen.push((
            run.outcome.clone(),
            run.done,
            run.summary["under_way"].clone(),
        ));
        assert_eq!(country.status(number), 4);
    }
    let asked = |server: &super::server::Server| {
        let asked = server.state().asked.clone();
        asked.iter().filter(|path| path.starts_with("11?")).count()
    };
    let hanging = asked(&country.server);

    let expected = (Some("ok".to_owned()), 1, serde_json::json!(["ona 11"]));
    assert_eq!(seen, [expected.clone(), expected]);
    assert_eq!(hanging, 1, "it is asked once, not once more in each run");
}

#[tokio::test]
async fn a_poll_that_outlasted_its_run_is_told_of_in_the_run_in_which_it_ends() {
    let mut country = Country::start();
    country.limits.total = Duration::from_millis(400);
    country.server.always("11", Some(Fault::Hang));
    let patience = Duration::from_millis(20);
    let job = poller::job(&country.settings, country.http(), patience).unwrap();
    let first = run_now(&country.db, &job, Trigger::Schedule).await.unwrap();

    let told = crate::support::eventually("the form's poll ends", async || {
        let run = run_now(&country.db, &job, Trigger::Schedule).await.unwrap();
        run.error.contains("ona 11").then_some(run.error)
    })
    .await;

    assert!(!first.error.contains("ona 11"), "{}", first.error);
    assert!(told.contains("no answer"), "{told}");
}
