//! Where things lie: the root (the clone), the data folder, sockets and logs.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::config::{Config, Sources};

/// Where data go when the unprivileged user cannot reach the clone.
const SYSTEM_DATA: &str = "/var/lib/cts";

/// The kernel takes 107 bytes; PostgreSQL adds `/.s.PGSQL.5432`.
const LONGEST_SOCKET_FOLDER: usize = 80;

/// The folders of one installation.
#[derive(Clone, Debug)]
pub struct Paths {
    /// Holds `config/` and `instances/`.
    pub root: PathBuf,
    /// Cluster, secrets, demo files.
    pub data: PathBuf,
    /// Unix sockets: control and PostgreSQL.
    pub run: PathBuf,
    /// One folder per country.
    pub log: PathBuf,
    /// Whom the processes below the supervisor run as; `None` runs them as ourselves.
    pub user: Option<User>,
}

/// An unprivileged user of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

impl Paths {
    /// The folders for a configuration.
    ///
    /// # Errors
    /// When we are root and the user children should run as does not exist.
    pub fn new(config: &Config) -> Result<Self> {
        let root = std::path::absolute(&config.sources.root)?;
        let user = unprivileged(config.sources.user())?;
        let data =
            config.sources.data.clone().unwrap_or_else(|| {
                data_folder(&root, &config.platform.data, config.sources.user())
            });
        let log = if data.starts_with(&root) {
            root.join("log")
        } else {
            data.join("log")
        };
        let run = socket_folder(&data);
        Ok(Self {
            root,
            data,
            run,
            log,
            user,
        })
    }

    /// The folders of the installation in a root folder, also when its configuration has problems at the moment.
    ///
    /// # Errors
    /// As [`Paths::new`].
    pub fn of_root(root: &Path) -> Result<Self> {
        let mut sources = Sources::read(root);
        // Whatever can be read is taken; what is wrong elsewhere does not move the folders.
        sources.partial = true;
        let user = sources.user().to_owned();
        let config = Config::from_sources(sources.clone()).or_else(|_| {
            // Not even the settings of the platform can be read: the defaults are the best guess.
            sources
                .files
                .retain(|path, _| path.starts_with("instances/"));
            sources.variables.insert("CTS_USER".into(), user);
            sources.variables.remove("CTS_ENVIRONMENT");
            Config::from_sources(sources)
        });
        Self::new(&config?)
    }

    /// Credentials and roles of the countries.
    pub fn secrets(&self) -> PathBuf {
        self.data.join("secrets")
    }

    /// What was done to a country and is not in its audit yet.
    pub fn notes(&self, key: &str) -> PathBuf {
        self.data.join("notes").join(key)
    }

    /// Locked while a country's backup is made, verified or restored.
    pub fn turn(&self, key: &str) -> PathBuf {
        self.data.join("turns").join(key)
    }

    /// What people uploaded in a country.
    pub fn files(&self, key: &str) -> PathBuf {
        self.data.join("files").join(key)
    }

    /// The supervisor's socket.
    pub fn control(&self) -> PathBuf {
        self.run.join("control.sock")
    }

    /// Locked by the supervisor as long as it lives; holds its pid.
    pub fn lock(&self) -> PathBuf {
        self.data.join("supervisor.pid")
    }

    /// Whether data lie elsewhere than in the clone, because the unprivileged user cannot reach it.
    pub fn is_away(&self) -> bool {
        !self.data.starts_with(&self.root)
    }

