//! The demo: the stand-in forms server over real HTTP, the fill of a country, the simulated phones.

mod commands;
mod fill;
mod forms_server;
mod phones;
pub(crate) mod stand;
mod turkey;
