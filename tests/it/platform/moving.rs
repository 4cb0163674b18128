//! Countries change their prefixes and exchange their ports while they are visited.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::installation::{Status, running};
use super::reload::{List, is_ready, lebanon, status_of};
use super::upgrade::BrokenMigration;
use super::visitors::Visitors;
use crate::support::free_port;

/// Asks under the old prefix, and where nobody is any more under the new one, until told to stop; what surprised.
async fn follow(old: String, new: String, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut surprises = Vec::new();
    let mut has_moved = false;
    while !stop.load(Ordering::SeqCst) {
        match status_of(&old).await {
            200 if !has_moved => {}
            404 => {
                has_moved = true;
                let found = status_of(&new).await;
                if found != 200 {
                    surprises.push(format!(
                        "{found} under the new prefix, 404 under the old one"
                    ));
                }
            }
            other => surprises.push(format!("{other} under the old prefix, moved: {has_moved}")),
        }
    }
    if !has_moved {
        surprises.push("it never moved".into());
    }
    surprises
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_with_another_prefix_is_always_found_under_one_of_the_two() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let page = |prefix: &str| format!("{}{prefix}/health/", installation.url);
    let stop = Arc::new(AtomicBool::new(false));
    // The second leads on, under the prefix that the process knows which answers.
    let of_page = |rest: &str| {
        let [old, new] = ["/TR", "/TU"].map(|prefix| format!("{}{prefix}{rest}", installation.url));
        tokio::spawn(follow(old, new, stop.clone()))
    };
    let followers = ["/health/", "/sign-in", "/health/", "/sign-in"].map(of_page);
    let elsewhere = Visitors::come(&[page("/IQ")]);
    elsewhere.go_on().await;

    list.save(&list.before.replace("/TR", "/TU"));
    let moved = installation.wait("Turkey is found elsewhere", |status| {
        is_ready(status, "turkey") && status.instance("turkey")["prefix"] == "/TU"
    });
    elsewhere.go_on().await;
    let gone = reqwest::get(page("/TR")).await.unwrap();
    let gone = (gone.status().as_u16(), gone.text().await.unwrap());
    elsewhere.go_on().await;
    stop.store(true, Ordering::SeqCst);
    for follower in followers {
        assert_eq!(follower.await.unwrap(), Vec::<String>::new());
    }
    list.save(&list.before);
    installation.wait("Turkey is back", |status| {
        status.is_ready() && status.instance("turkey")["prefix"] == "/TR"
    });

    assert_eq!(elsewhere.leave().await, Vec::<String>::new());
    assert_ne!(moved.pid("turkey"), before.pid("turkey"));
    assert_eq!(moved.pid("iraq"), before.pid("iraq"));
    assert_eq!(gone.0, 404);
    assert!(gone.1.contains("href=\"/TU/\""), "the list: {}", gone.1);
    assert_eq!(status_of(&page("/TR")).await, 200);
}