    /// Makes a folder only its owner may enter, owned by the unprivileged user.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn make_private(&self, folder: &Path) -> Result<()> {
        self.make(folder, 0o700)
    }

    /// Makes a folder that belongs to the unprivileged user.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn make(&self, folder: &Path, mode: u32) -> Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let existed = folder.is_dir();
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        if !existed {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode))?;
        }
        self.give(folder)
    }

    /// Has a program run as the unprivileged user, when there is one.
    pub fn drop_rights(&self, command: &mut std::process::Command) {
        use std::os::unix::process::CommandExt;
        if let Some(user) = &self.user {
            command.uid(user.uid).gid(user.gid);
        }
    }

    /// Gives a file or folder to the unprivileged user, when there is one.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn give(&self, path: &Path) -> Result<()> {
        let Some(user) = &self.user else {
            return Ok(());
        };
        let itself = std::fs::symlink_metadata(path)?;
        // A link somebody else than root made could lead anywhere: only the link is given then.
        let follows = !itself.is_symlink() || itself.uid() == 0;
        let owner = if follows {
            std::fs::metadata(path)?.uid()
        } else {
            itself.uid()
        };
        if owner != user.uid {
            let (uid, gid) = (Some(user.uid), Some(user.gid));
            let given = if follows {
                std::os::unix::fs::chown(path, uid, gid)
            } else {
                std::os::unix::fs::lchown(path, uid, gid)
            };
            given
                .with_context(|| format!("{} cannot be given to {}", path.display(), user.name))?;
        }
        Ok(())
    }
}

/// The folder to work in: the one asked for, else the nearest above with an instance list, above the program too.
///
/// # Errors
/// When there is none.
pub fn find_root(asked: Option<&Path>) -> Result<PathBuf> {
    if let Some(root) = asked {
        if !root.is_dir() {
            bail!("there is no folder {}", root.display());
        }
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir().context("the current folder is gone")?;
    let program = std::env::current_exe().unwrap_or_default();
    let found = here.ancestors().chain(program.ancestors()).find(|folder| {
        folder.join("instances/instances.yaml").is_file()
            || folder.join("config/base.yaml").is_file()
    });
    Ok(found.map_or(here.clone(), Path::to_owned))
}

/// Where data go: as configured, or elsewhere when the unprivileged user of root cannot reach the root folder.
pub(crate) fn data_folder(root: &Path, configured: &Path, user_name: &str) -> PathBuf {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let away = configured.is_relative()
        && rustix::process::geteuid().is_root()
        && user(user_name).is_some_and(|user| !can_reach(&root, &user));
    if away {
        PathBuf::from(SYSTEM_DATA)
    } else {
        root.join(configured)
    }
}

/// The user children run as: only root needs one.
fn unprivileged(name: &str) -> Result<Option<User>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    match user(name) {
        Some(user) if user.uid == 0 => {
            bail!("children do not run as root; give another user with --user")
        }
        Some(user) => Ok(Some(user)),
        None => bail!(
            "there is no user {name} for the processes to run as\nhint: useradd --system --home-dir /var/lib/cts --shell /usr/sbin/nologin {name}"
        ),
    }
}

/// A user of `/etc/passwd`.
fn user(name: &str) -> Option<User> {
    let passwd = std::fs::read_to_string("/etc/passwd").ok()?;
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(User {
            name: name.to_owned(),
            uid,
            gid,
        })
    })
}

/// Whether a user may enter a folder and all above it.
fn can_reach(folder: &Path, user: &User) -> bool {
    folder.ancestors().all(|folder| {
        std::fs::metadata(folder).is_ok_and(|meta| {
            let mode = meta.mode();
            mode & 0o001 != 0
                || (meta.uid() == user.uid && mode & 0o100 != 0)
                || (meta.gid() == user.gid && mode & 0o010 != 0)
        })
    })
}

fn socket_folder(data: &Path) -> PathBuf {
    use sha2::{Digest, Sha256};
    let near = data.join("run");
    let length = near.as_os_str().len();
    if length <= LONGEST_SOCKET_FOLDER {
        return near;
    }
    let name = hex::encode(&Sha256::digest(data.as_os_str().as_encoded_bytes())[..6]);
    let runtime = if rustix::process::geteuid().is_root() {
        PathBuf::from("/run/cts")
    } else {
        let own = PathBuf::from(format!("/run/user/{}", rustix::process::geteuid().as_raw()));
        if own.is_dir() {
            own.join("cts")
        } else {
            std::env::temp_dir().join("cts")
        }
    };
    runtime.join(name)
}
