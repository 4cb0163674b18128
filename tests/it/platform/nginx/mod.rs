//! nginx with the site that `cts ops nginx` prints, asked as people ask it: it answers as the front door does.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

mod behind;
mod resting;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use super::installation::{Installation, cts, eventually, kill, make_root, running};
use super::ops::{Folder, run, text};
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

/// What keeps a browser safe, and how long it keeps an answer.
const SAFETY: [&str; 9] = [
    "cache-control",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "set-cookie",
];

/// What must be the same whichever way an answer takes.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    location: String,
    shape: String,
    /// Of cookies the name and what the browser may do with them.
    safety: Vec<String>,
}

/// Every value of a header.
fn values<'a>(response: &'a reqwest::Response, name: &str) -> Vec<&'a str> {
    let all = response.headers().get_all(name).iter();
    all.map(|value| value.to_str().unwrap()).collect()
}

async fn answer(client: &reqwest::Client, base: &str, path: &str) -> Answer {
    let response = client.get(format!("{base}{path}")).send().await.unwrap();
    answer_of(response, base).await
}

async fn answer_of(response: reqwest::Response, base: &str) -> Answer {
    let status = response.status().as_u16();
    let location = values(&response, "location").join(", ").replace(base, "");
    let told = |name: &&str| -> Vec<String> {
        let said = values(&response, name).into_iter().map(|value| {
            let value = match value.split_once(';') {
                Some((pair, rights)) if *name == "set-cookie" => {
                    format!("{};{rights}", pair.split('=').next().unwrap())
                }
                _ => value.to_owned(),
            };
            format!("{name}: {value}")
        });
        said.collect()
    };
    // nginx leads to a country by itself, without a page.
    let safety = if status == 308 {
        Vec::new()
    } else {
        SAFETY.iter().flat_map(told).collect()
    };
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
    Answer {
        status,
        location,
        shape,
        safety,
    }
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
        let is_page = path.starts_with("/TR/sign-in");
        assert!(
            !is_page || direct.safety.len() == SAFETY.len(),
            "{direct:?}"
        );
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
