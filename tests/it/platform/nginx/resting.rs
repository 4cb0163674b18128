//! A country that rests, crashes or starts, asked through the front door, nginx and its own port.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::super::installation::{Installation, Status, eventually, kill, running};
use super::super::ops::Folder;
use super::super::reload::List;
use super::{Nginx, free_address, site};

/// nginx in front of the installation, and the ways to a country: the front door, nginx, the country's own port.
struct Ways {
    nginx: Nginx,
    client: reqwest::Client,
    bases: [String; 3],
    _folder: Folder,
}

impl Ways {
    fn to(installation: &Installation, key: &str) -> Self {
        let folder = Folder::new(&format!("ways-{key}"));
        let address = free_address();
        let nginx = Nginx::start(&folder, &site(installation, &["--listen", &address]));
        eventually("nginx listens", || {
            std::net::TcpStream::connect(&address).is_ok()
        });
        let port = installation.status().unwrap().instance(key)["port"].clone();
        // Long before nginx itself would give up.
        let client = reqwest::Client::builder().timeout(std::time::Duration::from_secs(60));
        Self {
            nginx,
            client: client.build().unwrap(),
            bases: [
                installation.url.clone(),
                format!("http://{address}"),
                format!("http://127.0.0.1:{port}"),
            ],
            _folder: folder,
        }
    }

    /// Status, kind, when to ask again, and the page, over each way at once.
    async fn ask(&self, path: &str) -> Vec<(u16, String, String)> {
        let asked = self.bases.iter().map(|base| {
            let request = self.client.get(format!("{base}{path}"));
            tokio::spawn(async move {
                let response = request.send().await.unwrap();
                let headers = ["content-type", "retry-after"].map(|name| {
                    let value = response.headers().get(name);
                    value.map_or_else(String::new, |it| it.to_str().unwrap().to_owned())
                });
                let status = response.status().as_u16();
                (status, headers.join(", "), response.text().await.unwrap())
            })
        });
        let mut answers = Vec::new();
        for answer in asked.collect::<Vec<_>>() {
            answers.push(answer.await.unwrap());
        }
        answers
    }

    /// Every way leads to the same page of the supervisor, which says this.
    async fn all_say(&self, prefix: &str, words: &str) {
        for path in [
            "/",
            "/health/",
            "/health/ready",
            "/shipments/",
            "/api/packages/",
        ] {
            let answers = self.ask(&format!("{prefix}{path}")).await;
            let (status, _, page) = &answers[0];
            assert_eq!(*status, 503, "{path}: {page}");
            assert!(page.contains(words), "{path}: {page}");
            assert!(
                answers.iter().all(|answer| *answer == answers[0]),
                "{path}: {answers:?}"
            );
        }
    }

    async fn all_serve(&self, prefix: &str) {
        for answer in self.ask(&format!("{prefix}/health/")).await {
            assert_eq!((answer.0, answer.2.as_str()), (200, "ok\n"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_that_rests_says_so_behind_nginx_and_at_its_own_port() {
    let installation = running();
    let list = List::of(&installation);
    let ways = Ways::to(&installation, "iraq");
    ways.all_serve("/IQ").await;

    let stopped = installation.cts(&["stop", "iraq"]);
    ways.all_say("/IQ", "working on Iraq").await;
    let started = installation.cts(&["start", "iraq"]);
    ways.all_serve("/IQ").await;
    let paused = list
        .before
        .replace("prefix: /IQ", "paused: true, prefix: /IQ");
    list.save(&paused);
    installation.wait("Iraq is paused", |status| {
        status.instance("iraq")["state"] == "paused"
    });
    ways.all_say("/IQ", "working on Iraq").await;
    list.save(&list.before);
    installation.wait("Iraq is back", Status::is_ready);
    ways.all_serve("/IQ").await;

    assert!(stopped.status.success() && started.status.success());
    drop(ways.nginx);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_in_a_crash_loop_says_so_behind_nginx_and_at_its_own_port() {
    let installation = running();
    let ways = Ways::to(&installation, "turkey");
    let log = installation.root.join("log/turkey");
    let aside = installation.root.join("log/turkey-aside");
    // Where its log was is no folder: no process of it begins.
    fs::rename(&log, &aside).unwrap();
    fs::write(&log, "").unwrap();
    kill(installation.status().unwrap().pid("turkey"), "KILL");
    installation.wait("Turkey is in a crash loop", |status| {
        status.instance("turkey")["state"] == "crash_loop"
    });

    let page = ways.ask("/TR/").await;
    let health = ways.ask("/TR/health/").await;
    fs::remove_file(&log).unwrap();
    fs::rename(&aside, &log).unwrap();
    let restarted = installation.cts(&["restart", "turkey"]);

    assert!(restarted.status.success(), "{restarted:?}");
    for answers in [page, health] {
        assert_eq!(answers[0].0, 503, "{answers:?}");
        assert!(
            answers[0].2.contains("Turkey is coming back"),
            "{answers:?}"
        );
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
    }
    ways.all_serve("/TR").await;
    drop(ways.nginx);
}

/// Asks every way to a page again and again until told to stop; every answer that is none of these.
fn watch(ways: &Ways, path: &str, expected: &'static [u16], stop: &Arc<AtomicBool>) -> Watching {
    let watch_one = |base: &String| {
        let (client, url) = (ways.client.clone(), format!("{base}{path}"));
        let stop = stop.clone();
        tokio::spawn(async move {
            let mut surprises = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                match client.get(&url).send().await {
                    Ok(response) if expected.contains(&response.status().as_u16()) => {}
                    Ok(response) => surprises.push(format!("{url}: {}", response.status())),
                    Err(error) => surprises.push(format!("{url}: {error:?}")),
                }
            }
            surprises
        })
    };
    Watching(ways.bases.iter().map(watch_one).collect())
}

struct Watching(Vec<tokio::task::JoinHandle<Vec<String>>>);

impl Watching {
    async fn surprises(self) -> Vec<String> {
        let mut all = Vec::new();
        for one in self.0 {
            all.extend(one.await.unwrap());
        }
        all
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_refused_while_a_country_rests_and_starts_and_the_program_is_replaced() {
    let installation = running();
    let ways = Ways::to(&installation, "iraq");
    let stopped = installation.cts(&["stop", "iraq"]);

    let is_replaced = Arc::new(AtomicBool::new(false));
    let resting = watch(&ways, "/IQ/", &[503], &is_replaced);
    let program = env!("CARGO_BIN_EXE_cts");
    let upgraded = installation.cts(&["upgrade", "--program", program]);
    is_replaced.store(true, Ordering::SeqCst);
    let while_resting = resting.surprises().await;
    let is_started = Arc::new(AtomicBool::new(false));
    let starting = watch(&ways, "/IQ/health/", &[503, 200], &is_started);
    let started = installation.cts(&["start", "iraq"]);
    ways.all_serve("/IQ").await;
    is_started.store(true, Ordering::SeqCst);
    let while_starting = starting.surprises().await;

    assert!(stopped.status.success() && started.status.success());
    assert!(upgraded.status.success(), "{upgraded:?}");
    assert_eq!(while_resting, Vec::<String>::new());
    assert_eq!(while_starting, Vec::<String>::new());
    drop(ways.nginx);
}
