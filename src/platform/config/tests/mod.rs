//! Problems are told all at once, with places and suggestions; what is right is read as written.

mod mistakes;
mod staying;

use std::time::Duration;

use super::*;
use crate::platform::testing;

const LIST: &str = "instances:
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}
  iraq:   {name: Iraq,   prefix: /IQ, currency: IQD, port: 8002}
";

fn sources(files: &[(&str, &str)], variables: &[(&str, &str)]) -> Sources {
    let mut sources = testing::sources(files);
    for (name, value) in variables {
        sources.variables.insert((*name).into(), (*value).into());
    }
    sources
}

fn problems(files: &[(&str, &str)], variables: &[(&str, &str)]) -> Vec<String> {
    match Config::from_sources(sources(files, variables)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0.iter().map(ToString::to_string).collect(),
    }
}

fn list_problems(list: &str) -> Vec<String> {
    problems(&[("instances/instances.yaml", list)], &[])
}

fn config(files: &[(&str, &str)], variables: &[(&str, &str)]) -> Config {
    Config::from_sources(sources(files, variables)).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_files_of_the_repository_are_right() {
    let config =
        Config::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|e| panic!("{e}"));

    let keys: Vec<&str> = config.countries().map(Instance::key).collect();
    assert_eq!(keys, ["turkey", "iraq", "jordan"]);
    let turkey = &config.instance("turkey").unwrap().settings;
    assert_eq!(turkey.prefix, "/TR");
    assert_eq!(turkey.time_zone, chrono_tz::Europe::Istanbul);
    assert_eq!(turkey.forms_servers[0].package_forms, ["4101", "4102"]);
    assert_eq!(turkey.forms_servers[0].poll, Duration::from_secs(120));
    assert_eq!(turkey.surroundings.now().other_prefixes.len(), 2);
}

#[test]
fn every_problem_of_every_file_is_told_with_its_place() {
    let list = "instances:
  turkey: {name: Turkey, prefix: TR, currency: TRY, port: 8001}
  iraq:   {name: Iraq,   prefix: /IQ, currency: IQX, port: 8001}
  jordan: {name: Jordan, prefix: /JO/, curency: JOD, port: 8003}
";
    let turkey = "time_zone: Europe/Istambul\nforms_servers:\n  - {name: ona, url: ona.io, pol: 2m, poll: 2}\n";
    let base = "listn: 127.0.0.1:8000\nlimits: {body: lots}\n";

    let found = problems(
        &[
            ("instances/instances.yaml", list),
            ("instances/turkey.yaml", turkey),
            ("config/base.yaml", base),
        ],
        &[("CTS_LOG_LEVL", "info")],
    );

    insta::assert_snapshot!(found.join("\n"), @r#"
    CTS_LOG_LEVL: no such setting (did you mean "CTS_LOG_LEVEL"?)
    config/base.yaml:1:1 listn: unknown key (did you mean "listen"?)
    config/base.yaml:2:16 limits.body: must be a size such as 512kB or 32MB
    instances/instances.yaml:2:34 instances.turkey.prefix: must begin with / (did you mean "/TR"?)
    instances/instances.yaml:3:49 instances.iraq.currency: "IQX" is not a currency of ISO 4217
    instances/instances.yaml:3:60 instances.iraq.port: 8001 is already used by "turkey"
    instances/instances.yaml:4:34 instances.jordan.prefix: must not end with / (did you mean "/JO"?)
    instances/instances.yaml:4:40 instances.jordan.curency: unknown key (did you mean "currency"?)
    instances/turkey.yaml:1:12 time_zone: "Europe/Istambul" is not a time zone (did you mean "Europe/Istanbul"?)
    instances/turkey.yaml:3:22 forms_servers[0].url: must be an address such as https://api.ona.io (this is none)
    instances/turkey.yaml:3:30 forms_servers[0].pol: unknown key
    instances/turkey.yaml:3:45 forms_servers[0].poll: must be a time span such as 30s, 2m or 1h
    "#);
}

#[test]
fn duplicates_are_told_and_reading_goes_on() {
    let found = list_problems(
        "instances:
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001, port: 8009}
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}
  iraq: {name: Turkey, prefix: /TR/north, currency: IQD, port: high}
",
    );

    insta::assert_snapshot!(found.join("\n"), @r#"
    instances/instances.yaml:2:66 instances.turkey.port: stands here a second time (first in line 2)
    instances/instances.yaml:3:3 instances.turkey: stands here a second time (first in line 2)
    instances/instances.yaml:4:16 instances.iraq.name: "Turkey" is already the name of "turkey"
    instances/instances.yaml:4:32 instances.iraq.prefix: /TR/north and /TR of "turkey" lie within each other
    instances/instances.yaml:4:64 instances.iraq.port: must be a whole number between 1024 and 65535, is high
    "#);
}

