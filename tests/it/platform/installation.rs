//! Two countries in a temporary folder, shared by the tests of this process and gone with it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::free_port;

/// Starts the supervisor at each line it reads, and takes everything away when its stdin closes, however this
/// process ends.
const GUARDIAN: &str = r#"
while read -r _; do
    "$1" --root "$2" serve ${3:+--user "$3"} >>"$2/out" 2>>"$2/err" &
    pid=$!
    echo $pid
done
kill -TERM $pid 2>/dev/null
wait
rm -rf "$2"
"#;

/// The folder and what runs in it.
pub(super) struct Installation {
    pub(super) root: PathBuf,
    pub(super) url: String,
    guardian: ChildStdin,
    answers: BufReader<ChildStdout>,
    pub(super) supervisor: u32,
}

/// The installation, running; one test at a time.
pub(super) fn running() -> MutexGuard<'static, Installation> {
    static ONE: OnceLock<Mutex<Installation>> = OnceLock::new();
    let one = ONE.get_or_init(|| Mutex::new(Installation::new()));
    let mut installation = one.lock().unwrap_or_else(PoisonError::into_inner);
    if !is_alive(installation.supervisor) {
        installation.start();
    }
    installation.wait("everything is ready", Status::is_ready);
    installation
}

/// A folder with two countries on free ports.
pub(super) fn make_root(name: &str) -> (PathBuf, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let root = std::env::temp_dir().join(format!("cts-{name}-{}", std::process::id()));
    fs::create_dir_all(root.join("config")).unwrap();
    fs::create_dir_all(root.join("instances")).unwrap();
    fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
    let ports = [free_port(), free_port(), free_port()];
    let base = format!("listen: 127.0.0.1:{}\nlimits: {{stop: 5s}}\n", ports[0]);
    fs::write(root.join("config/base.yaml"), base).unwrap();
    let list = format!(
        "instances:\n  turkey: {{name: Turkey, prefix: /TR, currency: TRY, port: {}}}\n  iraq: {{name: Iraq, prefix: /IQ, currency: IQD, port: {}}}\n",
        ports[1], ports[2]
    );
    fs::write(root.join("instances/instances.yaml"), list).unwrap();
    (root, format!("http://127.0.0.1:{}", ports[0]))
}

/// Runs `cts` in a root.
pub(super) fn cts(root: &Path, arguments: &[&str]) -> Output {
    command(root, arguments).output().unwrap()
}

/// Runs `cts` in a root with variables.
pub(super) fn cts_with(root: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = command(root, arguments);
    command.envs(variables.iter().copied());
    command.output().unwrap()
}

/// `cts` in a root, to be run.
pub(super) fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cts"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CTS_") {
            command.env_remove(name);
        }
    }
    if let Some(user) = unprivileged() {
        command.env("CTS_USER", user);
    }
    command.arg("--root").arg(root).args(arguments);
    command
}

/// Root needs a user for the processes; PostgreSQL's is on every machine that runs these tests.
fn unprivileged() -> Option<&'static str> {
    let is_root = fs::metadata("/proc/self")
        .is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    is_root.then_some("postgres")
}

pub(super) fn is_alive(pid: u32) -> bool {
    // A zombie nobody waits for is dead.
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .starts_with(" Z")
    })
}

pub(super) fn kill(pid: u32, signal: &str) {
    let status = Command::new("kill")
        .arg(format!("-{signal}"))
        .arg(pid.to_string())
        .status()
        .unwrap();
    assert!(status.success());
}

/// Waits for something, at most a minute and a half: machines that test are busy.
pub(super) fn eventually(what: &str, done: impl FnMut() -> bool) {
    eventually_told(|| what.to_owned(), done);
}

