//! The token between the countries and the stand-in forms server.

use std::io::{Error, ErrorKind, Result, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The token of a file; a random one is written there when there is no file.
///
/// # Errors
/// When the file cannot be read or made, or is empty.
pub fn forms_server_token(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) if text.trim().is_empty() => {
            let message = format!("{} is empty", path.display());
            return Err(Error::new(ErrorKind::InvalidData, message));
        }
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let token = hex::encode(rand::random::<[u8; 20]>());
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{token}")?;
    Ok(token)
}
