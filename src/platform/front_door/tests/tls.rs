//! TLS that ends at the front door.

use super::*;

/// A certificate of its own for localhost, in files; gives the client that trusts nothing else.
pub(super) fn certify(folder: &std::path::Path) -> reqwest::Client {
    certify_until(folder, 4000)
}

/// The same, valid until the first day of a year.
fn certify_until(folder: &std::path::Path, year: i32) -> reqwest::Client {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(year, 1, 1);
    let made = params.self_signed(&key).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    std::fs::write(folder.join("certificate.pem"), made.pem()).unwrap();
    let trusted = reqwest::Certificate::from_pem(made.pem().as_bytes()).unwrap();
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
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while door.front.certificate_refused().is_none() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the broken pair is not told of"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let refused = door.front.certificate_refused().unwrap();
    let kept = first.get(&page).send().await.unwrap();
    let figures = first.get(format!("{}/metrics", door.url)).send().await;
    let figures = figures.unwrap().text().await.unwrap();
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
    assert!(
        refused
            .problem
            .contains("key.pem holds no private key that can be read"),
        "{refused:?}"
    );
    assert!(
        figures.contains("cts_tls_certificate_refused 1"),
        "{figures}"
    );
    assert_eq!(
        door.front.certificate_refused(),
        None,
        "a good pair ends it"
    );
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

#[tokio::test]
async fn until_when_the_certificate_is_valid_is_known_also_of_a_new_one() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = std::env::temp_dir().join(format!("cts-tls-end-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let client = certify_until(&folder, 2030);
    let path = folder.display();
    let yaml = format!("tls: {{certificate: {path}/certificate.pem, key: {path}/key.pem}}\n");
    let door = Door::open(&yaml).await;
    let year = || {
        let ends_at = door.front.certificate_ends_at();
        ends_at.map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string())
    };

    let first = year();
    let figures = client.get(format!("{}/metrics", door.url)).send().await;
    let figures = figures.unwrap().text().await.unwrap();
    certify_until(&folder, 2031);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while year() == first {
        assert!(tokio::time::Instant::now() < deadline, "it is not taken up");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(first.unwrap(), "2030-01-01 00:00:00");
    assert!(
        figures.contains("cts_tls_certificate_not_after_timestamp_seconds 1893456000"),
        "{figures}"
    );
    assert_eq!(year().unwrap(), "2031-01-01 00:00:00");
    assert!(Door::open("").await.front.certificate_ends_at().is_none());
}
