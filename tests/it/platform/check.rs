//! `cts check`: everything that is wrong at once, for people and for programs.

use std::fs;
use std::net::TcpListener;

use super::installation::{command, cts, cts_with, make_root, running};

#[test]
fn every_problem_is_listed_and_nothing_starts() {
    let (root, _) = make_root("check");
    let list = "instances:
  turkey: {name: Turkey, prefix: /TR, curency: TRY, port: 8001}
  iraq: {name: Iraq, prefix: /IQ/, currency: IQD, port: 8001}
";
    fs::write(root.join("instances/instances.yaml"), list).unwrap();
    fs::write(
        root.join("instances/turkey.yaml"),
        "time_zone: Europe/Istambul\n",
    )
    .unwrap();

    let checked = cts(&root, &["check"]);
    let served = cts(&root, &["serve"]);
    let json = cts(&root, &["check", "--json"]);
    let has_data = root.join("var").exists();
    fs::remove_dir_all(&root).unwrap();

    assert_eq!(
        (checked.status.code(), served.status.code()),
        (Some(2), Some(2))
    );
    insta::assert_snapshot!(String::from_utf8(checked.stderr.clone()).unwrap(), @r#"
    error: 4 problems in instances/instances.yaml and instances/turkey.yaml
      instances/instances.yaml:2:39 instances.turkey.curency: unknown key (did you mean "currency"?)
      instances/instances.yaml:3:30 instances.iraq.prefix: must not end with / (did you mean "/IQ"?)
      instances/instances.yaml:3:57 instances.iraq.port: 8001 is already used by "turkey"
      instances/turkey.yaml:1:12 time_zone: "Europe/Istambul" is not a time zone (did you mean "Europe/Istanbul"?)
    "#);
    assert_eq!(served.stderr, checked.stderr);
    assert!(!has_data);
    assert_eq!(json.status.code(), Some(2));
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["ok"], false);
    assert_eq!(json["problems"][0]["line"], 2);
    assert_eq!(json["problems"][0]["path"], "instances.turkey.curency");
}

#[test]
fn a_reader_that_went_away_makes_no_check_fail() {
    let (root, _) = make_root("unread");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);

    let checked = command(&root, &["check"]).stderr(writer).status();
    fs::remove_dir_all(&root).unwrap();

    assert_eq!(checked.unwrap().code(), Some(0));
}

#[test]
fn a_port_somebody_else_uses_is_a_problem_when_asked() {
    let (root, url) = make_root("ports");
    let _other = TcpListener::bind(url.trim_start_matches("http://")).unwrap();

    let plain = cts(&root, &["check"]);
    let tried = cts(&root, &["check", "--ports"]);
    fs::remove_dir_all(&root).unwrap();

    assert_eq!(plain.status.code(), Some(0));
    assert_eq!(tried.status.code(), Some(2));
    assert!(
        String::from_utf8(tried.stderr)
            .unwrap()
            .contains("listen: 127.0.0.1:")
    );
}

#[test]
fn a_server_without_enough_connections_is_refused_before_anything_is_made() {
    let installation = running();
    let (root, _) = make_root("connections");
    let base = fs::read_to_string(root.join("config/base.yaml")).unwrap();
    let base = base.replace("stop: 5s", "stop: 5s, connections: 200");
    fs::write(root.join("config/base.yaml"), base).unwrap();
    let data = installation.root.join("var");
    let password = fs::read_to_string(data.join("secrets/postgres-admin")).unwrap();
    let url = format!(
        "postgres://postgres:{}@/postgres?host={}",
        password.trim(),
        data.join("run").display()
    );

    let served = cts_with(&root, &[("CTS_DATABASE_URL", &url)], &["serve"]);
    let has_data = root.join("var").exists();
    fs::remove_dir_all(&root).unwrap();

    assert_eq!(served.status.code(), Some(2), "{served:?}");
    let said = String::from_utf8(served.stderr).unwrap();
    assert!(
        said.contains("limits.connections: 2 countries with 200 connections each need 400")
            && said.contains("`max_connections` must be 400 or more"),
        "{said}"
    );
    assert!(!has_data);
}

#[test]
fn status_says_when_nothing_runs() {
    let (root, _) = make_root("status");

    let status = cts(&root, &["status"]);
    let stop = cts(&root, &["stop"]);
    fs::remove_dir_all(&root).unwrap();

    assert_eq!(
        (status.status.code(), stop.status.code()),
        (Some(3), Some(3))
    );
    assert!(
        String::from_utf8(status.stderr)
            .unwrap()
            .contains("hint: `cts serve`")
    );
}
