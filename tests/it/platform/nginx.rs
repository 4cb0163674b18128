//! nginx with the site that `cts ops nginx` prints, asked as people ask it: it answers as the front door does.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::installation::{Installation, Status, cts, eventually, kill, make_root, running};
use super::ops::{Folder, run, text};
use super::reload::List;
use crate::support::free_port;

/// nginx with our site, ended by its pid.
struct Nginx(Child);

impl Nginx {
    fn start(folder: &Folder, site: &str) -> Self {
        let conf = format!(
            "daemon off; pid {0}/pid; error_log {0}/error.log; worker_processes 1; events {{}}\n\
             http {{ access_log off; client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c;\n\
             uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;\n{site}\n}}\n",
            folder.0.display()
        );
        let file = folder.path("nginx.conf");
        fs::write(&file, conf).unwrap();
        let checked = run("/usr/sbin/nginx", &["-t", "-c", &file]);
        assert!(checked.status.success(), "{}", text(&checked));
        let child = Command::new("/usr/sbin/nginx")
            .args(["-c", &file])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        kill(self.0.id(), "TERM");
        let _ = self.0.wait();
    }
}

fn free_address() -> String {
    format!("127.0.0.1:{}", free_port())
}

async fn answer(client: &reqwest::Client, base: &str, path: &str) -> (u16, String, String) {
    let response = client.get(format!("{base}{path}")).send().await.unwrap();
    let status = response.status().as_u16();
    let location = response
        .headers()
        .get("location")
        .map_or_else(String::new, |value| {
            value.to_str().unwrap().replace(base, "")
        });
    let body = response.text().await.unwrap();
    // What differs with every answer: tokens of forms.
    let shape = if (300..400).contains(&status) {
        String::new()
    } else if body.contains("csrf_token") {
        "a form".to_owned()
    } else {
        // Each error has a number of its own.
        let body = body.split("give this number").next().unwrap_or_default();
        body.replace(base, "")
    };
    (status, location, shape)
}

