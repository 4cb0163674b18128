//! What `cts ops` writes, checked by the programs it is for: systemd and Prometheus; nginx is in `nginx.rs`.
#![expect(
    clippy::await_holding_lock,
    reason = "tests take turns with the one installation; nothing else waits"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::installation::{cts_with, running};

pub(super) fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

pub(super) fn run(program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments);
    command.output().unwrap_or_else(|error| {
        panic!("{program} cannot be run ({error}); ops/test setup installs it")
    })
}

/// A folder of this test, gone at the end.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cts-ops-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn path(&self, name: &str) -> String {
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
    assert_eq!(units.len(), 7, "{units:?}");
    let analysts = fs::read_to_string(folder.0.join("cts-analysts.service")).unwrap();
    assert!(analysts.contains("/.s.PGSQL.5432"), "{analysts}");
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
    let elsewhere = [("CTS_BACKUP_FOLDER", "/mnt/backups")];
    let printed = text(&cts_with(
        &installation.root,
        &elsewhere,
        &["ops", "systemd"],
    ));
    assert_eq!(
        printed.matches("ReadWritePaths=-/mnt/backups\n").count(),
        2,
        "the supervisor and the timer's backups write there: {printed}"
    );
    assert!(!unit.contains("ReadWritePaths=-"), "{unit}");
    let backup = fs::read_to_string(folder.0.join("cts-backup@.service")).unwrap();
    assert!(
        backup.contains(" -i %i backup --nightly\n") && backup.contains("Restart=on-failure\n"),
        "{backup}"
    );
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

/// The names that code sets or counts.
fn exported_by(code: &str) -> Vec<&str> {
    let mut found: Vec<&str> = ["gauge!(", "counter!(", "histogram!("]
        .iter()
        .flat_map(|call| code.split(call).skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .filter(|name| name.starts_with("cts_"))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn the_manual_says_what_every_figure_is() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = sources(&project.join("src"));
    let manual = fs::read_to_string(project.join("docs/operations.md")).unwrap();

    let exported = exported_by(&code);
    let untold: Vec<&&str> = exported
        .iter()
        .filter(|name| !manual.contains(&format!("`{name}`")))
        .collect();

    assert!(exported.len() > 15, "{exported:?}");
    assert!(untold.is_empty(), "docs/operations.md lacks {untold:?}");
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
