//! What `cts serve --demo` runs beside the countries, and what its banner says.

use anyhow::Result;

use crate::platform::paths::Paths;
use crate::platform::provision::credentials::{password, write_secret};
use crate::platform::supervisor::Extra;

/// Makes what the countries' settings name before these are read: the token of the stand-in forms server.
///
/// # Errors
/// When the data folder cannot be written.
pub fn prepare(paths: &Paths) -> Result<()> {
    let folder = paths.data.join("demo");
    paths.make(&paths.data, 0o755)?;
    paths.make_private(&folder)?;
    let token = folder.join("forms-server-token");
    if !token.exists() {
        write_secret(paths, &token, &password())?;
    }
    Ok(())
}

/// The processes of the demo.
pub fn extras(paths: &Paths) -> Vec<Extra> {
    let folder = paths.data.join("demo");
    let path = |name: &str| folder.join(name).display().to_string();
    let args = [
        "demo",
        "forms-server",
        "--data",
        &path("forms"),
        "--token-file",
        &path("forms-server-token"),
    ];
    vec![Extra {
        name: "forms-server".into(),
        args: args.map(ToOwned::to_owned).to_vec(),
        after_countries: false,
        is_once: false,
    }]
}

/// The accounts of the demo with their password, for the banner, once the countries are filled.
pub fn accounts(_paths: &Paths) -> Option<String> {
    None
}
