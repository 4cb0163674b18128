//! Processes of every kind are killed in any order while somebody writes: everything comes back by itself, nothing is
//! left over, and what was answered is there, once.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rand::seq::SliceRandom;

use super::installation::{Installation, Status, eventually, kill, running};
use super::isolation::{Browser, cookie};
use super::visitors::Visitors;

/// Somebody signed in to Turkey.
#[derive(Clone)]
struct Writer {
    client: reqwest::Client,
    page: String,
    cookies: String,
    csrf_token: String,
}

pub(super) fn token_in(page: &str) -> String {
    let after = page.split("name=\"csrf_token\" value=\"").nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

impl Writer {
    async fn sign_in(installation: &Installation) -> Self {
        let made = installation.cts(&[
            "-i",
            "turkey",
            "user",
            "create",
            "trial@example.org",
            "--role",
            "coordinator",
            "--generate",
            "--json",
        ]);
        assert!(made.status.success(), "{made:?}");
        let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
        let browser = Browser::new(&installation.url);
        let page = browser.get("/TR/sign-in/", "").await;
        let of_form = cookie(&page);
        let token = token_in(&page.text().await.unwrap());
        let form = [
            ("csrf_token", token.as_str()),
            ("email", "trial@example.org"),
            ("password", made["password"].as_str().unwrap()),
        ];
        let signed_in = browser.post("/TR/sign-in/", &of_form, &form).await;
        assert_eq!(signed_in.status(), 303);
        let cookies = cookie(&signed_in);
        let path = "/TR/entities/categories/new/";
        let page = browser.get(path, &cookies).await;
        assert_eq!(page.status(), 200);
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(30));
        Self {
            client: client.build().unwrap(),
            page: format!("{}{path}", installation.url),
            cookies,
            csrf_token: token_in(&page.text().await.unwrap()),
        }
    }

    /// Whether the country said that it is stored.
    async fn write(&self, name: &str) -> bool {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf_token", &self.csrf_token)
            .append_pair("name", name)
            .finish();
        let asked = self
            .client
            .post(&self.page)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookies)
            .body(body);
        let answer = asked.send().await;
        answer.is_ok_and(|answer| answer.status() == 303)
    }
}

