//! The logins of a country's database, in a file only their owner reads.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::super::failure::Failure;
use super::super::paths::Paths;

/// What `var/secrets/<key>.json` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The app's login.
    pub url: String,
    /// The login that only reads.
    pub reader_url: String,
    /// The app's password, hexadecimal.
    pub(super) password: String,
    /// The password of the login that only reads.
    pub(super) reader_password: String,
}

impl Credentials {
    /// Reads a country's file.
    ///
    /// # Errors
    /// When it is not there yet or cannot be read.
    pub fn read(paths: &Paths, key: &str) -> Result<Self> {
        let path = file(paths, key);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(
                    Failure::new(3, format!("the country {key} has no database yet"))
                        .hint("start it once with `cts serve`")
                        .into(),
                );
            }
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", path.display()));
            }
        };
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    /// Whether a country has a file: its roles and its database were made.
    pub(crate) fn exist(paths: &Paths, key: &str) -> bool {
        file(paths, key).exists()
    }

    /// Writes a country's file.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn write(&self, paths: &Paths, key: &str) -> Result<()> {
        write_secret(paths, &file(paths, key), &serde_json::to_string(self)?)
    }
}

/// Removes a country's file.
///
/// # Errors
/// When the file system refuses.
pub(super) fn remove(paths: &Paths, key: &str) -> Result<()> {
    match std::fs::remove_file(file(paths, key)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn file(paths: &Paths, key: &str) -> PathBuf {
    paths.secrets().join(format!("{key}.json"))
}

/// Writes a file only its owner reads, whole or not at all.
///
/// # Errors
/// When the file system refuses.
pub(crate) fn write_secret(paths: &Paths, path: &Path, text: &str) -> Result<()> {
    let draft = path.with_extension("new");
    // Made anew and never opened: what lies there could be a link to somewhere else.
    if let Err(error) = std::fs::remove_file(&draft)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error).with_context(|| format!("{} cannot be removed", draft.display()));
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .with_context(|| format!("{} cannot be written", draft.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    paths.give(&draft)?;
    std::fs::rename(&draft, path)?;
    Ok(())
}

/// A random password.
pub(crate) fn password() -> String {
    use rand::TryRngCore;
    let mut bytes = [0_u8; 24];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .expect("the kernel gives random bytes");
    hex::encode(bytes)
}
