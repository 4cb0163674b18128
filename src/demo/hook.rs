//! What `cts serve --demo` runs beside the countries, and what its banner says.

use std::fmt::Write as _;

use anyhow::Result;

use crate::platform::config::Config;
use crate::platform::paths::Paths;
use crate::platform::supervisor::Extra;

use super::accounts::{SHOWN, accounts};
use super::{TOKEN_FILE, forms_server_token};

/// Makes what the countries' settings and the demo's processes name before these are read: the token of the stand-in
/// forms server and the password of the accounts.
///
/// # Errors
/// When the data folder cannot be written.
pub fn prepare(config: &Config, paths: &Paths) -> Result<()> {
    let folder = paths.data.join("demo");
    paths.make(&paths.data, 0o755)?;
    paths.make_private(&folder)?;
    let token = folder.join(TOKEN_FILE);
    forms_server_token(&token)?;
    paths.give(&token)?;
    accounts(&folder, config.platform.listen.ip().is_loopback())?;
    paths.give(&folder.join("accounts.json"))
}

/// The processes of the demo: the forms server, the fill once the countries have their databases, the phones.
pub fn extras(config: &Config, paths: &Paths) -> Vec<Extra> {
    let listen = config.platform.demo_forms_server.to_string();
    let folder = paths.data.join("demo");
    let path = |name: &str| folder.join(name).display().to_string();
    let journal = path("forms-server");
    let token = path(TOKEN_FILE);
    let extra = |name: &str, args: &[&str], after_countries, is_once| Extra {
        name: name.into(),
        args: ["demo", name]
            .iter()
            .chain(args)
            .map(|arg| (*arg).to_owned())
            .collect(),
        after_countries,
        is_once,
    };
    vec![
        extra(
            "forms-server",
            &[
                "--control",
                "--listen",
                &listen,
                "--data",
                &journal,
                "--token-file",
                &token,
            ],
            false,
            false,
        ),
        extra("fill", &[], true, true),
        extra("phones", &[], true, false),
    ]
}

/// The accounts of the demo with their password, for the banner.
pub fn banner(config: &Config, paths: &Paths) -> Option<String> {
    let is_loopback = config.platform.listen.ip().is_loopback();
    let known = accounts(&paths.data.join("demo"), is_loopback).ok()?;
    let mut text = format!("Sign in with the password {} as\n", known.password);
    for account in SHOWN {
        let _ = writeln!(text, "  {:<24} {}", account.email, account.role.slug());
    }
    Some(text)
}
