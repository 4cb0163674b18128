//! The demo's accounts and the password they share, kept in `accounts.json` in the demo's folder.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::plan::{read_json, write_json};
use crate::kernel::Role;

/// The password while nobody but this machine can reach the pages. It stands in the documentation.
const KNOWN: &str = "relief-road-27";

/// Who can sign in to a country of the demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// The same for all of them, in all countries.
    pub password: String,
    /// Whether it is the one that everybody knows.
    pub is_known: bool,
}

/// An account that the banner names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub email: &'static str,
    pub role: Role,
}

/// The accounts to begin with; there is one for each of the ten partners.
pub const SHOWN: [Account; 4] = [
    Account {
        email: "officer@example.org",
        role: Role::Officer,
    },
    Account {
        email: "manager@example.org",
        role: Role::Manager,
    },
    Account {
        email: "coordinator@example.org",
        role: Role::Coordinator,
    },
    Account {
        email: "partner1@example.org",
        role: Role::Partner,
    },
];

/// The accounts of the demo: the known password while we listen on the loopback only, else one nobody can guess.
///
/// # Errors
/// When the folder cannot be read or written.
pub fn accounts(folder: &Path, is_loopback: bool) -> std::io::Result<Accounts> {
    let path = folder.join("accounts.json");
    let kept: Option<Accounts> = read_json(&path)?;
    if let Some(kept) = kept.filter(|kept| kept.is_known == is_loopback) {
        return Ok(kept);
    }
    let password = if is_loopback {
        KNOWN.to_owned()
    } else {
        hex::encode(rand::random::<[u8; 8]>())
    };
    let accounts = Accounts {
        password,
        is_known: is_loopback,
    };
    write_json(&path, &accounts)?;
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_known_password_is_for_the_loopback_only_and_others_are_kept() {
        let folder = std::env::temp_dir().join(format!("cts-accounts-{}", uuid::Uuid::new_v4()));

        let local = accounts(&folder, true).unwrap();
        let open = accounts(&folder, false).unwrap();
        let again = accounts(&folder, false).unwrap();

        assert_eq!(local.password, KNOWN);
        assert_ne!(open.password, KNOWN);
        assert_eq!(open, again);
        let mode = std::fs::metadata(folder.join("accounts.json"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
