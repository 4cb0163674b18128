//! Demo data that behaves like the real thing: a stand-in forms server, simulated phones, and countries filled
//! with made-up data. A door like the command line: it may call every service; nothing calls it but `cli`.
//!
//! Begin with [`forms_server`] (what countries poll) and [`phones`] (who fills forms in there); [`plan`] is what
//! the fill of a country tells the phones; [`hook`] is what `cts serve --demo` needs.

pub mod accounts;
pub mod fill;
mod filled_form;
pub mod forms_server;
pub mod geography;
pub mod history;
pub mod hook;
pub mod phones;
pub mod plan;
pub mod reset;
mod token;

/// The address of the stand-in forms server of `cts serve --demo`. Nothing made up is ever sent elsewhere.
pub fn stand_in(platform: &Platform) -> String {
    format!("http://{}", platform.demo_forms_server)
}

/// The file in the demo's folder with the token between the countries and the stand-in.
pub const TOKEN_FILE: &str = "forms-server-token";

use crate::platform::config::Platform;

pub use accounts::accounts;
pub use token::forms_server_token;
