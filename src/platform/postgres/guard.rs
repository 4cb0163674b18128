//! `cts serve --postgres`: starts the private cluster or adopts one that runs, brings it back after a crash, and
//! stops it when the supervisor is gone.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::platform::lifeline::{Lifeline, Report};

use super::cluster::Cluster;

/// How long a start may take; recovery after a crash replays up to `max_wal_size`.
pub(crate) const START: Duration = Duration::from_secs(300);
/// How long a fast stop may take before it becomes an immediate one.
const STOP: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A running server: our own child, or one an earlier guard left.
enum Server {
    Child(Child, Pid),
    Adopted(Pid),
}

impl Server {
    fn pid(&self) -> Pid {
        match self {
            Self::Child(_, pid) | Self::Adopted(pid) => *pid,
        }
    }

    /// Returns when it has ended, with the reason.
    async fn ended(&mut self) -> String {
        match self {
            Self::Child(child, _) => match child.wait().await {
                Ok(status) => format!("PostgreSQL ended: {status}"),
                Err(error) => format!("PostgreSQL ended: {error}"),
            },
            Self::Adopted(pid) => {
                while is_alive(*pid) {
                    sleep(Duration::from_millis(100)).await;
                }
                "PostgreSQL ended".into()
            }
        }
    }
}

