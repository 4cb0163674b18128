//! Signing in and out, sessions, languages.

mod language;
mod languages;
mod password_reset;
mod ping;
mod profile;
mod sessions;
mod set_password;
mod sign_in;
mod sign_out;
mod user;
mod user_code;
mod user_edit;
mod users;
