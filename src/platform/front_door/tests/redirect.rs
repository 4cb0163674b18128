//! Plain HTTP beside TLS.

use super::tls::certify;
use super::*;

/// A front door with TLS and a plain entrance, and the client that trusts its certificate.
async fn open(folder: &std::path::Path, more: &str) -> (Door, String, reqwest::Client) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    std::fs::create_dir_all(folder).unwrap();
    let trusting = certify(folder);
    let path = folder.display();
    let door = Door::open(&format!(
        "tls: {{certificate: {path}/certificate.pem, key: {path}/key.pem, redirect_from: \"127.0.0.1:0\"}}\n{more}"
    ))
    .await;
    std::fs::remove_dir_all(folder).unwrap();
    let address = door.front.redirect_from().unwrap();
    let plain = address.replace("127.0.0.1", "http://localhost");
    (door, plain, trusting)
}

fn folder(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("cts-redirect-{name}-{}", std::process::id()))
}

#[tokio::test]
async fn plain_http_is_led_to_the_same_over_https_and_nowhere_else() {
    let (door, plain, trusting) = open(&folder("lead"), "").await;
    let page = "/TR/shipments/?q=a%20b";

    let led = door.client.get(format!("{plain}{page}")).send().await;
    let led = led.unwrap();
    let sent = door.client.post(format!("{plain}/TR/sign-in/")).body("x");
    let sent = sent.send().await.unwrap();
    let figures = door.client.get(format!("{plain}/metrics")).send().await;
    let asked = door.asked.load(Ordering::SeqCst);
    let followed = trusting.get(format!("{plain}{page}")).send().await;
    let text = followed.unwrap().text().await.unwrap();

    let found = (led.status().as_u16(), &led.headers()["location"]);
    assert_eq!(
        found,
        (308, &format!("{}{page}", door.url).parse().unwrap())
    );
    assert!(led.headers().get("strict-transport-security").is_none());
    assert_eq!((sent.status().as_u16(), asked), (308, 0));
    assert_eq!(figures.unwrap().status(), 308);
    assert!(text.contains("x-forwarded-proto: https"), "{text}");
}

#[tokio::test]
async fn only_hosts_that_are_answered_are_led_on() {
    let more = "allowed_hosts: [localhost]\n";
    let (door, plain, _) = open(&folder("hosts"), more).await;
    let ask = async |host: &str| {
        let asked = door.client.get(format!("{plain}/TR/")).header("host", host);
        let response = asked.send().await.unwrap();
        let to = response.headers().get("location").cloned();
        let to = to.map(|to| to.to_str().unwrap().to_owned());
        (response.status().as_u16(), to)
    };

    assert_eq!(
        ask("LOCALHOST:80").await,
        (
            308,
            Some(format!(
                "{}/TR/",
                door.url.replace("localhost", "LOCALHOST")
            ))
        )
    );
    assert_eq!(ask("evil.example").await, (400, None));
    assert_eq!(ask("localhost@evil.example").await, (400, None));
}

#[tokio::test]
async fn the_plain_entrance_closes_with_the_other() {
    let (door, ..) = open(&folder("close"), "").await;
    let address = door.front.redirect_from().unwrap();

    door.front.drain(Duration::from_secs(1)).await;

    drop(door);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while std::net::TcpListener::bind(&address).is_err() {
        assert!(tokio::time::Instant::now() < deadline, "it is still held");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