#[test]
fn forms_are_numbers_and_a_point_tells_both_of_its_sides() {
    let file = "map: {center: [91, 200]}
forms_servers:
  - {name: x, url: \"http://127.0.0.1:9\", package_forms: [\"../../up\", 4.5], device_form: zz}
";
    let files = [
        ("instances/instances.yaml", LIST),
        ("instances/turkey.yaml", file),
    ];

    let found = problems(&files, &[("CTS_ENV", "production")]).join("\n");

    for said in [
        "latitude",
        "longitude",
        "is ../../up",
        "is 4.5",
        "is zz",
        "CTS_ENVIRONMENT",
    ] {
        assert!(found.contains(said), "{said}: {found}");
    }
}

#[test]
fn prefixes_and_keys_that_would_be_taken_for_others_are_told() {
    let found = list_problems(
        "instances:
  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}
  other: {name: Other, prefix: /TR12, currency: TRY, port: 8002}
  north: {name: North, prefix: /TRN1, currency: TRY, port: 8003}
  postgres: {name: Postgres, prefix: /PG, currency: TRY, port: 8004}
",
    );

    insta::assert_snapshot!(found.join("\n"), @r#"
    instances/instances.yaml:3:32 instances.other.prefix: with /TR of "turkey" the same package code could be of either country, as codes go on with the number of a shipment; choose one that differs by more than digits at its end
    instances/instances.yaml:5:3 instances.postgres: "postgres" has a meaning of its own; choose another key
    "#);
}

#[test]
fn a_missing_an_empty_and_a_broken_list_are_told() {
    assert!(problems(&[], &[])[0].starts_with("instances/instances.yaml: is missing"));
    assert!(list_problems("")[0].contains("names no country"));
    assert!(list_problems("instances: {}")[0].contains("instances: names no country"));
    assert!(list_problems("instances: []")[0].contains("must be a mapping"));
    assert!(list_problems("instances:\n  turkey: {name: [")[0].contains("not YAML"));
}

#[test]
fn paths_of_the_front_door_are_no_prefixes() {
    for prefix in ["/static", "/health", "/metrics/x", "/robots.txt", "/Static"] {
        let list =
            format!("instances:\n  x: {{name: X, prefix: {prefix}, currency: EUR, port: 8001}}\n");
        let found = list_problems(&list);
        assert!(
            found[0].contains("kept by the front door"),
            "{prefix}: {found:?}"
        );
    }
}

#[test]
fn keys_are_lowercase_words() {
    for key in ["Turkey", "tur-key", "1turkey", "local", "turkey_ro"] {
        let list =
            format!("instances:\n  {key}: {{name: X, prefix: /X, currency: EUR, port: 8001}}\n");
        assert_eq!(list_problems(&list).len(), 1, "{key}");
    }
}

#[test]
fn keys_named_like_databases_that_come_and_go_are_refused() {
    for key in [
        "scratch_x",
        "x_restoring",
        "turkey_ro_anna",
        "turkey_before_2026",
    ] {
        let list =
            format!("instances:\n  {key}: {{name: X, prefix: /X, currency: EUR, port: 8001}}\n");
        let found = list_problems(&list);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        let begin = format!("instances/instances.yaml:2:3 instances.{key}: a key must not");
        assert!(found[0].starts_with(&begin), "{found:?}");
    }
    for key in ["scratch", "euro_x", "restoring_x", "before_x"] {
        let list =
            format!("instances:\n  {key}: {{name: X, prefix: /X, currency: EUR, port: 8001}}\n");
        assert!(list_problems(&list).is_empty(), "{key}");
    }
}

#[test]
fn a_form_belongs_to_one_country() {
    let servers = "forms_servers: [{name: ona, url: 'https://api.ona.io', package_forms: [4101], device_form: 4103}]";
    let found = problems(
        &[
            ("instances/instances.yaml", LIST),
            ("instances/turkey.yaml", servers),
            ("instances/iraq.yaml", servers),
        ],
        &[],
    );

    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("form 4103 already belongs to \"turkey\"")
            || found[0].contains("form 4101 already belongs to \"turkey\"")
    );
}

#[test]
fn a_forms_server_has_a_plain_name() {
    let turkey = "forms_servers:\n  - name: \"ona\\n2026-11-28 all is well\"\n    url: https://api.ona.io\n  - {name: Ona-2_b, url: 'https://api.ona.io'}\n";

    let told = problems(
        &[
            ("instances/instances.yaml", LIST),
            ("instances/turkey.yaml", turkey),
        ],
        &[],
    );

    assert_eq!(
        told,
        [
            "instances/turkey.yaml:2:11 forms_servers[0].name: may hold letters, digits, - and _ only, at most 40, such as ona"
        ]
    );
}