/// The same; what was waited for is said when it was in vain.
fn eventually_told(what: impl Fn() -> String, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(90);
    while !done() {
        assert!(
            Instant::now() < deadline,
            "did not happen in time: {}",
            what()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What `cts status --json` said.
#[derive(Debug)]
pub(super) struct Status(pub(super) Value);

impl Status {
    pub(super) fn find(&self, key: &str) -> Option<&Value> {
        let all = self.0["instances"].as_array().unwrap();
        all.iter().find(|instance| instance["key"] == key)
    }

    pub(super) fn instance(&self, key: &str) -> &Value {
        self.find(key).unwrap()
    }

    pub(super) fn pid(&self, key: &str) -> u32 {
        self.pid_now(key).unwrap()
    }

    /// None while nothing does its work.
    pub(super) fn pid_now(&self, key: &str) -> Option<u32> {
        let process = if key == "postgres" {
            &self.0["postgres"]
        } else {
            self.instance(key)
        };
        process["pid"].as_u64().map(|pid| pid as u32)
    }

    pub(super) fn is_ready(&self) -> bool {
        self.0["postgres"]["state"] == "ready"
            && self.instance("turkey")["state"] == "ready"
            && self.instance("iraq")["state"] == "ready"
    }
}

impl Installation {
    #[expect(
        clippy::zombie_processes,
        reason = "the guardian ends when our end of its pipe closes"
    )]
    fn new() -> Self {
        let (root, url) = make_root("platform");
        let mut guardian = Command::new("bash")
            .args(["-c", GUARDIAN, "guardian", env!("CARGO_BIN_EXE_cts")])
            .arg(&root)
            .arg(unprivileged().unwrap_or_default())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // bash tells of killed children, perhaps after the test runner's last line.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut installation = Self {
            root,
            url,
            guardian: guardian.stdin.take().unwrap(),
            answers: BufReader::new(guardian.stdout.take().unwrap()),
            supervisor: 0,
        };
        installation.start();
        installation
    }

    /// Starts the supervisor; it need not be ready when this returns.
    pub(super) fn start(&mut self) {
        self.guardian.write_all(b"start\n").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        self.supervisor = line.trim().parse().unwrap();
    }

    pub(super) fn cts(&self, arguments: &[&str]) -> Output {
        cts(&self.root, arguments)
    }

    /// Runs `cts` with variables.
    pub(super) fn cts_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        cts_with(&self.root, variables, arguments)
    }

    /// Runs `cts` on a terminal of ten lines.
    pub(super) fn on_a_terminal(&self, arguments: &[&str], pager: &str) -> std::process::Child {
        let quoted = |word: &std::ffi::OsStr| format!("'{}'", word.to_str().unwrap());
        let command = command(&self.root, arguments);
        let words: Vec<String> = std::iter::once(command.get_program())
            .chain(command.get_args())
            .map(quoted)
            .collect();
        let line = format!("stty rows 10 cols 80; exec {}", words.join(" "));
        Command::new("script")
            .args([
                "--quiet",
                "--return",
                "--flush",
                "--command",
                &line,
                "/dev/null",
            ])
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh")
            .env("PAGER", pager)
            .env("XDG_STATE_HOME", self.root.join("state"))
            .env("CTS_USER", unprivileged().unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs `cts` without waiting for its end; what it says can be read.
    pub(super) fn spawn_heard(&self, arguments: &[&str]) -> std::process::Child {
        let mut command = command(&self.root, arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs `cts` without waiting for its end.
    pub(super) fn spawn(&self, arguments: &[&str]) -> std::process::Child {
        let mut command = command(&self.root, arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    pub(super) fn status(&self) -> Option<Status> {
        let output = self.cts(&["status", "--json"]);
        output
            .status
            .success()
            .then(|| Status(serde_json::from_slice(&output.stdout).unwrap()))
    }

    /// Waits for a status, at most a minute and a half: machines that test are busy.
    pub(super) fn wait(&self, what: &str, done: impl Fn(&Status) -> bool) -> Status {
        let last = std::cell::RefCell::new(None);
        let told = || format!("{what}; it is {:?}", last.borrow());
        eventually_told(told, || {
            let status = self.status();
            let is_done = status.as_ref().is_some_and(&done);
            *last.borrow_mut() = status;
            is_done
        });
        last.into_inner().unwrap()
    }

    /// Every process of this installation that is alive.
    pub(super) fn processes(&self) -> Vec<(u32, String)> {
        let root = self.root.to_str().unwrap();
        let data = self.root.join("var");
        let numbers = fs::read_dir("/proc").unwrap().flatten();
        numbers
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|pid| is_alive(*pid))
            .filter_map(|pid: u32| {
                let line = fs::read_to_string(format!("/proc/{pid}/cmdline"))
                    .ok()?
                    .replace('\0', " ");
                let folder = fs::read_link(format!("/proc/{pid}/cwd")).unwrap_or_default();
                let ours =
                    (line.contains(root) && !line.starts_with("bash")) || folder.starts_with(&data);
                ours.then_some((pid, line))
            })
            .collect()
    }
}
