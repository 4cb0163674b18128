//! Passwords: argon2id with the library's parameters (19 MiB, two passes). Slow on purpose: call off the async threads.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::kernel::{Error, Result};

/// Checked when there is no account or no password, so that the answer takes as long as for one that exists.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("nobody's password").ok());

/// Hashes at once, each with its 19 MiB.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The PHC string to store.
///
/// # Errors
/// `Internal` when the system gives no randomness.
pub fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

fn verify(stored: Option<&str>, password: &str) -> bool {
    let Some(phc) = stored.or(NOBODY.as_deref()) else {
        return false;
    };
    let right = PasswordHash::new(phc).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    });
    right && stored.is_some()
}

/// Whether a password is the stored one; takes equally long without a stored one.
///
/// # Errors
/// `Internal` when the work cannot be run.
pub async fn is_right(stored: Option<String>, password: String) -> Result<bool> {
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || verify(stored.as_deref(), &password))
        .await
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let stored = hash("correct horse").unwrap();

        assert!(stored.starts_with("$argon2id$"));
        assert!(verify(Some(&stored), "correct horse"));
        assert!(!verify(Some(&stored), "wrong horse"));
        assert!(!verify(None, "nobody's password"));
    }
}