#[test]
fn secrets_in_yaml_are_refused() {
    let turkey = "forms_servers: [{name: ona, url: 'https://api.ona.io', token: abc}]";
    let found = problems(
        &[
            ("instances/instances.yaml", LIST),
            ("instances/turkey.yaml", turkey),
            (
                "config/base.yaml",
                "database: postgres://admin:secret@db/postgres",
            ),
        ],
        &[],
    );

    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|problem| !problem.contains("secret@")));
}

#[test]
fn variables_win_over_files() {
    let config = config(
        &[
            ("instances/instances.yaml", LIST),
            (
                "config/base.yaml",
                "listen: 127.0.0.1:8000\ndatabase: managed",
            ),
            ("config/production.yaml", "domain: cts.example.org"),
        ],
        &[
            ("CTS_ENVIRONMENT", "production"),
            ("CTS_LISTEN", "127.0.0.1:9000"),
            ("CTS_TURKEY_PORT", "9001"),
            ("CTS_TURKEY_FORMS_URL", "https://forms.example.org/"),
            ("CTS_TURKEY_FORMS_TOKEN", "abc"),
            ("CTS_TURKEY_FORMS_PACKAGE_FORMS", "7, 8"),
            ("CTS_IRAQ_DATABASE_URL", "postgres://iraq:pw@db/iraq"),
        ],
    );

    assert_eq!(config.environment, "production");
    assert_eq!(config.platform.domain, "cts.example.org");
    assert_eq!(config.platform.listen.port(), 9000);
    let turkey = config.instance("turkey").unwrap();
    assert_eq!(turkey.port, 9001);
    let server = &turkey.settings.forms_servers[0];
    assert_eq!(server.url, "https://forms.example.org");
    assert_eq!(server.token.expose(), "abc");
    assert_eq!(server.package_forms, ["7", "8"]);
    let iraq = config.instance("iraq").unwrap();
    assert!(iraq.database_url.is_some());
}

#[test]
fn the_plain_entrance_has_an_address_of_its_own_beside_a_certificate() {
    let told = |base: &str| {
        let files = [
            ("instances/instances.yaml", LIST),
            ("config/base.yaml", base),
        ];
        problems(&files, &[]).join("\n")
    };
    let tls = |from: &str| {
        format!("listen: 0.0.0.0:8443\ntls: {{certificate: a, key: b, redirect_from: \"{from}\"}}")
    };

    let own = told(&tls("127.0.0.1:8443"));
    let country = told(&tls("127.0.0.1:8002"));
    let word = told(&tls("http"));
    let alone = told("tls: {redirect_from: \"0.0.0.0:80\"}");
    let variable = sources(
        &[
            ("instances/instances.yaml", LIST),
            ("config/base.yaml", &tls("127.0.0.1:8443")),
        ],
        &[("CTS_TLS_REDIRECT_FROM", "0.0.0.0:8080")],
    );
    let variable = Config::from_sources(variable).unwrap_err().to_string();

    assert!(
        own.contains("tls.redirect_from: 8443 is the port of HTTPS itself"),
        "{own}"
    );
    assert!(
        country.contains("iraq.port: 8002 is already used by the front door (tls.redirect_from)"),
        "{country}"
    );
    assert!(
        word.contains("tls.redirect_from: must be an IP address with a port"),
        "{word}"
    );
    assert!(alone.contains("tls.certificate: is missing"), "{alone}");
    assert!(!variable.contains("redirect_from"), "{variable}");
}

#[test]
fn a_child_gets_its_own_secrets_only() {
    let config = config(
        &[("instances/instances.yaml", LIST)],
        &[
            ("CTS_DATABASE_URL", "postgres://admin:top@db/postgres"),
            ("CTS_TURKEY_FORMS_URL", "https://forms.example.org"),
            ("CTS_TURKEY_FORMS_TOKEN", "turkish"),
            ("CTS_IRAQ_FORMS_URL", "https://forms.example.org"),
            ("CTS_IRAQ_FORMS_TOKEN", "iraqi"),
        ],
    );
    assert!(matches!(config.platform.database, Database::External(_)));

    let handed = config.sources_of(config.instance("turkey").unwrap());
    let text = serde_json::to_string(&handed).unwrap();
    let child = Config::from_sources(serde_json::from_str(&text).unwrap()).unwrap();

    assert!(text.contains("turkish"));
    assert!(!text.contains("iraqi") && !text.contains("admin"), "{text}");
    let turkey = child.instance("turkey").unwrap();
    assert_eq!(turkey.settings.forms_servers[0].token.expose(), "turkish");
}

