//! The private cluster on disk: made once, its settings written before every start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// The administrator of the private cluster.
pub(crate) const ADMIN: &str = "postgres";

/// Where a cluster lies and with what it runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cluster {
    /// Folder of the server programs.
    pub(crate) bin: PathBuf,
    /// The data folder proper.
    pub(crate) data: PathBuf,
    /// Folder of the socket.
    pub(crate) run: PathBuf,
    /// Folder of the server's log.
    pub(crate) log: PathBuf,
    /// Holds the administrator's password.
    pub(crate) password_file: PathBuf,
    /// `max_connections`.
    pub(crate) connections: u32,
}

impl Cluster {
    /// A program of the cluster's version.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Makes the cluster when it does not exist; what an interrupted run left is thrown away.
    pub(crate) fn init(&self) -> Result<()> {
        if self.data.join("PG_VERSION").exists() {
            return Ok(());
        }
        if self.data.exists() && self.data.read_dir()?.next().is_some() {
            bail!(
                "{} holds something that is no PostgreSQL cluster",
                self.data.display()
            );
        }
        let draft = self.data.with_extension("new");
        if draft.exists() {
            std::fs::remove_dir_all(&draft)?;
        }
        let output = Command::new(self.program("initdb"))
            .arg("--pgdata")
            .arg(&draft)
            .arg("--pwfile")
            .arg(&self.password_file)
            .args([
                "--username",
                ADMIN,
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
            ])
            .args(["--locale", "C.UTF-8", "--data-checksums"])
            .current_dir("/")
            .stdin(Stdio::null())
            .output()
            .context("initdb cannot be run")?;
        if !output.status.success() {
            bail!(
                "initdb failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        let mut conf = std::fs::read_to_string(draft.join("postgresql.conf"))?;
        conf.push_str("\n# Written by cts before every start; put your own settings below this line.\ninclude_if_exists = 'cts.conf'\n");
        std::fs::write(draft.join("postgresql.conf"), conf)?;
        if self.data.exists() {
            std::fs::remove_dir(&self.data)?;
        }
        std::fs::rename(&draft, &self.data)?;
        Ok(())
    }

    /// Writes our settings.
    pub(crate) fn configure(&self) -> Result<()> {
        let text = self.settings(memory_mb());
        let path = self.data.join("cts.conf");
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Sensible for a small server that also runs the countries.
    fn settings(&self, memory_mb: u64) -> String {
        let shared = (memory_mb / 8).clamp(128, 2048);
        let cache = (memory_mb / 2).max(256);
        let maintenance = (memory_mb / 32).clamp(64, 512);
        let mut text = String::new();
        for (name, value) in [
            ("listen_addresses", String::new()),
            ("port", "5432".into()),
            ("unix_socket_directories", quoted(&self.run)),
            ("unix_socket_permissions", "0700".into()),
            ("password_encryption", "scram-sha-256".into()),
            ("max_connections", self.connections.to_string()),
            ("shared_buffers", format!("{shared}MB")),
            ("effective_cache_size", format!("{cache}MB")),
            ("work_mem", "16MB".into()),
            ("maintenance_work_mem", format!("{maintenance}MB")),
            ("random_page_cost", "1.1".into()),
            // Pages ask short questions; compiling them costs more than it gains.
            ("jit", "off".into()),
            ("wal_compression", "on".into()),
            ("max_wal_size", "2GB".into()),
            ("min_wal_size", "128MB".into()),
            ("checkpoint_timeout", "15min".into()),
            // After a crash: one call per file system instead of one per file.
            ("recovery_init_sync_method", "syncfs".into()),
            ("timezone", "UTC".into()),
            ("log_timezone", "UTC".into()),
            ("logging_collector", "on".into()),
            ("log_directory", quoted(&self.log)),
            // One file per weekday: a week of logs, never more.
            ("log_filename", "postgresql-%a.log".into()),
            ("log_truncate_on_rotation", "on".into()),
            ("log_rotation_age", "1d".into()),
            ("log_rotation_size", "0".into()),
            ("log_line_prefix", "%m [%p] %q%u@%d ".into()),
            ("log_min_duration_statement", "2s".into()),
            ("log_checkpoints", "off".into()),
        ] {
            let _ = writeln!(text, "{name} = '{value}'");
        }
        text
    }
}

fn quoted(path: &Path) -> String {
    path.to_string_lossy().replace('\'', "''")
}

fn memory_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    total
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
        .map_or(2048, |kb| kb / 1024)
}
