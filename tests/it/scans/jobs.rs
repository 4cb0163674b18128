//! The job that polls, and its record.

use super::kit::*;
use super::server::Fault;
use cts::jobs::{Trigger, run_now};
use cts::scans::poller;

#[tokio::test]
async fn the_job_records_what_each_form_gave() {
    let country = Country::start();
    country.server.submit("11", delivery(DEPOT, &["1.1"]));
    let job = poller::job(&country.settings, country.http()).unwrap();

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
    let job = poller::job(&country.settings, country.http()).unwrap();

    let run = run_now(&country.db, &job, Trigger::Person).await.unwrap();

    assert_eq!((run.outcome.as_deref(), run.done), (Some("failed"), 1));
    assert!(run.error.contains("ona 11"), "{}", run.error);
}
