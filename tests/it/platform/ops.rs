//! What `cts ops` writes, checked by the programs it is for: systemd, nginx with real requests, Prometheus.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::installation::{Installation, eventually, kill, running};
use crate::support::free_port;

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn run(program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments);
    command.output().unwrap_or_else(|error| {
        panic!("{program} cannot be run ({error}); ops/test setup installs it")
    })
}

/// A folder of this test, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cts-ops-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systemd_takes_the_units() {
    let installation = running();
    let folder = Folder::new("systemd");

    let written = installation.cts(&[
        "ops",
        "systemd",
        "--write",
        folder.0.to_str().unwrap(),
        "--user",
        "root",
        "--program",
        env!("CARGO_BIN_EXE_cts"),
    ]);
    let mut units: Vec<String> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    units.sort();
    let mut arguments = vec!["verify"];
    arguments.extend(units.iter().map(String::as_str));
    let verified = run("systemd-analyze", &arguments);
    let socket = fs::read_to_string(folder.0.join("cts.socket")).unwrap();

    assert!(written.status.success(), "{written:?}");
    assert_eq!(units.len(), 5, "{units:?}");
    // It says what it does not know of and goes on; only silence is good.
    let complaints: Vec<String> = text(&verified)
        .lines()
        .filter(|line| line.contains(folder.0.to_str().unwrap()) || line.contains("cts"))
        .map(ToOwned::to_owned)
        .collect();
    assert!(
        verified.status.success() && complaints.is_empty(),
        "{complaints:?}"
    );
    assert_eq!(socket.matches("ListenStream=").count(), 1, "{socket}");
    let unit = fs::read_to_string(folder.0.join("cts.service")).unwrap();
    for hardening in [
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "LoadCredential=",
        "SystemCallFilter=",
    ] {
        assert!(unit.contains(hardening), "{unit}");
    }
}

#[test]
fn the_socket_unit_holds_the_plain_entrance_too() {
    let (root, url) = super::installation::make_root("units");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(root.join("certificate.pem"), made.cert.pem()).unwrap();
    fs::write(root.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let base = fs::read_to_string(root.join("config/base.yaml")).unwrap();
    let tls = "tls: {certificate: certificate.pem, key: key.pem, redirect_from: \"0.0.0.0:80\"}\n";
    fs::write(root.join("config/base.yaml"), base + tls).unwrap();

    let units = super::installation::cts(&root, &["ops", "systemd", "--user", "root"]);
    fs::remove_dir_all(&root).unwrap();

    let listen = url.trim_start_matches("http://");
    let said = text(&units);
    assert!(
        said.contains(&format!(
            "ListenStream={listen}\nListenStream=0.0.0.0:80\nBacklog="
        )),
        "{said}"
    );
}

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

/// Names of our metrics in a text.
fn names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with("cts_"))
        .map(|word| word.trim_end_matches("_bucket").to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.push_str(&sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prometheus_takes_the_rules_and_they_fire_on_what_we_really_export() {
    let installation = running();
    let folder = Folder::new("prometheus");
    let written = installation.cts(&["ops", "prometheus", "--write", folder.0.to_str().unwrap()]);
    assert!(written.status.success(), "{written:?}");
    fs::write(
        folder.0.join("test.yml"),
        "rule_files: [cts-rules.yml]\nevaluation_interval: 1m\ntests:\n\
         - interval: 1m\n  input_series:\n\
         \x20 - {series: 'cts_country_up{country=\"turkey\"}', values: '1 1 0x10'}\n\
         \x20 - {series: 'cts_country_up{country=\"iraq\"}', values: '1x20'}\n  alert_rule_test:\n\
         \x20 - eval_time: 2m\n    alertname: CtsCountryDown\n    exp_alerts: []\n\
         \x20 - eval_time: 8m\n    alertname: CtsCountryDown\n    exp_alerts:\n\
         \x20   - exp_labels: {severity: page, country: turkey}\n\
         \x20     exp_annotations: {summary: 'turkey is not served', runbook: 'docs/operations.md#ctscountrydown'}\n",
    )
    .unwrap();

    let checked = run(
        "promtool",
        &["check", "rules", &folder.path("cts-rules.yml")],
    );
    let scraped = run(
        "promtool",
        &["check", "config", &folder.path("cts-scrape.yml")],
    );
    let tested = run("promtool", &["test", "rules", &folder.path("test.yml")]);

    for output in [&checked, &scraped, &tested] {
        assert!(output.status.success(), "{}", text(output));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alerts_ask_for_what_is_exported_and_the_manual_says_what_to_do() {
    let installation = running();
    let folder = Folder::new("metrics");
    let written = installation.cts(&["ops", "prometheus"]);
    let rules = String::from_utf8(written.stdout).unwrap();
    // Somebody has asked something before the figures are read.
    reqwest::get(format!("{}/TR/health/", installation.url))
        .await
        .unwrap();
    let metrics = reqwest::get(format!("{}/metrics", installation.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let linted = {
        let file = folder.path("metrics.txt");
        fs::write(&file, &metrics).unwrap();
        let mut command = Command::new("promtool");
        command
            .args(["check", "metrics"])
            .stdin(fs::File::open(file).unwrap());
        command.output().unwrap()
    };

    assert!(
        !text(&linted).contains("error while linting"),
        "{}",
        text(&linted)
    );
    let code = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let exported = names(&metrics);
    let used = names(&rules);
    assert!(used.len() > 6, "{used:?}");
    for name in &used {
        assert!(
            code.contains(&format!("\"{name}\"")),
            "nothing exports {name}"
        );
    }
    // What needs a forms server, nightly backups or TLS is not there in this installation; everything else is.
    let missing = ["poll", "observations", "backup", "certificate"];
    for name in used
        .iter()
        .filter(|name| !missing.iter().any(|word| name.contains(word)))
    {
        assert!(
            exported.contains(name),
            "{name} is not in /metrics: {exported:?}"
        );
    }
    let manual =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md"))
            .unwrap();
    for line in rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
    {
        assert!(
            manual.contains(&format!("### {line}\n")),
            "docs/operations.md says nothing of {line}"
        );
    }
}
