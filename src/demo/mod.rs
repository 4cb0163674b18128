//! Demo data that behaves like the real thing: a stand-in forms server, simulated phones, and countries filled
//! with made-up data. A door like the command line: it may call every service; nothing calls it but `cli`.
//!
//! Begin with [`forms_server`] (what countries poll).

pub mod forms_server;
pub mod geography;