/// Writes until told to stop; gives what was acknowledged.
async fn write_on(
    writer: Writer,
    number: usize,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicUsize>,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let mut count = 0;
    while !stop.load(Ordering::SeqCst) {
        count += 1;
        let name = format!("Trial {number}-{count}");
        if writer.write(&name).await {
            acknowledged.push(name);
            done.fetch_add(1, Ordering::SeqCst);
        } else {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    acknowledged
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    after_name.split_whitespace().nth(1)?.parse().ok()
}

/// Processes that neither descend from the supervisor nor from the server its guard looks after: a server that outlived
/// a guard has no parent any more.
fn orphans(installation: &Installation) -> Vec<(u32, String)> {
    let roots = [
        installation.supervisor,
        installation.status().unwrap().pid("postgres"),
    ];
    let descends = |pid: u32| {
        let mut next = Some(pid);
        while let Some(now) = next.filter(|now| *now > 1) {
            if roots.contains(&now) {
                return true;
            }
            next = parent_of(now);
        }
        false
    };
    let mut all = installation.processes();
    all.retain(|(pid, _)| !descends(*pid) && super::installation::is_alive(*pid));
    all
}

/// The process that looks after PostgreSQL, when there is one just now.
fn guard(installation: &Installation) -> Option<u32> {
    let all = installation.processes();
    // One before may still be ending.
    let found = all.iter().find(|(pid, line)| {
        line.contains("serve --postgres") && parent_of(*pid) == Some(installation.supervisor)
    });
    found.map(|(pid, _)| *pid)
}

/// One of the server's own processes, which write for all.
fn checkpointer(installation: &Installation) -> Option<u32> {
    let server = installation.status()?.pid("postgres");
    let all = installation.processes();
    let of_server = all
        .iter()
        .filter(|(pid, _)| parent_of(*pid) == Some(server));
    let found = of_server
        .into_iter()
        .find(|(_, line)| line.contains("checkpointer"));
    found.map(|(pid, _)| *pid)
}

fn kill_one(installation: &mut Installation, victim: &str) {
    match victim {
        "supervisor" => {
            kill(installation.supervisor, "KILL");
            eventually("every process has ended", || {
                installation.processes().is_empty()
            });
            installation.start();
        }
        "guard" => {
            let old = guard(installation).unwrap();
            kill(old, "KILL");
            eventually("another looks after PostgreSQL", || {
                guard(installation).is_some_and(|now| now != old)
            });
        }
        "checkpointer" => {
            let old = checkpointer(installation).unwrap();
            kill(old, "KILL");
            eventually("PostgreSQL has begun anew", || {
                checkpointer(installation).is_some_and(|now| now != old)
            });
        }
        unit => {
            let old = installation.status().unwrap().pid(unit);
            kill(old, "KILL");
            installation.wait("another process does its work", |status| {
                status.pid_now(unit).is_some_and(|now| now != old)
            });
        }
    }
}

/// What is killed, in any order. `CTS_TRIAL_KILLS=50` tries longer than a run of all tests has time for.
fn victims() -> Vec<&'static str> {
    let all = [
        "turkey",
        "postgres",
        "supervisor",
        "guard",
        "iraq",
        "checkpointer",
    ];
    #[expect(
        clippy::disallowed_methods,
        reason = "how long to try is no setting of the program"
    )]
    let wanted = std::env::var("CTS_TRIAL_KILLS").ok();
    let count = wanted.map_or(6, |count| count.parse().expect("a number of kills"));
    let mut victims: Vec<_> = all.iter().copied().cycle().take(count).collect();
    victims.shuffle(&mut rand::rng());
    victims
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_killed_under_load_comes_back_and_nothing_acknowledged_is_lost() {
    let mut installation = running();
    let writer = Writer::sign_in(&installation).await;
    let (stop, done) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let writers: Vec<_> = (0..3)
        .map(|number| tokio::spawn(write_on(writer.clone(), number, stop.clone(), done.clone())))
        .collect();
    let victims = victims();

    for victim in &victims {
        // At any moment of their work.
        let so_far = done.load(Ordering::SeqCst);
        let some = rand::random_range(3..15);
        eventually(&format!("they write before {victim} is killed"), || {
            done.load(Ordering::SeqCst) >= so_far + some
        });
        kill_one(&mut installation, victim);
        installation.wait("everything is ready again", Status::is_ready);
    }
    let so_far = done.load(Ordering::SeqCst);
    eventually("they still write", || done.load(Ordering::SeqCst) > so_far);
    stop.store(true, Ordering::SeqCst);
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }

    eventually("nothing is left over", || orphans(&installation).is_empty());
    let asked = "select name from item_categories where name like 'Trial %'";
    let stored = installation.cts(&["-i", "turkey", "sql", "--json", "--limit", "100000", asked]);
    assert!(stored.status.success(), "{stored:?}");
    let stored: serde_json::Value = serde_json::from_slice(&stored.stdout).unwrap();
    let stored: Vec<&str> = stored
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    let lost: Vec<&String> = acknowledged
        .iter()
        .filter(|name| !stored.contains(&name.as_str()))
        .collect();
    assert_eq!(lost, Vec::<&String>::new(), "killed in order: {victims:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_outlives_its_guard_and_is_taken_over_by_the_next() {
    let mut installation = running();
    let before = installation.status().unwrap();
    let server = before.pid("postgres");
    let visitors = Visitors::come(&[
        format!("{}/TR/health/ready", installation.url),
        format!("{}/IQ/sign-in/", installation.url),
    ]);
    visitors.go_on().await;

    kill_one(&mut installation, "guard");
    let after = installation.wait("everything is ready", Status::is_ready);
    visitors.go_on().await;
    assert_eq!(visitors.leave().await, Vec::<String>::new());
    for key in ["postgres", "turkey", "iraq"] {
        assert_eq!(after.pid(key), before.pid(key), "{key}");
    }

    // The next guard ends with the supervisor as the first one would have, and the server with it.
    kill_one(&mut installation, "supervisor");
    let anew = installation.wait("everything is ready again", Status::is_ready);
    assert_ne!(anew.pid("postgres"), server);

    // Both at once: nobody is left to end the server, and the next supervisor finds it.
    let server = anew.pid("postgres");
    let guard = guard(&installation).unwrap();
    kill(guard, "STOP");
    kill(installation.supervisor, "KILL");
    kill(guard, "KILL");
    eventually("only the server is left", || {
        let left = installation.processes();
        left.iter()
            .all(|(pid, _)| *pid == server || parent_of(*pid) == Some(server))
    });
    assert!(super::installation::is_alive(server));
    installation.start();
    let adopted = installation.wait("everything is ready again", Status::is_ready);
    assert_eq!(adopted.pid("postgres"), server);
}