#[test]
fn of_two_keys_that_begin_alike_each_keeps_its_own_variables() {
    let list = "instances:
  iraq: {name: Iraq, prefix: /IQ, currency: IQD, port: 8002}
  iraq_north: {name: North, prefix: /IN, currency: IQD, port: 8003}
";
    let config = config(
        &[("instances/instances.yaml", list)],
        &[
            ("CTS_IRAQ_FORMS_URL", "https://forms.example.org"),
            ("CTS_IRAQ_FORMS_TOKEN", "southern"),
            ("CTS_IRAQ_NORTH_FORMS_URL", "https://forms.example.org"),
            ("CTS_IRAQ_NORTH_FORMS_TOKEN", "northern"),
        ],
    );

    for (key, own, other) in [
        ("iraq", "southern", "northern"),
        ("iraq_north", "northern", "southern"),
    ] {
        let handed = config.sources_of(config.instance(key).unwrap());
        let text = serde_json::to_string(&handed).unwrap();
        let child = Config::from_sources(handed).unwrap();
        let settings = &child.instance(key).unwrap().settings;
        assert_eq!(settings.forms_servers[0].token.expose(), own);
        assert!(!text.contains(other), "{key}: {text}");
    }
}

#[test]
fn an_administrators_url_of_a_countrys_own_server_must_lead_there_and_stays_with_the_supervisor() {
    let sources = |own: &str, admin: &str| {
        let mut sources = Sources::default();
        sources
            .files
            .insert("instances/instances.yaml".into(), Ok(LIST.into()));
        for (name, value) in [
            ("CTS_IRAQ_DATABASE_URL", own),
            ("CTS_IRAQ_DATABASE_ADMIN_URL", admin),
        ] {
            if !value.is_empty() {
                sources.variables.insert(name.into(), value.into());
            }
        }
        sources
    };
    let problems = |own: &str, admin: &str| {
        let read = Config::from_sources(sources(own, admin));
        read.err().map_or_else(String::new, |e| e.to_string())
    };
    let own = "postgres://iraq:pw@db/cts_iraq";

    let good = Config::from_sources(sources(own, "postgres://boss:top@db/postgres")).unwrap();
    let iraq = good.instance("iraq").unwrap();
    let handed = serde_json::to_string(&good.sources_of(iraq)).unwrap();
    let child = Config::from_sources(good.sources_of(iraq)).unwrap();

    assert!(iraq.admin_url.is_some());
    assert!(
        handed.contains("iraq:pw") && !handed.contains("boss"),
        "{handed}"
    );
    assert!(child.instance("iraq").unwrap().database_url.is_some());
    let elsewhere = problems(own, "postgres://boss:top@other/postgres");
    assert!(elsewhere.contains("must lead to the server"), "{elsewhere}");
    let named = problems(
        "postgres://iraq:pw@db/iraq",
        "postgres://boss:top@db/postgres",
    );
    assert!(named.contains("must be named cts_iraq"), "{named}");
    let alone = problems("", "postgres://boss:top@db/postgres");
    assert!(alone.contains("beside url_env or url_file"), "{alone}");
}

#[test]
fn durations_sizes_and_networks_are_read() {
    let base =
        "limits: {body: 512kB, hold: 500ms, stop: 1h}\nmetrics: {allow: [10.1.0.0/16, '::1']}";
    let config = config(
        &[
            ("instances/instances.yaml", LIST),
            ("config/base.yaml", base),
        ],
        &[],
    );

    assert_eq!(config.platform.limits.body, 512 * 1024);
    assert_eq!(config.platform.limits.hold, Duration::from_millis(500));
    assert_eq!(config.platform.limits.stop, Duration::from_secs(3600));
    let allowed = |ip: &str| {
        config
            .platform
            .metrics
            .iter()
            .any(|n| n.contains(ip.parse().unwrap()))
    };
    assert!(allowed("10.1.2.3") && allowed("::1") && allowed("::ffff:10.1.2.3"));
    assert!(!allowed("10.2.0.1") && !allowed("::2"));
}

#[test]
fn work_in_one_country_minds_its_own_problems_and_those_of_all() {
    let is_elsewhere = |file: &str, path: &str| {
        let problem = Problem::new(yaml::Place::whole(file), path, "wrong");
        problem.is_elsewhere("turkey")
    };

    assert!(is_elsewhere("instances/iraq.yaml", "time_zone"));
    assert!(is_elsewhere(
        "instances/instances.yaml",
        "instances.iraq.port"
    ));
    assert!(is_elsewhere("instances/instances.yaml", "instances.iraq"));
    assert!(is_elsewhere("config/base.yaml", "tls.certificate"));
    for (file, path) in [
        ("instances/turkey.yaml", "time_zone"),
        ("instances/instances.yaml", "instances.turkey.port"),
        ("instances/instances.yaml", "instances.turkey_east"),
        ("instances/instances.yaml", ""),
        ("config/base.yaml", "backup.folder"),
        ("CTS_ENVIRONMENT", ""),
    ] {
        assert_eq!(
            is_elsewhere(file, path),
            path.contains("_east"),
            "{file} {path}"
        );
    }
}
