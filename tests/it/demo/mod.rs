//! The demo: the stand-in forms server over real HTTP.

mod forms_server;
mod stand;