fn site(installation: &Installation, more: &[&str]) -> String {
    let mut arguments = vec!["ops", "nginx"];
    arguments.extend(more);
    let made = installation.cts(&arguments);
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_answers_as_the_front_door_does() {
    let installation = running();
    let folder = Folder::new("nginx");
    let (address, balanced) = (free_address(), free_address());
    let nginx = Nginx::start(
        &folder,
        &site(
            &installation,
            &["--listen", &address, "--load-balancer-port", &balanced],
        ),
    );
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let through = format!("http://{address}");
    eventually("nginx listens", || {
        std::net::TcpStream::connect(&address).is_ok()
    });

    for path in [
        "/",
        "/TR",
        "/TR?x=1",
        "/TR/health/",
        "/TR/sign-in/",
        "/TR/shipments/?q=a",
        "/TR/nothing/",
        "/TR/metrics",
        "/IQ/health/ready",
        "/XX/",
        "/robots.txt",
        "/health/",
        "/static/nothing.css",
    ] {
        let direct = answer(&client, &installation.url, path).await;
        let proxied = answer(&client, &through, path).await;
        assert_eq!(proxied, direct, "{path}");
    }
    let metrics = client
        .get(format!("{through}/metrics"))
        .send()
        .await
        .unwrap();
    let too_large = client
        .post(format!("{through}/TR/sign-in/"))
        .body(vec![0_u8; 33 << 20])
        .send()
        .await;
    let healthy = client
        .get(format!("http://{balanced}/TR/health/"))
        .header("host", "10.1.2.3")
        .send()
        .await
        .unwrap();

    assert_eq!(metrics.status(), 403);
    assert!(too_large.is_err() || too_large.unwrap().status() == 413);
    assert_eq!(healthy.status(), 200);
    drop(nginx);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_asks_for_a_password_before_pages_and_not_before_health() {
    let installation = running();
    let folder = Folder::new("nginx-auth");
    let address = free_address();
    let passwords = folder.path("passwords");
    fs::write(&passwords, "guest:{PLAIN}come in\n").unwrap();
    let made = site(
        &installation,
        &["--listen", &address, "--basic-auth", &passwords],
    );
    let nginx = Nginx::start(&folder, &made);
    let client = reqwest::Client::new();
    eventually("nginx listens", || {
        std::net::TcpStream::connect(&address).is_ok()
    });
    let page = format!("http://{address}/TR/sign-in/");

    let stranger = client.get(&page).send().await.unwrap().status();
    let guest = client.get(&page).basic_auth("guest", Some("come in"));
    let guest = guest.send().await.unwrap().status();
    let health = client.get(format!("http://{address}/TR/health/"));
    let health = health.send().await.unwrap().status();
    let ready = client.get(format!("http://{address}/TR/health/ready"));
    let ready = ready.send().await.unwrap().status();

    let found = (stranger.as_u16(), guest.as_u16(), health.as_u16());
    assert_eq!(found, (401, 200, 200));
    assert_eq!(ready.as_u16(), 200);
    drop(nginx);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_leads_plain_http_to_https() {
    let installation = running();
    let folder = Folder::new("nginx-redirect");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path("certificate.pem"), folder.path("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let (secure, plain) = (free_address(), free_address());
    let made = site(
        &installation,
        &[
            "--listen",
            &secure,
            "--certificate",
            &certificate,
            "--key",
            &key,
            "--redirect-from",
            &plain,
        ],
    );
    let nginx = Nginx::start(&folder, &made);
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    eventually("nginx listens", || {
        std::net::TcpStream::connect(&plain).is_ok()
    });

    let led = client.get(format!("http://{plain}/TR/shipments/?q=a%20b"));
    let led = led.send().await.unwrap();

    let to = format!("https://{secure}/TR/shipments/?q=a%20b");
    assert_eq!(
        (led.status().as_u16(), &led.headers()["location"]),
        (308, &to.parse().unwrap())
    );
    drop(nginx);
}

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

/// Takes one request and gives what was read of it; without an answer it breaks off.
fn take(listener: &TcpListener, answer: &str) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let mut head = String::new();
    let mut byte = [0_u8; 1];
    while !head.ends_with("\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
        head.push(char::from(byte[0]));
    }
    let head = head.to_lowercase();
    let length = head.split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
    let mut body = vec![0_u8; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    stream.write_all(answer.as_bytes()).unwrap();
    head
}

const GONE: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_behind_nginx_hears_who_asks_and_nothing_is_sent_twice() {
    let (root, url) = make_root("nginx-heads");
    let list = fs::read_to_string(root.join("instances/instances.yaml")).unwrap();
    let port = list.split("port: ").nth(1).unwrap();
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    let country = TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    let front_door = TcpListener::bind(url.trim_start_matches("http://")).unwrap();
    let folder = Folder::new("nginx-heads");
    let address = free_address();
    let printed = cts(&root, &["ops", "nginx", "--listen", &address]);
    fs::remove_dir_all(&root).unwrap();
    let nginx = Nginx::start(&folder, &String::from_utf8(printed.stdout).unwrap());
    eventually("nginx listens", || {
        std::net::TcpStream::connect(&address).is_ok()
    });
    let taken = tokio::task::spawn_blocking(move || {
        let served = take(&country, GONE);
        // A page, then a form, whose process ends under them; then nobody is there.
        take(&country, "");
        let page = take(&front_door, GONE);
        take(&country, "");
        drop(country);
        let form = take(&front_door, GONE);
        let unsent = take(&front_door, GONE);
        [served, page, form, unsent]
    });

    let client = reqwest::Client::builder()
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    let to = format!("http://{address}/TR/x");
    for request in [
        client.get(&to).header("host", "cts.example.org"),
        client.get(&to),
        client.post(&to).body("once"),
        client.post(&to).body("once"),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 204);
    }
    let [served, page, form, unsent] = taken.await.unwrap();

    for line in [
        "host: cts.example.org\r\n",
        "x-forwarded-host: cts.example.org\r\n",
        "x-forwarded-for: 127.0.0.1\r\n",
        "x-forwarded-proto: http\r\n",
        "x-forwarded-prefix: /tr\r\n",
    ] {
        assert!(served.contains(line), "{line}{served}");
    }
    let broke_off = [served, page, form, unsent].map(|head| head.contains("x-cts-broke-off: 1"));
    assert_eq!(broke_off, [false, false, true, false]);
    drop(nginx);
}
