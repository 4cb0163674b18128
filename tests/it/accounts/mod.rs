//! Signing in and out, sessions, languages.

mod language;
mod ping;
mod sessions;
mod set_password;
mod sign_in;
mod sign_out;