/// Runs the guard until the supervisor is gone.
///
/// # Errors
/// When the cluster cannot be made or started at all.
pub(crate) async fn run() -> Result<()> {
    let (cluster, lifeline) = Lifeline::take::<Cluster>().await?;
    let mut closed = Box::pin(lifeline.closed());
    let mut signals = super::super::signals::Signals::new()?;
    cluster.init()?;
    let mut pause = Duration::from_millis(100);
    loop {
        let begun = Instant::now();
        let mut spawned = None;
        let reason = tokio::select! {
            () = &mut closed => return stop_found(&cluster, spawned).await,
            _ = signals.stop() => return stop_found(&cluster, spawned).await,
            started = start_or_adopt(&cluster, &mut spawned) => match started {
                Err(error) => format!("{error:#}"),
                Ok(mut server) => {
                    Report::Ready { pid: Some(server.pid().as_raw_nonzero().get() as u32) }.send();
                    tokio::select! {
                        () = &mut closed => return stop(server).await,
                        _ = signals.stop() => return stop(server).await,
                        reason = server.ended() => reason,
                    }
                }
            },
        };
        Report::Down {
            reason: reason.clone(),
        }
        .send();
        tracing::warn!(%reason, "PostgreSQL is brought back");
        if begun.elapsed() > Duration::from_secs(60) {
            pause = Duration::from_millis(100);
        }
        tokio::select! {
            () = &mut closed => return stop_found(&cluster, None).await,
            () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

/// `spawned` tells of a server that was started, also when nobody waits for this any more.
async fn start_or_adopt(cluster: &Cluster, spawned: &mut Option<Pid>) -> Result<Server> {
    if let Some(pid) = running(&cluster.data) {
        tracing::info!(
            pid = pid.as_raw_nonzero().get(),
            "adopting the cluster that runs already"
        );
        let mut server = Server::Adopted(pid);
        wait_until_ready(cluster, &mut server).await?;
        return Ok(server);
    }
    remove_stale(cluster)?;
    cluster.configure()?;
    let child = Command::new(cluster.program("postgres"))
        .arg("-D")
        .arg(&cluster.data)
        .current_dir(&cluster.data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .context("postgres cannot be run")?;
    let pid = child
        .id()
        .and_then(|id| Pid::from_raw(id as i32))
        .context("postgres ended at once")?;
    *spawned = Some(pid);
    let mut server = Server::Child(child, pid);
    wait_until_ready(cluster, &mut server).await?;
    Ok(server)
}

/// The server writes `ready` into the last line of its pid file once it accepts connections.
async fn wait_until_ready(cluster: &Cluster, server: &mut Server) -> Result<()> {
    let deadline = Instant::now() + START;
    loop {
        let text = std::fs::read_to_string(cluster.data.join("postmaster.pid")).unwrap_or_default();
        let mut lines = text.lines();
        let pid = lines
            .next()
            .and_then(|line| line.trim().parse::<i32>().ok());
        let is_ours = pid == Some(server.pid().as_raw_nonzero().get());
        if is_ours && lines.nth(6).is_some_and(|state| state.trim() == "ready") {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("PostgreSQL was not ready within {} s", START.as_secs());
        }
        tokio::select! {
            reason = server.ended() => bail!("{reason}; see {}", cluster.log.display()),
            () = sleep(Duration::from_millis(20)) => {}
        }
    }
}

/// The pid of a server that runs on this data folder.
pub(super) fn running(data: &Path) -> Option<Pid> {
    let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid = Pid::from_raw(text.lines().next()?.trim().parse().ok()?)?;
    // Another program may have been given the number of a server that is gone.
    let folder = std::fs::read_link(format!("/proc/{}/cwd", pid.as_raw_nonzero())).ok()?;
    let same = folder == data || folder == data.canonicalize().ok()?;
    (same && is_alive(pid)).then_some(pid)
}

/// Takes away what a killed server left: PostgreSQL refuses to start when its pid was given to somebody else.
fn remove_stale(cluster: &Cluster) -> Result<()> {
    for path in [
        cluster.data.join("postmaster.pid"),
        cluster.run.join(".s.PGSQL.5432.lock"),
        cluster.run.join(".s.PGSQL.5432"),
    ] {
        match std::fs::remove_file(&path) {
            Ok(()) => tracing::info!(file = %path.display(), "removed what a killed server left"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        }
    }
    Ok(())
}

fn is_alive(pid: Pid) -> bool {
    rustix::process::test_kill_process(pid).is_ok()
}

/// Stops a server that may have been starting when the supervisor went; one started just now has no pid file yet.
async fn stop_found(cluster: &Cluster, spawned: Option<Pid>) -> Result<()> {
    match running(&cluster.data).or(spawned.filter(|pid| is_alive(*pid))) {
        Some(pid) => stop(Server::Adopted(pid)).await,
        None => Ok(()),
    }
}

/// Fast first (open transactions are rolled back), immediate when that takes too long.
async fn stop(mut server: Server) -> Result<()> {
    let pid = server.pid();
    let _ = rustix::process::kill_process(pid, Signal::INT);
    if tokio::time::timeout(STOP, server.ended()).await.is_err() {
        let _ = rustix::process::kill_process(pid, Signal::QUIT);
        server.ended().await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::Root;

    fn cluster(name: &str) -> (Root, Cluster) {
        let root = Root::new(&format!("guard-{name}"));
        let data = root.0.join("data");
        std::fs::create_dir_all(&data).unwrap();
        let cluster = Cluster {
            bin: root.0.join("bin"),
            data,
            run: root.0.join("run"),
            log: root.0.join("log"),
            password_file: root.0.join("password"),
            connections: 10,
        };
        (root, cluster)
    }

    /// Stands in for a server; ends at the signals that stop one, whatever whoever runs the tests has put aside.
    fn server(cluster: &Cluster) -> (Child, Pid) {
        let child = Command::new("env")
            .args(["--default-signal=INT,QUIT", "sleep", "600"])
            .current_dir(&cluster.data)
            .kill_on_drop(false)
            .spawn()
            .unwrap();
        let pid = Pid::from_raw(child.id().unwrap() as i32).unwrap();
        (child, pid)
    }

    /// Until it has taken on the signals: before, it could be deaf.
    async fn is_up(pid: Pid) {
        let name = format!("/proc/{}/comm", pid.as_raw_nonzero());
        while std::fs::read_to_string(&name).unwrap().trim() != "sleep" {
            sleep(Duration::from_millis(5)).await;
        }
    }

    #[tokio::test]
    async fn a_server_that_has_written_no_pid_file_yet_is_stopped_too() {
        let (_root, cluster) = cluster("starting");
        let (child, pid) = server(&cluster);
        is_up(pid).await;

        // The wait for its start broke off.
        drop(child);
        let stopped =
            tokio::time::timeout(Duration::from_secs(30), stop_found(&cluster, Some(pid)));

        assert!(matches!(stopped.await, Ok(Ok(()))));
        assert!(!is_alive(pid));
        assert!(
            stop_found(&cluster, Some(pid)).await.is_ok(),
            "gone already"
        );
        assert!(stop_found(&cluster, None).await.is_ok(), "never there");
    }

    #[tokio::test]
    async fn only_a_process_in_the_data_folder_is_taken_for_the_server() {
        let (_root, cluster) = cluster("pid");
        let file = cluster.data.join("postmaster.pid");
        let (child, pid) = server(&cluster);
        is_up(pid).await;

        let without_file = running(&cluster.data);
        std::fs::write(&file, format!("{}\n", pid.as_raw_nonzero())).unwrap();
        let ours = running(&cluster.data);
        std::fs::write(&file, format!("{}\n", std::process::id())).unwrap();
        let somebody_elses = running(&cluster.data);
        std::fs::write(&file, "").unwrap();
        let half_written = running(&cluster.data);
        stop(Server::Child(child, pid)).await.unwrap();

        assert_eq!(without_file, None);
        assert_eq!(ours, Some(pid));
        assert_eq!((somebody_elses, half_written), (None, None));
    }
}
