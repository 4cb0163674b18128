//! TLS that ends at the front door.

use super::*;

/// A certificate of its own for localhost, in files; gives the client that trusts nothing else.
fn certify(folder: &std::path::Path) -> reqwest::Client {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    reqwest::Client::builder()
        .tls_certs_only([trusted])
        .build()
        .unwrap()
}

#[tokio::test]
async fn tls_ends_here_and_a_new_certificate_is_taken_up() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = std::env::temp_dir().join(format!("cts-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let first = certify(&folder);
    let path = folder.display();
    let yaml = format!("tls: {{certificate: {path}/certificate.pem, key: {path}/key.pem}}\n");
    let door = Door::open(&yaml).await;
    let page = format!("{}/TR/x", door.url);

    let answer = first.get(&page).send().await.unwrap();
    let secure = answer.headers()["strict-transport-security"].clone();
    let text = answer.text().await.unwrap();
    std::fs::write(folder.join("key.pem"), "no key").unwrap();
    let plain = reqwest::get(page.replace("https", "http")).await;
    let kept = first.get(&page).send().await.unwrap();
    let second = certify(&folder);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while second.get(&page).send().await.is_err() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the new certificate is not used"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    std::fs::remove_dir_all(&folder).unwrap();
    assert!(text.contains("x-forwarded-proto: https"), "{text}");
    assert_eq!(secure, "max-age=31536000");
    assert!(plain.is_err(), "no plain HTTP on this port");
    assert_eq!(kept.status(), 200, "a broken pair is not taken");
}

#[test]
fn a_certificate_that_cannot_be_used_is_a_problem_of_the_configuration() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = std::env::temp_dir().join(format!("cts-tls-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    certify(&folder);
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("other.pem"), other.signing_key.serialize_pem()).unwrap();
    let problems = |certificate: &str, key: &str| {
        let mut sources = Sources::default();
        let list = "instances: {x: {name: X, prefix: /X, currency: EUR, port: 8001}}";
        let base = format!(
            "tls: {{certificate: {0}/{certificate}, key: {0}/{key}}}",
            folder.display()
        );
        sources
            .files
            .insert("instances/instances.yaml".into(), Ok(list.into()));
        sources.files.insert("config/base.yaml".into(), Ok(base));
        Config::from_sources(sources)
            .err()
            .map_or_else(String::new, |problems| problems.to_string())
    };

    assert_eq!(problems("certificate.pem", "key.pem"), "");
    assert!(problems("nothing.pem", "key.pem").contains("nothing.pem cannot be read"));
    assert!(problems("key.pem", "key.pem").contains("holds no certificate"));
    assert!(problems("certificate.pem", "certificate.pem").contains("holds no private key"));
    assert!(problems("certificate.pem", "other.pem").contains("does not fit the certificate"));
    std::fs::remove_dir_all(folder).unwrap();
}
