//! What waits for a new supervisor.

use super::*;

#[test]
fn a_changed_server_or_data_folder_waits_for_a_new_supervisor() {
    let list = ("instances/instances.yaml", LIST);
    let url = [("CTS_DATABASE_URL", "postgres://admin:top@db/postgres")];
    let managed = config(&[list], &[]);
    let away = config(&[list, ("config/base.yaml", "data: elsewhere")], &url);
    assert_ne!(managed.platform.database, away.platform.database);

    for (old, new) in [(&managed, &away), (&away, &managed)] {
        let new = new.clone().stay_with(old).unwrap();
        let again = Config::from_sources(new.sources.clone()).unwrap();

        assert_eq!(new.platform.database, old.platform.database);
        assert_eq!(again.platform.database, old.platform.database);
        assert_eq!(new.platform.data, old.platform.data);
        assert_eq!(again.sources.data, old.sources.data);
    }
}

#[test]
fn addresses_and_certificate_wait_for_a_new_supervisor_in_all_that_follows_from_them() {
    let list = ("instances/instances.yaml", LIST);
    let old = config(&[list], &[]);
    let folder = std::env::temp_dir().join(format!("cts-stay-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let moved = format!(
        "listen: 127.0.0.1:9000\ndemo: {{forms_server: \"127.0.0.1:9010\"}}\nlimits: {{hold: 5s}}\n\
         tls: {{certificate: {}, key: {}}}",
        certificate.display(),
        key.display()
    );
    let moved = moved.as_str();
    let new = config(&[list, ("config/base.yaml", moved)], &[]);
    let to_its_port = LIST.replace("8002", "8000");
    let blocked = config(
        &[
            ("instances/instances.yaml", &to_its_port),
            ("config/base.yaml", moved),
        ],
        &[],
    );

    let stayed = new.clone().stay_with(&old).unwrap();
    let again = Config::from_sources(stayed.sources.clone()).unwrap();
    let refused = blocked.stay_with(&old).unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();

    let address = |config: &Config| config.instance("turkey").unwrap().settings.address.clone();
    assert_eq!(address(&new), "https://127.0.0.1:9000/TR");
    for config in [&stayed, &again] {
        let platform = &config.platform;
        assert_eq!(platform.listen, old.platform.listen);
        assert_eq!(platform.tls, None);
        assert!(!platform.secure_cookies, "they are not sent over HTTP");
        assert_eq!(platform.demo_forms_server, old.platform.demo_forms_server);
        assert_eq!(address(config), "http://127.0.0.1:8000/TR");
        assert_eq!(
            platform.limits.hold, new.platform.limits.hold,
            "the rest is taken"
        );
    }
    assert!(
        refused.contains("8000 is already used by the front door"),
        "{refused}"
    );
}
