//! `cts demo …` as a person meets it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::StatusCode;

use super::stand::client;

/// A folder with the configuration of the clone and nothing else; removed at the end.
struct Root(PathBuf);

impl Drop for Root {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Root {
    fn new() -> Self {
        let root = std::env::temp_dir().join(format!("cts-root-{}", uuid::Uuid::new_v4()));
        for folder in ["config", "instances"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for file in std::fs::read_dir(from).unwrap() {
                let file = file.unwrap();
                if file.path().is_file() {
                    std::fs::copy(file.path(), root.join(folder).join(file.file_name())).unwrap();
                }
            }
        }
        Self(root)
    }

    fn cts(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cts"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CTS_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(&self.0)
            .args(arguments)
            .stdin(Stdio::null());
        command
    }
}

#[test]
fn there_is_no_demo_outside_dev() {
    let root = Root::new();

    for command in [
        &["demo", "reset", "--yes"][..],
        &["demo", "fill"],
        &["demo", "phones"],
    ] {
        let ran = root
            .cts(command)
            .env("CTS_ENVIRONMENT", "staging")
            .output()
            .unwrap();

        let talk = String::from_utf8(ran.stderr).unwrap();
        assert_ne!(ran.status.code(), Some(0), "{command:?}");
        assert!(talk.starts_with("error: "), "{talk}");
    }
}

/// Killed when the test ends, however.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_forms_server_makes_its_token_serves_and_ends_when_asked() {
    let root = Root::new();
    let args = [
        "demo",
        "forms-server",
        "--listen",
        "127.0.0.1:0",
        "--fault",
        "html:1",
    ];
    let child = root.cts(&args).stderr(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let stderr = running.0.stderr.take().unwrap();
    let line = BufReader::new(stderr).lines().next().unwrap().unwrap();
    let url = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap();
    let url = url.trim_end_matches(',');
    let token = std::fs::read_to_string(root.0.join("var/demo/forms-server-token")).unwrap();
    let ask = || {
        client()
            .get(format!("{url}/api/v1/data/4101.json"))
            .header("Authorization", format!("Token {}", token.trim()))
            .send()
    };

    assert_eq!(ask().await.unwrap().status(), StatusCode::BAD_GATEWAY);
    assert_eq!(ask().await.unwrap().status(), StatusCode::OK);
    let control = client()
        .post(format!("{url}/control/state"))
        .send()
        .await
        .unwrap();
    assert_eq!(control.status(), StatusCode::NOT_FOUND);

    let pid = rustix::process::Pid::from_child(&running.0);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert!(running.0.wait().unwrap().success());
}
