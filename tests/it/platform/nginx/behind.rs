//! Through nginx by HTTPS, and behind a load balancer: what is said to browsers and who is known to ask.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;

use super::super::installation::{eventually, running};
use super::super::isolation::cookie;
use super::super::ops::Folder;
use super::super::reload::Saved;
use super::super::trial::token_in;
use super::{Nginx, answer, answer_of, free_address, site, values};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn https_through_nginx_is_answered_as_the_front_door_does_and_says_so_once() {
    let installation = running();
    let folder = Folder::new("nginx-https");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path("certificate.pem"), folder.path("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let address = free_address();
    let pair = ["--certificate", &certificate, "--key", &key];
    let site = site(
        &installation,
        &[&["--listen", &address], &pair[..]].concat(),
    );
    let nginx = Nginx::start(&folder, &site);
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([trusted])
        .resolve("localhost", address.parse().unwrap())
        .build()
        .unwrap();
    let secure = format!("https://localhost:{}", address.rsplit(':').next().unwrap());
    let plain = format!("http://{address}/TR/");
    eventually("nginx listens", || {
        std::net::TcpStream::connect(&address).is_ok()
    });
    // As outside dev, where a country says by itself that it is for HTTPS only.
    let base = installation.root.join("config/base.yaml");
    let before = fs::read_to_string(&base).unwrap();
    let _put_back = Saved::of(base.clone());
    fs::write(&base, format!("{before}secure_cookies: true\n")).unwrap();
    let changed = installation.cts(&["reload"]);

    let mut pairs = Vec::new();
    let mut promises = Vec::new();
    for path in [
        "/",
        "/TR",
        "/TR/sign-in/",
        "/TR/shipments/",
        "/TR/nothing/",
        "/XX/",
    ] {
        let direct = answer(&client, &installation.url, path).await;
        let response = client.get(format!("{secure}{path}")).send().await.unwrap();
        let promised = values(&response, "strict-transport-security").join(" and ");
        promises.push(format!("{path}: {promised}"));
        pairs.push((path, answer_of(response, &secure).await, direct));
    }
    let unencrypted = client.get(plain).send().await.unwrap().status();
    fs::write(&base, before).unwrap();
    let back = installation.cts(&["reload"]);

    assert!(
        changed.status.success() && back.status.success(),
        "{changed:?} {back:?}"
    );
    for (path, through, direct) in &pairs {
        assert_eq!(through, direct, "{path}");
    }
    let cookie = pairs[2].1.safety.last().unwrap();
    assert!(
        cookie.starts_with("set-cookie: ") && cookie.contains("Secure"),
        "{cookie}"
    );
    for promise in promises {
        assert!(promise.ends_with(": max-age=31536000"), "{promise}");
    }
    assert_eq!(unencrypted, 400, "no plain HTTP on this port");
    drop(nginx);
}

/// Signs in as somebody a load balancer asks for, with a browser of this name.
async fn sign_in(base: &str, browser: &str, password: &str) -> u16 {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(browser)
        .build()
        .unwrap();
    let to = format!("{base}/TR/sign-in/");
    // Somebody says where they come from; behind them are two that ask for others.
    let asked_for = ("x-forwarded-for", "198.51.100.9, 203.0.113.7, 127.0.0.2");
    let page = client.get(&to).header(asked_for.0, asked_for.1);
    let page = page.send().await.unwrap();
    let cookie = cookie(&page);
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf_token", &token_in(&page.text().await.unwrap()))
        .append_pair("email", "balanced@example.org")
        .append_pair("password", password)
        .finish();
    let form = client
        .post(&to)
        .header(asked_for.0, asked_for.1)
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    form.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_load_balancer_a_country_hears_who_asks_as_behind_the_front_door() {
    let installation = running();
    let json = |arguments: &str| -> serde_json::Value {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = installation.cts(&arguments);
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let made = json("-i turkey user create balanced@example.org --generate --json");
    let password = made["password"].as_str().unwrap();
    let folder = Folder::new("nginx-balanced");
    let (address, balanced) = (free_address(), free_address());
    let ports = ["--listen", &address, "--load-balancer-port", &balanced];
    let nginx = Nginx::start(&folder, &site(&installation, &ports));
    eventually("nginx listens", || {
        std::net::TcpStream::connect(&balanced).is_ok()
    });
    let base = installation.root.join("config/base.yaml");
    let before = fs::read_to_string(&base).unwrap();
    let _put_back = Saved::of(base.clone());

    let mut signed_in = vec![
        sign_in(&installation.url, "door", password).await,
        sign_in(&format!("http://{address}"), "nginx", password).await,
    ];
    fs::write(&base, format!("{before}trusted_proxies: [127.0.0.0/8]\n")).unwrap();
    let trusting = installation.cts(&["reload"]);
    signed_in.extend([
        sign_in(&installation.url, "door, trusting", password).await,
        sign_in(&format!("http://{balanced}"), "nginx, balanced", password).await,
    ]);
    fs::write(&base, before).unwrap();
    let back = installation.cts(&["reload"]);
    let sessions = json("-i turkey session list --json");

    assert!(trusting.status.success() && back.status.success());
    assert_eq!(signed_in, [303, 303, 303, 303]);
    let address_of = |browser: &str| {
        let mut all = sessions.as_array().unwrap().iter();
        let session = all.find(|session| session["user_agent"] == browser);
        session.unwrap()["address"].as_str().unwrap().to_owned()
    };
    for (browser, address) in [
        ("door", "127.0.0.1"),
        ("nginx", "127.0.0.1"),
        ("door, trusting", "203.0.113.7"),
        ("nginx, balanced", "203.0.113.7"),
    ] {
        assert_eq!(address_of(browser), address, "{browser}");
    }
    drop(nginx);
}