fn exchanged(list: &str, one: &str, other: &str) -> String {
    list.replace(one, "PORT")
        .replace(other, one)
        .replace("PORT", other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exchange_that_fails_halfway_leaves_everybody_where_they_were() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let port = |key: &str| before.instance(key)["port"].to_string();
    let (turkeys, iraqs) = (port("turkey"), port("iraq"));
    let visitors = Visitors::come(&[
        format!("{}/TR/health/", installation.url),
        format!("{}/IQ/health/", installation.url),
    ]);
    visitors.go_on().await;

    let broken = BrokenMigration::of(&installation, "iraq");
    list.save(&exchanged(&list.before, &turkeys, &iraqs));
    let refused = installation.wait("the exchange is refused", |status| {
        let problem = status.0["configuration"]["problem"].as_str();
        problem.is_some_and(|problem| problem.contains("iraq does not leave its port"))
    });
    visitors.go_on().await;
    // As a proxy that knows the ports asks.
    let direct = status_of(&format!("http://127.0.0.1:{turkeys}/TR/health/")).await;
    drop(broken);
    list.save(&list.before);
    installation.wait("the list of before is in force", |status| {
        status.is_ready() && status.0["configuration"].is_null()
    });

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_ne!(refused.pid("turkey"), before.pid("turkey"), "it had left");
    for key in ["turkey", "iraq"] {
        assert_eq!(refused.instance(key)["port"].to_string(), port(key));
    }
    assert_eq!(direct, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_that_does_not_come_to_its_port_says_so_and_is_brought_there_later() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let port = |status: &Status| status.instance("iraq")["port"].to_string();
    let old = port(&before);
    let new = free_port().to_string();
    let visitors = Visitors::come(&[format!("{}/IQ/health/", installation.url)]);
    visitors.go_on().await;

    let broken = BrokenMigration::of(&installation, "iraq");
    list.save(&list.before.replace(&old, &new));
    let away = installation.wait("it says where it is", |status| {
        let reason = status.instance("iraq")["reason"].to_string();
        reason.contains("serves on port") && reason.contains("migrating iraq failed")
    });
    visitors.go_on().await;
    drop(broken);
    let home = installation.wait("it is on its port", |status| {
        is_ready(status, "iraq") && port(status) == new
    });
    visitors.go_on().await;
    list.save(&list.before);
    installation.wait("everything is as it was", |status| {
        status.is_ready() && port(status) == old
    });

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(away.instance("iraq")["port"].to_string(), old);
    assert_eq!(away.pid("iraq"), before.pid("iraq"));
    assert!(home.instance("iraq")["reason"].is_null(), "{home:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_countries_exchange_their_ports_and_refuse_nobody() {
    let installation = running();
    let list = List::of(&installation);
    let before = installation.status().unwrap();
    let port = |key: &str| before.instance(key)["port"].to_string();
    let (turkeys, iraqs) = (port("turkey"), port("iraq"));
    let number = |port: &str| port.parse().ok();
    let visitors = Visitors::come(&[
        format!("{}/TR/health/", installation.url),
        format!("{}/IQ/health/", installation.url),
    ]);
    visitors.go_on().await;

    list.save(&exchanged(&list.before, &turkeys, &iraqs));
    installation.wait("the ports are exchanged", |status| {
        status.is_ready()
            && status.instance("turkey")["port"].as_u64() == number(&iraqs)
            && status.instance("iraq")["port"].as_u64() == number(&turkeys)
    });
    visitors.go_on().await;
    // As a proxy that knows the ports asks.
    let direct = status_of(&format!("http://127.0.0.1:{iraqs}/TR/health/")).await;
    list.save(&list.before);
    let back = installation.wait("everything is as it was", |status| {
        status.is_ready() && status.instance("turkey")["port"].as_u64() == number(&turkeys)
    });
    visitors.go_on().await;

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(direct, 200);
    assert!(back.0["configuration"].is_null(), "{back:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_goes_from_a_country_that_leaves_to_one_that_comes() {
    let installation = running();
    let list = List::of(&installation);
    let leaving = lebanon();
    list.save_with(&leaving);
    let before = installation.wait("Lebanon is ready", |status| is_ready(status, "lebanon"));
    let visitors = Visitors::come(&[format!("{}/IQ/health/", installation.url)]);
    visitors.go_on().await;

    let coming = leaving
        .replace("lebanon", "syria")
        .replace("Lebanon", "Syria")
        .replace("/LB", "/SY")
        .replace("LBP", "SYP");
    list.save_with(&coming);
    let after = installation.wait("Syria is ready", |status| is_ready(status, "syria"));
    visitors.go_on().await;
    let answers = status_of(&format!("{}/SY/health/", installation.url)).await;
    list.save(&list.before);
    installation.wait("Syria is gone", |status| status.find("syria").is_none());

    assert_eq!(visitors.leave().await, Vec::<String>::new());
    assert_eq!(answers, 200);
    assert!(after.find("lebanon").is_none());
    assert_eq!(
        after.instance("syria")["port"],
        before.instance("lebanon")["port"]
    );
    assert_eq!(after.pid("iraq"), before.pid("iraq"));
}
